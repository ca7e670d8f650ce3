/** Every case of the conformance list against the float64 reference, on each path that this engine has. */
import { expect } from "chai";
import { KERNELS } from "../../kernels/index.ts";
import type { Kernel } from "../../kernels/kernel.ts";
import { detectFeatures, type Features } from "../../src/codegen/wasm/features.ts";
import { runKernel } from "../support/run-kernel.ts";
import { CASES, type KernelCase } from "./cases.ts";
import { REFERENCES } from "./reference.ts";

const detected = detectFeatures();
const PATHS: readonly [string, Features][] = [
  ["scalar", { simd: false, relaxedSimd: false }],
  ["SIMD", { simd: true, relaxedSimd: false }],
  ["relaxed SIMD", { simd: true, relaxedSimd: true }],
];
const kernelOf = (op: string): Kernel => KERNELS.find((k) => k.op === op) as Kernel;

function check({ call, inputs, inPlace }: KernelCase, features: Features): void {
  const expected = (REFERENCES[call.op] as (typeof REFERENCES)[string])(call, inputs);
  const outputs = runKernel(kernelOf(call.op), call, inputs, { features, inPlace });
  outputs.forEach((actual, o) => void compare(actual, expected.outputs[o] as Float64Array, expected.scale));
}

/** The same NaNs and infinities; float32 rounding error elsewhere. */
function compare(actual: Float32Array, expected: Float64Array, scale: number): void {
  let [error, power, count] = [0, 0, 0];
  actual.forEach((a, i) => {
    const e = expected[i] as number;
    if (!Number.isFinite(e)) return void expect(a, `element ${i}`).to.deep.equal(e);
    error += (a - e) ** 2;
    power += Math.max(e ** 2, scale ** 2);
    count++;
    if (!(Math.abs(a - e) <= 3e-6 * (Math.abs(e) + scale))) expect.fail(`element ${i} is ${a}, not ${e}`);
  });
  if (count > 0) expect(error / power).to.be.at.most(1e-12);
}

for (const [path, features] of PATHS) {
  if ((features.simd && !detected.simd) || (features.relaxedSimd && !detected.relaxedSimd)) continue;
  describe(`anchor kernels, ${path}`, () => {
    for (const test of CASES) if (kernelOf(test.call.op)) it(test.name, () => check(test, features));
  });
}
