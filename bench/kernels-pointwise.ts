/** Times of the kernels that are bound by memory, in nanoseconds an element: `tsx bench/kernels-pointwise.ts [filter]`. */

import { argmax } from "../kernels/argmax.ts";
import { copy } from "../kernels/copy.ts";
import * as maps from "../kernels/index-maps.ts";
import type { Kernel, KernelCall, KernelTensor } from "../kernels/kernel.ts";
import { pointwise } from "../kernels/pointwise.ts";
import { pool } from "../kernels/pool.ts";
import { reduce } from "../kernels/reduce.ts";
import { resize } from "../kernels/resize.ts";
import { softmax } from "../kernels/softmax.ts";
import { detectFeatures } from "../src/codegen/wasm/features.ts";
import { apply, argument, type Expr } from "../src/expr/expr.ts";
import { ConstantTensor, type Shape, sizeOf } from "../src/graph/types.ts";
import { randomFloats } from "../test/support/random.ts";
import { prepareKernel } from "../test/support/run-kernel.ts";

interface Row {
  readonly name: string;
  readonly kernel: Kernel;
  readonly call: KernelCall;
}

const [x, y, z] = [0, 1, 2].map((i) => argument(i)) as [Expr, Expr, Expr];
const relu = (e: Expr): Expr => apply("max", e, 0);
const PLAIN = [x];

function row(
  name: string,
  kernel: Kernel,
  attrs: object,
  inputs: readonly (Shape | { readonly fixed: Shape })[],
  outputs: readonly Shape[],
): Row {
  const tensors = inputs.map((i): KernelTensor => {
    const shape = "fixed" in i ? i.fixed : i;
    return {
      dtype: "float32",
      shape,
      constant: "fixed" in i ? ConstantTensor.float(shape, randomFloats(sizeOf(shape), 3)) : undefined,
    };
  });
  return {
    name,
    kernel,
    call: {
      op: kernel.op,
      attrs: { ...attrs },
      inputs: tensors,
      outputs: outputs.map((shape) => ({ dtype: "float32", shape })),
    },
  };
}
const int32 = (r: Row): Row => ({
  ...r,
  call: { ...r.call, outputs: r.call.outputs.map((o) => ({ ...o, dtype: "int32" })) },
});
const elementwise = (name: string, expr: Expr, shape: Shape, ...inputs: (Shape | { readonly fixed: Shape })[]): Row =>
  row(`${name} ${shape.join("×")}`, pointwise, { exprs: [expr] }, inputs, [shape]);
const move = (name: string, attrs: maps.CopyAttrs, shape: Shape, out: Shape): Row =>
  row(`${name} ${shape.join("×")}`, copy, attrs, [shape], [out]);
const prelu = apply("add", apply("max", x, 0), apply("mul", y, apply("min", x, 0)));

const M = [1024 * 1024];
const ROWS: readonly Row[] = [
  elementwise("relu", relu(x), M, M),
  elementwise("add, relu", relu(apply("add", x, y)), M, M, M),
  elementwise("add, relu", relu(apply("add", x, y)), [65536], [65536], [65536]),
  elementwise(
    "prelu, residual",
    apply("add", prelu, z),
    [1, 96, 96, 16],
    [1, 96, 96, 16],
    { fixed: [16] },
    [1, 96, 96, 16],
  ),
  elementwise(
    "prelu, residual",
    apply("add", prelu, z),
    [1, 96, 96, 128],
    [1, 96, 96, 128],
    { fixed: [128] },
    [1, 96, 96, 128],
  ),
  elementwise("bias", apply("add", x, y), [1, 256, 256, 3], [1, 256, 256, 3], { fixed: [3] }),
  elementwise("run-time bias", apply("add", x, y), [1, 256, 256, 3], [1, 256, 256, 3], [3]),
  elementwise("channel gate", apply("mul", x, y), [1, 56, 56, 72], [1, 56, 56, 72], [1, 1, 1, 72]),
  elementwise("spatial gate", apply("mul", x, y), [1, 96, 96, 32], [1, 96, 96, 32], [1, 96, 96, 1]),
  elementwise("spatial gate", apply("mul", x, y), [1, 256, 256, 3], [1, 256, 256, 3], [1, 256, 256, 1]),
  ...(["sigmoid", "tanh", "exp", "erf", "log"] as const).map((fn) => elementwise(fn, apply(fn, x), M, M)),
  elementwise("swish", apply("mul", x, apply("sigmoid", x)), M, M),
  elementwise("maximum", apply("max", x, y), M, M, M),
  ...[16, 64].flatMap((c) => [
    row(
      `maxpool 2×2 112×112×${c}`,
      pool,
      { mode: "max", window: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], epilogue: PLAIN },
      [[1, 112, 112, c]],
      [[1, 56, 56, c]],
    ),
    row(
      `maxpool 3×3/2 112×112×${c}`,
      pool,
      { mode: "max", window: [3, 3], strides: [2, 2], pads: [0, 1, 0, 1], epilogue: PLAIN },
      [[1, 112, 112, c]],
      [[1, 56, 56, c]],
    ),
    row(
      `avgpool 3×3 56×56×${c}`,
      pool,
      { mode: "avg", window: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1], epilogue: PLAIN },
      [[1, 56, 56, c]],
      [[1, 56, 56, c]],
    ),
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
  ).map(([s, c]) =>
    row(
      `global mean ${s}×${s}×${c}`,
      reduce,
      { mode: "mean", axes: [1, 2], keepDims: true, epilogue: PLAIN },
      [[1, s, s, c]],
      [[1, 1, 1, c]],
    ),
  ),
  row(
    "global max 112×112×64",
    reduce,
    { mode: "max", axes: [1, 2], keepDims: true, epilogue: PLAIN },
    [[1, 112, 112, 64]],
    [[1, 1, 1, 64]],
  ),
  ...[8, 64, 1024].map((n) =>
    row(
      `sum last axis ${(M[0] as number) / n}×${n}`,
      reduce,
      { mode: "sum", axes: [1], keepDims: false, epilogue: PLAIN },
      [[(M[0] as number) / n, n]],
      [[(M[0] as number) / n]],
    ),
  ),
  row(
    "max last axis 1024×1024",
    reduce,
    { mode: "max", axes: [1], keepDims: false, epilogue: PLAIN },
    [[1024, 1024]],
    [[1024]],
  ),
  ...[2, 21, 1000].map((n) => {
    const shape = [Math.floor((M[0] as number) / n), n];
    return row(`softmax ${shape.join("×")}`, softmax, {}, [shape], [shape]);
  }),
  ...(
    [
      [1, 128],
      [3, 128],
      [21, 64],
      [64, 56],
      [256, 28],
    ] as const
  ).flatMap(([c, s]) =>
    (["bilinear", "nearest"] as const).map((mode) =>
      row(
        `${mode} ${s}×${s}×${c} to ${2 * s}`,
        resize,
        { mode, alignCorners: false, halfPixelCenters: true, epilogue: PLAIN },
        [[1, s, s, c]],
        [[1, 2 * s, 2 * s, c]],
      ),
    ),
  ),
  ...(
    [
      [512 * 512, 21],
      [1000, 1000],
    ] as const
  ).map((shape) => int32(row(`argmax ${shape.join("×")}`, argmax, { mode: "max", axis: 1 }, [shape], [[shape[0]]]))),
  move("transpose", maps.transpose([1024, 1024], [1, 0]), [1024, 1024], [1024, 1024]),
  move("transpose", maps.transpose([1000, 1000], [1, 0]), [1000, 1000], [1000, 1000]),
  move("transpose", maps.transpose([197, 64], [1, 0]), [197, 64], [64, 197]),
  move("NHWC→NCHW", maps.transpose([1, 112, 112, 64], [0, 3, 1, 2]), [1, 112, 112, 64], [1, 64, 112, 112]),
  move("NHWC→NCHW", maps.transpose([1, 256, 256, 3], [0, 3, 1, 2]), [1, 256, 256, 3], [1, 3, 256, 256]),
  move("NCHW→NHWC", maps.transpose([1, 3, 256, 256], [0, 2, 3, 1]), [1, 3, 256, 256], [1, 256, 256, 3]),
  move("heads", maps.transpose([1, 197, 12, 64], [0, 2, 1, 3]), [1, 197, 12, 64], [1, 12, 197, 64]),
  move("copy", maps.slice(M, [0], M), M, M),
  move(
    "pad",
    maps.pad(
      [1, 56, 56, 128],
      [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ],
      0,
    ),
    [1, 56, 56, 128],
    [1, 58, 58, 128],
  ),
  move(
    "slice channels",
    maps.slice([1, 112, 112, 64], [0, 0, 0, 8], [1, 112, 112, 24]),
    [1, 112, 112, 64],
    [1, 112, 112, 24],
  ),
  move(
    "strided slice 2,2",
    maps.slice([1, 112, 112, 64], [0, 0, 0, 0], [1, 56, 56, 64], [1, 2, 2, 1]),
    [1, 112, 112, 64],
    [1, 56, 56, 64],
  ),
  move("reverse last", maps.reverse([1024, 1024], [1]), [1024, 1024], [1024, 1024]),
  move("depth to space 2", maps.depthToSpace([1, 64, 64, 64], 2), [1, 64, 64, 64], [1, 128, 128, 16]),
  move("tile 4", maps.tile([256, 256], [1, 4]), [256, 256], [256, 1024]),
  row(
    "concat 112×112×(32+32)",
    copy,
    maps.concat(
      [
        [12544, 32],
        [12544, 32],
      ],
      1,
    ),
    [
      [12544, 32],
      [12544, 32],
    ],
    [[12544, 64]],
  ),
  row(
    "concat 12544×(3+1)",
    copy,
    maps.concat(
      [
        [12544, 3],
        [12544, 1],
      ],
      1,
    ),
    [
      [12544, 3],
      [12544, 1],
    ],
    [[12544, 4]],
  ),
];

/** The least time of one run, in milliseconds, after enough runs for the engine to optimise the code. */
function least(run: () => void): number {
  let best = Infinity;
  const begin = performance.now();
  for (let i = 0; i < 30 || performance.now() - begin < 120; i++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const filter = process.argv[2] ?? "";
for (const { name, kernel, call } of ROWS) {
  if (!name.includes(filter)) continue;
  const inputs = call.inputs.map((t, i) => randomFloats(sizeOf(t.shape), i + 1));
  try {
    const { run } = prepareKernel(kernel, call, inputs, { features: detectFeatures(), aligned: true });
    const repeats = Math.max(1, Math.round(100_000 / Math.max(...call.inputs.map((t) => sizeOf(t.shape)))));
    const ms =
      least(() => {
        for (let i = 0; i < repeats; i++) run();
      }) / repeats;
    const size = Math.max(...[...call.inputs, ...call.outputs].map((t) => sizeOf(t.shape)));
    const moved = [...call.inputs, ...call.outputs].reduce((n, t) => n + sizeOf(t.shape), 0);
    const per = (n: number): string => ((ms * 1e6) / n).toFixed(3).padStart(8);
    console.log(
      `${name.padEnd(36)}${(1000 * ms).toFixed(1).padStart(9)} µs${per(size)} ns/element${per(moved)} ns/operand element`,
    );
  } catch (error) {
    console.log(`${name.padEnd(36)}  ${(error as Error).message}`);
  }
}
