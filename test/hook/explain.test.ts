/** `explain` says what runs where and why, `warmup` gets it ready, and flags are documented. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import * as core from "../../src/core.ts";
import { planners } from "../../src/hook/planners.ts";
import { node, placeholder } from "../support/graphdef.ts";
import { ready } from "../support/tf.ts";
import { artifacts, cleanSlate, dense, fakePlanner, idle, LAUNCH, load, memory, paths, set } from "./support.ts";

const { explain, warmup } = core;

describe("explain", () => {
  cleanSlate("cpu");

  it("is plain data about each plan", async () => {
    planners.cpu = fakePlanner().planner;
    const model = load(dense());
    expect(explain(model)).to.deep.equal({ calls: { plan: 0, stock: 0, reasons: {} }, plans: [] });
    const x = tf.zeros([1, 2]);
    tf.dispose(model.predict(x));
    await idle();
    tf.dispose(model.predict(x));
    const explanation = explain(model);
    // Calls shorter than the clock is fine are not timed one by one: whether there are times depends on the machine.
    const plans = explanation.plans.map(({ stockMs: _, planMs: __, ...rest }) => rest);
    expect({ ...explanation, plans }).to.deep.equal({
      calls: { plan: 1, stock: 1, reasons: { "first call": 1 } },
      plans: [
        {
          backend: "cpu",
          inputs: { x: { dtype: "float32", shape: [1, 2] } },
          outputs: ["out"],
          tier: "plan",
          state: "trusted",
          buildMs: 1,
          launches: [LAUNCH],
          stockNodes: 3,
          arenaBytes: 64,
          packedBytes: 24,
          threads: 1,
          fired: [],
          missed: [],
        },
      ],
    });
    expect(JSON.parse(JSON.stringify(explanation))).to.deep.equal(explanation);
    x.dispose();
    model.dispose();
    expect(explain(model).reason).to.equal("not hooked");
  });

  it("says why a model as a whole runs on stock", async () => {
    const model = load(dense());
    expect(explain(model).reason).to.equal("backend cpu");
    planners.cpu = fakePlanner().planner;
    expect(explain(model).reason).to.equal(undefined);
    set("GRAPHWELD_ENABLED", false);
    expect(explain(model).reason).to.equal("disabled");
    model.dispose();
  });
});

describe("warmup", () => {
  const slate = cleanSlate("cpu");
  let model: GraphModel;
  afterEach(() => model.dispose());

  it("resolves with a plan that is trusted, and leaves nothing behind", async () => {
    const fake = fakePlanner();
    planners.cpu = fake.planner;
    model = load(dense());
    const before = memory();
    const { plans } = await warmup(model);
    expect(plans.map(({ state }) => state)).to.deep.equal(["trusted"]);
    expect(memory()).to.deep.equal(before);
    expect(fake.seen.runs).to.be.above(3);
    paths(model);
    const x = tf.zeros([1, 2]);
    tf.dispose(model.predict(x));
    expect(paths(model)).to.deep.equal({ plan: 1, stock: 0 });
    x.dispose();
  });

  it("takes inputs, and leaves them alive", async () => {
    planners.cpu = fakePlanner().planner;
    model = load(dense());
    const two = tf.ones([2, 2]);
    const { plans } = await warmup(model, [two]);
    expect(plans.map(({ state, inputs }) => [state, inputs.x!.shape])).to.deep.equal([["trusted", [2, 2]]]);
    expect(two.isDisposed).to.equal(false);
    two.dispose();
  });

  it("measures, and comes to a verdict", async () => {
    set("GRAPHWELD_KEEP_SLOWER", false);
    const time = slate.stopClock();
    planners.cpu = fakePlanner({
      run(outputs) {
        time.pass(4);
        return outputs;
      },
    }).planner;
    model = load(dense());
    const { plans } = await warmup(model);
    expect(plans[0]!.state).to.equal("rejected");
    expect(plans[0]!.reason).to.include("slower");
  });

  it("makes integers that are safe as indices", async () => {
    planners.cpu = fakePlanner().planner;
    model = load(
      artifacts({
        ids: placeholder([-1, 3], "int32"),
        mask: placeholder([3], "bool"),
        as: node("Cast", ["mask"], { SrcT: "bool", DstT: "int32" }),
        out: node("AddV2", ["ids", "as"]),
      }),
    );
    const { plans } = await warmup(model);
    expect(plans[0]!.inputs).to.deep.equal({
      ids: { dtype: "int32", shape: [1, 3] },
      mask: { dtype: "bool", shape: [3] },
    });
    expect(plans[0]!.state).to.equal("trusted");
  });

  it("asks for inputs where shapes are open, and fails as predict fails", async () => {
    planners.cpu = fakePlanner().planner;
    model = load(artifacts({ x: placeholder([1, -1]), out: node("Relu", ["x"]) }));
    const reason = (promise: Promise<unknown>) =>
      promise.then(
        () => "none",
        (error: Error) => error.message,
      );
    expect(await reason(warmup(model))).to.equal("warmup(model) needs inputs: input 'x' has no fixed shape.");
    const wrong = tf.zeros([1]);
    expect(await reason(warmup(model, wrong))).to.include("must be [1,-1], but was [1]");
    wrong.dispose();
  });

  it("resolves at once where there will be no plan", async () => {
    model = load(dense());
    expect((await warmup(model)).reason).to.equal("backend cpu");
    planners.cpu = fakePlanner({ reason: "no kernel" }).planner;
    expect((await warmup(model)).plans[0]!.reason).to.equal("no kernel");
    core.uninstall();
    expect((await warmup(model)).reason).to.equal("not hooked");
  });

  it("ends when the model is disposed or the backend switched meanwhile", async () => {
    await ready("cpu");
    await ready("wasm");
    planners.wasm = fakePlanner().planner;
    model = load(dense());
    const disposed = load(dense());
    const promises = [warmup(model), warmup(disposed)];
    disposed.dispose();
    await ready("cpu");
    const [switched, gone] = await Promise.all(promises);
    expect(switched!.reason).to.equal("backend cpu");
    expect(gone!.reason).to.equal("not hooked");
  });
});

describe("the public API", () => {
  it("has these names", () => {
    expect(Object.keys(core).sort()).to.deep.equal([
      "explain",
      "install",
      "optimize",
      "uninstall",
      "version",
      "warmup",
    ]);
  });
});
