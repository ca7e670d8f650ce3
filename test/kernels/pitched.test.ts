/** Every case whose output can lie in wider pixels gives the bits there that it gives by itself, and leaves the others alone. */
import { expect } from "chai";
import { bands, lowerBands } from "../../kernels/bands.ts";
import { conv2d } from "../../kernels/conv2d.ts";
import { depthwise } from "../../kernels/depthwise.ts";
import { KERNELS } from "../../kernels/index.ts";
import type { Kernel, KernelCall, TunableKernel } from "../../kernels/kernel.ts";
import { detectFeatures, type Features } from "../../src/codegen/wasm/features.ts";
import { runKernel } from "../support/run-kernel.ts";
import { BIAS_RELU6, CASES, EPILOGUES, WINOGRAD, windowCase } from "./cases.ts";
import { ELEMENT_CASES } from "./element-cases.ts";
import { FUSED_CASES, FUSED_WINOGRAD } from "./fused-cases.ts";
import { bandsCase } from "./merged-cases.ts";
import { MOVE_CASES } from "./move-cases.ts";
import { ATTENTION_CASES, NORM_CASES, TRANSPOSED_CASES } from "./norm-cases.ts";

interface Case {
  readonly name: string;
  readonly call: KernelCall;
  readonly inputs: readonly Float32Array[];
}

const detected = detectFeatures();
const PATHS = [
  { simd: false, relaxedSimd: false },
  { simd: true, relaxedSimd: false },
  { simd: true, relaxedSimd: true },
].filter((f) => (detected.simd || !f.simd) && (detected.relaxedSimd || !f.relaxedSimd));

/** Three rows at a time, of maps of any size. */
const SMALL_BANDS: Kernel = { op: "bands", lower: (call, features) => lowerBands(call, features, 0, 1000) };

/** The call with its output in pixels of `more` further channels. */
const pitched = ({ attrs, ...call }: KernelCall, more: number): KernelCall => ({
  ...call,
  attrs: { ...attrs, pitch: (call.outputs[0]?.shape.at(-1) as number) + more },
});

/** Whether the kernel takes a pitch. */
function takesPitch({ call }: Case, kernel: Kernel, features: Features): boolean {
  const plain = kernel.lower(call, features);
  if (typeof plain === "string" || plain.launches.length === 0) return false;
  const lowered = kernel.lower(pitched(call, 3), features);
  return typeof lowered !== "string" && lowered.pitch !== undefined;
}

/** The largest difference of two values, beside the larger of them or one. */
const farthest = (actual: readonly Float32Array[], expected: readonly Float32Array[]): number =>
  actual
    .flatMap((values, i) =>
      [...values].map((value, j) => {
        const other = expected[i]?.[j] as number;
        return Object.is(value, other) ? 0 : Math.abs(value - other) / Math.max(1, Math.abs(other));
      }),
    )
    // A NaN must not get lost, as it does among comparisons.
    .reduce((most, far) => Math.max(most, far), 0);

/** A schedule without what does not touch the order of sums, and may differ where the result can't overwrite an operand. */
const sumsOf = (schedule: unknown): string =>
  JSON.stringify({ ...(schedule as object), mc: undefined, inRows: undefined });

/** Whether the kernel takes the pitch; then the results are compared. */
function check(test: Case, kernel: Kernel, features: Features): boolean {
  if (!takesPitch(test, kernel, features)) return false;
  const { call, inputs } = test;
  const run = (c: KernelCall, parts: number): Float32Array[] => runKernel(kernel, c, inputs, { features, parts });
  const bits = (outputs: readonly Float32Array[]): number[][] => outputs.map((o) => [...new Int32Array(o.buffer)]);
  const expected = run(call, 1);
  for (const more of [3, 8])
    for (const parts of [1, 3]) {
      const actual = run(pitched(call, more), parts);
      const message = `+${more}, ${parts} parts`;
      // Beside a residual that is read elsewhere, means are not made of what their windows have in common.
      if (call.attrs.mode === "avg") expect(farthest(actual, expected), message).to.be.below(1e-5);
      else expect(bits(actual), message).to.deep.equal(bits(expected));
    }
  return true;
}

const taken = new Map<string, number>();
const note = (op: string): unknown => taken.set(op, (taken.get(op) ?? 0) + 1);

describe("outputs in wider pixels", () => {
  const deep = windowCase({ x: [1, 13, 11, 5], kernel: [3, 3] }, undefined, BIAS_RELU6);
  const banded = EPILOGUES.map((e) => bandsCase(deep, windowCase({ x: [1, 13, 11, 5], kernel: [1, 1] }, 9, e)));
  const lists = [CASES, FUSED_CASES, ELEMENT_CASES, MOVE_CASES, NORM_CASES, TRANSPOSED_CASES, ATTENTION_CASES, banded];
  for (const test of lists.flat() as Case[]) {
    const known = KERNELS.find((k) => k.op === test.call.op) as Kernel;
    const kernel = known === bands ? SMALL_BANDS : known;
    if (takesPitch(test, kernel, PATHS[0] as Features))
      it(test.name, () => {
        for (const features of PATHS) if (check(test, kernel, features)) note(test.call.op);
      });
  }

  const tuned = EPILOGUES.filter((e) => e.expressions.length === 1).flatMap((epilogue) => [
    windowCase({ x: [1, 13, 11, 5], kernel: [3, 3] }, 9, epilogue),
    windowCase({ x: [3, 7, 6, 4], kernel: [3, 3] }, 8, epilogue),
    windowCase({ x: [1, 13, 11, 8], kernel: [3, 3] }, undefined, epilogue),
  ]);
  const filtered = [...WINOGRAD, ...FUSED_WINOGRAD].filter(({ call }) => call.outputs.length === 1);
  for (const test of [...tuned, ...filtered])
    it(`${test.name}, by all schedules`, () => {
      const family = (test.call.op === "conv2d" ? conv2d : depthwise) as TunableKernel<unknown>;
      let compared = 0;
      for (const features of PATHS)
        for (let [i, count] = [0, 1]; i < count; i++) {
          let wanted: string | undefined;
          const choose = <T>(all: readonly T[]): T | undefined => {
            if (wanted === undefined) count = all.length;
            wanted ??= sumsOf(all[i]);
            return all.find((one) => sumsOf(one) === wanted);
          };
          const one: Kernel = { op: family.op, lower: (c, f) => family.lower(c, f, choose) };
          compared += Number(check(test, one, features));
        }
      expect(compared).to.be.above(0);
    });

  it("are there in the kernel families that can", () => {
    expect([...taken.keys()]).to.have.members(["conv2d", "depthwise", "matmul", "pool", "resize", "bands"]);
  });
});
