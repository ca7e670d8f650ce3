/** The conformance list of pointwise, pooling, reduction, softmax, resizing, gather and argmax kernels. */
import { apply, argument, constant, type Expr } from "../../src/expr/expr.ts";
import type { Shape } from "../../src/graph/types.ts";
import {
  argmaxCase,
  type ElementCase,
  gatherCase,
  gatherNdCase,
  type Operand,
  pointwiseCase,
  poolCase,
  reduceCase,
  resizeCase,
  scanCase,
  softmaxCase,
  topKCase,
} from "./element-builders.ts";

const [x, y, z, w] = [0, 1, 2, 3].map((i) => argument(i)) as [Expr, Expr, Expr, Expr];
const relu = (e: Expr): Expr => apply("max", e, 0);
const half = apply("sub", apply("mul", x, 0.5), 0.25);
const select = (mask: Expr, a: Expr, b: Expr): Expr => apply("select", mask, a, b);
const like = (shape: Shape): Operand => ({ shape });
const fixed = (shape: Shape): Operand => ({ shape, constant: true });
const integer = (shape: Shape): Operand => ({ shape, dtype: "int32" });
const add = apply("add", x, y);
const SPECIAL = [NaN, Infinity, -Infinity, -0, 0, 1, -1, 3e38, 1e-40, 2.5];

export const ELEMENT_CASES: readonly ElementCase[] = [
  // flat
  ...[1, 3, 4, 7, 8, 15, 16, 33, 1000].map((n) => pointwiseCase("add, relu", [relu(add)], [n], [like([n]), like([n])])),
  // Rows of whole pages and of a part of one, whose memory is fetched ahead.
  ...[2048, 3072, 4099].map((n) => pointwiseCase("long", [add, z], [n], [like([n]), like([n]), like([])])),
  pointwiseCase("long rows in place", [add], [3, 2051], [like([3, 2051]), like([3, 1])], 0),
  pointwiseCase("of rank 0", [relu(add)], [], [like([]), fixed([])]),
  pointwiseCase("of all ones", [add], [1, 1, 1], [like([1, 1]), like([])]),
  pointwiseCase("scalars", [apply("mul", add, z)], [3, 17], [like([3, 17]), like([]), fixed([1, 1])]),
  pointwiseCase("only scalars", [add], [2, 5], [like([]), like([1])]),
  pointwiseCase("square", [apply("mul", x, x)], [2, 3, 5], [like([2, 3, 5])]),
  pointwiseCase("fill", [constant(1.5)], [3, 3], []),
  pointwiseCase("three outputs", [add, apply("sub", x, y), relu(x)], [5, 7], [like([5, 7]), like([7])]),
  pointwiseCase("unused operand", [apply("neg", y)], [9], [like([2, 3]), like([9])]),
  // in place
  pointwiseCase("in place, first", [add], [3, 21], [like([3, 21]), like([21])], 0),
  pointwiseCase(
    "in place, second, of two outputs",
    [apply("sub", x, y), apply("mul", x, y)],
    [2, 19],
    [like([19]), like([2, 19])],
    1,
  ),
  // per channel
  ...[1, 2, 3, 4, 5, 16, 31, 200].flatMap((c) => [
    pointwiseCase("bias at run time", [add], [1, 5, 6, c], [like([1, 5, 6, c]), like([c])]),
    pointwiseCase(
      "constant bias and scale",
      [apply("add", apply("mul", x, y), z)],
      [1, 5, 6, c],
      [like([1, 5, 6, c]), fixed([c]), fixed([1, 1, c])],
      0,
    ),
  ]),
  pointwiseCase("constant bias, prime number of rows", [add], [7, 3], [like([7, 3]), fixed([3])]),
  pointwiseCase(
    "constant bias and a scalar",
    [apply("mul", add, z)],
    [4, 9, 3],
    [like([4, 9, 3]), fixed([3]), like([])],
  ),
  pointwiseCase("constant int32 bias", [add], [8, 3], [like([8, 3]), { shape: [3], constant: true, dtype: "int32" }]),
  // spatial and mixed
  ...[1, 3, 8, 21].map((c) =>
    pointwiseCase("spatial gate", [apply("mul", x, y)], [2, 4, 5, c], [like([2, 4, 5, c]), like([2, 4, 5, 1])]),
  ),
  pointwiseCase(
    "per image and channel",
    [apply("mul", x, y)],
    [3, 4, 5, 12],
    [like([3, 4, 5, 12]), like([3, 1, 1, 12])],
  ),
  pointwiseCase(
    "residual, PReLU",
    [apply("add", relu(x), apply("add", apply("mul", y, apply("min", x, 0)), z))],
    [1, 6, 6, 16],
    [like([1, 6, 6, 16]), fixed([16]), like([1, 6, 6, 16])],
    2,
  ),
  pointwiseCase("outer product", [apply("mul", x, y)], [7, 9], [like([7, 1]), like([9])]),
  pointwiseCase(
    "rank 6",
    [apply("add", add, apply("mul", z, w))],
    [2, 3, 2, 3, 2, 5],
    [like([2, 3, 2, 3, 2, 5]), like([3, 1, 3, 1, 5]), like([2, 1, 2, 1, 2, 1]), like([1, 3, 2, 5])],
  ),
  pointwiseCase("alternating rank 6", [add], [2, 3, 2, 3, 2, 3], [like([2, 1, 2, 1, 2, 1]), like([1, 3, 1, 3, 1, 3])]),
  // types and values
  pointwiseCase("int32 operands", [add], [3, 11], [integer([3, 11]), integer([11])]),
  pointwiseCase("int32 scalar and float", [apply("mul", x, y)], [14], [like([14]), integer([])]),
  pointwiseCase(
    "special values",
    [add, apply("max", x, y), apply("mul", x, y)],
    [10, 10],
    [
      { shape: [10, 10], values: SPECIAL },
      { shape: [10, 1], values: SPECIAL },
    ],
  ),
  pointwiseCase("select", [select(apply("less", x, y), x, z)], [4, 9], [like([4, 9]), like([4, 9]), like([9])]),

  // reductions: along rows, in registers, across rows
  ...(["sum", "mean", "max", "min", "prod"] as const).flatMap((mode) => [
    reduceCase(mode, like([3, 37]), [1]),
    reduceCase(mode, like([2, 3, 5, 7]), [1, 2], { keepDims: true }),
    reduceCase(mode, like([2, 11, 21]), [1]),
  ]),
  ...[1, 2, 3, 4, 5, 16, 17, 18, 19, 63].map((n) => reduceCase("sum", like([2, n]), [1])),
  ...[1, 2, 3, 4, 5, 8, 15, 16, 17, 24, 37].flatMap((c) =>
    [1, 2, 3, 4, 5, 8, 13].map((n) => reduceCase("mean", like([2, n, c]), [1])),
  ),
  reduceCase("sum", like([4, 5]), [0, 1]),
  reduceCase("max", like([4, 5]), [0, 1], { keepDims: true }),
  reduceCase("mean", like([1, 6, 1, 6, 20]), [1, 3]),
  // One row of results, divided by channels.
  reduceCase("mean", like([1, 5, 7, 48]), [1, 2]),
  reduceCase("max", like([1, 3, 80]), [1], { prologue: apply("add", x, 1) }),
  reduceCase("sum", like([3, 5]), []),
  reduceCase("sum", like([1, 5, 1]), [0, 2]),
  reduceCase("max", { shape: [5, 9], values: SPECIAL }, [1]),
  reduceCase("min", { shape: [9, 5], values: SPECIAL }, [0]),
  reduceCase("max", { shape: [10, 20], values: SPECIAL }, [0]),
  reduceCase("sum", like([3, 22]), [1], { prologue: apply("mul", apply("add", x, 1), x) }),
  reduceCase("mean", like([3, 9, 6]), [1], { prologue: apply("add", x, 1) }),
  reduceCase("max", like([9, 26]), [0], { prologue: apply("add", x, 1) }),
  reduceCase("mean", like([2, 4, 4, 20]), [1, 2], { keepDims: true, epilogue: [relu(apply("add", x, y))] }, [
    fixed([20]),
  ]),
  reduceCase("sum", like([6, 40]), [1], { epilogue: [half, apply("mul", x, y)] }, [like([6])]),
  reduceCase("mean", like([2, 3, 3, 5]), [1, 2], { epilogue: [apply("mul", apply("add", x, y), z)] }, [
    like([2, 5]),
    like([]),
  ]),

  // pools
  ...(["max", "avg"] as const).flatMap((mode) => [
    ...[1, 3, 4, 8, 13].map((c) => poolCase(mode, [1, 6, 8, c], [2, 2], [2, 2], [0, 0, 0, 0])),
    poolCase(mode, [2, 7, 9, 12], [3, 3], [2, 2], [0, 1, 1, 1]),
    poolCase(mode, [1, 7, 7, 5], [3, 3], [1, 1], [1, 1, 1, 1]),
    poolCase(mode, [2, 5, 4, 9], [1, 3], [1, 2], [0, 0, 1, 1]),
    poolCase(mode, [1, 9, 9, 6], [5, 5], [3, 3], [2, 2, 2, 2]),
    poolCase(mode, [2, 7, 7, 20], [7, 7], [1, 1], [0, 0, 0, 0]),
    poolCase(mode, [2, 3, 3, 7], [3, 3], [1, 1], [1, 1, 1, 1]),
    // Beyond the nearer caches, in tiles of two columns.
    poolCase(mode, [1, 5, 7, 7501], [3, 3], [1, 1], [1, 1, 1, 1]),
    // Outputs side by side that share columns: without borders, with them, and with operands.
    poolCase(mode, [1, 5, 10, 6], [3, 3], [1, 1], [0, 0, 0, 0]),
    poolCase(mode, [2, 6, 13, 5], [5, 5], [1, 1], [2, 2, 2, 2]),
    poolCase(
      mode,
      [2, 6, 13, 10],
      [3, 2],
      [2, 1],
      [1, 1, 1, 0],
      { prologue: relu(x), epilogue: [apply("add", apply("mul", x, y), z)] },
      (o) => [like([10]), like(o)],
    ),
    // Rows that do so two at a time: an even and an odd number of them, with borders and without.
    poolCase(
      mode,
      [1, 11, 12, 10],
      [3, 3],
      [1, 1],
      [1, 1, 1, 1],
      { prologue: relu(x), epilogue: [relu(apply("add", apply("mul", x, y), z)), apply("sub", z, x)] },
      (o) => [like([10]), like(o)],
    ),
    poolCase(mode, [2, 9, 9, 5], [2, 2], [1, 1], [0, 0, 0, 0]),
    poolCase(mode, [1, 8, 12, 3], [4, 5], [1, 1], [1, 2, 2, 2]),
    poolCase(mode, [1, 6, 6, 10], [2, 2], [2, 2], [0, 0, 0, 0], { prologue: relu(x) }),
    poolCase(
      mode,
      [2, 5, 5, 10],
      [3, 3],
      [2, 2],
      [1, 1, 1, 1],
      { epilogue: [relu(apply("add", apply("mul", x, y), z)), apply("add", x, w)] },
      (o) => [like([10]), like([]), like(o)],
    ),
  ]),
  poolCase("max", [1, 4, 10, 6], [2, 2], [2, 2], [0, 0, 0, 0], {}, undefined, SPECIAL),
  poolCase("max", [1, 5, 10, 6], [2, 3], [1, 1], [1, 1, 1, 1], {}, undefined, SPECIAL),
  poolCase("max", [1, 6, 12, 6], [3, 3], [1, 1], [1, 1, 1, 1], {}, undefined, SPECIAL),
  poolCase("max", [1, 7, 9, 6], [2, 4], [1, 1], [0, 0, 0, 0], {}, undefined, SPECIAL),

  // functions
  ...(["exp", "log", "sigmoid", "tanh", "erf", "expm1", "log1p"] as const).map((fn) =>
    pointwiseCase(
      fn,
      [apply(fn, fn.startsWith("log") ? apply("abs", apply("mul", x, 5)) : apply("mul", x, 5))],
      [7, 23],
      [like([7, 23])],
    ),
  ),
  pointwiseCase("swish in place", [apply("mul", x, apply("sigmoid", x))], [1, 5, 5, 6], [like([1, 5, 5, 6])], 0),

  // softmax
  ...[1, 2, 3, 4, 5, 8, 10, 21, 64].flatMap((n) => [softmaxCase([3, 5, n], false), softmaxCase([5, n], true)]),
  softmaxCase([7], false),
  softmaxCase([], false),
  softmaxCase([4, 19], false, 0),
  softmaxCase([4, 19], true, 0),
  softmaxCase([3, 7], false, undefined, [1000, -1000, 0, 88, -Infinity]),
  softmaxCase([3, 7], true, undefined, [1000, -1000, 0, 88, -88]),
  softmaxCase([3, 5], false, undefined, [NaN, 1, 2, 3, 4]),
  // Rows that are masked as a whole, and values between which floats are further apart than exponents reach.
  softmaxCase([3, 10], false, undefined, [-(2 - 2 ** -23) * 2 ** 127]),
  softmaxCase([3, 10], false, undefined, [1e10, 1e10, 0, 3e9, -1e10]),
  softmaxCase([66, 7], false, 0, [3e38, 3e38, -3e38, 1, -(2 - 2 ** -23) * 2 ** 127]),
  // The logarithm of the sum is lost beside the maximum, unless that is subtracted first.
  softmaxCase([3, 10], true, undefined, [-(2 - 2 ** -23) * 2 ** 127]),
  softmaxCase([3, 10], true, undefined, [1e10, 1e10, 0, 3e9, -1e10]),
  // Four rows at a time, and what is left.
  softmaxCase([65, 3], false, 0),
  softmaxCase([64, 2], true, 0),
  softmaxCase([66, 7], false, undefined, [1000, -1000, 0, 88, -Infinity]),
  softmaxCase([66, 7], true, undefined, [1000, -1000, 0, 88, -88]),
  softmaxCase([67, 5], false, undefined, [NaN, 1, 2, 3, 4]),

  // resize
  ...(["bilinear", "nearest"] as const).flatMap((mode) =>
    (
      [
        [false, false],
        [true, false],
        [false, true],
      ] as const
    ).flatMap((corners) => [
      resizeCase(mode, [2, 3, 4, 5], [6, 8], corners),
      resizeCase(mode, [1, 7, 5, 1], [4, 9], corners),
      resizeCase(mode, [1, 5, 6, 16], [1, 13], corners),
      resizeCase(mode, [1, 1, 1, 9], [3, 2], corners),
      resizeCase(mode, [2, 3, 3, 8], [13, 5], corners),
      resizeCase(mode, [1, 4, 4, 12], [4, 4], corners),
      resizeCase(mode, [2, 3, 4, 66], [7, 11], corners),
    ]),
  ),
  resizeCase(
    "bilinear",
    [2, 3, 3, 7],
    [6, 6],
    [false, true],
    [relu(apply("add", apply("mul", x, y), z)), apply("mul", x, w)],
    (o) => [like([7]), like([]), like(o)],
  ),
  resizeCase("nearest", [1, 3, 3, 8], [5, 6], [false, false], [apply("add", x, y)], (o) => [like(o)]),
  // Pixels that lie between the same four, of many channels.
  resizeCase("bilinear", [1, 4, 3, 64], [9, 8], [false, true], [apply("add", apply("mul", x, z), y)], (o) => [
    like(o),
    like([o[3] as number]),
  ]),

  // scans
  ...(["sum", "prod"] as const).flatMap((mode) =>
    [false, true].flatMap((exclusive) =>
      [false, true].flatMap((reverse) => {
        const attrs = { mode, exclusive, reverse };
        return [
          ...[1, 2, 3, 4, 5, 8, 21, 64].map((n) => scanCase([3, n], { ...attrs, axis: 1 })),
          ...[1, 2, 4, 7, 13].map((inner) => scanCase([2, 5, inner], { ...attrs, axis: 1 })),
          scanCase([1, 6, 1], { ...attrs, axis: 0 }),
          scanCase([9, 13], { ...attrs, axis: 1 }, SPECIAL),
          scanCase([13, 9], { ...attrs, axis: 0 }, SPECIAL),
        ];
      }),
    ),
  ),
  ...[false, true].flatMap((reverse) => [
    scanCase([3, 11], { mode: "sum", axis: 1, exclusive: false, reverse }, undefined, 0),
    scanCase([3, 11], { mode: "sum", axis: 1, exclusive: true, reverse }, undefined, 0),
    scanCase([3, 5, 6], { mode: "sum", axis: 1, exclusive: false, reverse }, undefined, 0),
  ]),

  // gather and argmax
  gatherNdCase([4, 5, 6], [7, 2]),
  gatherNdCase([4, 5, 600], [2, 3, 2]),
  gatherNdCase([3, 4, 5], [6, 3]),
  gatherNdCase([9, 5], [4, 1]),
  gatherCase([9, 5], 0, [7]),
  gatherCase([2, 9, 3, 4], 1, [2, 4]),
  gatherCase([6], 0, [11]),
  gatherCase([2, 3, 9], 2, [2, 8]),
  gatherCase([3, 9, 6], 2, [3, 13], 1),
  gatherCase([3, 7], 1, []),
  gatherCase([5, 600], 0, [4]),
  gatherCase([3, 2, 5, 6], 2, [3, 4], 1),
  ...(["max", "min"] as const).flatMap((mode) => [
    ...[1, 2, 4, 5, 8, 21, 100].map((n) => argmaxCase(mode, [6, n], 1)),
    argmaxCase(mode, [2, 5, 19], 1),
    argmaxCase(mode, [3, 77], 1),
    argmaxCase(mode, [9, 78], 1, SPECIAL),
    argmaxCase(mode, [4, 79], 1, [1, 2, 2, 1]),
    argmaxCase(mode, [7, 3], 0),
    argmaxCase(mode, [11], 0),
    argmaxCase(mode, [9, 13], 1, SPECIAL),
    argmaxCase(mode, [13, 9], 0, SPECIAL),
    argmaxCase(mode, [4, 9], 1, [1, 2, 2, 1]),
  ]),
  ...[1, 2, 3, 4, 7, 8, 20, 21].map((k) => topKCase([3, 21], k)),
  ...[17, 19, 20, 35, 36, 100].map((n) => topKCase([2, n], 4)),
  topKCase([2, 2, 90], 15, [1, 3, 2, 3, 1]),
  topKCase(
    [1, 200],
    9,
    Array.from({ length: 200 }, (_, i) => i),
  ),
  // Long rows, whose best are found anywhere: with ties, with what is behind the streams, with nothing but NaN and infinities.
  topKCase([33000], 7),
  topKCase([1, 32768], 100, [1, 3, 2, 3, 1, 0.5, 2.5]),
  topKCase(
    [1, 32900],
    50,
    Array.from({ length: 32900 }, (_, i) => i - 100),
  ),
  topKCase([32777], 20, [Number.NEGATIVE_INFINITY, 1, Number.POSITIVE_INFINITY, -0, 0]),
  topKCase([1, 50], 30, [Number.NEGATIVE_INFINITY, 1, Number.POSITIVE_INFINITY, -0, 0]),
];
