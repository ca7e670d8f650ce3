/** Layers models behind the hook: who answers `predict`, and that nothing else changes. */
import * as tf from "@tensorflow/tfjs-core";
import {
  model as functional,
  input,
  LayersModel,
  layers,
  loadLayersModel,
  type SymbolicTensor,
  sequential,
} from "@tensorflow/tfjs-layers";
import { expect } from "chai";
import { explain, optimize, warmup } from "../../src/core.ts";
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
const dense = (): LayersModel =>
  sequential({
    layers: [
      layers.flatten({ inputShape: [8, 8, 3] }),
      layers.dense({ units: 16, activation: "relu" }),
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
/** Resolves when what answers layers models is loaded. */
const patched = () => import("../../src/hook/layers/patch.ts");
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
      await Promise.all([loadEngine(backend), patched()]);
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

    it("are stock's while they are trained, and run by plan with what they have learned", async () => {
      // Stock's wasm backend has no gradients of convolutions.
      const model = backend === "wasm" ? dense() : network();
      randomWeights(model);
      model.compile({ optimizer: tf.train.adam(0.01), loss: "categoricalCrossentropy" });
      const [x, y] = [pictures(4), tf.oneHot(tf.tensor1d([0, 1, 2, 3], "int32"), 5)];
      await predictOften(model, x);
      expect(explain(model).plans[0]).to.include({ tier, state: "trusted" });
      const untrained = valuesOf(model.predict(x) as tf.Tensor);
      const { history } = await model.fit(x, y, { epochs: 3, batchSize: 2, verbose: 0 });
      expect(history.loss?.at(-1)).to.be.below(history.loss?.[0] as number);
      uninstall();
      const trained = valuesOf(model.predict(x) as tf.Tensor);
      install();
      await patched();
      expect(trained).not.to.deep.equal(untrained);
      await predictOften(model, x);
      expect(explain(model).plans[0]).to.include({ tier, state: "trusted" });
      const { plan } = explain(model).calls;
      expectClose(valuesOf(model.predict(x) as tf.Tensor), trained);
      // Learning on, with the plan in place.
      await model.trainOnBatch(x, y);
      const now = valuesOf(model.predict(x) as tf.Tensor);
      expect(explain(model).calls.plan).to.equal(plan + 1);
      expect(now).not.to.deep.equal(trained);
      tf.dispose([x, y]);
      model.dispose();
    });

    it("take and give several tensors in the model's order", async () => {
      const [a, b] = [input({ shape: [4] }), input({ shape: [3] })];
      const joined = layers.concatenate().apply([b, a]) as SymbolicTensor;
      const ends = [layers.dense({ units: 2 }).apply(joined), layers.dense({ units: 3 }).apply(a)];
      const model = functional({ inputs: [a, b], outputs: ends as SymbolicTensor[] });
      randomWeights(model);
      const xs = [tf.tensor(randomFloats(8, 1), [2, 4]), tf.tensor(randomFloats(6, 2), [2, 3])];
      const predict = () => (model.predict(xs) as tf.Tensor[]).map(valuesOf);
      uninstall();
      const want = predict();
      install();
      await patched();
      for (let i = 0; i < 6; i++) {
        predict();
        await idle(6);
      }
      const { plan } = explain(model).calls;
      const got = predict();
      // On cpu nothing is to be gained here.
      if (tier === "plan") expect(explain(model).calls.plan).to.equal(plan + 1);
      got.forEach((values, i) => {
        expectClose(values, want[i] as number[]);
      });
      tf.dispose(xs);
      model.dispose();
    });

    it("are warmed up, with inputs or without", async () => {
      for (const inputs of [undefined, pictures(1)]) {
        const model = network();
        randomWeights(model);
        const before = counts();
        expect((await warmup(model, inputs)).plans[0]).to.include({ backend, tier, state: "trusted" });
        expect(counts()).to.deep.equal(before);
        model.dispose();
        inputs?.dispose();
      }
    });

    it("are optimized one by one without the import, and not after uninstall", async () => {
      uninstall();
      const [model, other] = [network(), network()];
      const x = pictures(1);
      expect(optimize(model)).to.equal(model);
      await patched();
      await predictOften(model, x);
      await predictOften(other, x, 1);
      expect(explain(model).plans[0]).to.include({ tier, state: "trusted" });
      expect(explain(other).reason).to.equal("not hooked");
      uninstall();
      (model.predict(x) as tf.Tensor).dispose();
      expect(explain(model).reason).to.equal("not hooked");
      x.dispose();
      model.dispose();
      other.dispose();
    });

    it("are optimized when their class is registered after the import", async () => {
      uninstall();
      const classes = tf.serialization.SerializationMap.getMap().classNameMap;
      delete classes.Model;
      install();
      tf.serialization.registerClass(LayersModel);
      await patched();
      const model = network();
      const x = pictures(1);
      await predictOften(model, x);
      expect(explain(model).plans[0]).to.include({ tier, state: "trusted" });
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
