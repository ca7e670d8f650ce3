/** What `bench/kernels.ts` times: shapes of real networks, put together by the builders of the conformance lists. */
import { apply, argument, type Expr } from "../src/expr/expr.ts";
import type { Shape } from "../src/graph/types.ts";
import { BIAS_RELU6, type EpilogueCase, type KernelCase, matmulCase, windowCase } from "../test/kernels/cases.ts";
import {
  argmaxCase,
  gatherCase,
  type Operand,
  pointwiseCase,
  poolCase,
  reduceCase,
  resizeCase,
  softmaxCase,
} from "../test/kernels/element-builders.ts";
import * as move from "../test/kernels/move-cases.ts";

const [x, y, z] = [0, 1, 2].map((i) => argument(i)) as [Expr, Expr, Expr];
const relu = (e: Expr): Expr => apply("max", e, 0);
const RESIDUAL: EpilogueCase = {
  name: "bias, residual",
  expressions: [apply("add", apply("add", x, y), z)],
  operands: (o) => [
    { shape: [o.at(-1) as number], constant: true },
    { shape: o, constant: false },
  ],
};
const withBias = (name: string, expression: Expr): EpilogueCase => ({
  name: `bias, ${name}`,
  expressions: [expression],
  operands: (o) => [{ shape: [o.at(-1) as number], constant: true }],
});
const sum = apply("add", x, y);
const SWISH = withBias("swish", apply("mul", sum, apply("sigmoid", sum)));
const GELU = withBias(
  "gelu",
  apply("mul", apply("mul", sum, 0.5), apply("add", apply("erf", apply("mul", sum, Math.SQRT1_2)), 1)),
);

const gemm =
  (m: number, n: number, k: number, epilogue = BIAS_RELU6) =>
  (): KernelCase =>
    matmulCase({ a: [m, k], b: [k, n], constant: true }, epilogue);
const conv =
  (size: number, depth: number, channels: number, kernel = 3, stride = 1, epilogue = BIAS_RELU6) =>
  (): KernelCase =>
    windowCase({ x: [1, size, size, depth], kernel: [kernel, kernel], stride }, channels, epilogue);
const depthwise =
  (size: number, channels: number, kernel = 3, stride = 1, epilogue = BIAS_RELU6) =>
  (): KernelCase =>
    windowCase({ x: [1, size, size, channels], kernel: [kernel, kernel], stride }, undefined, epilogue);

const like = (shape: Shape): Operand => ({ shape });
const fixed = (shape: Shape): Operand => ({ shape, constant: true });
const pointwise =
  (name: string, expr: Expr, shape: Shape, ...others: Operand[]) =>
  (): KernelCase =>
    pointwiseCase(name, [expr], shape, [like(shape), ...others]);
const prelu = apply("add", apply("max", x, 0), apply("mul", y, apply("min", x, 0)));
const M = [1024 * 1024];
const IMAGE: Shape = [1, 256, 256, 3];

/** Built one at a time, for their operands are large. */
export const BENCHMARKS: readonly (() => KernelCase)[] = [
  gemm(3136, 128, 64),
  gemm(196, 512, 512),
  gemm(12544, 64, 32),
  gemm(784, 128, 1152),
  gemm(48, 1024, 1024),
  gemm(3136, 24, 144),
  gemm(3136, 144, 24),
  gemm(49, 320, 960),
  gemm(196, 20, 88),
  gemm(3136, 144, 24, SWISH),
  gemm(197, 1536, 384, GELU),
  // Few columns.
  gemm(4096, 2, 16),
  gemm(4096, 1, 16),
  gemm(896, 1, 96),
  gemm(16384, 4, 32),
  gemm(784, 3, 128),
  conv(64, 32, 1, 1),
  conv(128, 16, 2, 1),
  conv(64, 32, 2, 3),
  () => windowCase({ x: [1, 28, 28, 96], kernel: [1, 1] }, 24, RESIDUAL),
  conv(56, 64, 64),
  conv(28, 128, 128),
  conv(14, 256, 256),
  conv(7, 512, 512),
  conv(28, 64, 128, 3, 2),
  conv(64, 16, 16),
  conv(224, 3, 32, 3, 2),
  conv(128, 3, 24, 5, 2),
  conv(192, 3, 16, 3, 2),
  conv(192, 3, 16, 3, 2, SWISH),
  // Dense layers of one image.
  gemm(1, 1024, 1024),
  gemm(1, 1000, 1280),
  gemm(1, 32, 128),
  gemm(2, 256, 256),
  () => matmulCase({ a: [8, 64, 64], b: [8, 64, 64], transposeB: true }),
  () => matmulCase({ a: [8, 64, 64], b: [8, 64, 64] }),
  depthwise(112, 32),
  depthwise(56, 128),
  depthwise(28, 240),
  depthwise(14, 512),
  depthwise(7, 960),
  depthwise(28, 240, 5),
  depthwise(14, 672, 5),
  depthwise(7, 960, 5),
  depthwise(112, 64, 3, 2),
  depthwise(56, 144, 3, 2),
  depthwise(28, 240, 3, 2),
  depthwise(14, 576, 3, 2),
  depthwise(56, 144, 5, 2),
  depthwise(28, 240, 3, 1, SWISH),

  pointwise("relu", relu(x), M),
  pointwise("add, relu", relu(sum), M, like(M)),
  pointwise("add, relu", relu(sum), [65536], like([65536])),
  ...[16, 128].map((c) =>
    pointwise("prelu, residual", apply("add", prelu, z), [1, 96, 96, c], fixed([c]), like([1, 96, 96, c])),
  ),
  pointwise("bias", sum, IMAGE, fixed([3])),
  pointwise("run-time bias", sum, IMAGE, like([3])),
  pointwise("channel gate", apply("mul", x, y), [1, 56, 56, 72], like([1, 1, 1, 72])),
  pointwise("spatial gate", apply("mul", x, y), [1, 96, 96, 32], like([1, 96, 96, 1])),
  pointwise("spatial gate", apply("mul", x, y), IMAGE, like([1, 256, 256, 1])),
  ...(["sigmoid", "tanh", "exp", "erf", "log"] as const).map((fn) => pointwise(fn, apply(fn, x), M)),
  pointwise("swish", apply("mul", x, apply("sigmoid", x)), M),
  pointwise("maximum", apply("max", x, y), M, like(M)),
  ...[16, 64].flatMap((c) => [
    () => poolCase("max", [1, 112, 112, c], [2, 2], [2, 2], [0, 0, 0, 0]),
    () => poolCase("max", [1, 112, 112, c], [3, 3], [2, 2], [0, 1, 0, 1]),
    () => poolCase("avg", [1, 56, 56, c], [3, 3], [1, 1], [1, 1, 1, 1]),
  ]),
  ...(
    [
      [7, 1280],
      [28, 96],
      [56, 64],
      [112, 64],
      [112, 16],
      [112, 8],
    ] as const
  ).map(
    ([s, c]) =>
      () =>
        reduceCase("mean", like([1, s, s, c]), [1, 2], { keepDims: true }),
  ),
  () => reduceCase("max", like([1, 112, 112, 64]), [1, 2], { keepDims: true }),
  ...[8, 64, 1024].map((n) => () => reduceCase("sum", like([(M[0] as number) / n, n]), [1])),
  () => reduceCase("max", like([1024, 1024]), [1]),
  ...[2, 21, 1000].map((n) => () => softmaxCase([Math.floor((M[0] as number) / n), n], false)),
  ...(
    [
      [1, 128],
      [3, 128],
      [21, 64],
      [64, 56],
      [256, 28],
    ] as const
  ).flatMap(([c, s]) =>
    (["bilinear", "nearest"] as const).map(
      (mode) => () => resizeCase(mode, [1, s, s, c], [2 * s, 2 * s], [false, true]),
    ),
  ),
  () => argmaxCase("max", [512 * 512, 21], 1),
  () => argmaxCase("max", [1000, 1000], 1),
  () => gatherCase([1000, 64], 0, [256]),
  () => move.transposeCase([1024, 1024], [1, 0]),
  () => move.transposeCase([1000, 1000], [1, 0]),
  () => move.transposeCase([197, 64], [1, 0]),
  () => move.transposeCase([1, 112, 112, 64], [0, 3, 1, 2]),
  () => move.transposeCase(IMAGE, [0, 3, 1, 2]),
  () => move.transposeCase([1, 3, 256, 256], [0, 2, 3, 1]),
  () => move.transposeCase([1, 197, 12, 64], [0, 2, 1, 3]),
  () => move.sliceCase(M, [0], M, [1]),
  () => move.sliceCase([1, 112, 112, 64], [0, 0, 0, 8], [1, 112, 112, 24], [1, 1, 1, 1]),
  () => move.sliceCase([1, 112, 112, 64], [0, 0, 0, 0], [1, 56, 56, 64], [1, 2, 2, 1]),
  () =>
    move.padCase(
      [1, 56, 56, 128],
      [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ],
      0,
    ),
  () => move.reverseCase([1024, 1024], [1]),
  () => move.depthToSpaceCase([1, 64, 64, 64], 2),
  () => move.tileCase([256, 256], [1, 4]),
  () =>
    move.concatCase(
      [
        [12544, 32],
        [12544, 32],
      ],
      1,
    ),
  () =>
    move.concatCase(
      [
        [12544, 3],
        [12544, 1],
      ],
      1,
    ),
];
