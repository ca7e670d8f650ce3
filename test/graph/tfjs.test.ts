/** Import from and export to tfjs, on small graphs. */
import "@tensorflow/tfjs-backend-cpu";
import { loadGraphModelSync } from "@tensorflow/tfjs-converter";
import { abs, setBackend, slice, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { decodeAttrs, encodeAttrs } from "../../src/graph/attrs.ts";
import { type GraphRequest, graphFromArtifacts, graphFromModel, type Refusal } from "../../src/graph/from-tfjs.ts";
import { type Attrs, Graph } from "../../src/graph/graph.ts";
import { OPS, rowOf } from "../../src/graph/ops.ts";
import { toGraphDef } from "../../src/graph/to-tfjs.ts";
import {
  type GraphSpec,
  graphModel,
  int,
  ints,
  modelArtifacts,
  node,
  placeholder,
  randomValues,
  weight,
} from "../support/graphdef.ts";

const float = (...shape: number[]) => ({ dtype: "float32" as const, shape });
const imported = (spec: GraphSpec, request: GraphRequest): Graph => {
  const graph = graphFromModel(graphModel(spec), request);
  if ("reason" in graph) throw new Error(graph.reason);
  return graph;
};
const opsOf = (graph: Graph): string[] => graph.topological().map((n) => n.op);

/** Runs an exported graph in stock tfjs. */
function runExport(graph: Graph, feeds: Record<string, Tensor>, outputs: readonly string[]): Tensor[] {
  return [loadGraphModelSync(toGraphDef(graph)).execute(feeds, [...outputs])].flat();
}
const input = (...shape: number[]): Tensor => tensor(randomValues(shape.reduce((a, b) => a * b, 1)), shape);
/** The series of erf, enough for small arguments. */
function erf(x: number): number {
  let sum = 0;
  for (let n = 0, term = x; n < 40; n++, term *= (-x * x) / n) sum += term / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * sum;
}
const valuesOf = (tensors: readonly Tensor[]) => tensors.map((t) => ({ shape: t.shape, values: t.dataSync() }));

describe("import from tfjs", () => {
  before(() => setBackend("cpu"));

  const chain: GraphSpec = {
    x: placeholder([-1, 4]),
    w: weight([4, 6]),
    axis: int(1),
    product: node("MatMul", ["x", "w"], { transpose_a: false, transpose_b: false }),
    parts: node("Split", ["axis", "product"], { num_split: 2 }),
    sum: node("Add", ["parts", "parts:1"]),
    other: node("Relu", ["product"]),
    late: node("Sigmoid", ["sum", "^other"]),
  };

  it("takes exactly what the outputs need, under TensorFlow's newer names", () => {
    const graph = imported(chain, { inputs: { x: float(2, 4) }, outputs: ["sum"] });
    expect(opsOf(graph).sort()).to.deep.equal(["AddV2", "Const", "Const", "MatMul", "Placeholder", "Split"]);
    expect(graph.outputs[0]?.value.type).to.deep.equal(float(2, 3));
    const weights = [...graph.nodes].filter((n) => n.op === "Const").map((n) => n.attrs.weight);
    expect(weights).to.have.members(["w", "axis"]);
  });

  it("takes fed intermediates and second outputs", () => {
    const graph = imported(chain, { inputs: { product: float(2, 6) }, outputs: ["parts:1", "product"] });
    expect(opsOf(graph).sort()).to.deep.equal(["Const", "Placeholder", "Split"]);
    expect(graph.outputs.map((o) => o.value.name)).to.deep.equal(["parts:1", "product"]);
    const fed = imported(chain, { inputs: { "parts:1": float(2, 3), parts: float(2, 3) }, outputs: ["sum"] });
    expect(opsOf(fed)).to.deep.equal(["Placeholder", "Placeholder", "AddV2"]);
  });

  it("keeps control edges without their nodes", () => {
    const graph = imported(chain, { inputs: { x: float(2, 4) }, outputs: ["late"] });
    expect(graph.outputs[0]?.value.node.control).to.deep.equal(["other"]);
    expect(opsOf(graph)).not.to.include("Relu");
  });

  it("reorders operands where an older op has them differently", () => {
    const graph = imported(
      {
        x: placeholder([2, 3]),
        axis: int(0),
        i: ints(1),
        joined: node("Concat", ["axis", "x", "x"], { N: 2 }),
        rows: node("Gather", ["joined", "i"]),
        kept: node("FakeQuantWithMinMaxVars", ["rows", "axis", "axis"]),
      },
      { inputs: { x: float(2, 3) }, outputs: ["kept"] },
    );
    expect(graph.outputs[0]?.value.type).to.deep.equal(float(1, 3));
    expect(opsOf(graph)).to.include.members(["ConcatV2", "GatherV2", "Identity"]);
  });

  it("keeps unknown ops as opaque nodes", () => {
    const graph = imported(
      { x: placeholder([2]), odd: node("MyOp", ["x"], { mode: "Fast" }), y: node("Relu", ["odd:1"]) },
      { inputs: { x: float(2) }, outputs: ["y"] },
    );
    const odd = graph.outputs[0]?.value.node.input(0);
    expect(odd?.name).to.equal("odd:1");
    expect(odd?.type).to.equal(undefined);
    expect(odd?.node.attrs).to.deep.equal({ mode: "Fast" });
  });

  const refusals: readonly (readonly [string, GraphSpec[string], RegExp])[] = [
    ["control flow", node("Switch", ["x", "x"]), /"bad" \(Switch\) is control flow/],
    ["dynamic shapes", node("NonMaxSuppressionV5", ["x"]), /"bad".* shape depends on values/],
    ["lists of tensors", node("TensorListStack", ["x"]), /"bad".* list of tensors/],
    ["strings", node("StringSplit", ["x"]), /"bad".* strings/],
    ["functions", node("Odd", ["x"], { f: { raw: { func: { name: "g" } } } }), /"bad".* function/],
    ["resources", node("Odd", ["x"], { dtype: "DT_RESOURCE" }), /"bad".* resource/],
    ["inputs that are not fed", placeholder([2]), /"bad" \(Placeholder\) is not fed/],
  ];
  for (const [what, part, reason] of refusals)
    it(`refuses ${what}`, () => {
      const spec = { x: placeholder([2]), bad: part, y: node("Relu", ["bad"]) };
      const refusal = graphFromArtifacts(modelArtifacts(spec), { inputs: { x: float(2) }, outputs: ["y"] });
      expect((refusal as Refusal).reason).to.match(reason);
      // What does not need the node is not bothered by it.
      const graph = graphFromArtifacts(modelArtifacts(spec), { inputs: { x: float(2) }, outputs: ["x"] });
      expect(graph).to.be.instanceOf(Graph);
    });

  it("refuses names that the graph does not have", () => {
    const graph = graphFromModel(graphModel(chain), { inputs: { x: float(2, 4) }, outputs: ["nothing"] });
    expect((graph as Refusal).reason).to.match(/no node "nothing"/);
  });

  it("reads a whole model from its files, with open extents", () => {
    const graph = graphFromArtifacts(modelArtifacts(chain)) as Graph;
    expect(graph.inputs[0]?.type).to.deep.equal(float(-1, 4));
    expect(graph.outputs.map((o) => o.name)).to.deep.equal(["late"]);
    expect(graph.outputs[0]?.value.type).to.deep.equal(float(-1, 3));
  });
});

describe("export to tfjs", () => {
  before(() => setBackend("cpu"));

  it("writes attributes as they were", () => {
    const attrs = {
      strides: [1, 2],
      padding: "SAME",
      T: "float32",
      alpha: 1,
      keep: true,
      shape: [-1, 3],
      empty: [],
      Ts: ["int32"],
    };
    expect(decodeAttrs(encodeAttrs(attrs))).to.deep.equal(attrs);
    expect(encodeAttrs({ alpha: 1 })).to.deep.equal({ alpha: { f: 1 } });
  });

  const clip = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const softplus = (x: number): number => Math.log(1 + Math.exp(x));
  /** Our ops as the papers have them, and attributes to try. */
  const own: Readonly<Record<string, readonly [Attrs, (x: number) => number]>> = {
    Swish: [{ beta: 1.5 }, (x) => x * sigmoid(1.5 * x)],
    HardSwish: [{}, (x) => (x * clip(x + 3, 0, 6)) / 6],
    HardSwishUnscaled: [{}, (x) => x * clip(x + 3, 0, 6)],
    HardSigmoid: [{ alpha: 0.2, beta: 0.4 }, (x) => clip(0.2 * x + 0.4, 0, 1)],
    Gelu: [{}, (x) => 0.5 * x * (1 + erf(x / Math.SQRT2))],
    GeluTanh: [{}, (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))],
    Mish: [{}, (x) => x * Math.tanh(softplus(x))],
    Softsign: [{}, (x) => x / (1 + Math.abs(x))],
  };

  it("knows what each of our ops computes", () => {
    const names = Object.keys(OPS).filter((name) => rowOf(name)?.internal && rowOf(name)?.scalar);
    expect(Object.keys(own)).to.have.members(names);
  });

  for (const [op, [attrs, meaning]] of Object.entries(own))
    it(`writes ${op} out in TensorFlow's ops`, () => {
      const x = input(3, 5);
      const graph = new Graph();
      const fed = graph.add("Placeholder", [], float(3, 5), { name: "x", types: [float(3, 5)] });
      graph.outputs.push({ name: "y", value: graph.add(op, [fed.output], attrs, { name: "y" }).output });
      const values = runExport(graph, { x }, ["y"])[0]?.dataSync() ?? [];
      x.dataSync().forEach((v, i) => {
        expect(values[i]).to.be.closeTo(meaning(v), 1e-5);
      });
    });

  it("finds outputs under the names they were asked for by", () => {
    const spec: GraphSpec = {
      x: placeholder([2, 4]),
      axis: int(1),
      parts: node("Split", ["axis", "x"], { num_split: 2 }),
      a: node("Relu", ["parts"]),
      b: node("Neg", ["parts:1"]),
    };
    const outputs = ["a", "b", "parts:1"];
    const graph = imported(spec, { inputs: { x: float(2, 4) }, outputs });
    // As rewriting would: `a` goes, `parts:1` is computed otherwise, `b` reads something new.
    const neg = graph.outputs[1]?.value.node;
    const positive = graph.add("Abs", [graph.inputs[0] as never], {}, { name: "abs" });
    const part = graph.add("Slice", [positive.output, graph.constant(ints(0, 2)), graph.constant(ints(2, 2))]);
    for (const o of graph.outputs)
      if (o.name !== "b") o.value = o.name === "a" ? (neg as never as { output: never }).output : part.output;
    const x = input(2, 4);
    const [a, b, c] = runExport(graph, { x }, outputs);
    const expected = graphModel(spec).execute({ x }, ["b"]) as Tensor;
    expect(valuesOf([a as Tensor, b as Tensor])).to.deep.equal(valuesOf([expected, expected]));
    expect([...(c as Tensor).dataSync()]).to.deep.equal([...slice(abs(x), [0, 2], [2, 2]).dataSync()]);
  });

  it("refuses kernels", () => {
    const graph = new Graph();
    graph.add("conv2d", []);
    expect(() => toGraphDef(graph)).to.throw(/"conv2d" is a kernel/);
  });
});
