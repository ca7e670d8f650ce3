/** What must never be fused, whatever the rules: state, randomness, training, control edges, integers, and what is asked for. */
import "@tensorflow/tfjs-backend-cpu";
import { ready, setBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { GROUPINGS, PHASES, REWRITES } from "../../patterns/index.ts";
import { Graph, type Value } from "../../src/graph/graph.ts";
import { excluded } from "../../src/graph/import-rules.ts";
import { ConstantTensor } from "../../src/graph/types.ts";
import { rewrite } from "../../src/rewrite/driver.ts";
import { type ExampleOptions, exampleGraph } from "../../src/rewrite/example.ts";
import { group } from "../../src/rewrite/grouping.ts";
import { type Example, opTerms } from "../../src/rewrite/term.ts";
import { difference, type Result, runGraph } from "../support/run-graph.ts";

const N_RULES = REWRITES.filter((r) => r.exactness === "N").map((r) => r.name);
const examples = REWRITES.flatMap((rule) => rule.examples.map((example) => ({ rule, example })));
const opsOf = ({ nodes }: Graph): string[] => [...nodes].map((n) => n.op);
const ints = (graph: Graph, ...values: number[]): Value => graph.constant(ConstantTensor.int([values.length], values));
/** Both engines on a graph. */
function fuse(graph: Graph): Graph {
  rewrite(graph, PHASES, { explain: false, enable: N_RULES });
  group(graph, GROUPINGS);
  return graph;
}
const finish = (graph: Graph, ...values: Value[]): Graph => {
  values.forEach((value, i) => {
    graph.outputs.push({ name: `out${i}`, value });
  });
  return graph;
};

function stock(example: Example, options: ExampleOptions): Result[] | undefined {
  try {
    const { graph, feeds } = exampleGraph(example, options);
    return runGraph(graph, feeds);
  } catch {
    return undefined;
  }
}

describe("what must never be fused", () => {
  before(async () => {
    await setBackend("cpu");
    await ready();
  });

  it("random numbers: two draws stay two, none is folded, moved or left out", () => {
    for (const [op, operands] of [
      ["RandomUniform", (g: Graph) => [ints(g, 2, 3)]],
      ["RandomStandardNormal", (g: Graph) => [ints(g, 2, 3)]],
      ["TruncatedNormal", (g: Graph) => [ints(g, 2, 3)]],
    ] as const) {
      const graph = new Graph();
      const draw = (): Value => graph.add(op, operands(graph), { dtype: "float32", seed: 1 }).output;
      finish(graph, graph.add("Sub", [draw(), draw()]).output, graph.add("AddV2", [draw(), draw()]).output);
      expect(opsOf(fuse(graph)).filter((o) => o === op)).to.have.length(4);
    }
  });

  it("samples: two stay two", () => {
    const graph = new Graph();
    const logits = graph.constant(ConstantTensor.float([1, 3], [0.2, 0.3, 0.5]));
    const count = graph.constant(ConstantTensor.int([], [4]));
    const draw = (): Value => graph.add("Multinomial", [logits, count], { output_dtype: "int32" }).output;
    finish(graph, graph.add("Sub", [draw(), draw()]).output);
    expect(opsOf(fuse(graph)).filter((o) => o === "Multinomial")).to.have.length(2);
  });

  it("state: graphs with variables, tables, lists of tensors or side effects are not taken on at all", () => {
    for (const op of [
      "VariableV2",
      "VarHandleOp",
      "ReadVariableOp",
      "AssignVariableOp",
      "HashTableV2",
      "LookupTableFindV2",
      "TensorArrayV3",
      "TensorListReserve",
      "While",
      "Switch",
      "Print",
    ])
      expect(excluded(op), op).to.be.a("string");
  });

  it("batch normalisation in training", () => {
    const graph = new Graph();
    const type = { dtype: "float32", shape: [1, 3, 3, 2] } as const;
    const x = graph.add("Placeholder", [], type, { name: "x", types: [type] }).output;
    const channel = (): Value => graph.constant(ConstantTensor.float([2], [1, 2]));
    const operands = [x, channel(), channel(), channel(), channel()];
    finish(graph, graph.add("FusedBatchNormV3", operands, { is_training: true, epsilon: 0.001 }).output);
    expect(opsOf(fuse(graph))).to.include("FusedBatchNormV3");
  });

  it("nodes that control edges start from or lead to", () => {
    for (const { rule, example } of examples) {
      const { graph, nodes } = exampleGraph(example);
      const inner = opTerms(example.before).map((t) => nodes.get(t));
      const x = graph.inputs[0] ?? graph.constant(ConstantTensor.float([], [1]));
      const control = inner.flatMap((n) => n?.name ?? []);
      finish(graph, graph.add("Identity", [x], {}, { control }).output);
      fuse(graph);
      for (const node of inner) expect(node && graph.nodes.has(node), `${rule.name}: ${node?.op}`).to.equal(true);
    }
  });

  it("integers, unless by rules that give exactly the same", () => {
    let compared = 0;
    for (const { rule, example } of examples) {
      const options = { dtype: "int32" } as const;
      const expected = stock(example, options);
      if (!expected) continue;
      const { graph, feeds } = exampleGraph(example, options);
      // A mean of integers is a float, and what follows it may be rewritten as floats are.
      const floats = [...graph.nodes].some((n) => n.output.type?.dtype === "float32");
      rewrite(graph, PHASES, { explain: false });
      const worst = runGraph(graph, feeds).map((r, i) => difference(r, expected[i] as Result));
      expect(Math.max(...worst), `${rule.name}: ${example.title}`).to.be.at.most(floats ? 1e-6 : 0);
      compared++;
    }
    expect(compared).to.be.above(100);
  });

  it("values that the caller asks for by name", () => {
    for (const { rule, example } of examples) {
      const build = () => {
        const built = exampleGraph(example);
        const values = opTerms(example.before).flatMap((t) => built.nodes.get(t)?.outputs ?? []);
        values.forEach((value, i) => {
          built.graph.outputs.push({ name: `inner${i}`, value });
        });
        return built;
      };
      const plain = build();
      const expected = runGraph(plain.graph, plain.feeds);
      const { graph, feeds } = build();
      rewrite(graph, PHASES, { explain: false });
      expect(graph.outputs.map((o) => o.name)).to.deep.equal(plain.graph.outputs.map((o) => o.name));
      const worst = runGraph(graph, feeds).map((r, i) => difference(r, expected[i] as Result));
      expect(Math.max(...worst), `${rule.name}: ${example.title}`).to.be.below(1e-4);
    }
  });

  it("what is equal only for most values, unless it is asked for", () => {
    expect(N_RULES).to.include.members(["multiply-zero", "subtract-self", "divide-self", "cancel-addend"]);
    for (const { rule, example } of examples) {
      if (rule.exactness !== "N") continue;
      const fired = rewrite(exampleGraph(example).graph, PHASES).fired.map((f) => f.rule);
      expect(fired, rule.name).not.to.include(rule.name);
    }
  });
});
