/** Predictions by plan leave nothing behind, and a model that is disposed takes its plan's memory with it. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { type GraphSpec, modelArtifacts, node, placeholder, weight } from "../support/graphdef.ts";
import { loadModelArtifacts, type ModelName } from "../support/models.ts";
import {
  byPlan,
  feeding,
  floats,
  inputsFor,
  loadOptimized,
  memory,
  type PlainInputs,
  pathsOf,
  planned,
  planOf,
  plansAnswer,
  wasmBackend,
} from "./support.ts";

/** Kernels and a stock step, with outputs from both. */
const mixed: GraphSpec = {
  x: placeholder([16, 16]),
  w: weight([16, 16]),
  product: node("MatMul", ["x", "w"]),
  angles: node("Atan", ["product"]),
  out: node("Softmax", ["angles"]),
};

describe("memory", () => {
  plansAnswer();
  // Plans for several threads have a memory of their own where TensorFlow.js's can't be shared.
  beforeEach(() => tf.env().set("GRAPHWELD_WASM_THREADS", 1));

  /** Asserts that a thousand calls by plan change nothing. */
  const thousand = async (model: GraphModel, inputs: PlainInputs): Promise<void> => {
    await byPlan(model, inputs);
    await feeding(inputs, async (tensors) => {
      const before = memory();
      const paths = await pathsOf(model, () => {
        for (let i = 0; i < 1000; i++) tf.dispose(model.predict(tensors));
      });
      expect(paths).to.deep.equal({ plan: 1000, stock: 0 });
      expect(memory()).to.deep.equal(before);
    });
    model.dispose();
  };

  it("stays the same over a thousand predictions of liveness", async () => {
    const model = await loadOptimized(await loadModelArtifacts("liveness"));
    await thousand(model, inputsFor(model));
  });

  it("stays the same over a thousand predictions with stock steps", async () => {
    const model = await loadOptimized(modelArtifacts(mixed));
    await thousand(model, { x: floats([16, 16], new Float32Array(256).fill(0.5)) });
  });

  it("stays the same over calls that throw", async () => {
    const model = await loadOptimized(modelArtifacts(mixed));
    await byPlan(model, { x: floats([16, 16], new Float32Array(256)) });
    const wrong = tf.zeros([16, 3]);
    const before = memory();
    for (let i = 0; i < 10; i++) expect(() => model.predict(wrong)).to.throw();
    expect(memory()).to.deep.equal(before);
    wrong.dispose();
    model.dispose();
  });

  for (const [name, rounds] of [
    ["liveness", 20],
    ["facemesh", 8],
  ] as const)
    it(`is given back when ${name} is disposed, ${rounds} times over`, async () => {
      const artifacts = await loadModelArtifacts(name as ModelName);
      const before = memory();
      const heaps: number[] = [];
      let planned = 0;
      for (let round = 0; round < rounds; round++) {
        const allocations = countAllocations();
        const model = await loadOptimized(artifacts);
        await feeding(inputsFor(model), async (tensors) => {
          await settle(model, tensors);
          planned += planOf(model).launches.length;
          tf.dispose(model.predict(tensors));
          expect(allocations.bytes()).to.be.above(planOf(model).arenaBytes as number);
        });
        model.dispose();
        expect(allocations.bytes()).to.equal(0);
        allocations.stop();
        heaps.push(memory().heap);
      }
      expect(planned).to.be.above(0);
      expect(heaps.slice(2)).to.deep.equal(Array(rounds - 2).fill(heaps[2]));
      expect(memory()).to.deep.equal({ ...before, heap: heaps[2] });
    });

  it("is given back when a plan goes stale", async () => {
    const allocations = countAllocations();
    const model = await loadOptimized(modelArtifacts(mixed));
    await feeding({ x: floats([16, 16], new Float32Array(256).fill(0.5)) }, async (tensors) => {
      tf.dispose(model.predict(tensors));
      const loaded = allocations.bytes();
      await settle(model, tensors);
      expect(allocations.bytes()).to.be.above(loaded);
      // A switched rule makes the plan stale: the next call drops it.
      tf.env().set("GRAPHWELD_DISABLED_RULES", "none-of-this-name");
      tf.dispose(model.predict(tensors));
      expect(allocations.bytes()).to.equal(loaded);
    });
    model.dispose();
    expect(allocations.bytes()).to.equal(0);
    allocations.stop();
  });
});

/** Calls a model until its plan answers, without the time that `warmup` takes to get it hot, and until the background has nothing left to do. */
async function settle(model: GraphModel, tensors: tf.NamedTensorMap): Promise<void> {
  await planned(model, () => tf.dispose(model.predict(tensors)));
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Bytes that were allocated from JavaScript since now, and not freed: tensors and plans. */
function countAllocations(): { bytes(): number; stop(): void } {
  const wasm = wasmBackend().wasm as { _malloc(bytes: number): number; _free(address: number): void };
  // The first call of an export replaces it.
  wasm._free(wasm._malloc(8));
  const { _malloc, _free } = wasm;
  const live = new Map<number, number>();
  wasm._malloc = (bytes) => {
    const address = _malloc(bytes);
    live.set(address, bytes);
    return address;
  };
  wasm._free = (address) => {
    live.delete(address);
    _free(address);
  };
  return {
    bytes: () => [...live.values()].reduce((sum, bytes) => sum + bytes, 0),
    stop: () => void Object.assign(wasm, { _malloc, _free }),
  };
}
