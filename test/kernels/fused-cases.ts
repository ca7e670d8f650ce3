/** Conformance cases of what anchors take in beside pointwise ops: padded and resized operands, factors, parts of a concatenation. */
import type { KernelCall, KernelTensor } from "../../kernels/kernel.ts";
import type { PoolAttrs } from "../../kernels/pool.ts";
import type { ResizeAttrs } from "../../kernels/resize-table.ts";
import { apply, argument } from "../../src/expr/expr.ts";
import { type Shape, sizeOf } from "../../src/graph/types.ts";
import { randomFloats } from "../support/random.ts";
import { BIAS_RELU6, type EpilogueCase, type KernelCase, matmulCase, type WindowCase, windowCase } from "./cases.ts";

const [acc, first, second, third] = [0, 1, 2, 3].map((i) => argument(i)) as [
  ReturnType<typeof argument>,
  ReturnType<typeof argument>,
  ReturnType<typeof argument>,
  ReturnType<typeof argument>,
];
const sum = apply("add", apply("add", acc, first), second);
let seed = 5000;

/** A bias, then a residual of fewer channels, then ReLU; and the sum itself too where `dual`. */
const narrow = (channels: number, dual = false): EpilogueCase => ({
  name: `bias, residual of ${channels} channels${dual ? ", two outputs" : ""}`,
  expressions: dual ? [sum, apply("max", sum, 0)] : [apply("max", sum, 0)],
  operands: (o) => [
    { shape: [o.at(-1) as number], constant: true },
    { shape: [...o.slice(0, -1), channels], constant: false },
  ],
});

const MODES: readonly Omit<ResizeAttrs, "epilogue">[] = [
  { mode: "nearest", alignCorners: false, halfPixelCenters: false },
  { mode: "nearest", alignCorners: true, halfPixelCenters: false },
  { mode: "bilinear", alignCorners: false, halfPixelCenters: true },
  { mode: "bilinear", alignCorners: true, halfPixelCenters: false },
];

/** A bias, a resized residual, and one that is full or narrow. */
function resized(
  window: WindowCase,
  channels: number | undefined,
  size: readonly [number, number],
  mode: Omit<ResizeAttrs, "epilogue">,
  other: "full" | "narrow" = "full",
): KernelCase {
  const epilogue: EpilogueCase = {
    name: `${mode.mode} residual of ${size.join("×")}, ${other} residual${mode.alignCorners ? ", corners aligned" : ""}`,
    expressions: [apply("max", apply("add", sum, third), 0)],
    operands: (o) => [
      { shape: [o.at(-1) as number], constant: true },
      { shape: [o[0] as number, ...size, o[3] as number], constant: false },
      { shape: other === "full" ? o : [...o.slice(0, -1), (o[3] as number) - 2], constant: false },
    ],
    ...(other === "full" ? { inPlace: 2 } : {}),
  };
  return withAttrs(windowCase(window, channels, epilogue), { resized: { 2: mode } });
}

const withAttrs = (test: KernelCase, attrs: KernelCall["attrs"]): KernelCase => ({
  ...test,
  call: { ...test.call, attrs: { ...test.call.attrs, ...attrs } },
});

/** Puts other inputs between the weights and the epilogue's operands. */
function withInputs(test: KernelCase, name: string, x: Shape, shapes: readonly Shape[]): KernelCase {
  const tensor = (shape: Shape): KernelTensor => ({ dtype: "float32", shape });
  const { call, inputs } = test;
  return {
    ...test,
    name: `${test.name}, ${name}`,
    call: {
      ...call,
      inputs: [tensor(x), call.inputs[1] as KernelTensor, ...shapes.map(tensor), ...call.inputs.slice(2)],
    },
    inputs: [
      randomFloats(sizeOf(x), seed++),
      inputs[1] as Float32Array,
      ...shapes.map((s) => randomFloats(sizeOf(s), seed++)),
      ...inputs.slice(2),
    ],
  };
}

/** A convolution of single pixels whose input is multiplied by a factor for each channel. */
const gated = (x: WindowCase["x"], channels: number): KernelCase =>
  withAttrs(withInputs(windowCase({ x, kernel: [1, 1] }, channels, BIAS_RELU6), "factors", x, [[1, 1, 1, x[3]]]), {
    gated: true,
  });

/** A product whose rows lie in several matrices. */
function parts(lead: Shape, runs: readonly number[], n: number): KernelCase {
  const k = runs.reduce((a, b) => a + b, 0);
  const [x, ...others] = runs.map((run) => [...lead, run]) as [number[], ...number[][]];
  const whole = [...lead, k];
  const test =
    lead.length === 3
      ? windowCase({ x: whole as unknown as WindowCase["x"], kernel: [1, 1] }, n, BIAS_RELU6)
      : matmulCase({ a: whole, b: [k, n], constant: true }, BIAS_RELU6);
  return withAttrs(withInputs(test, `parts of ${runs.join(", ")}`, x, others), { parts: runs.length });
}

function* fused(): Generator<KernelCase> {
  for (const [channels, own] of [
    [8, 4],
    [13, 6],
    [22, 16],
    [18, 17],
  ] as const) {
    yield windowCase({ x: [2, 3, 5, 6], kernel: [1, 1] }, channels, narrow(own));
    yield windowCase({ x: [1, 5, 7, 3], kernel: [3, 3], stride: 2 }, channels, narrow(own, true));
  }
  yield windowCase({ x: [2, 5, 7, 12], kernel: [3, 3] }, undefined, narrow(8));
  yield windowCase({ x: [1, 5, 7, 12], kernel: [3, 3] }, undefined, narrow(5, true));
  yield windowCase({ x: [1, 5, 7, 3], kernel: [3, 3] }, undefined, narrow(2));
  for (const mode of MODES) {
    yield resized({ x: [2, 6, 10, 5], kernel: [1, 1] }, 9, [3, 5], mode);
    yield resized({ x: [1, 7, 9, 8], kernel: [3, 3] }, undefined, [4, 3], mode);
  }
  yield resized({ x: [1, 6, 10, 5], kernel: [3, 3], stride: 2 }, 18, [2, 2], MODES[2] as (typeof MODES)[2], "narrow");
  for (const [x, channels] of [
    [[1, 5, 7, 6], 9],
    [[2, 3, 3, 17], 40],
    [[1, 9, 4, 8], 1],
  ] as const)
    yield gated(x, channels);
  yield parts([1, 5, 7], [4, 3], 9);
  yield parts([2, 3, 5], [1, 8, 5], 22);
  yield parts([13], [6, 11], 8);
}

export const FUSED_CASES: readonly KernelCase[] = [...fused()];
export const FUSED_WINOGRAD: readonly KernelCase[] = [
  windowCase({ x: [2, 6, 11, 7], kernel: [3, 3] }, 14, narrow(6, true)),
  windowCase({ x: [1, 9, 8, 5], kernel: [3, 3] }, 12, narrow(4)),
  ...MODES.map((mode) => resized({ x: [1, 9, 11, 6], kernel: [3, 3] }, 10, [5, 4], mode, "narrow")),
];

/** A bias and a residual that is pooled first; on WebGPU only. */
function pooled(
  window: WindowCase,
  channels: number,
  size: readonly [number, number],
  pool: Omit<PoolAttrs, "epilogue">,
): KernelCase {
  const epilogue: EpilogueCase = {
    name: `residual of ${size.join("×")}, pooled to its ${pool.mode === "max" ? "largest" : "mean"}`,
    expressions: [apply("max", sum, 0)],
    operands: (o) => [
      { shape: [o.at(-1) as number], constant: true },
      { shape: [o[0] as number, ...size, o[3] as number], constant: false },
    ],
  };
  return withAttrs(windowCase(window, channels, epilogue), { pooled: { 2: pool } });
}
export const POOLED_RESIDUALS: readonly KernelCase[] = [
  pooled({ x: [2, 5, 7, 6], kernel: [1, 1] }, 8, [9, 13], {
    mode: "max",
    window: [3, 3],
    strides: [2, 2],
    pads: [1, 1, 1, 1],
  }),
  pooled({ x: [1, 3, 5, 7], kernel: [1, 1] }, 5, [7, 9], {
    mode: "avg",
    window: [3, 2],
    strides: [2, 2],
    pads: [0, 0, 1, 1],
  }),
];
