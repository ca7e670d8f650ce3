/** A real model loads and runs on the stock wasm backend: the ground that every other spec stands on. */
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { loadModelArtifacts } from "./support/models.ts";
import { ready } from "./support/tf.ts";

describe("stock wasm", () => {
  before(() => ready("wasm"));

  it("runs blazeface with finite results", async () => {
    const model = await loadGraphModel(tf.io.fromMemory(await loadModelArtifacts("blazeface")));
    const input = tf.fill([1, 256, 256, 3], 0.5);
    const outputs = model.predict(input) as tf.Tensor[];
    try {
      expect(outputs.map((output) => output.shape)).to.deep.include.members([
        [1, 384, 16],
        [1, 512, 1],
      ]);
      for (const output of outputs) {
        const values = await output.data();
        expect(values.every(Number.isFinite)).to.equal(true);
        expect(values.some((value) => value !== 0)).to.equal(true);
      }
    } finally {
      tf.dispose([input, outputs]);
      model.dispose();
    }
  });
});
