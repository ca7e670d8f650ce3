/** Which TensorFlow ops have a kernel of their own, and how each one's attributes are read. */
import type { Attrs, Node, Value } from "../src/graph/graph.ts";
import { channelsFirst } from "../src/graph/ops/anchors.ts";
import { reducedAxes } from "../src/graph/ops/reduce.ts";
import { axisOf, list, num, numbers } from "../src/graph/ops/rows.ts";
import type { Conversion, FusedOp, Reader, Reading } from "../src/rewrite/grouping/rule.ts";
import type { Family } from "../src/rewrite/rule.ts";
import {
  type Inputs,
  ints,
  type OpTerm,
  op,
  tensor,
  typed,
  type Variable,
  variablesOf,
  weight,
} from "../src/rewrite/term.ts";
import {
  ATTENTION_READS,
  NORM_EXAMPLE,
  NORM_READS,
  TRANSPOSED_EXAMPLE,
  transposedConvolution,
} from "./norm-anchors.ts";

type Variables = Readonly<Record<string, Variable>>;
/** A small graph of one anchor, on which the examples of everything that the anchor absorbs are built. */
export interface AnchorExample {
  /** What `about` calls the anchor's work. */
  readonly noun: string;
  readonly inputs: Inputs;
  readonly term: (v: Variables) => OpTerm;
  /** The shape of the term. */
  readonly shape: readonly number[];
}

const WINDOW = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
const v = (variables: Variables, name: string): Variable => variables[name] as Variable;

/** Anchors with an epilogue. */
export const ANCHORS = {
  conv2d: {
    noun: "convolution",
    inputs: { x: tensor(1, 5, 7, 3), w: weight(3, 3, 3, 4) },
    term: (t) => op.Conv2D(v(t, "x"), v(t, "w")).example(WINDOW),
    shape: [1, 5, 7, 4],
  },
  depthwise: {
    noun: "depthwise convolution",
    inputs: { x: tensor(1, 5, 7, 4), w: weight(3, 3, 4, 1) },
    term: (t) => op.DepthwiseConv2dNative(v(t, "x"), v(t, "w")).example(WINDOW),
    shape: [1, 5, 7, 4],
  },
  matmul: {
    noun: "matrix product",
    inputs: { x: tensor(5, 6), w: weight(6, 4) },
    term: (t) => op.MatMul(v(t, "x"), v(t, "w")).example({ transpose_a: false, transpose_b: false }),
    shape: [5, 4],
  },
  pool: {
    noun: "pooling",
    inputs: { x: tensor(1, 6, 8, 4) },
    term: (t) =>
      op
        .MaxPool(v(t, "x"))
        .example({ ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: "VALID", data_format: "NHWC" }),
    shape: [1, 3, 4, 4],
  },
  reduce: {
    noun: "reduction",
    inputs: { x: tensor(2, 5, 7, 4), axes: ints(1, 2) },
    term: (t) => op.Mean(v(t, "x"), v(t, "axes")).example({ keep_dims: false }),
    shape: [2, 4],
  },
  resize: {
    noun: "resizing",
    inputs: { x: tensor(1, 3, 4, 2), size: ints(6, 8) },
    term: (t) => op.ResizeBilinear(v(t, "x"), v(t, "size")).example({ align_corners: false, half_pixel_centers: true }),
    shape: [1, 6, 8, 2],
  },
  normalize: NORM_EXAMPLE,
  "transposed-conv": TRANSPOSED_EXAMPLE,
} as const satisfies Record<string, AnchorExample>;
export type AnchorKernel = keyof typeof ANCHORS;

const isFloat = (...values: readonly Value[]): boolean => values.every((x) => x.type?.dtype === "float32");
const extents = (value: Value): readonly number[] => value.shape ?? [];

/** Pads of a window that slides over the spatial axes: [top, bottom, left, right]. */
function padsOf(
  node: Node,
  window: readonly number[],
  strides: readonly number[],
  dilations: readonly number[],
): number[] | string {
  const padding = String(node.attrs.padding).toUpperCase();
  if (padding === "VALID") return [0, 0, 0, 0];
  if (padding === "EXPLICIT") {
    const pads = list(node.attrs, "explicit_paddings");
    if (pads?.length !== 8 || [0, 1, 6, 7].some((i) => pads[i] !== 0)) return "its explicit paddings are not spatial";
    return pads.slice(2, 6);
  }
  if (padding !== "SAME") return `its padding is ${padding}`;
  return [0, 1].flatMap((i) => {
    const reach = ((window[i] as number) - 1) * (dilations[i] as number) + 1;
    const total = Math.max(
      0,
      ((extents(node.output)[i + 1] as number) - 1) * (strides[i] as number) +
        reach -
        (extents(node.input(0))[i + 1] as number),
    );
    return [total >> 1, total - (total >> 1)];
  });
}

const spatialPair = (attrs: Attrs, name: string): [number, number] => {
  const values = list(attrs, name);
  return [values?.[1] ?? 1, values?.[2] ?? 1];
};

const ACTIVATIONS = ["Relu", "Relu6", "Elu", "LeakyRelu", "Prelu", "Sigmoid"];

/** What `fused_ops` applies to the result, in order: a bias, then an activation. */
function fusedOps(node: Node): readonly FusedOp[] | string {
  const names = Array.isArray(node.attrs.fused_ops) ? (node.attrs.fused_ops as readonly string[]) : [];
  const operands = node.inputs.slice(2);
  const fused: FusedOp[] = [];
  for (const [i, name] of names.entries()) {
    const bias = name === "BiasAdd" && i === 0;
    if (!bias && (!ACTIVATIONS.includes(name) || i !== names.length - 1)) return `it fuses ${names.join(" and ")}`;
    const operand = bias || name === "Prelu" ? operands.shift() : undefined;
    if ((bias || name === "Prelu") && !operand) return `the operand of its ${name} is missing`;
    if (operand && !isFloat(operand)) return `the operand of its ${name} is not float32`;
    fused.push({
      op: name,
      operands: operand ? [operand] : [],
      attrs: { alpha: num(node.attrs, "leakyrelu_alpha", 0.2) },
    });
  }
  return fused;
}

/** Convolutions in NHWC with constant weights. */
const convolution =
  (depthwise: boolean): Reader =>
  (node) => {
    const [x, w] = [node.input(0), node.input(1)];
    if (!isFloat(x, w)) return "its operands are not float32";
    if (channelsFirst(node.attrs)) return "its data format is not NHWC";
    if (!w.constant) return "its weights are not constant";
    if (x.rank !== 4) return "its input is not a batch of images";
    if (depthwise && extents(w)[3] !== 1) return "its channel multiplier is not 1";
    if (!depthwise && extents(w)[2] !== extents(x)[3]) return "it is grouped";
    const [strides, dilations] = [spatialPair(node.attrs, "strides"), spatialPair(node.attrs, "dilations")];
    const pads = padsOf(node, extents(w), strides, dilations);
    const fused = fusedOps(node);
    if (typeof pads === "string") return pads;
    return typeof fused === "string" ? fused : { inputs: [x, w], attrs: { strides, pads, dilations }, fused };
  };

const product =
  (transposeA: string, transposeB: string): Reader =>
  (node) => {
    const [a, b] = [node.input(0), node.input(1)];
    if (!isFloat(a, b)) return "its operands are not float32";
    const fused = fusedOps(node);
    const attrs = { transposeA: Boolean(node.attrs[transposeA]), transposeB: Boolean(node.attrs[transposeB]) };
    return typeof fused === "string" ? fused : { inputs: [a, b], attrs, fused };
  };

const pooling =
  (mode: "max" | "avg"): Reader =>
  (node) => {
    const x = node.input(0);
    if (!isFloat(x) || x.rank !== 4) return "its input is not a batch of float32 images";
    const [window, strides] = [spatialPair(node.attrs, "ksize"), spatialPair(node.attrs, "strides")];
    const pads = padsOf(node, window, strides, [1, 1]);
    return typeof pads === "string" ? pads : { inputs: [x], attrs: { mode, window, strides, pads } };
  };

const reduction =
  (mode: "sum" | "mean" | "max" | "min" | "prod"): Reader =>
  ({ inputs, attrs }) => {
    const [x, axesOperand] = inputs as [Value, Value];
    if (!isFloat(x)) return "its input is not float32";
    const { constant } = axesOperand;
    const axes =
      constant && reducedAxes({ shape: extents(x) }, { dtype: constant.dtype, shape: constant.shape, constant });
    return axes
      ? { inputs: [x], attrs: { mode, axes, keepDims: Boolean(attrs.keep_dims) } }
      : "its axes are not constant";
  };

const softmax =
  (log: boolean): Reader =>
  (node) =>
    isFloat(node.input(0)) ? { inputs: [node.input(0)], attrs: { log } } : "its input is not float32";

const resizing =
  (mode: "bilinear" | "nearest"): Reader =>
  (node): Reading | string => {
    const x = node.input(0);
    if (!isFloat(x) || x.rank !== 4) return "its input is not a batch of float32 images";
    const attrs = {
      mode,
      alignCorners: Boolean(node.attrs.align_corners),
      halfPixelCenters: Boolean(node.attrs.half_pixel_centers),
    };
    return { inputs: [x], attrs };
  };

const gathering: Reader = ({ inputs, attrs }) => {
  const [x, indices, axisOperand] = inputs as [Value, Value, Value | undefined];
  if (indices.type?.dtype !== "int32") return "its indices are not int32";
  const axis = axisOperand ? axisOf(numbers(axisOperand)?.[0], x.rank) : 0;
  if (axis === undefined) return "its axis is not constant";
  const batchDims = num(attrs, "batch_dims", 0);
  return batchDims < 0 ? "its batch axes count from the end" : { inputs: [x, indices], attrs: { axis, batchDims } };
};

const gatheringNd: Reader = ({ inputs }) => {
  const [x, indices] = inputs as [Value, Value];
  const depth = extents(indices).at(-1);
  if (indices.type?.dtype !== "int32") return "its indices are not int32";
  return depth ? { inputs: [x, indices], attrs: { axis: 0, depth } } : "its indices count along no axis";
};

const extreme =
  (mode: "max" | "min"): Reader =>
  ({ inputs }) => {
    const [x, axisOperand] = inputs as [Value, Value];
    const axis = axisOf(numbers(axisOperand)?.[0], x.rank);
    if (!isFloat(x)) return "its input is not float32";
    return axis === undefined ? "its axis is not constant" : { inputs: [x], attrs: { mode, axis } };
  };

const scanning =
  (mode: "sum" | "prod"): Reader =>
  ({ inputs, attrs }) => {
    const [x, axisOperand] = inputs as [Value, Value];
    const axis = axisOf(numbers(axisOperand)?.[0], x.rank);
    if (!isFloat(x)) return "its input is not float32";
    if (axis === undefined) return "its axis is not constant";
    return { inputs: [x], attrs: { mode, axis, exclusive: attrs.exclusive === true, reverse: attrs.reverse === true } };
  };

const best: Reader = ({ inputs, attrs }) => {
  const [x] = inputs as [Value];
  if (!isFloat(x)) return "its input is not float32";
  return attrs.sorted === false ? "they are wanted in no order" : { inputs: [x], attrs: {}, outputs: "all" };
};

const anchor = (
  kernel: AnchorKernel,
  family: Family,
  rank: number,
  about: string,
  reads: Conversion["reads"],
): Conversion => {
  const { inputs, term }: AnchorExample = ANCHORS[kernel];
  const example = { title: about, inputs, before: term(variablesOf(inputs)) };
  return {
    kind: "conversion",
    name: kernel,
    family,
    exactness: "A",
    about,
    kernel,
    absorbs: true,
    rank,
    reads,
    example,
  };
};

/** Kernels that absorb nothing. */
function lone(
  kernel: string,
  family: Family,
  exactness: "A" | "X",
  about: string,
  reads: Conversion["reads"],
  inputs: Inputs,
  term: (t: Variables) => OpTerm,
): Conversion {
  const example = { title: kernel, inputs, before: term(variablesOf(inputs)) };
  return {
    kind: "conversion",
    name: kernel,
    family,
    exactness,
    about,
    kernel,
    absorbs: false,
    rank: 2,
    reads,
    example,
  };
}

const number = (value: number): Inputs[string] => ({ ...ints(value), shape: [] });

export const CONVERSIONS: readonly Conversion[] = [
  anchor("conv2d", "F4", 0, "A 2-D convolution with constant weights becomes a kernel that can absorb what follows.", {
    Conv2D: convolution(false),
    _FusedConv2D: convolution(false),
  }),
  anchor("depthwise", "F4", 0, "A depthwise convolution becomes a kernel that can absorb what follows.", {
    DepthwiseConv2dNative: convolution(true),
    FusedDepthwiseConv2dNative: convolution(true),
  }),
  anchor("matmul", "F4", 0, "A matrix product, batched or not, becomes a kernel that can absorb what follows.", {
    MatMul: product("transpose_a", "transpose_b"),
    _FusedMatMul: product("transpose_a", "transpose_b"),
    BatchMatMulV2: product("adj_x", "adj_y"),
  }),
  anchor("transposed-conv", "F4", 0, "A transposed convolution becomes a kernel that can absorb what follows.", {
    Conv2DBackpropInput: transposedConvolution,
  }),
  anchor("pool", "F10", 1, "Pooling becomes a kernel that can absorb its neighbours.", {
    MaxPool: pooling("max"),
    AvgPool: pooling("avg"),
  }),
  anchor("reduce", "F15", 1, "A reduction becomes a kernel that can absorb its neighbours.", {
    Mean: reduction("mean"),
    Sum: reduction("sum"),
    Max: reduction("max"),
    Min: reduction("min"),
    Prod: reduction("prod"),
  }),
  anchor("resize", "F13", 1, "Resizing an image becomes a kernel that can absorb what follows.", {
    ResizeBilinear: resizing("bilinear"),
    ResizeNearestNeighbor: resizing("nearest"),
  }),
  anchor("normalize", "F6", 1, "A normalisation becomes a kernel that can absorb what follows.", NORM_READS),
  lone(
    "softmax",
    "F7",
    "A",
    "Softmax and log-softmax over the last axis become one kernel.",
    { Softmax: softmax(false), LogSoftmax: softmax(true) },
    { x: tensor(3, 7) },
    (t) => op.Softmax(v(t, "x")),
  ),
  lone(
    "attention",
    "F7",
    "A",
    "Attention becomes one kernel, which keeps only a few rows of scores.",
    ATTENTION_READS,
    { q: tensor(1, 2, 5, 4), k: tensor(1, 2, 6, 4), v: tensor(1, 2, 6, 3), mask: tensor(1, 1, 1, 6) },
    (t) => op.Attention(v(t, "q"), v(t, "k"), v(t, "v"), v(t, "mask")).with({ scale: 0.5, transposed: false }),
  ),
  lone(
    "argmax",
    "F16",
    "X",
    "The index of the largest or smallest element along an axis becomes one kernel.",
    { ArgMax: extreme("max"), ArgMin: extreme("min") },
    { x: tensor(3, 7, 2), axis: number(1) },
    (t) => op.ArgMax(v(t, "x"), v(t, "axis")),
  ),
  lone(
    "top-k",
    "F16",
    "X",
    "The largest elements of each row with their places become one kernel.",
    { TopKV2: best },
    { x: tensor(3, 7), k: number(3) },
    (t) => op.TopKV2(v(t, "x"), v(t, "k")).example({ sorted: true }),
  ),
  lone(
    "scan",
    "F15",
    "A",
    "A running sum or product along an axis becomes one kernel.",
    { Cumsum: scanning("sum"), Cumprod: scanning("prod") },
    { x: tensor(3, 7, 2), axis: number(1) },
    (t) => op.Cumsum(v(t, "x"), v(t, "axis")).example({ exclusive: false, reverse: true }),
  ),
  lone(
    "gather",
    "F14",
    "X",
    "Looking up slices by computed indices becomes one kernel.",
    { GatherV2: gathering, GatherNd: gatheringNd },
    { x: tensor(6, 5), indices: { ...typed("int32", tensor(2, 3)), range: [0, 5] }, axis: number(0) },
    (t) => op.GatherV2(v(t, "x"), v(t, "indices"), v(t, "axis")),
  ),
];
