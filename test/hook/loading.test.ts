/** Every way to load a graph model is covered, and every trace of Graphweld can be removed. */
import { GraphModel, loadGraphModel, loadGraphModelSync } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain } from "../../src/hook/explain.ts";
import { hookOf, install, optimize, uninstall } from "../../src/hook/install.ts";
import { planners } from "../../src/hook/planners.ts";
import { executorOf } from "../../src/hook/tfjs-internals.ts";
import { cleanSlate, dense, denseOf, fakePlanner, idle, load, paths, predict, set, trusted } from "./support.ts";

// An app that captured its bindings before anything was patched.
const { loadGraphModel: captured } = { loadGraphModel };

/** A class like that of a second copy of the converter: same code, nothing shared. */
function foreignGraphModel(): typeof GraphModel {
  const Foreign = function (this: object, ...args: ConstructorParameters<typeof GraphModel>) {
    Object.assign(this, new GraphModel(...args));
  };
  Object.defineProperties(Foreign.prototype, Object.getOwnPropertyDescriptors(GraphModel.prototype));
  return Foreign as unknown as typeof GraphModel;
}

describe("loading", () => {
  const slate = cleanSlate("cpu");
  let fake: ReturnType<typeof fakePlanner>;
  let x: tf.Tensor;
  let untouched: () => void;

  before(() => {
    uninstall();
    untouched = (GraphModel.prototype as unknown as { loadWithWeightMap: () => void }).loadWithWeightMap;
  });
  beforeEach(() => {
    fake = fakePlanner();
    planners.cpu = fake.planner;
    x = tf.tensor2d([[1, 2]]);
  });
  afterEach(() => x.dispose());

  const runsByPlan = async (model: GraphModel) => {
    await trusted(model, x);
    expect(predict(model, x)).to.deep.equal([denseOf([[1, 2]])]);
    expect(paths(model)).to.deep.equal({ plan: 1, stock: 0 });
    model.dispose();
  };
  const streamed = () => {
    const { weightData, ...rest } = dense();
    const bytes = new Uint8Array(weightData as ArrayBuffer);
    const getWeightStream = () =>
      new ReadableStream<ArrayBuffer>({
        start(controller) {
          controller.enqueue(bytes.slice(0, 10).buffer);
          controller.enqueue(bytes.slice(10).buffer);
          controller.close();
        },
      });
    return { load: async () => ({ ...rest, getWeightStream }) };
  };

  it("covers loadGraphModel", async () => runsByPlan(await loadGraphModel(tf.io.fromMemory(dense()))));
  it("covers loadGraphModelSync with artifacts", () => runsByPlan(load(dense())));
  it("covers loadGraphModelSync with a handler", () =>
    runsByPlan(loadGraphModelSync(tf.io.fromMemorySync(dense())) as unknown as GraphModel));
  it("covers bindings captured before the import", async () => runsByPlan(await captured(tf.io.fromMemory(dense()))));
  it("covers streamed weights", async () => runsByPlan(await loadGraphModel(streamed())));
  it("covers quantised weights", async () => {
    const from = dense();
    from.weightSpecs![0]!.quantization = { dtype: "uint8", scale: 1, min: 0 };
    from.weightData = Uint8Array.of(1, 2, 3, 4, ...new Uint8Array(Float32Array.of(0.5, -20).buffer)).buffer;
    await runsByPlan(load(from));
  });
  it("covers weights in several buffers", async () => {
    const from = dense();
    const data = from.weightData as ArrayBuffer;
    from.weightData = [data.slice(0, 16), data.slice(16)];
    await runsByPlan(load(from));
  });
  it("covers new GraphModel and load", async () => {
    const model = new GraphModel(tf.io.fromMemory(dense()));
    await model.load();
    await runsByPlan(model);
  });
  it("covers loadSync", async () => {
    const model = new GraphModel(tf.io.fromMemory(dense()));
    model.loadSync(dense());
    await runsByPlan(model);
  });
  it("covers subclasses", async () => {
    class Own extends GraphModel {}
    const model = new Own(tf.io.fromMemory(dense()));
    await model.load();
    await runsByPlan(model);
  });

  it("covers a second load of the same model", async () => {
    const model = new GraphModel(tf.io.fromMemory(dense()));
    model.loadSync(dense());
    await trusted(model, x);
    const { weights } = model;
    model.loadSync(dense());
    tf.dispose(Object.values(weights).flat());
    expect(fake.seen.live).to.equal(0);
    await runsByPlan(model);
  });

  it("covers another copy's namespace, given or global", async () => {
    uninstall();
    for (const global of [false, true]) {
      const Foreign = foreignGraphModel();
      if (global) (globalThis as { tf?: unknown }).tf = { GraphModel: Foreign };
      try {
        const early = new Foreign(tf.io.fromMemory(dense()));
        early.loadSync(dense());
        expect(hookOf(early)).to.equal(undefined);
        early.dispose();
        install(global ? undefined : { GraphModel: Foreign });
      } finally {
        delete (globalThis as { tf?: unknown }).tf;
      }
      const model = new Foreign(tf.io.fromMemory(dense()));
      model.loadSync(dense());
      await runsByPlan(model);
      uninstall();
      const late = new Foreign(tf.io.fromMemory(dense()));
      late.loadSync(dense());
      expect(hookOf(late)).to.equal(undefined);
      late.dispose();
    }
  });

  it("patches once, however often it is installed", async () => {
    const { loadWithWeightMap } = GraphModel.prototype as unknown as { loadWithWeightMap: unknown };
    install();
    install({ GraphModel });
    expect((GraphModel.prototype as unknown as { loadWithWeightMap: unknown }).loadWithWeightMap).to.equal(
      loadWithWeightMap,
    );
    const model = optimize(optimize(load(dense())));
    await runsByPlan(model);
  });

  it("can be uninstalled, from loaded models too", async () => {
    const model = load(dense());
    await trusted(model, x);
    uninstall();
    expect((GraphModel.prototype as unknown as { loadWithWeightMap: unknown }).loadWithWeightMap).to.equal(untouched);
    expect(Object.hasOwn(executorOf(model)!, "execute")).to.equal(false);
    expect(Object.hasOwn(model, "dispose")).to.equal(false);
    expect(fake.seen.live).to.equal(0);
    expect(predict(model, x)).to.deep.equal([denseOf([[1, 2]])]);
    expect(explain(model)).to.deep.equal({
      reason: "not hooked",
      calls: { plan: 0, stock: 0, reasons: {} },
      plans: [],
    });
    const later = load(dense());
    expect(hookOf(later)).to.equal(undefined);
    uninstall();
    install();
    await runsByPlan(optimize(model));
    later.dispose();
  });

  it("attaches to models loaded before it", async () => {
    uninstall();
    const model = optimize(loadGraphModelSync(dense()));
    expect(explain(model).reason).to.equal(undefined);
    await runsByPlan(model as unknown as GraphModel);
    expect((GraphModel.prototype as unknown as { loadWithWeightMap: unknown }).loadWithWeightMap).to.equal(untouched);
  });

  it("gets along with those who wrap the same functions, before and after it", async () => {
    const prototype = GraphModel.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
    const ours = prototype.loadWithWeightMap!;
    let loads = 0;
    prototype.loadWithWeightMap = function (...args) {
      loads++;
      return ours.apply(this, args);
    };
    const model = load(dense());
    const executor = executorOf(model)!;
    const { execute } = executor;
    let calls = 0;
    executor.execute = (...args) => {
      calls++;
      return execute(...args);
    };
    await trusted(model, x);
    expect([loads, calls]).to.deep.equal([1, 1]);
    uninstall();
    // What was wrapped around ours stays; ours does nothing any more.
    expect(predict(model, x)).to.deep.equal([denseOf([[1, 2]])]);
    expect(calls).to.equal(2);
    const later = load(dense());
    expect(loads).to.equal(2);
    expect(hookOf(later)).to.equal(undefined);
    prototype.loadWithWeightMap = untouched;
    later.dispose();
    model.dispose();
  });

  it("patches loadSync where an older converter has nothing else", async () => {
    uninstall();
    const Newer = foreignGraphModel();
    const Old = foreignGraphModel();
    const prototype = Old.prototype as unknown as Record<string, unknown>;
    delete prototype.loadWithWeightMap;
    const loadSync = function (this: object, from: tf.io.ModelArtifacts) {
      const model = new Newer(tf.io.fromMemory(from));
      model.loadSync(from);
      Object.assign(this, model);
    };
    prototype.loadSync = loadSync;
    install({ GraphModel: Old });
    const model = new Old(tf.io.fromMemory(dense()));
    model.loadSync(dense());
    await runsByPlan(model);
    uninstall();
    expect(prototype.loadSync).to.equal(loadSync);
  });

  /** The app takes its time. */
  const pause = async () => {
    slate.pause();
    await idle();
  };

  it("plans what the model fixes before the first call, where the app takes its time", async () => {
    const model = load(dense());
    await idle();
    expect(fake.seen.built).to.equal(0);
    await pause();
    expect(fake.seen.signatures).to.deep.equal([
      { inputs: { x: { dtype: "float32", shape: [1, 2] } }, outputs: ["out"] },
    ]);
    expect(explain(model).plans.map(({ state, tier }) => [state, tier])).to.deep.equal([["pending", "stock"]]);
    await runsByPlan(model);
    expect(fake.seen.built).to.equal(1);
  });

  it("plans after the first result where the app wants that at once", async () => {
    const model = load(dense());
    await idle();
    expect(predict(model, x)).to.deep.equal([denseOf([[1, 2]])]);
    expect(fake.seen.built).to.equal(0);
    await idle();
    expect(fake.seen.built).to.equal(1);
    await pause();
    expect(fake.seen.built).to.equal(1);
    model.dispose();
  });

  it("drops what it planned before when the app does something else", async () => {
    const model = load(dense());
    await pause();
    const two = tf.zeros([2, 2]);
    await trusted(model, two);
    expect(fake.seen.live).to.equal(1);
    expect(explain(model).plans.map(({ inputs }) => inputs.x!.shape)).to.deep.equal([[2, 2]]);
    two.dispose();
    model.dispose();
  });

  it("plans nothing at load if told so", async () => {
    set("GRAPHWELD_PLAN_AT_LOAD", false);
    const model = load(dense());
    await pause();
    expect(fake.seen.signatures).to.deep.equal([]);
    await runsByPlan(model);
  });

  it("says nothing in all this", () => expect(slate.warnings).to.deep.equal([]));
});

describe("a converter with other internals", () => {
  const slate = cleanSlate("cpu");

  it("is left alone, with one warning", () => {
    class Strange {
      loadWithWeightMap(): void {}
    }
    class Unknown {}
    install({ GraphModel: Unknown });
    install({ GraphModel: Strange });
    new Strange().loadWithWeightMap();
    new Strange().loadWithWeightMap();
    expect(slate.warnings).to.have.length(1);
    expect(slate.warnings[0]).to.include("Graphweld is not active");
  });
});
