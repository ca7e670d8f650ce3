/** Layers models behind the hook: who answers `predict`, and that nothing else changes. */
import * as tf from "@tensorflow/tfjs-core";
import { type LayersModel, layers, loadLayersModel, sequential } from "@tensorflow/tfjs-layers";
import { expect } from "chai";
import { explain } from "../../src/core.ts";
import { install, uninstall } from "../../src/hook/install.ts";
import { loadEngine } from "../../src/hook/planners.ts";
import { plansAnswer } from "../e2e/support.ts";
import { randomFloats } from "../support/random.ts";
import { ready } from "../support/tf.ts";
import { randomWeights } from "./support.ts";

const network = (): LayersModel =>
  sequential({
    layers: [
      layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 3] }),
      layers.batchNormalization(),
      layers.activation({ activation: "relu" }),
      layers.flatten(),
      layers.dense({ units: 5, activation: "softmax" }),
    ],
  });
const counts = () => {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { numTensors, numDataBuffers, numBytes };
};
const pictures = (batch: number): tf.Tensor => tf.tensor(randomFloats(batch * 192, 5), [batch, 8, 8, 3]);
const valuesOf = (t: tf.Tensor): number[] => {
  const values = [...t.dataSync()];
  t.dispose();
  return values;
};
function expectClose(got: number[], want: number[]): void {
  expect(got.length).to.equal(want.length);
  for (const [i, x] of got.entries()) expect(x).to.be.closeTo(want[i] as number, 1e-5);
}
/** Lets the background finish. */
async function idle(turns = 20): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setTimeout(resolve, 2));
}
async function predictOften(model: LayersModel, x: tf.Tensor, times = 6): Promise<void> {
  for (let i = 0; i < times; i++) {
    (model.predict(x) as tf.Tensor).dispose();
    await idle(6);
  }
}

for (const [backend, tier] of [
  ["wasm", "plan"],
  ["cpu", "portable"],
] as const)
  describe(`layers models on ${backend}`, () => {
    plansAnswer();
    beforeEach(async () => {
      await ready(backend);
      install();
      // What answers layers models, and the engine, are fetched when they are first asked for.
      await Promise.all([loadEngine(backend), import("../../src/hook/layers/calls.ts")]);
    });

    it("run by plan, in predict and predictOnBatch, in batches and sequential or not", async () => {
      const model = network();
      randomWeights(model);
      const x = pictures(2);
      uninstall();
      const want = valuesOf(model.predict(x) as tf.Tensor);
      install();
      await predictOften(model, x);
      const before = explain(model).calls;
      expect(explain(model).plans[0]).to.include({ backend, tier, state: "trusted" });
      expectClose(valuesOf(model.predict(x) as tf.Tensor), want);
      expectClose(valuesOf(model.predictOnBatch(x) as tf.Tensor), want);
      expect(explain(model).calls.plan - before.plan).to.equal(2);
      const three = tf.concat([x, pictures(1)]);
      const parts = valuesOf(model.predict(three, { batchSize: 2 }) as tf.Tensor);
      expectClose(parts.slice(0, 10), want);
      expect(explain(model).calls.plan - before.plan).to.equal(3);
      tf.dispose([x, three]);
      model.dispose();
    });

    it("leave no trace in memory, and none when disposed", async () => {
      const start = counts();
      const model = network();
      randomWeights(model);
      const x = pictures(1);
      const loaded = counts();
      await predictOften(model, x);
      expect(explain(model).plans[0]?.tier).to.equal(tier);
      expect(counts()).to.deep.equal(loaded);
      x.dispose();
      model.dispose();
      expect(counts()).to.deep.equal(start);
      expect(explain(model).reason).to.equal("not hooked");
    });

    it("follow their weights", async () => {
      const model = network();
      randomWeights(model);
      const x = pictures(1);
      await predictOften(model, x);
      const before = explain(model).calls;
      randomWeights(model, 77);
      const now = valuesOf(model.predict(x) as tf.Tensor);
      expect(explain(model).calls.plan).to.equal(before.plan);
      await predictOften(model, x);
      expect(explain(model).plans[0]).to.include({ tier, state: "trusted" });
      expectClose(valuesOf(model.predict(x) as tf.Tensor), now);
      x.dispose();
      model.dispose();
    });

    it("are optimized when they were saved and loaded", async () => {
      const source = network();
      randomWeights(source);
      let saved: tf.io.ModelArtifacts = {};
      await source.save(
        tf.io.withSaveHandler(async (artifacts) => {
          saved = artifacts;
          return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
        }),
      );
      const model = await loadLayersModel(tf.io.fromMemory(saved));
      const x = pictures(1);
      const want = valuesOf(source.predict(x) as tf.Tensor);
      await predictOften(model, x);
      expect(explain(model).plans[0]).to.include({ tier, state: "trusted" });
      expectClose(valuesOf(model.predict(x) as tf.Tensor), want);
      x.dispose();
      source.dispose();
      model.dispose();
    });

    it("stay on stock in silence where a layer is not known, and say which", async () => {
      const model = sequential({ layers: [layers.masking({ inputShape: [3, 2] }), layers.dense({ units: 2 })] });
      const x = tf.ones([1, 3, 2]);
      await predictOften(model, x, 3);
      expect(explain(model).reason).to.match(/^The layer "masking_.*" is a Masking, which is not known here\.$/);
      x.dispose();
      model.dispose();
    });

    it("throw what stock throws", async () => {
      const model = network();
      const x = pictures(1);
      await predictOften(model, x);
      const wrong = tf.zeros([1, 4, 4, 3]);
      expect(() => model.predict(wrong)).to.throw(/expected conv2d_.*_input to have shape/);
      tf.dispose([x, wrong]);
      model.dispose();
    });
  });
