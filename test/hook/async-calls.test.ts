/** How trust is won and lost where only parts of a model can have plans. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import fc from "fast-check";
import { explain } from "../../src/hook/explain.ts";
import { hookOf } from "../../src/hook/install.ts";
import { planners } from "../../src/hook/planners.ts";
import { detector, twoParts } from "../support/control-flow.ts";
import { type GraphSpec, int, modelArtifacts, node, placeholder, weight } from "../support/graphdef.ts";
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
    const time = slate.stopClock();
    const wait = (outputs: tf.Tensor[]) => {
      time.pass(8);
      return outputs;
    };
    const one = await setUp(detector, { run: wait });
    for (let i = 0; i < 500 && ours().length === 0; i++) await calls(1, one);
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

  it("are cut right from random graphs", async () => {
    const pick = fc.nat(1000);
    const step = fc.record({ kind: fc.constantFrom(...Object.keys(STEPS)), a: pick, b: pick });
    let parts = 0;
    let planned = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 24 }),
        fc.array(pick, { minLength: 1, maxLength: 4 }),
        async (steps, asked) => {
          const spec: Record<string, GraphSpec[string]> = {
            x: placeholder([3, 4]),
            p: placeholder([], "bool"),
            w: weight([4, 4]),
            last: int(1),
          };
          const values = ["x"];
          steps.forEach(({ kind, a, b }, i) => {
            const [left, right] = [a, b].map((n) => values[n % values.length] as string);
            Object.assign(spec, STEPS[kind]?.(`n${i}`, left as string, right as string));
            values.push(`n${i}`);
          });
          // There must be something to plan.
          spec.out = node("MatMul", [values.at(-1) as string, "w"]);
          const outputs = ["out", ...asked.map((n) => values[n % values.length] as string)];
          const fake = fakePlanner();
          planners.cpu = fake.planner;
          const model = load(modelArtifacts(spec));
          await hookOf(model)?.loadAsync();
          const feeds = { x: tf.tensor2d(randomFloats(12, 1), [3, 4]), p: tf.scalar(asked.length % 2 === 0) };
          const run = async () => {
            const result = [await model.executeAsync(feeds, outputs)].flat();
            const read = result.map((one) => [...one.dataSync()]);
            tf.dispose(result.filter((one) => one !== feeds.x));
            return read;
          };
          set("GRAPHWELD_ENABLED", false);
          const want = await run();
          set("GRAPHWELD_ENABLED", true);
          const before = memory();
          for (let i = 0; i < 5; i++) {
            expect(await run()).to.deep.equal(want);
            await idle(2);
          }
          expect(memory()).to.deep.equal(before);
          expect(ours()).to.deep.equal([]);
          const { splits, calls } = explain(model);
          const segments = splits?.[0]?.segments.length ?? 0;
          // An output that is a view of an input keeps its part on stock.
          if (calls.plan > 0) planned++;
          parts = Math.max(parts, segments);
          tf.dispose(feeds);
          model.dispose();
        },
      ),
      { numRuns: 60, seed: 20_240_613 },
    );
    // The graphs must have been worth it.
    expect(parts).to.be.above(1);
    expect(planned).to.be.above(20);
  });
});

/** Steps of a random graph from `[3, 4]` to `[3, 4]`, the last of which has the name `n`. */
const STEPS: Record<string, (n: string, a: string, b: string) => GraphSpec> = {
  product: (n, a) => ({ [n]: node("MatMul", [a, "w"]) }),
  sum: (n, a, b) => ({ [n]: node("AddV2", [a, b]) }),
  pass: (n, a) => ({ [n]: node("Identity", [a]) }),
  shaped: (n, a, b) => ({ [`${n}/shape`]: node("Shape", [b]), [n]: node("Reshape", [a, `${n}/shape`]) }),
  // A shape that is computed from values: the number of columns is the largest position plus one.
  counted: (n, a, b) => ({
    [`${n}/zero`]: node("Sub", [b, b]),
    [`${n}/best`]: node("ArgMax", [`${n}/zero`, "last"], { output_type: "int32" }),
    [`${n}/first`]: int(0),
    [`${n}/four`]: int(4),
    [`${n}/at`]: node("GatherV2", [`${n}/best`, `${n}/first`, `${n}/first`], { batch_dims: 0 }),
    [`${n}/columns`]: node("AddV2", [`${n}/at`, `${n}/four`]),
    [`${n}/rows`]: int(-1),
    [`${n}/shape`]: node("Pack", [`${n}/rows`, `${n}/columns`], { axis: 0 }),
    [n]: node("Reshape", [a, `${n}/shape`]),
  }),
  branched: (n, a) => ({
    [`${n}/switch`]: node("Switch", [a, "p"]),
    [`${n}/no`]: node("Neg", [`${n}/switch`]),
    [`${n}/yes`]: node("MatMul", [`${n}/switch:1`, "w"]),
    [n]: node("Merge", [`${n}/no`, `${n}/yes`]),
  }),
  halves: (n, a) => ({
    [`${n}/split`]: node("Split", ["last", a], { num_split: 2 }),
    [n]: node("ConcatV2", [`${n}/split:1`, `${n}/split`, "last"]),
  }),
};
