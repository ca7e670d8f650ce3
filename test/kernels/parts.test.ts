/** A launch in parts gives the same bits as in one piece, whatever the order: what threads rely on. */
import { expect } from "chai";
import { conv2d } from "../../kernels/conv2d.ts";
import { KERNELS } from "../../kernels/index.ts";
import type { Kernel, KernelCall } from "../../kernels/kernel.ts";
import { detectFeatures } from "../../src/codegen/wasm/features.ts";
import { partition } from "../../src/plan/partition.ts";
import { runKernel } from "../support/run-kernel.ts";
import { CASES, EPILOGUES, windowCase } from "./cases.ts";
import { ELEMENT_CASES } from "./element-cases.ts";
import { MOVE_CASES } from "./move-cases.ts";
import { ATTENTION_CASES, NORM_CASES, TRANSPOSED_CASES } from "./norm-cases.ts";

interface Case {
  readonly name: string;
  readonly call: KernelCall;
  readonly inputs: readonly Float32Array[];
  readonly inPlace?: number | undefined;
}

const features = detectFeatures();
/** What must be divided at least somewhere in the lists. */
const FAMILIES =
  "conv2d depthwise matmul transposed-conv attention pointwise pool reduce softmax normalize resize copy gather argmax top-k scan".split(
    " ",
  );
const divided = new Set<string>();

describe("launches in parts", () => {
  const cases: Case[] = [
    ...CASES,
    ...ELEMENT_CASES,
    ...MOVE_CASES,
    ...NORM_CASES,
    ...TRANSPOSED_CASES,
    ...ATTENTION_CASES,
  ];
  for (const { name, call, inputs, inPlace } of cases) {
    const kernel = KERNELS.find((k) => k.op === call.op) as Kernel;
    const lowered = kernel.lower(call, features);
    if (typeof lowered === "string" || !lowered.launches.some((l) => partition(l, 2).length > 1)) continue;
    divided.add(call.op);
    it(name, () => {
      const bits = (parts: number): Int32Array[] =>
        runKernel(kernel, call, inputs, { features, inPlace, parts }).map((o) => new Int32Array(o.buffer));
      const whole = bits(1);
      for (const parts of [2, 3, 5]) expect(bits(parts), `${parts} parts`).to.deep.equal(whole);
    });
  }

  // Convolutions have several algorithms.
  for (const { name, call, inputs, inPlace } of EPILOGUES.filter((e) => /residual in place|swish/.test(e.name)).flatMap(
    (epilogue) => [
      windowCase({ x: [1, 13, 11, 5], kernel: [3, 3] }, 9, epilogue),
      windowCase({ x: [3, 7, 6, 4], kernel: [3, 3] }, 8, epilogue),
    ],
  ))
    it(`${name}, by all schedules`, () => {
      let count = 1;
      for (let i = 0; i < count; i++) {
        const choose = <T>(all: readonly T[]): T | undefined => {
          count = all.length;
          return all[i];
        };
        const kernel: Kernel = { op: "conv2d", lower: (c, f) => conv2d.lower(c, f, choose) };
        const bits = (parts: number): Int32Array[] =>
          runKernel(kernel, call, inputs, { features, inPlace, parts }).map((o) => new Int32Array(o.buffer));
        const whole = bits(1);
        for (const parts of [2, 3]) expect(bits(parts), `schedule ${i}, ${parts} parts`).to.deep.equal(whole);
      }
      expect(count).to.be.above(2);
    });

  it("are there in the kernel families that take time", () => {
    expect([...divided]).to.include.members(FAMILIES);
  });
});
