/** The conformance list of all kernels on WebGPU, with the tiles of a software device and with those of a GPU. */
import { expect } from "chai";
import { GPU_KERNELS } from "../../kernels/webgpu/index.ts";
import type { GpuKernel } from "../../kernels/webgpu/kernel.ts";
import { CASES } from "../kernels/cases.ts";
import type { ElementCase } from "../kernels/element-builders.ts";
import { ELEMENT_CASES } from "../kernels/element-cases.ts";
import { MOVE_CASES } from "../kernels/move-cases.ts";
import { ATTENTION_CASES, NORM_CASES, TRANSPOSED_CASES } from "../kernels/norm-cases.ts";
import { REFERENCES } from "../kernels/reference.ts";
import { limitsFor, runGpuKernel } from "../support/run-gpu.ts";
import { expectNoGpuErrors, ready } from "../support/tf.ts";

const kernelOf = (op: string): GpuKernel => GPU_KERNELS.find((k) => k.op === op) as GpuKernel;

/** Normalised mean square error of finite values at most; NaN, infinities and moved elements exactly. */
const TOLERANCE = 1e-10;

function compare(actual: ArrayLike<number>, expected: ArrayLike<number>, exact: boolean): void {
  let [error, power] = [0, 0];
  expect(actual.length).to.equal(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i] as number, Math.fround(expected[i] as number)];
    if (exact || !Number.isFinite(e)) {
      if (!Object.is(a, e) && a !== e) expect.fail(`element ${i} is ${a}, not ${e}`);
    } else {
      if (!Number.isFinite(a)) expect.fail(`element ${i} is ${a}, not ${e}`);
      error += (a - e) ** 2;
      power += e ** 2;
    }
  }
  expect(error).to.be.at.most(TOLERANCE * power + 1e-12);
}

describe("WebGPU kernels", () => {
  before(() => ready("webgpu"));
  afterEach(expectNoGpuErrors);
  for (const software of [true, false]) {
    const limits = limitsFor(software);
    const world = software ? "software" : "GPU";
    for (const { name, call, inputs } of CASES)
      it(`${name}, ${world}`, async () => {
        const expected = (REFERENCES[call.op] as (typeof REFERENCES)[string])(call, inputs);
        const outputs = await runGpuKernel(kernelOf(call.op), call, inputs, limits);
        outputs.forEach((actual, o) => void compare(actual, expected.outputs[o] as Float64Array, false));
      });
    const all: readonly ElementCase[] = [
      ...ELEMENT_CASES,
      ...MOVE_CASES,
      ...NORM_CASES,
      ...TRANSPOSED_CASES,
      ...ATTENTION_CASES,
    ];
    for (const { name, call, inputs, expected } of all)
      it(`${name}, ${world}`, async () => {
        const outputs = await runGpuKernel(kernelOf(call.op), call, inputs, limits);
        expected().forEach((values, o) => {
          const output = outputs[o] as Float32Array;
          const actual = call.outputs[o]?.dtype === "int32" ? new Int32Array(output.buffer, 0, output.length) : output;
          compare(actual, values, /copy|gather|argmax/.test(call.op));
        });
      });
  }
});
