/** Plans for engines with and without SIMD and relaxed SIMD give the same outputs, each from code of its own. */
import { expect } from "chai";
import { detectFeatures, type Features } from "../../src/codegen/wasm/features.ts";
import { loadEngine, planners } from "../../src/hook/planners.ts";
import { staticSignature } from "../../src/hook/signature.ts";
import { executorOf } from "../../src/hook/tfjs-internals.ts";
import type { Planner } from "../../src/runtime/runner.ts";
import { memoryOf } from "../../src/runtime/wasm/backend.ts";
import { functionCount } from "../../src/runtime/wasm/functions.ts";
import { loadModelArtifacts } from "../support/models.ts";
import { inNode } from "../support/world.ts";
import {
  execute,
  expectSame,
  feeding,
  inputsFor,
  loadStock,
  type Plain,
  type PlainInputs,
  plain,
  plansAnswer,
  wasmBackend,
} from "./support.ts";

const scalar: Features = { simd: false, relaxedSimd: false };
const simd: Features = { simd: true, relaxedSimd: false };
const relaxed: Features = { simd: true, relaxedSimd: true };

describe("engine features", () => {
  plansAnswer();
  before(() => loadEngine("wasm"));

  it("are found", () => {
    expect(detectFeatures().simd).to.equal(true);
    // The browser that specs run in has it; Node has it from version 24 or so.
    if (!inNode) expect(detectFeatures().relaxedSimd).to.equal(true);
  });

  for (const name of ["liveness", "facemesh"] as const)
    it(`make no difference to the outputs of ${name}`, async () => {
      const model = await loadStock(await loadModelArtifacts(name));
      const signature = staticSignature(executorOf(model) as NonNullable<ReturnType<typeof executorOf>>);
      if (typeof signature === "string") throw new Error(signature);
      const inputs = inputsFor(model);
      const want = execute(model, inputs);
      const memory = memoryOf(wasmBackend()) as WebAssembly.Memory;

      const run = (features?: Features): { outputs: Plain[]; functions: number; launches: number } => {
        const before = functionCount(memory);
        const plan = (planners.wasm as Planner)(model, signature.call, { threads: 1, ...(features && { features }) });
        if ("reason" in plan) throw new Error(plan.reason);
        const outputs = feeding(named(inputs, signature.fed[0]?.node as string), (tensors) => plain(plan.run(tensors)));
        plan.dispose();
        expect(plan.stats.launches.filter((l) => l.runs === "stock")).to.deep.equal([]);
        expectSame(outputs, want);
        return { outputs, functions: functionCount(memory) - before, launches: plan.stats.launches.length };
      };

      const own = run();
      const variants = (detectFeatures().relaxedSimd ? [relaxed, simd, scalar] : [simd, scalar]).map(run);
      // What the engine has is what a plan uses unasked: no new code. The others share nothing with it.
      expect(variants[0]).to.deep.equal({ ...own, functions: 0 });
      for (const { functions } of variants.slice(1)) expect(functions).to.be.above(2);
      // A fused multiply-add rounds once, so bits tell it from a product and a sum.
      if (variants.length === 3) expect(bits(variants[0]?.outputs)).not.to.deep.equal(bits(variants[1]?.outputs));
      model.dispose();
    });
});

const named = (inputs: PlainInputs, node: string): PlainInputs => ({ [node]: Object.values(inputs)[0] as Plain });

const bits = (outputs: readonly Plain[] = []): number[] =>
  outputs.flatMap(({ values }) => [...new Int32Array(Float32Array.from(values).buffer)]);
