/** Calls of every kind that a plan answers: shapes, batches, intermediate values fed and asked for, outputs that are views. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain } from "../../src/core.ts";
import { type GraphSpec, int, ints, modelArtifacts, node, placeholder, weight } from "../support/graphdef.ts";
import { randomFloats } from "../support/random.ts";
import { ready } from "../support/tf.ts";
import {
  byPlan,
  execute,
  expectSame,
  floats,
  integers,
  loadOptimized,
  loadStock,
  memory,
  type Plain,
  pathsOf,
  plansAnswer,
  runBoth,
  set,
} from "./support.ts";

/** A convolution, a pool and a product: `[-1, 8, 8, 3]` to `[-1, 5]`. */
const network: GraphSpec = {
  x: placeholder([-1, 8, 8, 3]),
  filter: weight([3, 3, 3, 8]),
  bias: weight([8]),
  w: weight([8, 5]),
  axes: ints(1, 2),
  convolved: node("Conv2D", ["x", "filter"], {
    strides: [1, 1, 1, 1],
    padding: "SAME",
    data_format: "NHWC",
    dilations: [1, 1, 1, 1],
  }),
  shifted: node("BiasAdd", ["convolved", "bias"]),
  active: node("Relu6", ["shifted"]),
  pooled: node("Mean", ["active", "axes"], { keep_dims: false }),
  out: node("MatMul", ["pooled", "w"]),
};
const image = (batch: number, seed = batch): { x: Plain } => ({
  x: floats([batch, 8, 8, 3], randomFloats(batch * 192, seed)),
});

describe("calls answered by plans", () => {
  plansAnswer();

  for (const batch of [1, 2, 7])
    it(`take a batch of ${batch}`, async () => {
      const { model, plan, stockOps } = await runBoth(network, image(batch));
      expect(plan.inputs.x?.shape).to.deep.equal([batch, 8, 8, 3]);
      expect(stockOps).to.deep.equal([]);
      expect(plan.launches.length).to.be.at.most(3);
      model.dispose();
    });

  it("use the plan of their own shape, the oldest of which makes room", async () => {
    set("GRAPHWELD_PLAN_CACHE", 2);
    const stock = await loadStock(modelArtifacts(network));
    const model = await loadOptimized(modelArtifacts(network));
    const batches = () => explain(model).plans.map((p) => p.inputs.x?.shape[0]);
    for (const batch of [1, 2, 1]) expectSame(await byPlan(model, image(batch)), execute(stock, image(batch)));
    expect(batches()).to.deep.equal([1, 2]);
    const dataIds = memory().dataIds;
    // Two calls without room, and the third shape pushes out the second.
    for (let i = 0; i < 2; i++) execute(model, image(3));
    expectSame(await byPlan(model, image(3)), execute(stock, image(3)));
    expect(batches()).to.deep.equal([3, 1]);
    const again = await pathsOf(model, () => expectSame(execute(model, image(1)), execute(stock, image(1))));
    expect(again).to.deep.equal({ plan: 1, stock: 0 });
    expect(memory().dataIds).to.equal(dataIds);
    stock.dispose();
    model.dispose();
  });

  it("give outputs that outlive later calls", async () => {
    const stock = await loadStock(modelArtifacts(network));
    const model = await loadOptimized(modelArtifacts(network));
    await byPlan(model, image(2));
    const results: tf.Tensor[] = [];
    const paths = await pathsOf(model, () => {
      for (let seed = 10; seed < 14; seed++) {
        const x = tf.tensor(image(2, seed).x.values, [2, 8, 8, 3]);
        results.push(model.predict(x) as tf.Tensor);
        x.dispose();
      }
    });
    expect(paths).to.deep.equal({ plan: 4, stock: 0 });
    results.forEach((result, i) => {
      const got = { dtype: result.dtype, shape: result.shape, values: result.dataSync() as Float32Array };
      expectSame([got], execute(stock, image(2, 10 + i)));
    });
    tf.dispose(results);
    stock.dispose();
    model.dispose();
  });

  it("ask for intermediate values", async () => {
    const names = ["out", "pooled", "shifted"];
    const { model } = await runBoth(network, image(2), names);
    expect(explain(model).plans[0]?.outputs).to.deep.equal(names);
    model.dispose();
  });

  it("feed intermediate values", async () => {
    const inputs = { pooled: floats([3, 8], randomFloats(24, 5)) };
    const { model, plan } = await runBoth(network, inputs, ["out"]);
    expect(Object.keys(plan.inputs)).to.deep.equal(["pooled"]);
    expect(plan.launches).to.have.length(1);
    model.dispose();
  });

  it("pass on a name with an index, and one value under several names", async () => {
    const { model } = await runBoth(
      {
        x: placeholder([2, 6]),
        axis: ints(1),
        parts: node("SplitV", ["x", "sizes", "along"], { num_split: 3 }),
        sizes: ints(1, 2, 3),
        along: int(1),
        a: node("Relu", ["parts:1"]),
        b: node("Identity", ["a"]),
        c: node("Relu", ["parts:1"]),
        d: node("Neg", ["parts:2"]),
      },
      { x: floats([2, 6], randomFloats(12, 2)) },
      ["b", "a", "c", "parts:1", "d", "parts"],
    );
    model.dispose();
  });

  it("give views of intermediate values, and the values too", async () => {
    const spec: GraphSpec = {
      x: placeholder([2, 6]),
      flat: ints(-1),
      wide: ints(3, 4),
      active: node("Relu", ["x"]),
      line: node("Reshape", ["active", "flat"]),
      block: node("Reshape", ["line", "wide"]),
      more: node("ExpandDims", ["block", "axis"]),
      axis: int(0),
      negative: node("Neg", ["block"]),
    };
    const inputs = { x: floats([2, 6], randomFloats(12, 3)) };
    const { model } = await runBoth(spec, inputs, ["line", "block", "active", "more", "negative"]);
    const x = tf.tensor(inputs.x.values, [2, 6]);
    const results = model.execute(x, ["line", "block", "active", "more", "negative"]) as tf.Tensor[];
    x.dispose();
    const want = [...(results[1] as tf.Tensor).dataSync()];
    // Each is the caller's own: what becomes of one does not touch the others.
    for (const one of [0, 2, 3, 4]) {
      results[one]?.dispose();
      expect([...(results[1] as tf.Tensor).dataSync()]).to.deep.equal(want);
    }
    results[1]?.dispose();
    model.dispose();
  });

  it("keep off outputs that are the caller's own tensors, or constants", async () => {
    const spec: GraphSpec = {
      x: placeholder([2, 3]),
      shape: ints(3, 2),
      constant: weight([2]),
      view: node("Reshape", ["x", "shape"]),
      same: node("Identity", ["constant"]),
      out: node("AddV2", ["view", "constant"]),
    };
    const inputs = { x: floats([2, 3], randomFloats(6, 4)) };
    const stock = await loadStock(modelArtifacts(spec));
    const model = await loadOptimized(modelArtifacts(spec));
    for (const outputs of [["view"], ["same"], ["out", "view"]]) {
      const paths = await pathsOf(model, () => {
        for (let i = 0; i < 4; i++) expectSame(execute(model, inputs, outputs), execute(stock, inputs, outputs));
      });
      expect(paths).to.deep.equal({ plan: 0, stock: 4 });
    }
    expectSame(await byPlan(model, inputs, ["out"]), execute(stock, inputs, ["out"]));
    stock.dispose();
    model.dispose();
  });

  it("take integers", async () => {
    const { model } = await runBoth(
      {
        n: placeholder([-1, 3], "int32"),
        table: weight([5, 4]),
        axis: int(0),
        rows: node("GatherV2", ["table", "n", "axis"], { batch_dims: 0 }),
        out: node("Relu", ["rows"]),
        scaled: node("Cast", ["n"], { SrcT: "int32", DstT: "float32" }),
      },
      { n: integers([2, 3], [0, 4, 2, 1, 3, 3]) },
      ["out", "scaled"],
    );
    model.dispose();
  });

  it("come back to their plan after a visit to another backend", async () => {
    set("GRAPHWELD_DISABLED_RULES", "scan,top-k");
    const { model, stockOps, outputs } = await runBoth(
      {
        x: placeholder([4, 4]),
        w: weight([4, 4]),
        axis: int(0),
        // Stock reads this weight where it lies, and the visit makes it move.
        sums: node("Cumsum", ["w", "axis"], { exclusive: false, reverse: false }),
        product: node("MatMul", ["x", "w"]),
        out: node("AddV2", ["product", "sums"]),
      },
      { x: floats([4, 4], randomFloats(16, 6)) },
    );
    expect(stockOps).to.deep.equal(["Cumsum"]);
    const inputs = { x: floats([4, 4], randomFloats(16, 6)) };
    await ready("cpu");
    const away = await pathsOf(model, () => expectSame(execute(model, inputs), outputs));
    expect(away).to.deep.equal({ plan: 0, stock: 1 });
    await ready("wasm");
    const back = await pathsOf(model, () => expectSame(execute(model, inputs), outputs));
    expect(back).to.deep.equal({ plan: 1, stock: 0 });
    model.dispose();
  });

  it("take one tensor for two inputs", async () => {
    const spec: GraphSpec = { a: placeholder([4]), b: placeholder([4]), out: node("Sub", ["a", "b"]) };
    const model = await loadOptimized(modelArtifacts(spec));
    await byPlan(model, { a: floats([4], [1, 2, 3, 4]), b: floats([4], [1, 1, 1, 1]) });
    const x = tf.tensor1d([5, 6, 7, 8]);
    const paths = await pathsOf(model, () => {
      const zero = model.execute({ a: x, b: x }) as tf.Tensor;
      expect([...zero.dataSync()]).to.deep.equal([0, 0, 0, 0]);
      zero.dispose();
    });
    expect(paths).to.deep.equal({ plan: 1, stock: 0 });
    x.dispose();
    model.dispose();
  });
});
