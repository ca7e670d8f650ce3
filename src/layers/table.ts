/** What each layer of Keras computes at inference, as ops of TensorFlow. */
import type { Value } from "../graph/graph.ts";
import { activate } from "./activations.ts";
import type { LayerBuilder } from "./builder.ts";
import { axisOf, type Config, channelsFirst, flag, margins, number, perAxis, text } from "./config.ts";
import { RECURRENT } from "./recurrent.ts";
import { channelsLast, WINDOWS } from "./windows.ts";

/** Writes a layer's ops over its inputs, and gives its outputs. Refuses through the builder. */
export type Layer = (b: LayerBuilder, inputs: readonly [Value, ...Value[]], config: Config) => readonly Value[];

const same: Layer = (_, inputs) => inputs;

const dense: Layer = (b, [x], config) => {
  const kernel = b.weight("kernel");
  const [features, units] = b.shape(kernel) as [number, number];
  const plain = b.shape(x).length === 2;
  const rows = plain ? x : b.reshape(x, [-1, features]);
  const product = b.op("MatMul", [rows, kernel], { transpose_a: false, transpose_b: false });
  const sum = flag(config, "use_bias", true) ? b.op("AddV2", [product, b.weight("bias")]) : product;
  const shaped = plain ? sum : b.reshape(sum, [-1, ...b.extents(x).slice(0, -1), units]);
  return [activate(b, shaped, config.activation)];
};

const flatten: Layer = (b, [x], config) => {
  const rank = b.shape(x).length;
  const spatial = Array.from({ length: Math.max(0, rank - 2) }, (_, i) => i + 2);
  const last = channelsFirst(config) && rank > 2 ? b.transpose(x, 0, ...spatial, 1) : x;
  return [b.reshape(last, [-1, b.extents(last).reduce((n, d) => n * d, 1)])];
};

const reshape: Layer = (b, [x], config) => {
  const target = (config.target_shape as number[]).map((d) => d ?? -1);
  const known = target.reduce((n, d) => (d < 0 ? n : n * d), 1);
  const size = target.includes(-1) ? b.extents(x).reduce((n, d) => n * d, 1) : known;
  return [b.reshape(x, [-1, ...target.map((d) => (d < 0 ? size / known : d))])];
};

const softmax: Layer = (b, [x], config) => {
  const rank = b.shape(x).length;
  // TensorFlow.js takes axis 1 where none is given, and no axis but the last.
  if (axisOf(config.axis, b.keras ? -1 : 1, rank) !== rank - 1)
    b.refuse("is a softmax over another axis than the last");
  return [b.op("Softmax", [x])];
};

/** x where it is above a threshold, else 0. */
const above = (b: LayerBuilder, x: Value, threshold: number): Value => {
  const mask = b.op("Greater", [x, b.float(threshold)]);
  return b.op("Mul", [x, b.op("Cast", [mask], { SrcT: "bool", DstT: "float32" })]);
};

const relu: Layer = (b, [x], config) => {
  const most = number(config, "max_value", Number.POSITIVE_INFINITY);
  const [slope, threshold] = [number(config, "negative_slope", 0), number(config, "threshold", 0)];
  if (slope && !threshold && most === Number.POSITIVE_INFINITY) return [b.op("LeakyRelu", [x], { alpha: slope })];
  const passed = threshold ? above(b, x, threshold) : x;
  const clipped =
    most === 6
      ? b.op("Relu6", [passed])
      : most < Number.POSITIVE_INFINITY
        ? b.op("ClipByValue", [passed, b.float(0), b.float(most)])
        : threshold
          ? passed
          : b.op("Relu", [passed]);
  if (!slope) return [clipped];
  const below = b.op("Relu", [b.op("Sub", [b.float(threshold), x])]);
  return [b.op("Sub", [clipped, b.op("Mul", [below, b.float(slope)])])];
};

const elu: Layer = (b, [x], config) => {
  const alpha = number(config, "alpha", 1);
  if (alpha === 1) return [b.op("Elu", [x])];
  const below = b.op("Elu", [b.op("Minimum", [x, b.float(0)])]);
  return [b.op("AddV2", [b.op("Relu", [x]), b.op("Mul", [below, b.float(alpha)])])];
};

const batchNormalization: Layer = (b, [x], config) => {
  const shape = b.shape(x);
  const axis = axisOf(config.axis, -1, shape.length);
  // What TensorFlow.js computes then depends on its backend.
  if (!b.keras && axis !== shape.length - 1) b.refuse("normalises another axis than the last");
  const epsilon = number(config, "epsilon", 1e-3);
  const variance = b.weight("moving_variance");
  const extent = b.shape(variance)[0] as number;
  const [scaled, centred] = [flag(config, "scale", true), flag(config, "center", true)];
  if (shape.length === 4 && axis === 3 && scaled && centred) {
    const parts = ["gamma", "beta", "moving_mean"].map((name) => b.weight(name));
    const attrs = { epsilon, is_training: false, data_format: "NHWC" };
    return [b.op("FusedBatchNormV3", [x, ...parts, variance], attrs)];
  }
  const wide = shape.map((_, i) => (i === axis ? extent : 1));
  const aligned = (v: Value): Value => (axis === shape.length - 1 ? v : b.reshape(v, wide));
  const root = b.op("Rsqrt", [b.op("AddV2", [variance, b.float(epsilon)])]);
  const scale = scaled ? b.op("Mul", [root, b.weight("gamma")]) : root;
  const shift = b.op("Mul", [b.weight("moving_mean"), scale]);
  const offset = centred ? b.op("Sub", [b.weight("beta"), shift]) : b.op("Neg", [shift]);
  return [b.op("AddV2", [b.op("Mul", [x, aligned(scale)]), aligned(offset)])];
};

const layerNormalization: Layer = (b, [x], config) => {
  const rank = b.shape(x).length;
  if (flag(config, "rms_scaling")) b.refuse("scales by the root of the mean square");
  if (Array.isArray(config.axis) && config.axis.length > 1) b.refuse("normalises several axes");
  if (axisOf(config.axis, -1, rank) !== rank - 1) b.refuse("normalises another axis than the last");
  const mean = (v: Value): Value => b.op("Mean", [v, b.ints(-1)], { keep_dims: true });
  const centred = b.op("Sub", [x, mean(x)]);
  const guarded = b.op("AddV2", [mean(b.op("Square", [centred])), b.float(number(config, "epsilon", 1e-3))]);
  let y = b.op("Mul", [centred, b.op("Rsqrt", [guarded])]);
  if (flag(config, "scale", true)) y = b.op("Mul", [y, b.weight("gamma")]);
  if (flag(config, "center", true)) y = b.op("AddV2", [y, b.weight("beta")]);
  return [y];
};

const zeroPadding2d: Layer = (b, [x], config) => {
  const [rows, columns] = margins(config.padding) as [[number, number], [number, number]];
  return [channelsLast(b, x, config, (y) => b.op("Pad", [y, b.pairs([0, 0], rows, columns, [0, 0])]))];
};

const cropping2d: Layer = (b, [x], config) => {
  const [rows, columns] = margins(config.cropping ?? 0) as [[number, number], [number, number]];
  return [
    channelsLast(b, x, config, (y) => {
      // An end of zero would be the start: such axes go to their end.
      const ends = 0b1001 | (rows[1] === 0 ? 2 : 0) | (columns[1] === 0 ? 4 : 0);
      const [begin, end] = [b.ints(0, rows[0], columns[0], 0), b.ints(0, -rows[1], -columns[1], 0)];
      const masks = { begin_mask: 0b1001, end_mask: ends, ellipsis_mask: 0, new_axis_mask: 0, shrink_axis_mask: 0 };
      return b.op("StridedSlice", [y, begin, end, b.ints(1, 1, 1, 1)], masks);
    }),
  ];
};

const upSampling2d: Layer = (b, [x], config) => {
  const factors = perAxis(config.size, 2, 2);
  const kind = text(config, "interpolation", "nearest");
  if (kind !== "nearest" && kind !== "bilinear") b.refuse(`interpolates by ${kind}`);
  const attrs = { align_corners: false, half_pixel_centers: b.keras && kind === "bilinear" };
  const resize = kind === "nearest" ? "ResizeNearestNeighbor" : "ResizeBilinear";
  return [
    channelsLast(b, x, config, (y) => {
      const extents = b.extentsOf(y, 1, 3);
      const size = extents.constant
        ? b.ints(...factors.map((f, i) => f * (extents.constant?.values[i] as number)))
        : b.op("Mul", [extents, b.ints(...factors)]);
      return b.op(resize, [y, size], attrs);
    }),
  ];
};

/** Inputs of lower rank get axes after the batch. */
function aligned(b: LayerBuilder, inputs: readonly Value[]): Value[] {
  const rank = Math.max(...inputs.map((x) => b.shape(x).length));
  return inputs.map((x) => {
    let y = x;
    while (b.shape(y).length < rank) y = b.op("ExpandDims", [y, b.int(1)]);
    return y;
  });
}

const merge =
  (name: string): Layer =>
  (b, inputs) => [aligned(b, inputs).reduce((x, y) => b.op(name, [x, y]))];

const average: Layer = (b, inputs) => {
  const sum = aligned(b, inputs).reduce((x, y) => b.op("AddV2", [x, y]));
  return [b.op("Mul", [sum, b.float(1 / inputs.length)])];
};

const concatenate: Layer = (b, inputs, config) => {
  const rank = b.shape(inputs[0]).length;
  return [b.concat(inputs, axisOf(config.axis, -1, rank))];
};

const embedding: Layer = (b, [x], config) => {
  if (flag(config, "mask_zero")) b.refuse("masks steps");
  const indices = x.type?.dtype === "int32" ? x : b.op("Cast", [x], { SrcT: x.type?.dtype, DstT: "int32" });
  return [b.op("GatherV2", [b.weight("embeddings"), indices, b.int(0)])];
};

/** One number, or one for each channel. */
const floatsOf = (b: LayerBuilder, value: unknown): Value =>
  Array.isArray(value) ? b.floats(...value.map(Number)) : b.float(Number(value));

const rescaling: Layer = (b, [x], config) => {
  const dtype = x.type?.dtype;
  const floats = dtype === "float32" ? x : b.op("Cast", [x], { SrcT: dtype, DstT: "float32" });
  const scaled = b.op("Mul", [floats, floatsOf(b, config.scale ?? 1)]);
  return [b.op("AddV2", [scaled, floatsOf(b, config.offset ?? 0)])];
};

export const LAYERS: Readonly<Record<string, Layer>> = {
  ...WINDOWS,
  ...RECURRENT,
  Dense: dense,
  Activation: (b, [x], config) => [activate(b, x, config.activation)],
  ReLU: relu,
  LeakyReLU: (b, [x], config) => [
    b.op("LeakyRelu", [x], {
      alpha: number(config, config.negative_slope === undefined ? "alpha" : "negative_slope", 0.3),
    }),
  ],
  PReLU: (b, [x]) => [b.op("Prelu", [x, b.weight("alpha")])],
  ELU: elu,
  ThresholdedReLU: (b, [x], config) => [above(b, x, number(config, "theta", 1))],
  Softmax: softmax,
  Flatten: flatten,
  Reshape: reshape,
  Permute: (b, [x], config) => [b.transpose(x, 0, ...(config.dims as number[]))],
  RepeatVector: (b, [x], config) => [
    b.op("Tile", [b.op("ExpandDims", [x, b.int(1)]), b.ints(1, number(config, "n", 1), 1)]),
  ],
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  ZeroPadding2D: zeroPadding2d,
  Cropping2D: cropping2d,
  UpSampling2D: upSampling2d,
  Add: merge("AddV2"),
  Multiply: merge("Mul"),
  Subtract: merge("Sub"),
  Maximum: merge("Maximum"),
  Minimum: merge("Minimum"),
  Average: average,
  Concatenate: concatenate,
  Embedding: embedding,
  Rescaling: rescaling,
  Dropout: same,
  SpatialDropout1D: same,
  SpatialDropout2D: same,
  AlphaDropout: same,
  GaussianDropout: same,
  GaussianNoise: same,
  ActivityRegularization: same,
};
