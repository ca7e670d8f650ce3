/** One row per op: example operands that the specs of inference, meaning and folding run through stock tfjs. */
import type { Attrs } from "../../src/graph/graph.ts";
import { ConstantTensor, type DType } from "../../src/graph/types.ts";
import { int, ints, weight } from "../support/graphdef.ts";

export interface OpCase {
  readonly inputs: readonly ConstantTensor[];
  readonly attrs?: Attrs;
  /** The dtype that the cpu backend alone gives. */
  readonly cpuDtype?: DType;
}
const of = (inputs: readonly ConstantTensor[], attrs: Attrs = {}): OpCase => ({ inputs, attrs });

const { NaN: nan, POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: ninf } = Number;
/** Values where meanings differ first: signs, zeros, ties, saturation. */
const SPECIAL = [0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3, -3, 6, 7, -20, 20, 90, 1e-6, -1e-6, 1e9, -1e9];
const special = weight([SPECIAL.length], SPECIAL);
const odd = weight([SPECIAL.length + 3], [...SPECIAL, nan, inf, ninf]);
const positive = weight([2, 3], [0.1, 1, 2.5, 7, 0.9, 3]);
const unit = weight([2, 3], [0.1, -0.9, 0.5, 0.3, 0, -0.2]);
const x = weight([2, 3, 4]);
const y = weight([4]);
const z = weight([3, 1]);
const image = weight([2, 7, 6, 3]);
const flags = weight([2, 3], [1, 0, 0, 1, 1, 0], "bool");
const more = weight([3], [1, 1, 0], "bool");
const whole = ConstantTensor.int([2, 3], [7, -7, 3, 0, -2, 9]);
const divisor = ConstantTensor.int([3], [2, 3, -4]);
const f = (value: number) => weight([], [value]);

const unary = [of([x]), of([odd])];
const finite = [of([x]), of([special])];
const arithmetic = [of([x, y]), of([x, z]), of([f(2), x]), of([whole, divisor])];
const compare = [...arithmetic, of([odd, f(1)])];
const reduction = [
  of([x, ints(1)], { keep_dims: false }),
  of([x, ints(-1, 0)], { keep_dims: true }),
  of([x, int(2)], {}),
  of([x, ConstantTensor.int([0], [])], {}),
];
const integers = [...reduction, of([whole, ints(1)], { keep_dims: false })];
const same = { strides: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC", dilations: [1, 1, 1, 1] };
const valid = { ...same, strides: [1, 2, 2, 1], padding: "VALID" };
const explicit = { ...same, strides: [1, 2, 1, 1], padding: "EXPLICIT", explicit_paddings: [0, 0, 1, 2, 0, 1, 0, 0] };
const kernel = weight([3, 2, 3, 5]);
const depth = weight([3, 2, 3, 2]);
const conv = (filter: ConstantTensor): OpCase[] => [
  of([image, filter], same),
  of([image, filter], valid),
  of([image, filter], { ...same, padding: "VALID", dilations: [1, 2, 2, 1] }),
  of([image, filter], explicit),
];
const fused = { ...same, num_args: 1, fused_ops: ["BiasAdd", "Relu"] };
const pools = [of([image], { ...same, ksize: [1, 2, 2, 1] }), of([image], { ...valid, ksize: [1, 3, 2, 1] })];
const volume = weight([1, 4, 5, 6, 2]);
const same3 = { strides: [1, 1, 1, 1, 1], padding: "SAME", data_format: "NDHWC", dilations: [1, 1, 1, 1, 1] };
const pools3 = [of([volume], { ...same3, ksize: [1, 2, 2, 2, 1], strides: [1, 2, 2, 2, 1] })];
const resize = [of([image, ints(5, 9)], { align_corners: false, half_pixel_centers: true })];
const channel = weight([3], [1, 2, 0.5]);

/** Every op of the table that TensorFlow has, but for constants and placeholders. */
export const CASES: Readonly<Record<string, readonly OpCase[]>> = {
  AddV2: arithmetic,
  Sub: arithmetic,
  Mul: arithmetic,
  RealDiv: arithmetic,
  DivNoNan: [of([x, y]), of([special, f(0)])],
  Maximum: compare,
  Minimum: compare,
  Pow: [of([positive, channel]), of([positive, f(2)])],
  SquaredDifference: arithmetic,
  FloorDiv: [{ inputs: [x, y], cpuDtype: "int32" }, of([whole, divisor])],
  FloorMod: [of([x, y]), of([whole, divisor])],
  Atan2: [of([x, y])],
  AddN: [of([x, x, x])],
  BiasAdd: [of([image, channel])],
  Neg: [...unary, of([whole])],
  Abs: [...unary, of([whole])],
  Sign: finite,
  Floor: unary,
  Ceil: unary,
  Round: finite,
  Sqrt: unary,
  Rsqrt: unary,
  Square: [...unary, of([whole])],
  Reciprocal: unary,
  Exp: unary,
  Expm1: unary,
  Log: unary,
  Log1p: unary,
  Sigmoid: unary,
  Tanh: unary,
  Erf: unary,
  Sin: [of([x])],
  Cos: [of([x])],
  Tan: [of([x])],
  Sinh: [of([x])],
  Cosh: [of([x])],
  Asin: [of([unit])],
  Acos: [of([unit])],
  Atan: [of([unit])],
  Asinh: [of([unit])],
  Acosh: [of([positive])],
  Atanh: [of([unit])],
  Relu: unary,
  Relu6: unary,
  LeakyRelu: [...unary, of([x], { alpha: 0.3 })],
  Prelu: [of([x, y]), of([image, channel])],
  Elu: unary,
  Selu: unary,
  Softplus: finite,
  ClipByValue: [of([x, f(-1), f(0.5)]), of([odd, f(0), f(6)])],
  Equal: [...compare, of([flags, more])],
  NotEqual: compare,
  Greater: compare,
  GreaterEqual: compare,
  Less: compare,
  LessEqual: compare,
  LogicalAnd: [of([flags, more])],
  LogicalOr: [of([flags, more])],
  LogicalNot: [of([flags])],
  IsNan: unary,
  IsInf: unary,
  IsFinite: unary,
  Select: [of([flags, weight([2, 3]), channel]), of([more, whole, divisor])],
  Identity: [of([x]), of([whole]), of([flags])],
  Cast: [
    of([whole], { SrcT: "int32", DstT: "float32" }),
    of([x], { SrcT: "float32", DstT: "int32" }),
    of([special], { SrcT: "float32", DstT: "bool" }),
    of([flags], { SrcT: "bool", DstT: "float32" }),
    of([flags], { SrcT: "bool", DstT: "int32" }),
    of([x], { SrcT: "float32", DstT: "float32" }),
  ],

  Conv2D: conv(kernel),
  _FusedConv2D: [of([image, kernel, weight([5])], fused)],
  DepthwiseConv2dNative: conv(depth),
  FusedDepthwiseConv2dNative: [of([image, depth, weight([6])], fused)],
  Conv2DBackpropInput: [
    of([ints(2, 14, 12, 3), weight([3, 3, 3, 5]), weight([2, 7, 6, 5])], { ...same, strides: [1, 2, 2, 1] }),
  ],
  Conv1D: [of([weight([2, 9, 3]), weight([3, 3, 5])], { stride: 2, padding: "SAME", data_format: "NWC", dilation: 1 })],
  Conv3D: [of([volume, weight([2, 2, 2, 2, 3])], same3)],
  Dilation2D: [of([image, weight([2, 2, 3])], { strides: [1, 2, 2, 1], rates: [1, 1, 1, 1], padding: "SAME" })],
  MatMul: [
    of([weight([3, 4]), weight([4, 5])]),
    of([weight([4, 3]), weight([5, 4])], { transpose_a: true, transpose_b: true }),
  ],
  _FusedMatMul: [of([weight([3, 4]), weight([4, 5]), weight([5])], { num_args: 1, fused_ops: ["BiasAdd"] })],
  BatchMatMulV2: [
    of([weight([2, 1, 3, 4]), weight([5, 4, 6])]),
    of([weight([2, 3, 4]), weight([2, 6, 4])], { adj_y: true }),
  ],
  Einsum: [of([weight([3, 4]), weight([4, 5])], { equation: "ij,jk->ik", N: 2 })],

  Sum: integers,
  Mean: reduction,
  Prod: integers,
  Max: integers,
  Min: integers,
  All: [of([flags, ints(1)], { keep_dims: true }), of([flags, ints(0, 1)])],
  Any: [of([flags, ints(1)], { keep_dims: true }), of([flags, ints(0, 1)])],
  EuclideanNorm: [of([x, ints(1)], { keep_dims: true })],
  ArgMax: [of([x, int(1)]), of([x, int(-1)])],
  ArgMin: [of([x, int(1)])],
  Cumsum: [of([x, int(1)], { exclusive: true, reverse: false })],
  Cumprod: [of([x, int(1)], { exclusive: false, reverse: true })],
  TopKV2: [of([x, int(3)], { sorted: true })],
  MaxPool: pools,
  AvgPool: pools,
  MaxPool3D: pools3,
  AvgPool3D: pools3,
  MaxPoolWithArgmax: [of([image], { ...valid, ksize: [1, 2, 2, 1], include_batch_in_index: false })],
  FusedBatchNormV3: [of([image, channel, channel, channel, channel], { epsilon: 0.01 })],
  Softmax: [of([x])],
  LogSoftmax: [of([x])],
  LRN: [of([image], { depth_radius: 2, bias: 1, alpha: 0.5, beta: 0.5 })],
  ResizeBilinear: resize,
  ResizeNearestNeighbor: resize,
  CropAndResize: [
    of([image, weight([1, 4], [0, 0, 1, 1]), ints(1), ints(3, 4)], { method: "bilinear", extrapolation_value: 0 }),
  ],
  ImageProjectiveTransformV3: [
    of([image, weight([2, 8]), ints(4, 5), f(0)], { interpolation: "NEAREST", fill_mode: "CONSTANT" }),
  ],

  Reshape: [of([x, ints(4, -1)]), of([x, ints(24)]), of([x, ints(6, 4, 1)])],
  EnsureShape: [of([x, ints(2, 3, 4)])],
  Squeeze: [of([weight([1, 3, 1, 2])], { squeeze_dims: [0, -2] }), of([weight([1, 3, 1, 2])], { squeeze_dims: [] })],
  ExpandDims: [of([x, int(1)]), of([x, int(-1)])],
  Transpose: [of([x, ints(2, 0, 1)]), of([image, ints(0, 3, 1, 2)])],
  ConcatV2: [
    of([x, weight([2, 1, 4]), x, int(1)], { N: 3 }),
    of([x, x, int(-1)], { N: 2 }),
    of([whole, whole, int(0)], { N: 2 }),
  ],
  Pack: [of([x, x], { axis: 1, N: 2 }), of([int(3), int(4)], { axis: 0, N: 2 }), of([x, x, x], { axis: -1, N: 3 })],
  Unpack: [of([x], { axis: 1, num: 3 }), of([ints(4, 5)], { axis: 0, num: 2 })],
  Split: [of([int(1), x], { num_split: 3 }), of([int(-1), x], { num_split: 2 })],
  SplitV: [of([x, ints(1, 3), int(2)], { num_split: 2 }), of([x, ints(2, -1), int(-1)], { num_split: 2 })],
  Slice: [of([x, ints(0, 1, 2), ints(2, 1, -1)]), of([x, ints(1, 0, 0), ints(-1, -1, 3)])],
  StridedSlice: [
    of([x, ints(0, 1), ints(2, 3), ints(1, 1)], {}),
    of([x, ints(0, -1), ints(0, 0), ints(1, 1)], { begin_mask: 1, end_mask: 1, shrink_axis_mask: 2 }),
    of([x, ints(0, 3), ints(0, 0), ints(1, -2)], { ellipsis_mask: 1, end_mask: 2 }),
    of([x, ints(0, 0, 1), ints(0, 0, 2), ints(1, 1, 1)], { ellipsis_mask: 1, new_axis_mask: 2 }),
    of([x, ints(5, -9, 1), ints(9, 2, 4), ints(1, 1, 2)], {}),
    of([ints(1, 8, 9, 3), ints(1), ints(3), ints(1)], {}),
    of([ints(1, 8, 9, 3), ints(-1), ints(0), ints(1)], { shrink_axis_mask: 1 }),
    of([ints(1, 8, 9, 3), ints(0), ints(0), ints(-1)], { begin_mask: 1, end_mask: 1 }),
  ],
  Pad: [of([x, ConstantTensor.int([3, 2], [0, 0, 1, 2, 3, 0])])],
  PadV2: [of([x, ConstantTensor.int([3, 2], [0, 1, 1, 2, 0, 0]), f(-2.5)])],
  MirrorPad: [of([x, ConstantTensor.int([3, 2], [0, 0, 1, 2, 2, 0])], { mode: "REFLECT" })],
  Tile: [of([x, ints(2, 1, 3)]), of([ints(1, 2), ints(2)])],
  BroadcastTo: [of([z, ints(2, 3, 4)])],
  GatherV2: [
    of([x, ints(1, 0, 1), int(0)], { batch_dims: 0 }),
    of([x, ConstantTensor.int([2, 2], [3, 0, 1, 1]), int(2)], {}),
    of([x, ConstantTensor.int([2, 2], [2, 0, 1, 1]), int(1)], { batch_dims: 1 }),
    of([ints(4, 5, 6), int(1), int(0)], {}),
  ],
  GatherNd: [of([x, ConstantTensor.int([2, 2], [0, 1, 1, 2])])],
  ScatterNd: [
    of([ConstantTensor.int([2, 1], [1, 3]), weight([2, 2]), ints(5, 2)]),
    of([ConstantTensor.int([3, 1], [1, 3, 1]), weight([3, 2]), ints(5, 2)]),
    of([ConstantTensor.int([3, 2], [0, 1, 2, 0, 0, 1]), ConstantTensor.int([3], [7, 8, 9]), ints(3, 2)]),
  ],
  TensorScatterUpdate: [of([weight([5, 2]), ConstantTensor.int([2, 1], [1, 3]), weight([2, 2])])],
  SparseToDense: [
    of([ConstantTensor.int([2, 2], [0, 1, 2, 0]), ints(3, 2), weight([2]), f(0.5)], {}),
    of([ints(1, 3), ints(5), ConstantTensor.int([2], [7, 8]), int(0)], {}),
  ],
  Reverse: [of([x, weight([3], [0, 1, 1], "bool")])],
  ReverseV2: [of([x, ints(1)])],
  SpaceToBatchND: [of([image, ints(2, 2), ConstantTensor.int([2, 2], [0, 1, 1, 1])])],
  BatchToSpaceND: [of([weight([8, 3, 2, 2]), ints(2, 2), ConstantTensor.int([2, 2], [0, 1, 1, 0])])],
  DepthToSpace: [of([weight([1, 2, 3, 8])], { block_size: 2, data_format: "NHWC" })],
  MatrixBandPart: [of([weight([4, 4]), int(1), int(2)])],

  IdentityN: [of([x, whole])],
  Shape: [of([x]), of([f(1)])],
  ShapeN: [of([x, y])],
  Size: [of([x])],
  Rank: [of([x])],
  BroadcastArgs: [of([ints(2, 1, 3), ints(4, 3)])],
  Range: [of([int(1), int(9), int(3)], { Tidx: "int32" }), of([f(0), f(1), f(0.3)], { Tidx: "float32" })],
  LinSpace: [of([f(0), f(1), int(5)])],
  Fill: [of([ints(2, 3), f(1.5)], { T: "float32" }), of([ints(4), int(7)], { T: "int32" })],
  Zeros: [of([ints(2, 3)], { T: "float32" })],
  Ones: [of([ints(2, 3)], { T: "int32" })],
  ZerosLike: [of([x], { T: "float32" }), of([whole], { T: "int32" })],
  OnesLike: [of([x], { dtype: "float32" }), of([whole], { dtype: "int32" })],
  OneHot: [of([ints(0, 2, 1), int(3), f(1), f(0)], { T: "float32", axis: -1 })],
  Bincount: [of([ints(0, 2, 2), int(3), weight([3])])],
  DenseBincount: [
    of([ConstantTensor.int([2, 3], [0, 1, 2, 1, 1, 0]), int(3), weight([2, 3])], { binary_output: false }),
  ],
  LowerBound: [of([weight([1, 4], [1, 2, 3, 4]), weight([1, 3], [0, 2.5, 9])])],
  UpperBound: [of([weight([1, 4], [1, 2, 3, 4]), weight([1, 3], [0, 2, 9])])],
  RandomUniform: [of([ints(2, 3)], { dtype: "float32" })],
  RandomStandardNormal: [of([ints(2, 3)], { dtype: "float32" })],
  TruncatedNormal: [of([ints(2, 3)], { dtype: "float32" })],
  RandomUniformInt: [of([ints(2, 3), int(0), int(9)], { minval: 0, maxval: 9 })],
  Multinomial: [of([weight([2, 5]), int(4)])],
};
