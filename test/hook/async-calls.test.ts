/** How trust is won and lost where only parts of a model can have plans. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain } from "../../src/hook/explain.ts";
import { hookOf } from "../../src/hook/install.ts";
import { planners } from "../../src/hook/planners.ts";
import { detector, twoParts } from "../support/control-flow.ts";
import { modelArtifacts } from "../support/graphdef.ts";
import { randomFloats } from "../support/random.ts";
import { cleanSlate, type Fake, fakePlanner, idle, load, memory, paths, set } from "./support.ts";

describe("plans for parts of a model", () => {
  const slate = cleanSlate("cpu");
  const ours = () => slate.warnings.filter((text) => text.includes("Graphweld"));

  const spoil = (outputs: tf.Tensor[]): tf.Tensor[] =>
    outputs.map((one) => {
      const wrong = tf.tidy(() => (one.dtype === "float32" ? tf.add(one, 1) : one.clone()));
      one.dispose();
      return wrong;
    });

  /** A model behind a fake planner, an image, and what stock makes of it. */
  async function setUp(spec: Parameters<typeof modelArtifacts>[0], behaviour: Fake = {}) {
    const fake = fakePlanner(behaviour);
    planners.cpu = fake.planner;
    const model = load(modelArtifacts(spec));
    await hookOf(model)?.loadAsync();
    const x = tf.tensor4d(randomFloats(192, 1), [1, 8, 8, 3]);
    set("GRAPHWELD_ENABLED", false);
    const want = await call(model, x);
    set("GRAPHWELD_ENABLED", true);
    paths(model);
    return {
      fake,
      model,
      x,
      want,
      free: () => {
        x.dispose();
        model.dispose();
      },
    };
  }

  async function call(model: GraphModel, x: tf.Tensor): Promise<number[][]> {
    const result = [await model.executeAsync(x)].flat();
    const values = result.map((one) => [...one.dataSync()]);
    tf.dispose(result);
    return values;
  }

  /** Calls with a turn for the background after each; memory and values stay as they are. */
  async function calls(count: number, { model, x, want }: Awaited<ReturnType<typeof setUp>>): Promise<void> {
    for (let i = 0; i < count; i++) {
      const before = memory();
      expect(await call(model, x)).to.deep.equal(want);
      expect(memory()).to.deep.equal(before);
      await idle();
    }
  }

  it("answer once compared", async () => {
    const one = await setUp(detector);
    await calls(5, one);
    expect(paths(one.model)).to.deep.equal({ plan: 3, stock: 2 });
    expect(one.fake.seen.signatures).to.deep.equal([
      { inputs: { looped: { dtype: "float32", shape: [1, 8, 8, 3] } }, outputs: ["boxes", "scores"] },
    ]);
    expect(one.fake.seen.live).to.equal(1);
    one.free();
    expect(one.fake.seen.live).to.equal(0);
  });

  it("answer in a loop that never gives the background a turn", async () => {
    const one = await setUp(detector);
    for (let i = 0; i < 10; i++) expect(await call(one.model, one.x)).to.deep.equal(one.want);
    expect(paths(one.model).plan).to.be.above(0);
    one.free();
  });

  it("leave the call to stock where values differ, with one warning that names the output", async () => {
    const one = await setUp(detector, { run: spoil });
    await calls(6, one);
    expect(paths(one.model).plan).to.equal(0);
    expect(ours()).to.have.length(1);
    expect(ours()[0]).to.match(
      /^Graphweld: a static part of a model stays on stock TensorFlow.js: output 'boxes' differs from stock: /,
    );
    expect(explain(one.model).reason).to.match(/needs executeAsync$/);
    expect(explain(one.model).calls.reasons["plans were rejected"]).to.be.above(0);
    expect(one.fake.seen.live).to.equal(0);
    one.free();
  });

  it("leave the call to stock where a plan throws, in that very call", async () => {
    let broken = false;
    const run = (outputs: tf.Tensor[]) => {
      if (!broken) return outputs;
      tf.dispose(outputs);
      throw new Error("out of luck");
    };
    const one = await setUp(detector, { run });
    await calls(4, one);
    expect(paths(one.model).plan).to.be.above(0);
    broken = true;
    await calls(3, one);
    expect(paths(one.model)).to.deep.equal({ plan: 0, stock: 3 });
    expect(ours()).to.have.length(1);
    expect(ours()[0]).to.include('the plan threw "out of luck"');
    one.free();
  });

  it("stay away where the planner refuses", async () => {
    const one = await setUp(detector, { reason: "no plan today" });
    await calls(5, one);
    expect(paths(one.model)).to.deep.equal({ plan: 0, stock: 5 });
    expect(explain(one.model).splits?.[0]?.segments[0]?.plans[0]?.reason).to.equal("no plan today");
    expect(ours()).to.deep.equal([]);
    one.free();
  });

  it("stay away where they are slower", async () => {
    set("GRAPHWELD_KEEP_SLOWER", false);
    const wait = (outputs: tf.Tensor[]) => {
      for (const end = performance.now() + 8; performance.now() < end; );
      return outputs;
    };
    const one = await setUp(detector, { run: wait });
    for (let i = 0; i < 60 && ours().length === 0; i++) await calls(1, one);
    expect(ours()[0]).to.match(/the plan is slower: /);
    paths(one.model);
    await calls(2, one);
    expect(paths(one.model)).to.deep.equal({ plan: 0, stock: 2 });
    one.free();
  });

  it("go on where only one of two is rejected", async () => {
    const one = await setUp(twoParts, {
      run: (outputs) => (outputs.length === 1 ? spoil(outputs) : outputs),
    });
    await calls(6, one);
    expect(paths(one.model).plan).to.be.above(0);
    const states = explain(one.model).splits?.[0]?.segments.map(({ plans }) => plans[0]?.state);
    expect(states).to.deep.equal(["trusted", "rejected"]);
    one.free();
  });

  it("leave a model alone whose copy of the converter is not known", async () => {
    const one = await setUp(detector);
    class Foreign {}
    Object.defineProperty(one.model, "constructor", { value: Foreign });
    await calls(4, one);
    expect(paths(one.model)).to.deep.equal({ plan: 0, stock: 4 });
    expect(ours()).to.have.length(1);
    expect(ours()[0]).to.include("give it to install(tf)");
    one.free();
  });
});
