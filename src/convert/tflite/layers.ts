/** TensorFlow Lite's operators with windows, weights or layouts of their own. */
import { ConstantTensor } from "../../graph/types.ts";
import { float, ints, type Ref } from "../builder.ts";
import { BadModel } from "../source.ts";
import { Refused, type Site } from "./site.ts";

const padding = (s: Site, field: number): string => (s.options.byte(field) === 0 ? "SAME" : "VALID");
/** `[1, height, width, 1]` from two options. */
const window = (s: Site, height: number, width: number, absent = 0): number[] => [
  1,
  positive(s, s.options.int(height, absent)),
  positive(s, s.options.int(width, absent)),
  1,
];
function positive(s: Site, value: number): number {
  if (value < 1) throw new BadModel(`is damaged: "${s.name}" (${s.operator.op}) has a stride or window of ${value}`);
  return value;
}
const biased = (s: Site, x: Ref, i: number): Ref => (s.has(i) ? s.emit("BiasAdd", [x, s.input(i)]) : x);

/** Filters lie as outputs, rows, columns, inputs. */
export function conv2d(s: Site): Ref {
  const attrs = { strides: window(s, 2, 1), padding: padding(s, 0), dilations: window(s, 5, 4, 1) };
  const filter = s.transposed(1, [1, 2, 3, 0]);
  const out = s.emit("Conv2D", [s.input(0), filter], { ...attrs, data_format: "NHWC", T: "float32" });
  return s.activated(biased(s, out, 2), s.options.byte(3));
}

/** Filters lie as 1, rows, columns, outputs: those of one channel side by side. */
export function depthwiseConv2d(s: Site): Ref {
  const attrs = { strides: window(s, 2, 1), padding: padding(s, 0), dilations: window(s, 6, 5, 1) };
  const [, rows = 0, columns = 0, outputs = 0] = s.shape(1);
  const channels = s.shape(0).at(-1) ?? 0;
  if (s.shape(1).length !== 4 || channels < 1 || outputs % channels !== 0)
    throw new BadModel(`is damaged: "${s.name}" has a filter of shape [${s.shape(1)}] for ${channels} channels`);
  const filter = s.reshaped(1, [rows, columns, channels, outputs / channels]);
  const out = s.emit("DepthwiseConv2dNative", [s.input(0), filter], { ...attrs, data_format: "NHWC", T: "float32" });
  return s.activated(biased(s, out, 2), s.options.byte(4));
}

export function conv3d(s: Site): Ref {
  const three = (fields: readonly number[], absent: number): number[] => [
    1,
    ...fields.map((field) => positive(s, s.options.int(field, absent))),
    1,
  ];
  const attrs = { strides: three([1, 2, 3], 0), padding: padding(s, 0), dilations: three([5, 6, 7], 1) };
  const out = s.emit("Conv3D", [s.input(0), s.input(1)], { ...attrs, data_format: "NDHWC", T: "float32" });
  return s.activated(biased(s, out, 2), s.options.byte(4));
}

/** Operands: the output's shape, the filter as outputs, rows, columns, inputs, and the picture. */
export function transposeConv(s: Site): Ref {
  const attrs = { strides: window(s, 2, 1), padding: padding(s, 0), dilations: [1, 1, 1, 1] };
  const filter = s.transposed(1, [1, 2, 0, 3]);
  const out = s.emit("Conv2DBackpropInput", [s.input(0), filter, s.input(2)], { ...attrs, data_format: "NHWC" });
  return s.activated(biased(s, out, 3), s.options.byte(3));
}

/** MediaPipe's own transposed convolution: the picture, the filter, a bias; options are three numbers of 32 bits. */
export function transposeConvBias(s: Site): Ref {
  const bytes = s.operator.customOptions;
  if (!bytes || bytes.length < 12) throw new Refused("without options");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [pad, columns, rows] = [0, 4, 8].map((at) => view.getInt32(at, true)) as [number, number, number];
  const [batch = 0, ...picture] = s.shape(0);
  const [outputs = 0, ...filterShape] = s.shape(1);
  if (batch < 1 || picture.length !== 3 || filterShape.length !== 3) throw new Refused("of an open shape");
  const same = pad === 1;
  const strides = [positive(s, rows), positive(s, columns)];
  const extents = strides.map((stride, i) => {
    const [extent, size] = [picture[i] as number, filterShape[i] as number];
    return same ? extent * stride : (extent - 1) * stride + size;
  });
  const shape = ints([batch, ...extents, outputs]);
  const attrs = { strides: [1, ...strides, 1], padding: same ? "SAME" : "VALID", dilations: [1, 1, 1, 1] };
  const out = s.emit("Conv2DBackpropInput", [shape, s.transposed(1, [1, 2, 0, 3]), s.input(0)], {
    ...attrs,
    data_format: "NHWC",
  });
  return biased(s, out, 2);
}

/** Weights lie as outputs, inputs; whatever is not inputs is one axis, and comes back where the options say so. */
export function fullyConnected(s: Site): Ref {
  if (s.options.byte(1) !== 0) throw new Refused("whose weights are shuffled");
  const [outputs = 0, depth = 0] = s.shape(1);
  const shape = s.shape(0);
  const rows =
    shape.length === 2 && shape[1] === depth ? s.input(0) : s.emit("Reshape", [s.input(0), ints([-1, depth])]);
  const product = s.emit("MatMul", [rows, s.transposed(1, [1, 0])], { transpose_a: false, transpose_b: false });
  const out = s.activated(biased(s, product, 2), s.options.byte(0));
  if (!s.flag(2) || shape.length === 2) return out;
  if (shape.filter((d) => d < 0).length > 1) throw new Refused("whose operand has several open extents");
  return s.emit("Reshape", [out, ints([...shape.slice(0, -1), outputs])]);
}

export const pool =
  (op: "MaxPool" | "AvgPool") =>
  (s: Site): Ref => {
    const attrs = { ksize: window(s, 4, 3), strides: window(s, 2, 1), padding: padding(s, 0), data_format: "NHWC" };
    return s.activated(s.emit(op, [s.input(0)], attrs), s.options.byte(5));
  };

export function softmax(s: Site): Ref {
  const beta = s.options.float(0, 1);
  return s.emit("Softmax", [beta === 1 ? s.input(0) : s.emit("Mul", [s.input(0), float(beta)])]);
}

export function reshape(s: Site): Ref {
  if (s.has(1)) return s.emit("Reshape", s.inputs());
  const shape = s.list(0);
  if (!shape) throw new BadModel(`is damaged: "${s.name}" (RESHAPE) has no shape`);
  return s.emit("Reshape", [s.input(0), ints(shape)]);
}

export function spaceToDepth(s: Site): Ref {
  const block = positive(s, s.options.int(0));
  const [batch = 0, rows = 0, columns = 0, channels = 0] = s.shape(0);
  if (rows < 1 || columns < 1 || channels < 1) throw new Refused("of an open shape");
  const [r, c] = [rows / block, columns / block];
  const cut = s.emit("Reshape", [s.input(0), ints([batch, r, block, c, block, channels])]);
  const moved = s.emit("Transpose", [cut, ints([0, 1, 3, 2, 4, 5])]);
  return s.emit("Reshape", [moved, ints([batch, r, c, block * block * channels])]);
}

/** Over the last axis; a norm below 1e-6 counts as 1e-6. */
export function l2Normalization(s: Site): Ref {
  const x = s.input(0);
  const power = s.emit("Sum", [s.emit("Square", [x]), ints([-1])], { keep_dims: true });
  return s.activated(
    s.emit("RealDiv", [x, s.emit("Maximum", [s.emit("Sqrt", [power]), float(1e-6)])]),
    s.options.byte(0),
  );
}

export function hardSwish(s: Site): Ref {
  const x = s.input(0);
  const gate = s.emit("Relu6", [s.emit("AddV2", [x, float(3)])]);
  return s.emit("Mul", [s.emit("Mul", [x, gate]), float(1 / 6)]);
}

/** Exact by erf, or the usual approximation by tanh. */
export function gelu(s: Site): Ref {
  const x = s.input(0);
  const half = s.emit("Mul", [x, float(0.5)]);
  if (!s.flag(0)) {
    const erf = s.emit("Erf", [s.emit("Mul", [x, float(Math.SQRT1_2)])]);
    return s.emit("Mul", [half, s.emit("AddV2", [erf, float(1)])]);
  }
  const cube = s.emit("Mul", [s.emit("Mul", [x, s.emit("Square", [x])]), float(0.044715)]);
  const inner = s.emit("Mul", [s.emit("AddV2", [x, cube]), float(Math.sqrt(2 / Math.PI))]);
  return s.emit("Mul", [half, s.emit("AddV2", [s.emit("Tanh", [inner]), float(1)])]);
}

/** Slices of one operand, as values of a node. */
const outputsOf = (ref: Ref, count: number): Ref[] =>
  Array.from({ length: count }, (_, i) => (i ? `${ref}:${i}` : ref));

export function split(s: Site): Ref[] {
  const [axis = 0] = s.numbers(0);
  const count = s.outputs.length;
  return outputsOf(s.emit("Split", [ConstantTensor.int([], [axis]), s.input(1)], { num_split: count }), count);
}
export function splitV(s: Site): Ref[] {
  const count = s.outputs.length;
  return outputsOf(s.emit("SplitV", [s.input(0), s.input(1), s.input(2)], { num_split: count }), count);
}
export function unpack(s: Site): Ref[] {
  const count = s.outputs.length;
  return outputsOf(s.emit("Unpack", [s.input(0)], { num: count, axis: s.options.int(1) }), count);
}
export const topK = (s: Site): Ref[] => outputsOf(s.emit("TopKV2", s.inputs(), { sorted: true }), 2);
