/** TensorFlow Lite's builtin operators in TensorFlow's ops: one row for each. */
import type { Attrs } from "../../graph/graph.ts";
import { ConstantTensor } from "../../graph/types.ts";
import { float, type Ref } from "../builder.ts";
import {
  conv2d,
  conv3d,
  depthwiseConv2d,
  fullyConnected,
  gelu,
  hardSwish,
  l2Normalization,
  pool,
  reshape,
  softmax,
  spaceToDepth,
  split,
  splitV,
  topK,
  transposeConv,
  transposeConvBias,
  unpack,
} from "./layers.ts";
import { Refused, type Site } from "./site.ts";

/** Writes an operator's nodes; gives its output, or all of them. @throws Refused where it has no counterpart */
export type Conversion = (site: Site) => Ref | Ref[];

/** An op of TensorFlow with the same operands. */
const same =
  (op: string, attrs: (s: Site) => Attrs = () => ({})): Conversion =>
  (s) =>
    s.emit(op, s.inputs(), attrs(s));
/** The same with an activation, which is the option of that number. */
const activated =
  (op: string, attrs: (s: Site) => Attrs = () => ({}), field = 0): Conversion =>
  (s) =>
    s.activated(s.emit(op, s.inputs(), attrs(s)), s.options.byte(field));
const reduce = (op: string): Conversion => same(op, (s) => ({ keep_dims: s.flag(0) }));
const clip =
  (low: number, high: number): Conversion =>
  (s) =>
    s.emit("ClipByValue", [s.input(0), float(low), float(high)]);
const resize = (op: string, first: number): Conversion =>
  same(op, (s) => ({ align_corners: s.flag(first), half_pixel_centers: s.flag(first + 1) }));
const passed: Conversion = (s) => s.input(0);
const axis = (field: number) => (s: Site) => ConstantTensor.int([], [s.options.int(field)]);

const concatenation: Conversion = (s) =>
  s.activated(s.emit("ConcatV2", [...s.inputs(), axis(0)(s)], { N: s.count }), s.options.byte(1));
const gather: Conversion = (s) => s.emit("GatherV2", [...s.inputs(), axis(0)(s)], { batch_dims: s.options.int(1) });
const cumsum: Conversion = (s) => s.emit("Cumsum", s.inputs(), { exclusive: s.flag(0), reverse: s.flag(1) });
const cast: Conversion = (s) => {
  const [to] = s.outputs;
  return s.emit("Cast", [s.input(0)], { SrcT: s.dtype(0), DstT: to?.type.dtype });
};
const stridedSlice: Conversion = (s) => {
  if (s.flag(5)) throw new Refused("whose end is an offset");
  const masks = ["begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"];
  return s.emit("StridedSlice", s.inputs(), Object.fromEntries(masks.map((name, i) => [name, s.options.int(i)])));
};
const localResponse: Conversion = (s) => {
  const [depth_radius, bias, alpha, beta] = [
    s.options.int(0),
    s.options.float(1),
    s.options.float(2),
    s.options.float(3),
  ];
  return s.emit("LRN", s.inputs(), { depth_radius, bias, alpha, beta });
};
const fill: Conversion = (s) => s.emit("Fill", s.inputs(), { T: s.dtype(1) });

export const BUILTINS: Readonly<Record<string, Conversion>> = {
  ABS: same("Abs"),
  ADD: activated("AddV2"),
  ADD_N: same("AddN"),
  ARG_MAX: same("ArgMax"),
  ARG_MIN: same("ArgMin"),
  ATAN2: same("Atan2"),
  AVERAGE_POOL_2D: pool("AvgPool"),
  BATCH_MATMUL: same("BatchMatMulV2", (s) => ({ adj_x: s.flag(0), adj_y: s.flag(1) })),
  BATCH_TO_SPACE_ND: same("BatchToSpaceND"),
  BROADCAST_ARGS: same("BroadcastArgs"),
  BROADCAST_TO: same("BroadcastTo"),
  CAST: cast,
  CEIL: same("Ceil"),
  CONCATENATION: concatenation,
  CONV_2D: conv2d,
  CONV_3D: conv3d,
  COS: same("Cos"),
  CUMSUM: cumsum,
  DEPTH_TO_SPACE: same("DepthToSpace", (s) => ({ block_size: s.options.int(0), data_format: "NHWC" })),
  DEPTHWISE_CONV_2D: depthwiseConv2d,
  DEQUANTIZE: passed,
  DIV: activated("RealDiv"),
  ELU: same("Elu"),
  EMBEDDING_LOOKUP: (s) => s.emit("GatherV2", [s.input(1), s.input(0), ConstantTensor.int([], [0])]),
  EQUAL: same("Equal"),
  EXP: same("Exp"),
  EXPAND_DIMS: same("ExpandDims"),
  FAKE_QUANT: passed,
  FILL: fill,
  FLOOR: same("Floor"),
  FLOOR_DIV: same("FloorDiv"),
  FLOOR_MOD: same("FloorMod"),
  FULLY_CONNECTED: fullyConnected,
  GATHER: gather,
  GATHER_ND: same("GatherNd"),
  GELU: gelu,
  GREATER: same("Greater"),
  GREATER_EQUAL: same("GreaterEqual"),
  HARD_SWISH: hardSwish,
  L2_NORMALIZATION: l2Normalization,
  LEAKY_RELU: same("LeakyRelu", (s) => ({ alpha: s.options.float(0) })),
  LESS: same("Less"),
  LESS_EQUAL: same("LessEqual"),
  LOCAL_RESPONSE_NORMALIZATION: localResponse,
  LOG: same("Log"),
  LOG_SOFTMAX: same("LogSoftmax"),
  LOGICAL_AND: same("LogicalAnd"),
  LOGICAL_NOT: same("LogicalNot"),
  LOGICAL_OR: same("LogicalOr"),
  LOGISTIC: same("Sigmoid"),
  MAXIMUM: same("Maximum"),
  MAX_POOL_2D: pool("MaxPool"),
  MEAN: reduce("Mean"),
  MINIMUM: same("Minimum"),
  MIRROR_PAD: same("MirrorPad", (s) => ({ mode: s.options.byte(0) === 0 ? "REFLECT" : "SYMMETRIC" })),
  MUL: activated("Mul"),
  NEG: same("Neg"),
  NOT_EQUAL: same("NotEqual"),
  ONE_HOT: same("OneHot", (s) => ({ axis: s.options.int(0) })),
  PACK: same("Pack", (s) => ({ axis: s.options.int(1), N: s.count })),
  PAD: same("Pad"),
  PADV2: same("PadV2"),
  POW: same("Pow"),
  PRELU: same("Prelu"),
  QUANTIZE: passed,
  RANGE: same("Range"),
  RANK: same("Rank"),
  REDUCE_ALL: reduce("All"),
  REDUCE_ANY: reduce("Any"),
  REDUCE_MAX: reduce("Max"),
  REDUCE_MIN: reduce("Min"),
  REDUCE_PROD: reduce("Prod"),
  RELU: same("Relu"),
  RELU6: same("Relu6"),
  RELU_0_TO_1: clip(0, 1),
  RELU_N1_TO_1: clip(-1, 1),
  RESHAPE: reshape,
  RESIZE_BILINEAR: resize("ResizeBilinear", 2),
  RESIZE_NEAREST_NEIGHBOR: resize("ResizeNearestNeighbor", 0),
  REVERSE_V2: same("ReverseV2"),
  ROUND: same("Round"),
  RSQRT: same("Rsqrt"),
  SCATTER_ND: same("ScatterNd"),
  SELECT: same("Select"),
  SELECT_V2: same("SelectV2"),
  SHAPE: same("Shape"),
  SIGN: same("Sign"),
  SIN: same("Sin"),
  SLICE: same("Slice"),
  SOFTMAX: softmax,
  SPACE_TO_BATCH_ND: same("SpaceToBatchND"),
  SPACE_TO_DEPTH: spaceToDepth,
  SPARSE_TO_DENSE: same("SparseToDense"),
  SPLIT: split,
  SPLIT_V: splitV,
  SQRT: same("Sqrt"),
  SQUARE: same("Square"),
  SQUARED_DIFFERENCE: same("SquaredDifference"),
  SQUEEZE: same("Squeeze", (s) => ({ squeeze_dims: s.list(0) ?? [] })),
  STRIDED_SLICE: stridedSlice,
  SUB: activated("Sub"),
  SUM: reduce("Sum"),
  TANH: same("Tanh"),
  TILE: same("Tile"),
  TOPK_V2: topK,
  TRANSPOSE: same("Transpose"),
  TRANSPOSE_CONV: transposeConv,
  UNPACK: unpack,
  ZEROS_LIKE: same("ZerosLike"),
};

/** Custom operators that are known by name: MediaPipe's. */
export const CUSTOMS: Readonly<Record<string, Conversion>> = { Convolution2DTransposeBias: transposeConvBias };
