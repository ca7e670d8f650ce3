/** Modes of TensorFlow.js in which a model must run by the stock executor, and the ways out of them. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain } from "../../src/hook/explain.ts";
import { planners } from "../../src/hook/planners.ts";
import { modelArtifacts, node, placeholder } from "../support/graphdef.ts";
import { ready } from "../support/tf.ts";
import {
  artifacts,
  cleanSlate,
  computeDense,
  dense,
  denseOf,
  fakePlanner,
  idle,
  load,
  memory,
  paths,
  predict,
  set,
  trusted,
  values,
} from "./support.ts";

const expected = [denseOf([[1, 2]])];

describe("modes that need the stock executor", () => {
  const slate = cleanSlate("wasm");
  let fake: ReturnType<typeof fakePlanner>;
  let model: GraphModel;
  let x: tf.Tensor2D;

  beforeEach(async () => {
    fake = fakePlanner();
    planners.wasm = fake.planner;
    model = load(dense());
    x = tf.tensor2d([[1, 2]]);
    await trusted(model, x);
  });
  afterEach(() => {
    x.dispose();
    model.dispose();
  });
  const answeredBy = (path: "plan" | "stock") => {
    expect(predict(model, x)).to.deep.equal(expected);
    expect(paths(model)).to.deep.equal({ plan: 0, stock: 0, [path]: 1 });
  };

  it("runs by plan in none of them", () => answeredBy("plan"));

  it("takes gradients through a model", async () => {
    // Specs of layers models bring all gradients with them.
    const known = tf.getGradient("Relu");
    tf.registerGradient({
      kernelName: "Relu",
      inputsToSave: ["x"],
      gradFunc: (dy, [input]) => ({ x: () => tf.mul(dy as tf.Tensor, tf.step(input!)) }),
    });
    const relu = load(artifacts({ x: placeholder([-1, 2]), out: node("Relu", ["x"]) }));
    const y = tf.tensor2d([[-1, 2]]);
    await trusted(relu, y);
    const gradient = tf.grad((input: tf.Tensor) => relu.predict(input) as tf.Tensor)(y);
    tf.unregisterGradient("Relu");
    if (known) tf.registerGradient(known);
    expect([...gradient.dataSync()]).to.deep.equal([0, 1]);
    expect(paths(relu)).to.deep.equal({ plan: 0, stock: 1 });
    expect(explain(relu).calls.reasons.gradients).to.equal(1);
    expect(predict(relu, y)).to.deep.equal([[0, 2]]);
    expect(paths(relu)).to.deep.equal({ plan: 1, stock: 0 });
    tf.dispose([gradient, y]);
    relu.dispose();
  });

  it("lets tf.profile see every kernel", async () => {
    const { kernels, newTensors } = await tf.profile(() => model.predict(x) as tf.Tensor);
    expect(kernels.map(({ name }) => name)).to.deep.equal(["BatchMatMul", "Add", "Relu"]);
    expect(newTensors).to.equal(1);
    expect(paths(model)).to.deep.equal({ plan: 0, stock: 1 });
    answeredBy("plan");
  });

  it("does no work of its own while tf.profile waits", async () => {
    const other = load(dense());
    predict(other, x);
    const { kernels } = await tf.profile(async () => {
      await idle();
      return x;
    });
    expect(kernels).to.deep.equal([]);
    other.dispose();
  });

  it("answers under tf.time", async () => {
    const { wallMs } = await tf.time(() => tf.dispose(model.predict(x)));
    expect(wallMs).to.be.a("number");
    expect(paths(model).plan + paths(model).stock).to.equal(1);
  });

  it("reports every kernel in debug mode", async () => {
    set("DEBUG", true);
    const { log } = console;
    const lines: string[] = [];
    console.log = (line: string) => void lines.push(line);
    try {
      answeredBy("stock");
      await idle();
      expect(lines.filter((line) => /BatchMatMul|Add|Relu/.test(line))).to.have.length(3);
    } finally {
      console.log = log;
      set("DEBUG", false);
    }
    paths(model);
    answeredBy("plan");
  });

  it("keeps intermediate tensors when told to, and lets them go with the next call", async () => {
    planners.wasm = fakePlanner({ compute: computeDense }).planner;
    model.dispose();
    model = load(dense());
    await trusted(model, x);
    const before = memory();
    set("KEEP_INTERMEDIATE_TENSORS", true);
    answeredBy("stock");
    set("KEEP_INTERMEDIATE_TENSORS", false);
    const kept = model.getIntermediateTensors();
    expect(Object.keys(kept)).to.include.members(["x", "product", "sum", "out"]);
    expect([...kept.sum![0]!.dataSync()]).to.deep.equal([7.5, -10]);
    answeredBy("plan");
    expect(memory()).to.deep.equal(before);
    expect(model.getIntermediateTensors()).to.equal(null);
  });

  it("can be switched off and on", () => {
    set("GRAPHWELD_ENABLED", false);
    answeredBy("stock");
    expect(explain(model).reason).to.equal("disabled");
    set("GRAPHWELD_ENABLED", true);
    answeredBy("plan");
  });

  it("follows setBackend there and back", async () => {
    await ready("cpu");
    answeredBy("stock");
    expect(explain(model).reason).to.equal("backend cpu");
    await ready("wasm");
    answeredBy("plan");
    expect(slate.warnings.filter((text) => text.includes("Graphweld"))).to.deep.equal([]);
  });

  it("has a plan of its own for each backend", async () => {
    const cpu = fakePlanner();
    planners.cpu = cpu.planner;
    await ready("cpu");
    answeredBy("stock");
    await trusted(model, x);
    answeredBy("plan");
    expect(cpu.seen.runs).to.be.above(0);
    await ready("wasm");
    answeredBy("plan");
    expect(explain(model).plans.map(({ backend }) => backend)).to.deep.equal(["wasm", "cpu"]);
  });

  it("stays on stock while a backend starts", async () => {
    tf.registerBackend("slow", () => new Promise(() => {}));
    planners.slow = fake.planner;
    void tf.setBackend("slow");
    try {
      expect(() => model.predict(x)).to.throw("Kernel 'BatchMatMul' not registered for backend 'slow'");
      expect(explain(model).reason).to.equal("backend not ready");
    } finally {
      tf.removeBackend("slow");
    }
    expect(paths(model)).to.deep.equal({ plan: 0, stock: 0 });
    await ready("wasm");
    answeredBy("plan");
  });

  it("drops the plans of a removed backend", async () => {
    const cpu = fakePlanner();
    tf.registerBackend("temporary", tf.findBackendFactory("cpu")!);
    for (const kernel of tf.getKernelsForBackend("cpu")) tf.registerKernel({ ...kernel, backendName: "temporary" });
    planners.temporary = cpu.planner;
    await tf.setBackend("temporary");
    const other = load(dense());
    const y = tf.tensor2d([[1, 2]]);
    await trusted(other, y);
    tf.dispose([other.weights.w!, other.weights.b!, y]);
    expect(cpu.seen.live).to.equal(1);
    tf.removeBackend("temporary");
    for (const kernel of tf.getKernelsForBackend("temporary")) tf.unregisterKernel(kernel.kernelName, "temporary");
    await ready("wasm");
    expect(() => other.predict(x)).to.throw();
    expect(cpu.seen.live).to.equal(1);
    tf.dispose(other.execute({ sum: x }, "out"));
    expect(cpu.seen.live).to.equal(0);
    other.dispose();
    answeredBy("plan");
  });
});

describe("models with control flow", () => {
  cleanSlate("cpu");
  const branches = () =>
    artifacts({
      x: placeholder([2]),
      choice: placeholder([], "bool"),
      switch: node("Switch", ["x", "choice"]),
      no: node("Relu", ["switch"]),
      yes: node("Neg", ["switch:1"]),
      out: node("Merge", ["no", "yes"]),
      apart: node("Abs", ["x"]),
    });

  it("fail in predict and run in executeAsync as in stock", async () => {
    const fake = fakePlanner();
    planners.cpu = fake.planner;
    const model = load(branches());
    await idle();
    const x = tf.tensor1d([1, -2]);
    const yes = tf.scalar(true);
    for (let i = 0; i < 4; i++) {
      expect(() => model.predict({ x, choice: yes })).to.throw(
        "the dynamic op 'Merge'. Please use model.executeAsync()",
      );
      const before = memory();
      const result = (await model.executeAsync({ x, choice: yes }, "out")) as tf.Tensor;
      expect([...result.dataSync()]).to.deep.equal([-1, 2]);
      result.dispose();
      expect(memory()).to.deep.equal(before);
    }
    await idle();
    expect(fake.seen.signatures).to.deep.equal([]);
    expect(explain(model).reason).to.equal("node 'out' (Merge) needs executeAsync");
    // The static part may be planned.
    for (let i = 0; i < 4; i++) expect(values(() => model.execute({ x }, "apart"))).to.deep.equal([[1, 2]]);
    expect(paths(model).plan).to.be.above(0);
    tf.dispose([x, yes]);
    model.dispose();
  });

  it("runs the first executeAsync by stock where predict would run by plan", async () => {
    planners.cpu = fakePlanner().planner;
    const model = load(dense());
    const x = tf.tensor2d([[1, 2]]);
    await trusted(model, x);
    const result = (await model.executeAsync(x)) as tf.Tensor;
    expect([...result.dataSync()]).to.deep.equal(expected[0]);
    expect(paths(model)).to.deep.equal({ plan: 0, stock: 1 });
    tf.dispose([result, x]);
    model.dispose();
  });

  it("runs hash tables, which an initializer fills", async () => {
    const fake = fakePlanner();
    planners.cpu = fake.planner;
    const table = node("HashTableV2", [], { key_dtype: "string", value_dtype: "float32" });
    const constant = (dtype = "float32") => node("Const", [], { dtype });
    const from = artifacts({
      keys: placeholder([-1], "string"),
      table,
      missing: constant(),
      found: node("LookupTableFindV2", ["table", "keys", "missing"]),
    });
    const initializer = {
      table,
      names: constant("string"),
      numbers: constant(),
      filled: node("LookupTableImportV2", ["table", "names", "numbers"]),
    };
    from.modelInitializer = modelArtifacts(initializer).modelTopology as object;
    from.weightSpecs = [
      { name: "missing", shape: [], dtype: "float32" },
      { name: "numbers", shape: [1], dtype: "float32" },
      { name: "names", shape: [1], dtype: "string" },
    ];
    // A string is its length and its bytes.
    from.weightData = Uint8Array.of(...new Uint8Array(Float32Array.of(-1, 7).buffer), 1, 0, 0, 0, 97).buffer;
    const model = load(from);
    const keys = tf.tensor1d(["a", "b"]);
    expect(() => model.predict(keys)).to.throw("dynamic op");
    await idle();
    expect(explain(model).reason).to.equal("node 'found' (LookupTableFindV2) needs executeAsync");
    expect(fake.seen.signatures).to.deep.equal([]);
    const result = (await model.executeAsync(keys)) as tf.Tensor;
    expect([...result.dataSync()]).to.deep.equal([7, -1]);
    tf.dispose([keys, result]);
    model.dispose();
  });
});
