/** Conformance of all kernels on WebGPU, with the tiles of a software device and with those of a GPU. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { KERNELS } from "../../../kernels/index.ts";
import type { KernelTensor } from "../../../kernels/kernel.ts";
import { GPU_KERNELS } from "../../../kernels/webgpu/index.ts";
import type { GpuKernel, GpuLimits, GpuLowered, KernelCall } from "../../../kernels/webgpu/kernel.ts";
import { apply, argument, type Expr } from "../../../src/expr/expr.ts";
import type { WebGpuBackend } from "../../../src/runtime/webgpu/backend.ts";
import { compilePipelines } from "../../../src/runtime/webgpu/pipelines.ts";
import { CASES } from "../../kernels/cases.ts";
import { type ElementCase, pointwiseCase } from "../../kernels/element-builders.ts";
import { ELEMENT_CASES } from "../../kernels/element-cases.ts";
import { FUSED_CASES, POOLED_RESIDUALS } from "../../kernels/fused-cases.ts";
import { POOLED } from "../../kernels/merged-cases.ts";
import { MOVE_CASES, type MoveCase } from "../../kernels/move-cases.ts";
import { ATTENTION_CASES, NORM_CASES, TRANSPOSED_CASES } from "../../kernels/norm-cases.ts";
import { REFERENCES } from "../../kernels/reference.ts";
import { chosenCases } from "../../support/gpu-cases.ts";
import { expectNoGpuErrors } from "../../support/gpu-errors.ts";
import { INTEGER_CASES } from "../../support/integer-cases.ts";
import { limitsFor, runGpuKernel } from "../../support/run-gpu.ts";
import { ready } from "../../support/tf.ts";

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

/** Devices may flush what is smaller than normal numbers to zero: that list has one, times infinity. */
const FLUSHED = "pointwise special values [10,10]";
const [x, y] = [argument(0), argument(1)] as [Expr, Expr];
const special = { shape: [9, 9], values: [Number.NaN, Infinity, -Infinity, -0, 0, 1, -1, 3e38, 2.5] };

const ELEMENTS: readonly ElementCase[] = [
  ...ELEMENT_CASES.filter(({ name }) => name !== FLUSHED),
  pointwiseCase(
    "special values",
    [apply("add", x, y), apply("max", x, y), apply("min", x, 1), apply("mul", x, y)],
    [9, 9],
    [special, { ...special, shape: [9, 1] }],
  ),
  ...MOVE_CASES,
  ...NORM_CASES,
  ...TRANSPOSED_CASES,
  ...ATTENTION_CASES,
];
/** Buffers are bound from their start, so nothing can be a part of another; taking turns is for caches. */
const WASM_ONLY = ["bands", "join", "part", "peaks"];
/** Residuals of fewer channels, in whole vectors and not, and enlarged. */
const MOVED = FUSED_CASES.filter(({ name }) =>
  /1×1 → (8|13) .* residual of . channels|bilinear residual of/.test(name),
);
/** Kernels that go another way on a GPU than on a software device. */
const TWO_WAYS = /^(conv2d|conv-pool|matmul|transposed-conv|attention)$/;
/** Pipelines of an op: a software device compiles a GPU's large tiles slowest. */
const MOST = { software: 8, gpu: 2 };

/** Maps that are stored beside what is pooled must have whole windows and vectors. */
const isRun = (call: KernelCall, limits: GpuLimits): boolean =>
  typeof kernelOf(call.op).lower(call, limits) !== "string";

describe("WebGPU kernels", () => {
  before(() => ready("webgpu"));
  afterEach(expectNoGpuErrors);
  for (const software of [true, false]) {
    const limits = limitsFor(software);
    const here = <Case extends { call: KernelCall }>(cases: readonly Case[]): Case[] =>
      chosenCases(
        cases.filter(({ call }) => software || TWO_WAYS.test(call.op)),
        kernelOf,
        limits,
        software ? MOST.software : MOST.gpu,
      );
    const anchors = [
      ...here(CASES),
      ...here(MOVED),
      ...here(POOLED_RESIDUALS),
      ...here(POOLED.filter(({ call }) => isRun(call, limits))),
    ];
    const elements = here(ELEMENTS);

    describe(software ? "as on a software device" : "as on a GPU", () => {
      // All pipelines at once, which uses all cores; one that does not compile fails where it is used.
      before(async function () {
        this.timeout(1_800_000);
        await ready("webgpu");
        const { device } = tf.backend() as unknown as WebGpuBackend;
        const dispatches = [...anchors, ...elements].flatMap(({ call }) => {
          const lowered = kernelOf(call.op).lower(call, limits);
          return typeof lowered === "string" ? [] : lowered.launches;
        });
        await Promise.allSettled(dispatches.map((d) => compilePipelines(device, [d])));
      });

      for (const { name, call, inputs } of anchors)
        it(name, async () => {
          const expected = (REFERENCES[call.op] as (typeof REFERENCES)[string])(call, inputs);
          const outputs = await runGpuKernel(kernelOf(call.op), call, inputs, limits);
          outputs.forEach((actual, o) => void compare(actual, expected.outputs[o] as Float64Array, false));
        });
      for (const { name, call, inputs, expected } of elements)
        it(name, async () => {
          const outputs = await runGpuKernel(kernelOf(call.op), call, inputs, limits);
          expected().forEach((values, o) => {
            const output = outputs[o] as Float32Array;
            const integers = call.outputs[o]?.dtype === "int32";
            const actual = integers ? new Int32Array(output.buffer, 0, output.length) : output;
            compare(actual, values, /copy|gather|argmax|top-k/.test(call.op));
          });
        });
    });
  }

  for (const { name, call, inputs, expected } of INTEGER_CASES)
    it(name, async () => {
      const [output] = await runGpuKernel(kernelOf(call.op), call, inputs, limitsFor(true));
      const floats = call.outputs[0]?.dtype === "float32";
      const bytes = (output as Float32Array).buffer;
      compare(floats ? new Float32Array(bytes) : new Int32Array(bytes), expected(), true);
    });

  it("copy to several outputs in one dispatch, as far as the device binds them", () => {
    const { call } = MOVE_CASES.find(({ name }) => name.startsWith("copy split along 0 into 1,1,1,1")) as MoveCase;
    const dispatches = (storageBuffers: number) =>
      (kernelOf("copy").lower(call, { ...limitsFor(true), storageBuffers }) as GpuLowered).launches;
    expect(dispatches(8).map((d) => d.writes)).to.deep.equal([[true, true, true, true, false]]);
    expect(dispatches(4).map((d) => d.words.length)).to.deep.equal([4, 2]);
  });

  it("copy of truth values, which have four bytes too", async () => {
    const { call, inputs, expected } = MOVE_CASES.find(({ name }) => name.startsWith("copy concat")) as MoveCase;
    const bool = (tensors: readonly KernelTensor[]) => tensors.map((t): KernelTensor => ({ ...t, dtype: "bool" }));
    const truths = inputs.map((values) => Int32Array.from(values, (v) => Number(v > 0)));
    const bools = { ...call, inputs: bool(call.inputs), outputs: bool(call.outputs) };
    const [output] = await runGpuKernel(kernelOf("copy"), bools, truths, limitsFor(true));
    const [want] = expected();
    compare(
      new Int32Array((output as Float32Array).buffer),
      (want ?? []).map((v) => Number(v > 0)),
      true,
    );
  });

  it("every family that wasm has", () => {
    expect(GPU_KERNELS.map((k) => k.op)).to.deep.equal(KERNELS.map((k) => k.op).filter((o) => !WASM_ONLY.includes(o)));
  });

  it("a call that binds too many buffers is refused with the device's cap", () => {
    const inputs = Array.from({ length: 8 }, (): KernelTensor => ({ dtype: "float32", shape: [4] }));
    const sum = inputs.map((_, i): Expr => argument(i)).reduce((a, b) => apply("add", a, b));
    const call = { op: "pointwise", attrs: { exprs: [sum] }, inputs, outputs: [{ dtype: "float32", shape: [4] }] };
    expect(kernelOf("pointwise").lower(call as KernelCall, limitsFor(true))).to.equal(
      "it would bind 9 storage buffers where the device grants 8",
    );
  });

  it("extents and scalars are no structure: such calls share their code", () => {
    const code = (rows: number, factor: number): string => {
      const tensor = { dtype: "float32", shape: [rows, 8] } as const;
      const attrs = { exprs: [apply("mul", argument(0), factor)] };
      const lowered = kernelOf("pointwise").lower(
        { op: "pointwise", attrs, inputs: [tensor], outputs: [tensor] },
        limitsFor(true),
      );
      return (lowered as GpuLowered).launches[0]?.code ?? "";
    };
    expect(code(3, 0.3)).to.equal(code(50, 0.7));
    expect(code(3, 0.3)).not.to.equal(code(3, 1));
  });
});
