/** Real models run by plans, with the outputs of stock tfjs on its cpu backend. */
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain, install, warmup } from "../../src/core.ts";
import { loadModelArtifacts } from "../support/models.ts";
import { modelSpecs } from "./model-specs.ts";
import { expectSame, feeding, loadStock, memory, type Plain, pathsOf, plain, plansAnswer } from "./support.ts";

describe("real models", () => {
  plansAnswer();

  modelSpecs({ name: "liveness", launches: 9 });
  modelSpecs({ name: "antispoof", launches: 8 });
  modelSpecs({ name: "emotion", launches: 17 });
  modelSpecs({ name: "blazeface", launches: 76 });
  modelSpecs({ name: "facemesh", launches: 66 });
  modelSpecs({ name: "iris", launches: 89 });

  it("handtrack, which has control flow, runs by plan around its selections", async () => {
    const artifacts = await loadModelArtifacts("handtrack");
    const stock = await loadStock(artifacts);
    const inputs = { input_tensor: picture(96, 128) };
    const run = (model: typeof stock) =>
      feeding(inputs, async (tensors) => plain((await model.executeAsync(tensors)) as tf.Tensor[]));
    const want = await run(stock);
    stock.dispose();

    install();
    const model = await loadGraphModel(tf.io.fromMemory(artifacts));
    await feeding(inputs, (tensors) => warmup(model, tensors));
    const before = memory();
    let got: Plain[] = [];
    const paths = await pathsOf(model, async () => {
      got = await run(model);
    });
    expect(paths).to.deep.equal({ plan: 1, stock: 0 });
    expect(memory()).to.deep.equal(before);
    expectSame(got, want);
    const [split] = explain(model).splits ?? [];
    expect(split?.segments.map(({ nodes }) => nodes)).to.deep.equal([211, 63]);
    const plans = split?.segments.map((segment) => segment.plans[0]) ?? [];
    expect(plans.map((plan) => plan?.tier)).to.deep.equal(["plan", "plan"]);
    const launches = plans.flatMap((plan) => plan?.launches ?? []);
    expect(launches.length).to.be.within(1, 205);
    expect(launches.filter(({ runs }) => runs === "stock")).to.deep.equal([]);
    model.dispose();
  });
});

/** Pixels of a picture with smooth areas and edges. */
function picture(height: number, width: number): Plain {
  const values = Int32Array.from({ length: height * width * 3 }, (_, i) => {
    const [x, y, channel] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3];
    return Math.round(127 + 60 * Math.sin(x / 9 + channel) + (x + y > width ? 60 : -60) * Math.cos(y / 7));
  });
  return { dtype: "int32", shape: [1, height, width, 3], values };
}
