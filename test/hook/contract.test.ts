/** What apps rely on stays as in stock TensorFlow.js, whichever path answers: results, memory, names and errors. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain } from "../../src/hook/explain.ts";
import { optimize, uninstall } from "../../src/hook/install.ts";
import { planners } from "../../src/hook/planners.ts";
import { executorOf } from "../../src/hook/tfjs-internals.ts";
import { node, placeholder } from "../support/graphdef.ts";
import {
  artifacts,
  cleanSlate,
  dense,
  denseOf,
  fakePlanner,
  load,
  memory,
  paths,
  predict,
  trusted,
  values,
} from "./support.ts";

describe("what apps rely on", () => {
  cleanSlate("cpu");
  let fake: ReturnType<typeof fakePlanner>;
  let model: GraphModel;
  let x: tf.Tensor;

  beforeEach(() => {
    fake = fakePlanner();
    planners.cpu = fake.planner;
    model = load(dense());
    x = tf.tensor2d([[1, 2]]);
  });
  afterEach(() => {
    x.dispose();
    model.dispose();
  });

  it("counts only the outputs as memory", async () => {
    const before = memory();
    const first = model.predict(x);
    const after = memory();
    expect(after).to.deep.equal({
      tensors: before.tensors + 1,
      buffers: before.buffers + 1,
      bytes: before.bytes + 8,
    });
    tf.dispose(first);
    await trusted(model, x);
    expect(memory()).to.deep.equal(before);
    const result = model.predict(x);
    expect(memory()).to.deep.equal(after);
    tf.dispose(result);
    expect(memory()).to.deep.equal(before);
    expect(paths(model)).to.deep.equal({ plan: 1, stock: 0 });
  });

  it("leaves memory as it was after a thousand predictions", async () => {
    const before = memory();
    for (let i = 0; i < 1000; i++) tf.dispose(model.predict(x));
    expect(memory()).to.deep.equal(before);
    const { plan, stock } = paths(model);
    expect(plan).to.be.above(990);
    expect(plan + stock).to.equal(1000);
  });

  it("lets results outlive a tidy they are returned from, and end with one they are not", async () => {
    await trusted(model, x);
    const before = memory();
    const kept = tf.tidy(() => model.predict(x) as tf.Tensor);
    expect([...kept.dataSync()]).to.deep.equal(denseOf([[1, 2]]));
    kept.dispose();
    tf.tidy(() => void model.predict(x));
    expect(memory()).to.deep.equal(before);
    expect(paths(model)).to.deep.equal({ plan: 2, stock: 0 });
  });

  it("frees what a plan leaves behind, also when it throws", async () => {
    model.dispose();
    let fail = false;
    planners.cpu = fakePlanner({
      run(outputs) {
        tf.zeros([100]);
        if (fail) throw new Error("half way");
        return outputs;
      },
    }).planner;
    model = load(dense());
    await trusted(model, x);
    const before = memory();
    predict(model, x);
    expect(memory()).to.deep.equal(before);
    fail = true;
    predict(model, x);
    expect(memory()).to.deep.equal(before);
    expect(paths(model)).to.deep.equal({ plan: 1, stock: 1 });
  });

  it("gives each call results of its own", async () => {
    await trusted(model, x);
    const other = tf.tensor2d([[5, 6]]);
    const [a, b] = [model.predict(x) as tf.Tensor, model.predict(other) as tf.Tensor];
    expect([...a.dataSync()]).to.deep.equal(denseOf([[1, 2]]));
    expect([...b.dataSync()]).to.deep.equal(denseOf([[5, 6]]));
    tf.dispose([a, b, other]);
    expect(paths(model)).to.deep.equal({ plan: 2, stock: 0 });
  });

  it("plans each set of named outputs by itself", async () => {
    await trusted(model, x);
    const sum = () => values(() => model.execute(x, "sum"));
    expect(sum()).to.deep.equal([[7.5, -10]]);
    expect(paths(model)).to.deep.equal({ plan: 0, stock: 1 });
    await trusted(model, x);
    expect(sum()).to.deep.equal([[7.5, -10]]);
    expect(values(() => model.execute(x, ["sum", "out"]))).to.deep.equal([[7.5, -10], denseOf([[1, 2]])]);
    expect(values(() => model.execute(x, ["out", "sum"]))).to.deep.equal([denseOf([[1, 2]]), [7.5, -10]]);
    expect(explain(model).plans.map(({ outputs }) => outputs)).to.deep.equal([
      ["out", "sum"],
      ["sum", "out"],
      ["sum"],
      ["out"],
    ]);
  });

  it("plans fed intermediates by themselves", async () => {
    await trusted(model, x);
    const product = tf.tensor2d([[1, 100]]);
    const call = () => values(() => model.execute({ product }, "out"));
    expect(call()).to.deep.equal([[1.5, 80]]);
    expect(paths(model)).to.deep.equal({ plan: 0, stock: 1 });
    for (let i = 0; i < 4; i++) expect(call()).to.deep.equal([[1.5, 80]]);
    expect(paths(model).plan).to.be.above(0);
    expect(fake.seen.signatures.at(-1)).to.deep.equal({
      inputs: { product: { dtype: "float32", shape: [1, 2] } },
      outputs: ["out"],
    });
    product.dispose();
  });

  it("hands out inputs and weights themselves where stock does", () => {
    for (let i = 0; i < 5; i++) {
      expect(model.execute(x, "x")).to.equal(x);
      expect(model.execute(x, "w")).to.equal(model.weights.w![0]);
      const [a, b] = model.execute(x, ["out", "out"]) as [tf.Tensor, tf.Tensor];
      expect(a).to.equal(b);
      a.dispose();
      const product = tf.tensor2d([[1, 1]]);
      expect(model.execute({ product }, "product")).to.equal(product);
      product.dispose();
    }
    expect(paths(model)).to.deep.equal({ plan: 0, stock: 20 });
    expect(explain(model).calls.reasons).to.deep.equal({
      "output 'x' passes 'x' through": 5,
      "output 'w' passes 'w' through": 5,
      "an output is asked for twice": 5,
      "output 'product' passes 'product' through": 5,
    });
  });

  it("hands out what an op passes on without a copy", () => {
    model.dispose();
    const out = node("Print", ["x", "x"], { message: "", summarize: 1 });
    model = load(artifacts({ x: placeholder([1, 2]), out }));
    const { log } = console;
    console.log = () => {};
    try {
      for (let i = 0; i < 5; i++) expect(model.predict(x)).to.equal(x);
    } finally {
      console.log = log;
    }
    expect(paths(model)).to.deep.equal({ plan: 0, stock: 5 });
    expect(explain(model).plans[0]!.reason).to.equal("output 'out' is a tensor that existed before");
  });

  it("leaves a node that is fed twice to stock", () => {
    const other = tf.tensor2d([[5, 6]]);
    for (let i = 0; i < 5; i++)
      expect(values(() => model.execute({ x, "x:0": other }, "out"))).to.deep.equal([denseOf([[5, 6]])]);
    expect(explain(model).calls.reasons).to.deep.equal({ "a node is fed twice": 5 });
    other.dispose();
  });

  it("shares memory between an input and its views where stock does", () => {
    model.dispose();
    model = load(artifacts({ x: placeholder([1, 2]), same: node("Identity", ["x"]), r: node("Relu", ["x"]) }));
    for (let i = 0; i < 5; i++) {
      const before = memory();
      const result = model.predict(x) as tf.Tensor[];
      expect(memory().buffers).to.equal(before.buffers + 1);
      tf.dispose(result);
    }
    expect(paths(model)).to.deep.equal({ plan: 0, stock: 5 });
  });

  it("plans each shape by itself where shapes are open", async () => {
    await trusted(model, x);
    const two = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    const expected = [
      denseOf([
        [1, 2],
        [3, 4],
      ]),
    ];
    expect(predict(model, two)).to.deep.equal(expected);
    expect(paths(model)).to.deep.equal({ plan: 0, stock: 1 });
    await trusted(model, two);
    expect(predict(model, two)).to.deep.equal(expected);
    expect(predict(model, x)).to.deep.equal([denseOf([[1, 2]])]);
    expect(paths(model)).to.deep.equal({ plan: 2, stock: 0 });
    two.dispose();
  });

  it("fails as stock fails", async () => {
    const stock = load(dense());
    uninstall();
    const int = tf.tensor2d([[1, 2]], [1, 2], "int32");
    const wide = tf.zeros([1, 3]);
    const gone = tf.zeros([1, 2]);
    gone.dispose();
    const calls: ((m: GraphModel) => unknown)[] = [
      (m) => m.predict(int),
      (m) => m.predict(wide),
      (m) => m.predict(gone),
      (m) => m.predict([x, x]),
      (m) => m.predict({ y: x }),
      (m) => m.execute(x, "nothing"),
      (m) => m.execute({ sum: x }, "product"),
      (m) => m.execute({}, "out"),
      (m) => m.predict({ x: undefined as unknown as tf.Tensor }),
      (m) => m.predict({ x: 5 as unknown as tf.Tensor }),
      (m) => m.execute({ "product:1": x }, "out"),
    ];
    const message = (m: GraphModel, call: (m: GraphModel) => unknown) => {
      try {
        call(m);
      } catch (error) {
        return (error as Error).message;
      }
      throw new Error(`Stock takes ${call}.`);
    };
    const expected = calls.map((call) => message(stock, call));
    optimize(model);
    expect(calls.map((call) => message(model, call))).to.deep.equal(expected);
    await trusted(model, x);
    expect(calls.map((call) => message(model, call))).to.deep.equal(expected);
    expect(predict(model, x)).to.deep.equal([denseOf([[1, 2]])]);
    expect(paths(model)).to.deep.equal({ plan: 1, stock: 0 });
    tf.dispose([int, wide]);
    stock.dispose();
  });

  it("takes arrays, maps and signature keys, and gives arrays, maps and structured outputs", async () => {
    const nodes = {
      a: placeholder([-1, 2]),
      b: placeholder([-1, 2]),
      plus: node("AddV2", ["a", "b"]),
      minus: node("Sub", ["a", "b"]),
    };
    const tensorInfo = (name: string) => ({ name, dtype: "DT_FLOAT", tensorShape: {} });
    const signature = {
      inputs: { first: tensorInfo("a:0"), second: tensorInfo("b:0") },
      outputs: { total: tensorInfo("plus:0"), rest: tensorInfo("minus:0") },
    };
    const one = load(artifacts(nodes, { signature }));
    const structured = load(
      artifacts(nodes, { signature, userDefinedMetadata: { structuredOutputKeys: ["total", "rest"] } }),
    );
    const b = tf.tensor2d([[10, 20]]);
    await trusted(one, [x, b]);
    expect(fake.seen.signatures.at(-1)).to.deep.equal({
      inputs: { a: { dtype: "float32", shape: [1, 2] }, b: { dtype: "float32", shape: [1, 2] } },
      outputs: ["plus", "minus"],
    });
    const expected = [
      [11, 22],
      [-9, -18],
    ];
    expect(predict(one, [x, b])).to.deep.equal(expected);
    expect(predict(one, { first: x, second: b })).to.deep.equal(expected);
    expect(predict(one, { second: b, first: x })).to.deep.equal(expected);
    expect(paths(one)).to.deep.equal({ plan: 3, stock: 0 });
    for (let i = 0; i < 4; i++) expect(predict(one, { a: x, b })).to.deep.equal(expected);
    expect(values(() => one.execute([x, b], "rest"))).to.deep.equal([[-9, -18]]);
    await trusted(structured, [x, b]);
    const result = structured.predict([x, b]) as tf.NamedTensorMap;
    expect(Object.keys(result)).to.deep.equal(["total", "rest"]);
    expect([...result.rest!.dataSync()]).to.deep.equal([-9, -18]);
    expect(paths(structured)).to.deep.equal({ plan: 1, stock: 0 });
    tf.dispose(result);
    b.dispose();
    one.dispose();
    structured.dispose();
  });

  it("leaves strings and complex numbers to stock", () => {
    model.dispose();
    model = load(artifacts({ x: placeholder([-1], "string"), out: node("Identity", ["x"]) }));
    const words = tf.tensor1d(["a", "b"]);
    for (let i = 0; i < 4; i++) expect(values(() => model.predict(words)).flat()).to.deep.equal(["a", "b"]);
    expect(explain(model).calls.reasons).to.deep.equal({ "string input": 4 });
    words.dispose();
    const spectrum = load(artifacts({ x: placeholder([1, 2]), out: node("Complex", ["x", "x"]) }));
    for (let i = 0; i < 4; i++) tf.dispose(spectrum.predict(x));
    expect(explain(spectrum).plans[0]!.reason).to.equal("output 'out' is complex64");
    expect(paths(spectrum)).to.deep.equal({ plan: 0, stock: 4 });
    spectrum.dispose();
  });

  it("leaves save, metadata, weights and the lists of inputs and outputs as they are", async () => {
    const from = dense({ userDefinedMetadata: { author: "me" } });
    const own = load(from);
    uninstall();
    const stock = load(dense());
    optimize(own);
    expect(Object.keys(own)).to.deep.equal(Object.keys(stock));
    expect(Object.keys(executorOf(own)!)).to.deep.equal(Object.keys(executorOf(stock)!));
    expect(own.modelVersion).to.equal(stock.modelVersion);
    stock.dispose();
    await trusted(own, x);
    let saved: tf.io.ModelArtifacts | undefined;
    await own.save({
      save: async (what) => {
        saved = what;
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
      },
    });
    expect(saved).to.equal(from);
    expect(own.metadata).to.deep.equal({ author: "me" });
    expect(Object.keys(own.weights)).to.deep.equal(["w", "b"]);
    expect(own.inputs).to.deep.equal([{ name: "x", shape: [-1, 2], dtype: "float32" }]);
    expect(own.outputNodes).to.deep.equal(["out"]);
    expect(own.outputs.map(({ name }) => name)).to.deep.equal(["out"]);
    expect(predict(own, x)).to.deep.equal([denseOf([[1, 2]])]);
    expect(paths(own)).to.deep.equal({ plan: 1, stock: 0 });
    own.dispose();
  });

  it("frees plans before weights on dispose, and fails like stock afterwards", async () => {
    const before = memory();
    const own = load(dense());
    const stock = load(dense());
    await trusted(own, x);
    const others = fake.seen.live - 1;
    own.dispose();
    expect(fake.seen.live).to.equal(others);
    stock.dispose();
    expect(memory()).to.deep.equal(before);
    expect(Object.hasOwn(own, "dispose")).to.equal(false);
    const failure = (m: GraphModel) => {
      try {
        m.predict(x);
      } catch (error) {
        return (error as Error).message;
      }
      return undefined;
    };
    expect(failure(own)).to.equal(failure(stock)).and.to.be.a("string");
    own.dispose();
  });

  it("survives a model that is disposed while its plan is on the way", async () => {
    const own = load(dense());
    predict(own, x);
    own.dispose();
    await trusted(model, x);
    expect(fake.seen.live).to.equal(1);
  });
});
