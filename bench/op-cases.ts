/** One-op models on shapes of real networks: convolutions, and the ops that tfjs's wasm backend runs one element at a time. */
import type { Attrs } from "../src/graph/graph.ts";
import type { DType, Shape } from "../src/graph/types.ts";
import { type GraphSpec, int, ints, node, placeholder, weight } from "../test/support/graphdef.ts";

export interface OpCase {
  readonly name: string;
  /** The value asked for is called "y". */
  readonly graph: GraphSpec;
  /** Floating-point operations, where they bound the op. */
  readonly flops?: number;
  /** One of the convolutions, which are held against the peak. */
  readonly convolution?: boolean;
  /** Why it is neither much faster than stock nor near its limit. */
  readonly why?: string;
}

const MAP: Shape = [1, 64, 64, 128];
const TOKENS: Shape = [1, 512, 768];

/** Why some ops that stock computes in vectors too gain less. */
const EXPONENTIAL =
  "stock does it in vectors too, and a third of its time is 1.25 to 1.4 ns for four elements. What is within 4 ulp takes 14 or 15 instructions, and 15 of those kinds that do not wait for each other, and so compute nothing, take 1.4 ns in the first-level cache and 1.5 with 2 MB read and written; depending on each other they take 1.8 (see architecture.md).";
const WHY: Readonly<Record<string, string>> = {
  Softmax: EXPONENTIAL,
  Sigmoid: EXPONENTIAL,
  Elu: EXPONENTIAL,
  MatMul:
    "its second factor is packed in each call, and a row of that is on another page than the next; with constant factors see the convolutions.",
  AvgPool:
    "two rows of outputs share what they read: four loads and four and a half additions for an output, where a copy has one load; and image and result are both as large as the second-level cache. Wider tiles, which load and add less, take longer, for they read and write more places at once; copying pixel by pixel takes 88 to 95 % as long.",
  Pow: "its logarithm needs float64: half as many elements in a vector, a division of each, and conversions; 61 instructions that hardly overlap, for each waits for the one before.",
  ResizeBilinear:
    "four neighbours share what lies between the same pixels, which leaves three operations, a load and a store for a vector; the image made is twice the second-level cache, and most of the time goes into writing it: copying each pixel to four places takes 94 % as long.",
};

/** An op over one input. */
const unary = (op: string, shape: Shape = MAP, attrs: Attrs = {}, dtype?: DType): OpCase => ({
  name: `${op} ${shape.join("×")}`,
  graph: { x: placeholder(shape, dtype), y: node(op, ["x"], attrs) },
  ...whyOf(op),
});
const whyOf = (op: string): Pick<OpCase, "why"> => (WHY[op] ? { why: WHY[op] } : {});
/** An op over two inputs. */
const binary = (op: string, a: Shape, b: Shape, attrs: Attrs = {}): OpCase => ({
  name: `${op} ${a.join("×")}, ${b.join("×")}`,
  graph: { a: placeholder(a), b: placeholder(b), y: node(op, ["a", "b"], attrs) },
  ...whyOf(op),
});
/** A product of `batch` matrices. */
const product = (op: string, batch: number, m: number, n: number, k: number, transposed: boolean): OpCase => {
  const lead = batch > 1 ? [batch] : [];
  const [a, b] = batch > 1 ? ["adj_x", "adj_y"] : ["transpose_a", "transpose_b"];
  const shape = transposed ? [n, k] : [k, n];
  return {
    ...binary(op, [...lead, m, k], [...lead, ...shape], { [a as string]: false, [b as string]: transposed }),
    flops: 2 * batch * m * n * k,
  };
};
/** An op over an input and constants. */
const given = (name: string, op: string, shape: Shape, constants: GraphSpec, attrs: Attrs = {}): OpCase => ({
  name: `${name} ${shape.join("×")}`,
  graph: { x: placeholder(shape), ...constants, y: node(op, ["x", ...Object.keys(constants)], attrs) },
  ...whyOf(op),
});
const reduce = (op: string, shape: Shape, ...axes: number[]): OpCase =>
  given(`${op} over ${axes}`, op, shape, { axes: ints(...axes) }, { keep_dims: false });

/** Normalisation over axes as TensorFlow writes it: ten ops of stock's. */
const norm = (name: string, shape: Shape, ...axes: number[]): OpCase => ({
  name: `${name} ${shape.join("×")}`,
  graph: {
    x: placeholder(shape),
    axes: ints(...axes),
    epsilon: weight([], [1e-3]),
    gamma: weight(shape.slice(-1)),
    beta: weight(shape.slice(-1)),
    mean: node("Mean", ["x", "axes"], { keep_dims: true }),
    squares: node("SquaredDifference", ["x", "mean"]),
    variance: node("Mean", ["squares", "axes"], { keep_dims: true }),
    safe: node("AddV2", ["variance", "epsilon"]),
    inverse: node("Rsqrt", ["safe"]),
    scale: node("Mul", ["inverse", "gamma"]),
    scaled: node("Mul", ["x", "scale"]),
    shift: node("Mul", ["mean", "scale"]),
    offset: node("Sub", ["beta", "shift"]),
    y: node("AddV2", ["scaled", "offset"]),
  },
});

/** Why depthwise convolutions are not much nearer the peak, where they are not. */
function whyDepthwise(size: number, channels: number, stride: number): Pick<OpCase, "why"> {
  if (4 * size * size * channels > 4 << 20)
    return { why: "image and result do not fit the second-level cache, and what is written has to be read first." };
  if (stride === 1)
    return channels < 512
      ? {}
      : {
          why: "a tile of all channels takes more than the first-level cache, whose sets pixels of 2 KB share unevenly, so channels are done in blocks, each of which comes from the second (see architecture.md).",
        };
  return {
    why: "a loaded vector feeds two or three multiply-adds only, and half of the image's rows are read again by the windows below: the core starts as many loads and multiply-adds as it can (see architecture.md).",
  };
}

/** Stock's depthwise convolution, of windows, strides and channels that are and are not whole vectors. */
const depthwise = (size: number, channels: number, window: number, stride: number): OpCase => ({
  name: `DepthwiseConv2dNative ${window}×${window} stride ${stride} ${size}×${size}×${channels}`,
  flops: 2 * Math.ceil(size / stride) ** 2 * channels * window ** 2,
  ...whyDepthwise(size, channels, stride),
  graph: {
    x: placeholder([1, size, size, channels]),
    w: weight([window, window, channels, 1]),
    y: node("DepthwiseConv2dNative", ["x", "w"], {
      strides: [1, stride, stride, 1],
      padding: "SAME",
      data_format: "NHWC",
      dilations: [1, 1, 1, 1],
    }),
  },
});

/** A convolution of `window × window` pixels. */
const convolution = (size: number, depth: number, channels: number, window = 1, stride = 1, dilation = 1): OpCase => ({
  name: `${window}×${window}${stride > 1 ? ` stride ${stride}` : ""}${dilation > 1 ? ` dilation ${dilation}` : ""} ${size}×${size}×${depth} → ${channels}`,
  convolution: true,
  flops: 2 * Math.ceil(size / stride) ** 2 * channels * depth * window ** 2,
  graph: {
    x: placeholder([1, size, size, depth]),
    w: weight([window, window, depth, channels]),
    y: node("Conv2D", ["x", "w"], {
      strides: [1, stride, stride, 1],
      padding: "SAME",
      data_format: "NHWC",
      dilations: [1, dilation, dilation, 1],
    }),
  },
});

export const OP_CASES: readonly OpCase[] = [
  convolution(56, 64, 128),
  convolution(56, 144, 24),
  convolution(28, 128, 256),
  convolution(28, 96, 96),
  convolution(14, 512, 512),
  convolution(14, 576, 96),
  convolution(7, 512, 1024),
  convolution(56, 64, 128, 3, 2),
  convolution(28, 128, 256, 3, 2),
  convolution(28, 64, 64, 3, 1, 2),
  convolution(28, 32, 64, 5),
  convolution(56, 64, 64, 3),
  convolution(14, 256, 256, 3),
  // Stems.
  convolution(224, 3, 32, 3, 2),
  convolution(224, 3, 16, 3, 2),
  convolution(192, 3, 16, 3, 2),
  convolution(128, 3, 24, 5, 2),
  ...[3, 5].flatMap((window) =>
    [1, 2].flatMap((stride) => [depthwise(56, 64, window, stride), depthwise(56, 62, window, stride)]),
  ),
  depthwise(14, 512, 3, 1),
  depthwise(128, 128, 3, 1),
  product("MatMul", 1, 512, 512, 768, false),
  product("MatMul", 1, 512, 512, 768, true),
  product("BatchMatMulV2", 12, 128, 128, 64, false),
  product("BatchMatMulV2", 12, 128, 128, 64, true),
  {
    name: "Conv2DBackpropInput 32×32×64 → 64×64×32",
    flops: 2 * 64 * 64 * 32 * 64,
    graph: {
      shape: ints(1, 64, 64, 32),
      w: weight([2, 2, 32, 64]),
      x: placeholder([1, 32, 32, 64]),
      y: node("Conv2DBackpropInput", ["shape", "w", "x"], {
        strides: [1, 2, 2, 1],
        padding: "SAME",
        data_format: "NHWC",
      }),
    },
  },
  unary("Softmax", TOKENS),
  unary("LogSoftmax", TOKENS),
  norm("Layer normalisation", TOKENS, 2),
  norm("Instance normalisation", MAP, 1, 2),
  ...["Tanh", "Exp", "Erf", "Log", "Sigmoid", "Elu", "Softplus", "Sqrt", "Rsqrt", "Relu6", "Abs", "Floor"].map((op) =>
    unary(op),
  ),
  binary("Pow", MAP, MAP),
  binary("Maximum", MAP, MAP),
  binary("Minimum", MAP, [128]),
  binary("AddV2", MAP, [128]),
  binary("Greater", MAP, MAP),
  given("LeakyRelu", "LeakyRelu", MAP, {}, { alpha: 0.2 }),
  given("Transpose to NCHW", "Transpose", MAP, { perm: ints(0, 3, 1, 2) }),
  given("Transpose heads", "Transpose", [1, 512, 12, 64], { perm: ints(0, 2, 1, 3) }),
  given("GatherV2 rows", "GatherV2", [4096, 256], {
    i: ints(...Array.from({ length: 2048 }, (_, i) => (i * 7) % 4096)),
    axis: int(0),
  }),
  given("GatherV2 channels", "GatherV2", MAP, {
    i: ints(...Array.from({ length: 64 }, (_, i) => 2 * i)),
    axis: int(3),
  }),
  given("Tile", "Tile", [1, 32, 32, 64], { repeats: ints(1, 2, 2, 1) }),
  given(
    "StridedSlice by 2",
    "StridedSlice",
    MAP,
    { begin: ints(0, 0, 0, 0), end: ints(1, 64, 64, 128), strides: ints(1, 2, 2, 1) },
    { begin_mask: 0, end_mask: 0, ellipsis_mask: 0, new_axis_mask: 0, shrink_axis_mask: 0 },
  ),
  given("Slice", "Slice", MAP, { begin: ints(0, 8, 8, 32), size: ints(1, 48, 48, 64) }),
  given("Pad", "Pad", MAP, { pads: weight([4, 2], [0, 0, 1, 1, 1, 1, 0, 0], "int32") }),
  given(
    "MirrorPad",
    "MirrorPad",
    MAP,
    { pads: weight([4, 2], [0, 0, 1, 1, 1, 1, 0, 0], "int32") },
    { mode: "REFLECT" },
  ),
  given("ReverseV2 channels", "ReverseV2", MAP, { axis: ints(3) }),
  unary("DepthToSpace", MAP, { block_size: 2, data_format: "NHWC" }),
  given("SpaceToBatchND", "SpaceToBatchND", MAP, { block: ints(2, 2), pads: weight([2, 2], [0, 0, 0, 0], "int32") }),
  given(
    "ResizeBilinear",
    "ResizeBilinear",
    [1, 64, 64, 64],
    { size: ints(128, 128) },
    { align_corners: false, half_pixel_centers: true },
  ),
  given(
    "ResizeNearestNeighbor",
    "ResizeNearestNeighbor",
    [1, 64, 64, 64],
    { size: ints(128, 128) },
    { align_corners: false, half_pixel_centers: false },
  ),
  {
    name: "ConcatV2 of channels",
    graph: { a: placeholder(MAP), b: placeholder(MAP), axis: int(3), y: node("ConcatV2", ["a", "b", "axis"]) },
  },
  {
    name: "Split of channels, one added to another",
    graph: {
      axis: int(3),
      x: placeholder(MAP),
      parts: node("Split", ["axis", "x"], { num_split: 2 }),
      y: node("AddV2", ["parts", "parts:1"]),
    },
  },
  given("ArgMax", "ArgMax", MAP, { axis: int(3) }, { output_type: "int32" }),
  given("Cumsum rows", "Cumsum", [512, 512], { axis: int(1) }, { exclusive: false, reverse: false }),
  given("Cumsum columns", "Cumsum", [512, 512], { axis: int(0) }, { exclusive: false, reverse: false }),
  reduce("Mean", MAP, 1, 2),
  reduce("Sum", MAP, 3),
  reduce("Max", MAP, 3),
  reduce("Min", MAP, 1),
  reduce("Prod", MAP, 3),
  given(
    "MaxPool",
    "MaxPool",
    MAP,
    {},
    { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: "VALID", data_format: "NHWC" },
  ),
  given(
    "AvgPool",
    "AvgPool",
    MAP,
    {},
    { ksize: [1, 3, 3, 1], strides: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" },
  ),
];
