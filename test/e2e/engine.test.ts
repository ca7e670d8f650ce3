/** The engine is loaded beside the model, so that a loop that never yields meets it. */

import { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { exampleInputs } from "../../src/cli/measure.ts";
import { explain, install, optimize, uninstall, warmup } from "../../src/core.ts";
import { planners } from "../../src/hook/planners.ts";
import { loadModelArtifacts } from "../support/models.ts";
import { ready } from "../support/tf.ts";

describe("the engine", () => {
  afterEach(() => uninstall());

  it("is there when loading is done, and answers within a tight loop", async () => {
    await ready("wasm");
    install();
    delete planners.wasm;
    const model = new GraphModel(tf.io.fromMemory(await loadModelArtifacts("liveness")));
    expect(await model.load()).to.equal(true);
    expect(Object.keys(planners)).to.include("wasm");
    const inputs = exampleInputs(model);
    for (let i = 0; i < 3; i++) tf.dispose(model.execute(inputs));
    expect(explain(model).plans[0]?.buildMs, "the plan is built by the third call").to.be.a("number");
    for (let i = 0; i < 300 && explain(model).calls.plan === 0; i++) tf.dispose(model.execute(inputs));
    expect(explain(model).calls.plan).to.be.greaterThan(0);
    tf.dispose(inputs);
    model.dispose();
  });

  it("tells what rules did and where they nearly fired, when asked", async () => {
    await ready("wasm");
    const model = new GraphModel(tf.io.fromMemory(await loadModelArtifacts("facemesh")));
    await model.load();
    optimize(model);
    const [plan] = (await warmup(model)).plans;
    expect(plan?.tier).to.equal("plan");
    expect(plan?.fired?.map(({ rule }) => rule)).to.include("conv2d-residual-prelu");
    expect(plan?.missed).to.not.deep.equal([]);
    for (const { node, reason } of plan?.missed ?? [])
      expect([typeof node, reason.length > 5]).to.deep.equal(["string", true]);
    model.dispose();
  });
});
