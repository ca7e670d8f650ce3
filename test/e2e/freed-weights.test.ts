/** While plans answer, tfjs's copies of weights are freed. Whatever else reads a weight finds it as it was. */
import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { heapInUse } from "../../src/cli/heap.ts";
import { explain, optimize, uninstall, warmup } from "../../src/core.ts";
import { executorOf } from "../../src/hook/tfjs-internals.ts";
import { type GraphSpec, modelArtifacts, node, placeholder, randomValues, weight } from "../support/graphdef.ts";
import { loadModelArtifacts } from "../support/models.ts";
import { ready } from "../support/tf.ts";
import { until } from "../support/until.ts";
import {
  execute,
  expectSame,
  feeding,
  floats,
  inputsFor,
  loadStock,
  memory,
  type Plain,
  type PlainInputs,
  pathsOf,
  plain,
  plansAnswer,
  set,
  wasmBackend,
} from "./support.ts";

const VALUES = randomValues(64, 5);
const W = 4 * VALUES.length;
/** A product by plan, and a stock step that reads its weight in place. */
const spec: GraphSpec = {
  x: placeholder([4, 8]),
  w: weight([8, 8], VALUES),
  v: weight([8]),
  product: node("MatMul", ["x", "w"]),
  angles: node("Atan2", ["product", "v"]),
  out: node("Relu", ["angles"]),
};
const inputs = { x: floats([4, 8], randomValues(32, 3)) };
const ADDRESS = "freed-weights://model";

/** What tfjs and its backend count. */
function accounts() {
  const { heap: _, ...counted } = memory();
  return counted;
}

/** Lets the background, where weights are freed, do what it has to. */
async function rest(): Promise<void> {
  for (let i = 0; i < 8; i++) await new Promise((resolve) => setTimeout(resolve, 2));
}

async function byPlan(model: GraphModel, fed: PlainInputs = inputs): Promise<void> {
  await feeding(fed, (tensors) => warmup(model, tensors));
  await rest();
}

const freed = (model: GraphModel) => explain(model).freedBytes ?? 0;
const weightOf = (model: GraphModel) => executorOf(model)?.weightMap.w?.[0] as tf.Tensor;

describe("weights that only plans read", () => {
  plansAnswer();
  let artifacts: tf.io.ModelArtifacts;
  let want: Plain[];
  let outset: ReturnType<typeof accounts>;
  let loaded: ReturnType<typeof accounts>;
  let model: GraphModel;

  before(() => {
    const router = (url: string | string[]) => (url === ADDRESS ? tf.io.fromMemory(artifacts) : null);
    tf.io.registerLoadRouter(router as Parameters<typeof tf.io.registerLoadRouter>[0]);
  });
  beforeEach(async () => {
    set("GRAPHWELD_WASM_THREADS", 1);
    artifacts = modelArtifacts(spec);
    outset = accounts();
    const stock = await loadStock(artifacts);
    want = execute(stock, inputs);
    stock.dispose();
    model = await loadGraphModel(ADDRESS);
    loaded = accounts();
    optimize(model);
    await byPlan(model);
    expect(freed(model)).to.equal(W);
  });
  afterEach(async () => {
    await ready("wasm");
    model.dispose();
    expect(accounts()).to.deep.equal(outset);
  });

  /** Asserts who answers, rightly, and what is freed afterwards. */
  const answeredBy = async (path: "plan" | "stock", bytes: number) => {
    const paths = await pathsOf(model, () => expectSame(execute(model, inputs), want));
    expect(paths).to.deep.equal({ plan: 0, stock: 0, [path]: 1 });
    await rest();
    expect(freed(model)).to.equal(bytes);
  };

  it("are freed, which tfjs does not notice", async () => {
    expect(explain(model).plans[0]?.launches?.map(({ runs }) => runs)).to.include.members(["graphweld", "stock"]);
    expect(accounts()).to.deep.equal(loaded);
    await answeredBy("plan", W);
  });

  it("stay where the flag says so", async () => {
    set("GRAPHWELD_FREE_WEIGHTS", false);
    const other = optimize(await loadGraphModel(ADDRESS));
    await byPlan(other);
    expect(freed(other)).to.equal(0);
    other.dispose();
  });

  it("come back for stock: a mode that needs it", async () => {
    tf.env().set("DEBUG", true);
    try {
      await answeredBy("stock", 0);
    } finally {
      tf.env().set("DEBUG", false);
    }
    await answeredBy("plan", 0);
  });

  it("come back for stock: other outputs, until they have a plan too", async () => {
    const stock = await loadStock(artifacts);
    const product = execute(stock, inputs, ["product"]);
    stock.dispose();
    const paths = await pathsOf(model, () => expectSame(execute(model, inputs, ["product"]), product));
    expect(paths).to.deep.equal({ plan: 0, stock: 1 });
    expect(freed(model)).to.equal(0);
    await until(() => {
      execute(model, inputs, ["product"]);
      return freed(model) === W;
    }, "weights are freed again");
    expectSame(execute(model, inputs, ["product"]), product);
    await answeredBy("plan", W);
  });

  it("come back for stock: a plan that throws", async () => {
    const { warn } = console;
    console.warn = () => {};
    const registered = tf.getKernel("Atan2", "wasm") as tf.KernelConfig;
    tf.unregisterKernel("Atan2", "wasm");
    let calls = 0;
    tf.registerKernel({
      ...registered,
      kernelFunc: (args) => {
        if (calls++ === 0) throw new Error("not now");
        return registered.kernelFunc(args);
      },
    });
    try {
      await answeredBy("stock", 0);
    } finally {
      tf.unregisterKernel("Atan2", "wasm");
      tf.registerKernel(registered);
      console.warn = warn;
    }
    expect(explain(model).plans[0]?.reason).to.contain("not now");
  });

  it("come back for stock: the hook is taken off", async () => {
    uninstall();
    expectSame(execute(model, inputs), want);
    expect(explain(model).reason).to.equal("not hooked");
  });

  it("come back for stock: executeAsync", async () => {
    const results = await feeding(inputs, (tensors) => model.executeAsync(tensors));
    expectSame(plain(results), want);
    expect(freed(model)).to.equal(0);
  });

  it("move to another backend and back", async () => {
    await ready("cpu");
    await answeredBy("stock", 0);
    await ready("wasm");
    expectSame(execute(model, inputs), want);
    // What no stock step reads is not moved back.
    expect(accounts()).to.deep.equal({ ...loaded, dataIds: loaded.dataIds - 1 });
  });

  it("are there for who reads model.weights, and then stay", async () => {
    expect([...(model.weights.w?.[0]?.dataSync() ?? [])]).to.deep.equal(VALUES);
    await rest();
    expect(freed(model)).to.equal(0);
    await answeredBy("plan", 0);
  });

  it("are there for who has their tensors: to read, to compute with, to concatenate", async () => {
    const w = weightOf(model);
    expect([...(await w.data())]).to.deep.equal(VALUES);
    await byPlan(model);
    expect(freed(model)).to.equal(0);
    const twice = tf.tidy(() => tf.concat([tf.neg(w), w]).dataSync());
    expect([...twice]).to.deep.equal([...VALUES.map((x) => -x), ...VALUES]);
  });

  it("outlive the model in a clone", async () => {
    const clone = weightOf(model).clone();
    model.dispose();
    expect([...clone.dataSync()]).to.deep.equal(VALUES);
    clone.dispose();
    model = await loadGraphModel(ADDRESS);
  });

  it("are saved", async () => {
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (what) => {
        saved = what;
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
      }),
    );
    expect(freed(model)).to.equal(0);
    expect(saved?.weightData).to.deep.equal(modelArtifacts(spec).weightData);
    // Who saves may overwrite what was saved.
    new Uint8Array(saved?.weightData as ArrayBuffer).fill(0);
    set("GRAPHWELD_ENABLED", false);
    await answeredBy("stock", 0);
  });

  it("come back from a copy where the app can reach the files", async () => {
    const own = modelArtifacts(spec);
    const other = optimize(await loadStock(own));
    await byPlan(other);
    expect(freed(other)).to.equal(W);
    new Uint8Array(own.weightData as ArrayBuffer).fill(0);
    set("GRAPHWELD_ENABLED", false);
    expectSame(execute(other, inputs), want);
    expect(freed(other)).to.equal(0);
    other.dispose();
  });

  it("stay where the files say something else", async () => {
    const other = await loadGraphModel(ADDRESS);
    new Uint8Array(artifacts.weightData as ArrayBuffer).fill(0);
    await byPlan(optimize(other));
    expect(freed(other)).to.equal(0);
    other.dispose();
  });

  for (const name of ["liveness", "facemesh"] as const)
    it(`make ${name} smaller than in stock`, async () => {
      artifacts = await loadModelArtifacts(name);
      const backend = wasmBackend();
      const start = heapInUse(backend);
      const other = await loadGraphModel(ADDRESS);
      const fed = inputsFor(other);
      execute(other, fed);
      const stock = heapInUse(backend) - start;
      await byPlan(optimize(other), fed);
      const { packedBytes = 0, arenaBytes = 0 } = explain(other).plans[0] ?? {};
      const used = heapInUse(backend) - start;
      expect(used).to.be.above(packedBytes + arenaBytes);
      expect(used).to.be.below(stock);
      other.dispose();
    });
});
