/** Real models behind the hook: the same numbers, and no trace in memory. */
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain } from "../../src/hook/explain.ts";
import { planners } from "../../src/hook/planners.ts";
import { warmup } from "../../src/hook/warmup.ts";
import { loadModelArtifacts } from "../support/models.ts";
import { cleanSlate, fakePlanner, idle, memory, paths, predict, set } from "./support.ts";

describe("real models behind the hook", () => {
  const slate = cleanSlate("wasm");

  it("runs blazeface, whose signature renames its inputs", async () => {
    const fake = fakePlanner();
    planners.wasm = fake.planner;
    const model = await loadGraphModel(tf.io.fromMemory(await loadModelArtifacts("blazeface")));
    slate.pause();
    await idle();
    expect(fake.seen.signatures).to.deep.equal([
      {
        inputs: { input: { dtype: "float32", shape: [1, 256, 256, 3] } },
        outputs: ["Identity_3", "Identity", "Identity_1", "Identity_2"],
      },
    ]);
    const before = memory();
    const { plans } = await warmup(model);
    expect(plans.map(({ state }) => state)).to.deep.equal(["trusted"]);
    expect(memory()).to.deep.equal(before);
    const x = tf.randomUniform([1, 256, 256, 3]);
    set("GRAPHWELD_ENABLED", false);
    const expected = predict(model, x);
    set("GRAPHWELD_ENABLED", true);
    paths(model);
    expect(predict(model, x)).to.deep.equal(expected);
    expect(paths(model)).to.deep.equal({ plan: 1, stock: 0 });
    expect(slate.warnings.filter((text) => text.includes("Graphweld"))).to.deep.equal([]);
    x.dispose();
    model.dispose();
  });

  it("lets predict of handtrack, which has control flow, throw what stock throws", async () => {
    const fake = fakePlanner();
    planners.wasm = fake.planner;
    const model = await loadGraphModel(tf.io.fromMemory(await loadModelArtifacts("handtrack")));
    await idle();
    expect(explain(model).reason).to.match(/^node '.*' \(\w+\) needs executeAsync$/);
    const x = tf.zeros([1, 64, 64, 3], "int32");
    expect(() => model.predict(x)).to.throw("Please use model.executeAsync() instead");
    expect(fake.seen.signatures).to.deep.equal([]);
    x.dispose();
    model.dispose();
  });
});
