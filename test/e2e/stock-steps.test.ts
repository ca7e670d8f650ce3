/** Small graphs with ops that no kernel of ours runs: stock runs them inside the plan. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { int, ints, node, placeholder, weight } from "../support/graphdef.ts";
import { randomFloats } from "../support/random.ts";
import { byPlan, execute, expectSame, floats, integers, memory, plansAnswer, runBoth, set } from "./support.ts";

const x34 = { x: floats([3, 4], randomFloats(12, 1)) };

describe("stock steps of a plan", () => {
  plansAnswer();
  // Cumsum stands for any op without a kernel.
  beforeEach(() => set("GRAPHWELD_DISABLED_RULES", "scan,top-k"));

  it("feed kernels and are fed by them", async () => {
    const { model, plan, stockOps } = await runBoth(
      {
        x: placeholder([3, 4]),
        w: weight([4, 4]),
        axis: int(1),
        a: node("MatMul", ["x", "w"]),
        b: node("Relu", ["a"]),
        c: node("Cumsum", ["b", "axis"], { exclusive: true, reverse: true }),
        d: node("MatMul", ["c", "w"]),
        out: node("Tanh", ["d"]),
      },
      x34,
    );
    expect(stockOps).to.deep.equal(["Cumsum"]);
    expect(plan.launches.map((l) => l.runs)).to.deep.equal(["graphweld", "stock", "graphweld"]);
    expect(plan.launches[1]?.reason).to.be.a("string").and.include("Cumsum");
    model.dispose();
  });

  it("give several outputs, of several types", async () => {
    const { model, stockOps } = await runBoth(
      {
        x: placeholder([3, 4]),
        k: int(2),
        one: weight([], [1]),
        more: node("AddV2", ["x", "one"]),
        top: node("TopKV2", ["more", "k"], { sorted: true }),
        values: node("Sqrt", ["top"]),
        indices: node("Identity", ["top:1"]),
      },
      { x: floats([3, 4], randomFloats(12, 1).map(Math.abs)) },
      ["values", "indices", "top:1", "top"],
    );
    expect(stockOps).to.deep.equal(["TopKV2"]);
    model.dispose();
  });

  it("hand their outputs to the caller, who owns them", async () => {
    const { model, outputs } = await runBoth(
      {
        x: placeholder([3, 4]),
        axis: int(0),
        out: node("Cumsum", ["x", "axis"], { exclusive: false, reverse: false }),
      },
      x34,
    );
    const before = memory();
    const x = tf.tensor(x34.x.values, [3, 4]);
    const first = model.predict(x) as tf.Tensor;
    const second = model.predict(x) as tf.Tensor;
    first.dispose();
    expect([...second.dataSync()]).to.deep.equal([...(outputs[0]?.values ?? [])]);
    tf.dispose([x, second]);
    expect(memory()).to.deep.equal(before);
    model.dispose();
  });

  it("share an output that a kernel reads too", async () => {
    const { model } = await runBoth(
      {
        x: placeholder([3, 4]),
        axis: int(1),
        sum: node("Cumsum", ["x", "axis"], { exclusive: false, reverse: false }),
        out: node("Sigmoid", ["sum"]),
      },
      x34,
      ["sum", "out"],
    );
    model.dispose();
  });

  it("index by integers that stock computed", async () => {
    const { model, stockOps } = await runBoth(
      {
        x: placeholder([3, 4]),
        k: int(2),
        axis: int(0),
        flat: int(-1),
        shape: ints(-1),
        top: node("TopKV2", ["x", "k"], { sorted: true }),
        list: node("Reshape", ["top:1", "shape"]),
        picked: node("GatherV2", ["table", "list", "axis"], { batch_dims: 0 }),
        table: weight([4, 3]),
        best: node("ArgMax", ["x", "flat"], { output_type: "int32" }),
        out: node("Softmax", ["picked"]),
      },
      x34,
      ["out", "best"],
    );
    expect(stockOps).to.include("TopKV2");
    model.dispose();
  });

  it("hand on integers and truth values", async () => {
    const n = { n: integers([2, 3], [1, -2, 3, 4, -5, 6]) };
    const { model, stockOps } = await runBoth(
      {
        n: placeholder([2, 3], "int32"),
        two: int(2),
        zero: int(0),
        axis: int(1),
        double: node("Mul", ["n", "two"]),
        positive: node("Greater", ["n", "zero"]),
        negative: node("LogicalNot", ["positive"]),
        chosen: node("Select", ["positive", "double", "n"]),
        sums: node("Cumsum", ["chosen", "axis"], { exclusive: false, reverse: false }),
        asFloat: node("Cast", ["sums"], { SrcT: "int32", DstT: "float32" }),
        out: node("Softmax", ["asFloat"]),
      },
      n,
      ["out", "positive", "negative", "sums", "chosen"],
    );
    expect(stockOps).to.deep.equal(["Cumsum"]);
    model.dispose();
  });

  it("read constants and the caller's tensors in place", async () => {
    const { model } = await runBoth(
      {
        x: placeholder([3, 4]),
        row: weight([4]),
        axis: int(0),
        both: node("Concat", ["axis", "x", "fill"]),
        fill: weight([1, 4]),
        sum: node("Cumsum", ["x", "axis"], { exclusive: false, reverse: true }),
        shifted: node("AddV2", ["sum", "row"]),
      },
      x34,
      ["shifted", "sum", "both"],
    );
    const before = memory();
    for (let i = 0; i < 10; i++) execute(model, x34, ["shifted", "sum", "both"]);
    expect(memory()).to.deep.equal(before);
    model.dispose();
  });

  it("read views of the caller's tensors in their own shape", async () => {
    const { model, stockOps } = await runBoth(
      {
        x: placeholder([3, 4]),
        shape: ints(2, 6),
        axis: int(1),
        wide: node("Reshape", ["x", "shape"]),
        out: node("Cumsum", ["wide", "axis"], { exclusive: false, reverse: false }),
        twice: node("Relu", ["wide"]),
      },
      x34,
      ["out", "twice"],
    );
    expect(stockOps).to.deep.equal(["Cumsum"]);
    model.dispose();
  });

  it("are few: independent ones follow each other, with no kernel in between", async () => {
    const cumsum = (input: string) => node("Cumsum", [input, "axis"], { exclusive: false, reverse: false });
    const { model, plan } = await runBoth(
      {
        x: placeholder([3, 4]),
        axis: int(1),
        a: node("Exp", ["x"]),
        b: node("Sin", ["x"]),
        sumA: cumsum("a"),
        sumB: cumsum("b"),
        out: node("Mul", ["sumA", "sumB"]),
      },
      x34,
    );
    const runs = plan.launches.map((l) => l.runs).join(" ");
    expect(runs).to.match(/^(graphweld )+stock stock graphweld$/);
    model.dispose();
  });

  it("work for each batch size with a plan of its own", async () => {
    const spec = {
      x: placeholder([-1, 4]),
      w: weight([4, 2]),
      axis: int(0),
      sum: node("Cumsum", ["x", "axis"], { exclusive: false, reverse: false }),
      out: node("MatMul", ["sum", "w"]),
    };
    const { model } = await runBoth(spec, x34);
    for (const batch of [1, 5]) {
      const inputs = { x: floats([batch, 4], randomFloats(4 * batch, batch)) };
      const alone = await runBoth(spec, inputs);
      expectSame(await byPlan(model, inputs), alone.outputs);
      alone.model.dispose();
    }
    model.dispose();
  });
});
