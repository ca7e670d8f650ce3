/** Every case of the element-wise kernels' list on each path that this engine has. */
import { expect } from "chai";
import { KERNELS } from "../../kernels/index.ts";
import type { Kernel } from "../../kernels/kernel.ts";
import { detectFeatures, type Features } from "../../src/codegen/wasm/features.ts";
import { runKernel } from "../support/run-kernel.ts";
import type { ElementCase } from "./element-builders.ts";
import { ELEMENT_CASES } from "./element-cases.ts";
import { MOVE_CASES } from "./move-cases.ts";
import { ATTENTION_CASES, NORM_CASES, TRANSPOSED_CASES } from "./norm-cases.ts";

const detected = detectFeatures();
const PATHS: readonly [string, Features][] = [
  ["scalar", { simd: false, relaxedSimd: false }],
  ["SIMD", { simd: true, relaxedSimd: false }],
  ["relaxed SIMD", { simd: true, relaxedSimd: true }],
];

/** Float32 rounding error of values about as large as the expected ones; NaN, infinities and moved elements exactly. */
function compare(actual: ArrayLike<number>, expected: readonly number[], exact: boolean): void {
  const finite = expected.filter((e) => Math.abs(e) < 1e30);
  const scale = exact ? 0 : Math.sqrt(finite.reduce((sum, e) => sum + e * e, 0) / Math.max(1, finite.length));
  expect(actual.length).to.equal(expected.length);
  expected.forEach((e, i) => {
    const a = actual[i] as number;
    const rounded = Math.fround(e);
    const close = Number.isFinite(rounded)
      ? Math.abs(a - e) <= 3e-6 * (exact ? 0 : Math.abs(e) + scale) || a === rounded
      : Object.is(a, rounded);
    if (!close) expect.fail(`element ${i} is ${a}, not ${e}`);
  });
}

function check({ call, inputs, inPlace, expected }: ElementCase, features: Features): void {
  const kernel = KERNELS.find((k) => k.op === call.op) as Kernel;
  const outputs = runKernel(kernel, call, inputs, { features, inPlace });
  expected().forEach((values, o) => {
    const output = outputs[o] as Float32Array;
    const exact = /copy|gather|argmax|top-k/.test(call.op);
    compare(call.outputs[o]?.dtype === "int32" ? new Int32Array(output.buffer) : output, values, exact);
  });
}

for (const [path, features] of PATHS) {
  if ((features.simd && !detected.simd) || (features.relaxedSimd && !detected.relaxedSimd)) continue;
  describe(`element kernels, ${path}`, () => {
    for (const test of [...ELEMENT_CASES, ...MOVE_CASES, ...NORM_CASES, ...TRANSPOSED_CASES, ...ATTENTION_CASES])
      it(test.name, () => check(test, features));
  });
}
