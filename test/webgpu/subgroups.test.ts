/** Reductions by subgroups, on a device that grants them. TensorFlow.js's own never asks; an app may register a backend over its own. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { GPU_KERNELS } from "../../kernels/webgpu/index.ts";
import type { GpuKernel, GpuLimits, GpuLowered, KernelCall } from "../../kernels/webgpu/kernel.ts";
import { activeWebGpuBackend, type WebGpuBackend } from "../../src/runtime/webgpu/backend.ts";
import { limitsOf } from "../../src/runtime/webgpu/planner.ts";
import { randomFloats } from "../support/random.ts";
import { limitsFor, runGpuKernel } from "../support/run-gpu.ts";
import { ready } from "../support/tf.ts";

const call = (op: string, attrs: KernelCall["attrs"], from: number[], to: number[]): KernelCall => ({
  op,
  attrs,
  inputs: [{ dtype: "float32", shape: from }],
  outputs: [{ dtype: "float32", shape: to }],
});
const rows = (values: Float32Array, n: number): Float32Array[] =>
  Array.from({ length: values.length / n }, (_, i) => values.subarray(i * n, (i + 1) * n));
const sumOf = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);
const reduced = (mode: string, from: number[], axes: number[], to: number[]) =>
  call("reduce", { mode, axes, keepDims: false }, from, to);

const [N, ODD] = [8000, 1403];
const CASES: readonly (readonly [call: KernelCall, expected: (x: Float32Array) => number[]])[] = [
  [reduced("sum", [3, N], [1], [3]), (x) => rows(x, N).map(sumOf)],
  [reduced("max", [3, ODD], [1], [3]), (x) => rows(x, ODD).map((r) => Math.max(...r))],
  [reduced("mean", [1, N, 4], [1], [1, 4]), (x) => [0, 1, 2, 3].map((c) => sumOf(x.filter((_, i) => i % 4 === c)) / N)],
  [
    call("softmax", { log: false }, [3, N], [3, N]),
    (x) =>
      rows(x, N).flatMap((r) => {
        const powers = Array.from(r, Math.exp);
        return powers.map((p) => p / sumOf(powers));
      }),
  ],
];

describe("subgroups on WebGPU", () => {
  let device: GPUDevice | undefined;
  let limits: GpuLimits;
  const factory = () => tf.findBackendFactory("webgpu");
  let stock: ReturnType<typeof factory>;

  before(async function () {
    await ready("webgpu");
    const adapter = (await navigator.gpu.requestAdapter()) as GPUAdapter;
    if (!adapter.features.has("subgroups")) return this.skip();
    const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
    device = await adapter.requestDevice({ requiredFeatures: ["subgroups"] });
    const own = device;
    expect(limitsOf(activeWebGpuBackend() as WebGpuBackend).subgroups).to.equal(false);
    stock = factory();
    tf.removeBackend("webgpu");
    tf.registerBackend("webgpu", () => new WebGPUBackend(own, adapter.info), 3);
    await ready("webgpu");
    const { subgroups = false } = limitsOf(activeWebGpuBackend() as WebGpuBackend);
    if (!subgroups) return this.skip();
    limits = { ...limitsFor(false), subgroups };
  });
  after(async () => {
    if (!device) return;
    tf.removeBackend("webgpu");
    tf.registerBackend("webgpu", stock, 3);
    await ready("webgpu");
  });

  for (const [test, expected] of CASES)
    it(`reduce: ${test.op} ${test.attrs.mode ?? ""} [${test.inputs[0]?.shape}]`, async () => {
      const kernel = GPU_KERNELS.find((k) => k.op === test.op) as GpuKernel;
      const attrs = test.op === "reduce" ? { ...test.attrs, epilogue: undefined } : test.attrs;
      const whole = { ...test, attrs };
      const { launches } = kernel.lower(whole, limits) as GpuLowered;
      expect(launches[0]?.code).to.contain("subgroupShuffleXor(");
      expect(launches[0]?.code.split("workgroupBarrier").length).to.be.lessThan(4);
      const shape = test.inputs[0]?.shape ?? [];
      const x = randomFloats(tf.util.sizeFromShape([...shape]), 3);
      const [got] = await runGpuKernel(kernel, whole, [x], limits);
      const want = expected(x);
      expect(got?.length).to.equal(want.length);
      want.forEach((v, i) => void expect(got?.[i], `element ${i}`).to.be.closeTo(v, 1e-4 * Math.max(1, Math.abs(v))));
    });
});
