/** The driver and matcher: what no single pattern's tests show. */
import { expect } from "chai";
import { PHASES, REWRITES } from "../../patterns/index.ts";
import { Graph, type Value } from "../../src/graph/graph.ts";
import { ConstantTensor } from "../../src/graph/types.ts";
import { type RewriteOptions, rewrite } from "../../src/rewrite/driver.ts";
import { explain, render } from "../../src/rewrite/explain.ts";
import { op, pattern, type Rule, tensor } from "../../src/rewrite/pattern.ts";

const x = tensor(2, 3);
/** Relu spelt as Maximum, in the one way. */
const relu = pattern({
  name: "relu",
  family: "F5",
  exactness: "X",
  about: "A rule.",
  inputs: { x },
  before: ({ x }) => op.Relu(op.Neg(x)),
  after: ({ x }) => op.Abs(x),
});
const run = (graph: Graph, rules: readonly Rule[], options?: RewriteOptions) =>
  rewrite(graph, [{ name: "only", about: "", rules }], options);

function start(): { graph: Graph; input: Value } {
  const graph = new Graph();
  const type = { dtype: "float32", shape: [2, 3] } as const;
  return { graph, input: graph.add("Placeholder", [], type, { name: "input", types: [type] }).output };
}
const constant = (graph: Graph, value: number): Value => graph.constant(ConstantTensor.float([], [value]));
const finish = (graph: Graph, value: Value): Graph => {
  graph.outputs.push({ name: "result", value });
  return graph;
};
const ops = (graph: Graph): string[] => graph.topological().map((n) => n.op);

describe("rewriting", () => {
  it("gives the new node the old one's name, and remembers what it stands for and which rules made it", () => {
    const { graph, input } = start();
    const negated = graph.add("Neg", [input], {}, { name: "negated" }).output;
    finish(graph, graph.add("Relu", [negated], {}, { name: "activation" }).output);
    const log = run(graph, [relu]);
    const node = graph.outputs[0]?.value.node;
    expect(node?.name).to.equal("activation");
    expect(node?.origin).to.deep.equal(["negated", "activation"]);
    expect(node?.rules).to.deep.equal(["relu"]);
    expect(log.fired).to.deep.equal([{ rule: "relu", node: "activation", replaced: ["negated", "activation"] }]);
    expect(ops(graph)).to.deep.equal(["Placeholder", "Abs"]);
  });

  it("leaves nodes with control edges alone, and says so", () => {
    for (const controlled of ["activation", "negated"]) {
      const { graph, input } = start();
      const negated = graph.add("Neg", [input], {}, { name: "negated" }).output;
      const activation = graph.add("Relu", [negated], {}, { name: "activation" }).output;
      finish(graph, graph.add("Exp", [activation], {}, { control: [controlled] }).output);
      const log = run(graph, [relu]);
      expect(ops(graph)).to.include("Relu");
      expect(log.missed.map((m) => m.reason)).to.deep.equal([`"${controlled}" has control edges`]);
    }
  });

  it("stops with the rule's name when rules undo each other", () => {
    const back = pattern({
      ...relu,
      name: "back",
      inputs: { x },
      before: ({ x }) => op.Abs(x),
      after: ({ x }) => op.Relu(op.Neg(x)),
    });
    const { graph, input } = start();
    finish(graph, graph.add("Abs", [input]).output);
    expect(() => run(graph, [relu, back], { limit: 10 })).to.throw(
      /does not end: 10 rewrites, the last by "(relu|back)"/,
    );
  });

  it("names the rule whose replacement has another type", () => {
    const wrong = pattern({
      ...relu,
      name: "wrong",
      inputs: { x },
      before: ({ x }) => op.Abs(x),
      after: ({ x }) => op.Greater(x, 0),
    });
    const { graph, input } = start();
    finish(graph, graph.add("Abs", [input]).output);
    expect(() => run(graph, [wrong])).to.throw('rule "wrong" at "Abs" makes bool[2,3] of float32[2,3]');
  });

  it("takes options: rules off by name, inexact rules on by name", () => {
    const make = (): Graph => {
      const { graph, input } = start();
      return finish(graph, graph.add("Exp", [graph.add("Mul", [input, constant(graph, 0)]).output]).output);
    };
    const names = (options: RewriteOptions) => rewrite(make(), PHASES, options).fired.map((f) => f.rule);
    expect(names({})).to.deep.equal([]);
    expect(names({ enable: ["multiply-zero"] })).to.deep.equal(["multiply-zero", "fold-constants"]);
    expect(names({ enable: ["multiply-zero"], disable: ["fold-constants"] })).to.deep.equal(["multiply-zero"]);
  });

  it("removes what nothing reads", () => {
    const { graph, input } = start();
    finish(graph, graph.add("Exp", [input]).output);
    graph.add("Abs", [graph.add("Neg", [input]).output]);
    rewrite(graph, PHASES);
    expect(ops(graph)).to.deep.equal(["Placeholder", "Exp"]);
  });

  it("puts nothing in the place of an unpack that is packed again", () => {
    const { graph, input } = start();
    const parts = graph.add("Unpack", [input], { num: 3, axis: 1 }).outputs;
    finish(graph, graph.add("Exp", [graph.add("Pack", parts, { axis: 1 }).output]).output);
    rewrite(graph, PHASES);
    expect(ops(graph)).to.deep.equal(["Placeholder", "Exp"]);
  });

  it("puts nothing in the place of a split that is joined again, in order and along its axis", () => {
    for (const [order, axis, expected] of [
      [[0, 1, 2], 1, ["Placeholder", "Exp"]],
      [[0, 2, 1], 1, ["Placeholder", "Split", "ConcatV2", "Exp"]],
      [[0, 1, 2], 0, ["Placeholder", "Split", "ConcatV2", "Exp"]],
      [[0, 1], 1, ["Placeholder", "Split", "ConcatV2", "Exp"]],
    ] as const) {
      const { graph, input } = start();
      const int = (n: number) => graph.constant(ConstantTensor.int([], [n]));
      const parts = graph.add("Split", [int(1), input], { num_split: 3 }).outputs;
      const joined = graph.add("ConcatV2", [...order.map((i) => parts[i] as Value), int(axis)], { N: order.length });
      finish(graph, graph.add("Exp", [joined.output]).output);
      rewrite(graph, PHASES);
      expect(ops(graph).filter((op) => op !== "Const")).to.deep.equal(expected);
    }
  });

  it("matches numbers written to five digits, and no others", () => {
    for (const [sixth, expected] of [
      [0.16667, "HardSigmoid"],
      [0.1666, "Mul"],
    ] as const) {
      const { graph, input } = start();
      const gate = graph.add("Relu6", [graph.add("AddV2", [input, constant(graph, 3)]).output]).output;
      finish(graph, graph.add("Mul", [constant(graph, sixth), gate]).output);
      rewrite(graph, PHASES);
      expect(graph.outputs[0]?.value.node.op).to.equal(expected);
    }
  });

  it("does the same twice", () => {
    const make = (): Graph => {
      const { graph, input } = start();
      let value = input;
      for (const c of [2, 1, 0.5]) {
        const scaled = graph.add("Mul", [
          graph.add("AddV2", [value, constant(graph, c)]).output,
          constant(graph, c),
        ]).output;
        value = graph.add("Maximum", [
          graph.add("Minimum", [scaled, constant(graph, 6)]).output,
          constant(graph, 0),
        ]).output;
      }
      return finish(graph, value);
    };
    const [a, b] = [rewrite(make(), PHASES), rewrite(make(), PHASES)];
    expect(a.fired).to.deep.equal(b.fired);
    expect(a.missed).to.deep.equal(b.missed);
  });

  it("is explained: rules that fired, near misses, and rules that did not apply", () => {
    const { graph, input } = start();
    const scaled = graph.add("Mul", [input, constant(graph, 1)]).output;
    const gate = graph.add("Sigmoid", [scaled], {}, { name: "gate" }).output;
    finish(graph, graph.add("Mul", [scaled, gate], {}, { name: "gated" }).output);
    graph.outputs.push({ name: "gate", value: gate });
    const explanation = explain(rewrite(graph, PHASES), REWRITES);
    expect(explanation.fired.map((f) => f.rule)).to.deep.equal(["multiply-one"]);
    expect(explanation.missed).to.deep.equal([
      {
        rule: "swish",
        sites: [{ rule: "swish", node: "gated", reason: 'the Sigmoid "gate" is an output of the model' }],
      },
    ]);
    expect(explanation.untried).to.include("elu-by-select");
    const text = render(explanation);
    expect(text).to.include('at "gated": the Sigmoid "gate" is an output of the model');
    expect(text).to.match(/^1 rewrite by 1 rule\n {5}1 {2}multiply-one/);
  });
});
