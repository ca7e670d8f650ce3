/** Real models run by plans, with the outputs of stock tfjs on its cpu backend. */
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain, install, warmup } from "../../src/core.ts";
import { loadModelArtifacts } from "../support/models.ts";
import { modelSpecs } from "./model-specs.ts";
import { feeding, inputsFor, loadStock, type Plain, pathsOf, plain, plansAnswer } from "./support.ts";

describe("real models", () => {
  plansAnswer();

  modelSpecs({ name: "liveness", launches: 9 });
  modelSpecs({ name: "antispoof", launches: 8 });
  modelSpecs({ name: "emotion", launches: 17 });
  modelSpecs({ name: "blazeface", launches: 76 });
  modelSpecs({ name: "facemesh", launches: 66 });
  modelSpecs({ name: "iris", launches: 91 });

  it("handtrack, which has control flow, runs on stock and says why", async () => {
    const artifacts = await loadModelArtifacts("handtrack");
    const stock = await loadStock(artifacts);
    const inputs = inputsFor(stock);
    const run = (model: typeof stock) =>
      feeding(inputs, async (tensors) => plain((await model.executeAsync(tensors)) as tf.Tensor[]));
    const want = await run(stock);
    stock.dispose();

    install();
    const model = await loadGraphModel(tf.io.fromMemory(artifacts));
    const { reason } = await feeding(inputs, (tensors) => warmup(model, tensors));
    expect(reason).to.match(/^node '[^']*NonMaxSuppression[^']*' \(\w+\) needs executeAsync$/);
    let got: Plain[] = [];
    const paths = await pathsOf(model, async () => {
      got = await run(model);
    });
    expect(got).to.deep.equal(want);
    expect(paths.plan).to.equal(0);
    expect(explain(model).plans).to.deep.equal([]);
    model.dispose();
  });
});
