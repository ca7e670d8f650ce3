/** What models spell out, in whole graphs and through all phases: which ops are left, and that they compute the same. */
import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { GROUPINGS, PHASES, REWRITES } from "../../patterns/index.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { rewrite } from "../../src/rewrite/driver.ts";
import { exampleGraph } from "../../src/rewrite/example.ts";
import { group } from "../../src/rewrite/grouping.ts";
import {
  type Example,
  example,
  ints,
  type OpTerm,
  op,
  scalar,
  type Term,
  tensor,
  weight,
  within,
} from "../../src/rewrite/term.ts";
import { difference, runGraph } from "../support/run-graph.ts";

const ops = (graph: Graph): string =>
  graph
    .topological()
    .filter((n) => n.op !== "Const" && n.op !== "Placeholder")
    .map((n) => n.op)
    .join(" ");

/** Rewrites, compares with stock, and gives the ops that are left before and after grouping. */
function reduced(e: Example): [rewritten: string, kernels: string] {
  const { graph, feeds } = exampleGraph(e);
  const expected = runGraph(graph, feeds);
  rewrite(graph, PHASES);
  runGraph(graph, feeds).forEach((r, i) => {
    expect(difference(r, expected[i] as (typeof expected)[number])).to.be.below(1e-5);
  });
  const rewritten = ops(graph);
  group(graph, GROUPINGS);
  return [rewritten, ops(graph)];
}

const KEPT = { keep_dims: true };
const WINDOW = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
const product = { adj_x: false, adj_y: false };

function layerNorm(x: Term, axes: Term, gamma: Term, beta: Term): OpTerm {
  const mean = op.Mean(x, axes).with(KEPT);
  const variance = op.Mean(op.SquaredDifference(x, op.Identity(mean)), axes).with(KEPT);
  const s = op.Mul(op.Rsqrt(op.AddV2(variance, 1e-3)), gamma);
  return op.AddV2(op.Mul(x, s), op.Sub(beta, op.Mul(mean, s)));
}

describe("recomposition in whole graphs", () => {
  before(() => setBackend("cpu"));

  for (const rule of REWRITES.filter((r) => r.family === "F6" || r.family === "F7"))
    for (const e of rule.examples)
      it(`${rule.name}, ${e.title}: all phases leave one of our ops and what scales and shifts it`, () => {
        const [rewritten] = reduced(e);
        expect(rewritten).to.match(/^(LogSoftmax|Softmax|Attention|(\w+Norm|L2Normalize)( Reshape)?( Mul)?( AddV2)?)$/);
      });

  it("scale and shift of a layer normalisation fold into the product behind it", () => {
    const e = example(
      "a pre-norm block",
      { x: tensor(6, 8), axes: ints(1), gamma: weight(8), beta: weight(8), w: weight(8, 5), b: weight(5) },
      ({ x, axes, gamma, beta, w, b }) =>
        op.AddV2(op.MatMul(layerNorm(x, axes, gamma, beta), w).example({ transpose_a: false, transpose_b: false }), b),
    );
    expect(reduced(e)).to.deep.equal(["LayerNorm _FusedMatMul", "normalize matmul"]);
  });

  it("a normalisation takes scale, shift and activation into its kernel", () => {
    const e = example(
      "swish of an instance normalisation",
      { x: tensor(1, 4, 5, 6), axes: ints(1, 2), gamma: weight(1, 1, 1, 6), beta: weight(6) },
      ({ x, axes, gamma, beta }) => {
        const y = layerNorm(x, axes, gamma, beta);
        return op.Mul(y, op.Sigmoid(y));
      },
    );
    expect(reduced(e)).to.deep.equal(["InstanceNorm Mul AddV2 Swish", "normalize"]);
  });

  it("scale and shift of a group normalisation leave its groups", () => {
    const e = example(
      "as Keras spells it",
      {
        x: tensor(2, 4, 5, 6),
        split: ints(2, 4, 5, 3, 2),
        joined: ints(2, 4, 5, 6),
        axes: ints(1, 2, 4),
        gamma: weight(1, 1, 1, 3, 2),
        beta: weight(1, 1, 1, 3, 2),
      },
      ({ x, split, joined, axes, gamma, beta }) =>
        op.Relu(op.Reshape(layerNorm(op.Reshape(x, split), axes, gamma, beta), joined)),
    );
    expect(reduced(e)).to.deep.equal(["GroupNorm Mul AddV2 Relu", "normalize"]);
  });

  it("the statistics of ONNX exports are seen in powers, divisions and reshapes", () => {
    const e = example(
      "as PyTorch exports it",
      { x: tensor(2, 3, 8), axes: ints(-1), shape: ints(2, 3, 1), gamma: weight(8), beta: weight(8) },
      ({ x, axes, shape, gamma, beta }) => {
        const mean = op.Reshape(op.Mean(x, axes).with({ keep_dims: false }), shape);
        const d = op.Sub(x, mean);
        const variance = op.Mean(op.Pow(d, 2), axes).with(KEPT);
        return op.AddV2(op.Mul(op.RealDiv(d, op.Sqrt(op.AddV2(variance, 1e-5))), gamma), beta);
      },
    );
    expect(reduced(e)).to.deep.equal(["LayerNorm Mul AddV2", "normalize"]);
  });

  it("attention of Keras is seen in its Einsteinian sums", () => {
    const e = example(
      "multi-head attention",
      { q: tensor(2, 5, 3, 4), k: tensor(2, 6, 3, 4), v: tensor(2, 6, 3, 4), mask: tensor(2, 1, 1, 6) },
      ({ q, k, v, mask }) => {
        const scores = op.Einsum(k, op.Mul(q, 0.5)).example({ equation: "aecd,abcd->acbe", N: 2 });
        return op.Einsum(op.Softmax(op.AddV2(scores, mask)), v).example({ equation: "acbe,aecd->abcd", N: 2 });
      },
    );
    const [rewritten, kernels] = reduced(e);
    expect(rewritten.split(" ").filter((o) => o !== "Transpose" && o !== "Mul")).to.deep.equal(["Attention"]);
    expect(kernels).to.include("attention");
  });

  it("attention keeps to products where one of its values is needed elsewhere", () => {
    const e = example(
      "weights that are read twice",
      { q: tensor(2, 5, 4), k: tensor(2, 6, 4), v: tensor(2, 6, 5) },
      ({ q, k, v }) => {
        const weights = op.Softmax(op.BatchMatMulV2(q, k).with({ adj_x: false, adj_y: true }));
        return op.BatchMatMulV2(op.BatchMatMulV2(weights, v).with(product), weights).with(product);
      },
    );
    expect(reduced(e)).to.deep.equal([
      "BatchMatMulV2 Softmax BatchMatMulV2 BatchMatMulV2",
      "matmul softmax matmul matmul",
    ]);
  });

  it("a batch normalisation in parts folds into its convolution", () => {
    const e = example(
      "statistics as constants",
      {
        x: tensor(1, 4, 5, 3),
        w: weight(3, 3, 3, 4),
        gamma: weight(4),
        beta: weight(4),
        mean: weight(4),
        variance: within(0.1, 2, weight(4)),
      },
      ({ x, w, gamma, beta, mean, variance }) => {
        const s = op.Mul(op.Rsqrt(op.AddV2(variance, 1e-3)), gamma);
        return op.AddV2(op.Mul(op.Conv2D(x, w).example(WINDOW), s), op.Sub(beta, op.Mul(mean, s)));
      },
    );
    expect(reduced(e)).to.deep.equal(["_FusedConv2D", "conv2d"]);
  });

  it("a batch normalisation that is training stays", () => {
    const e = example(
      "training",
      {
        x: tensor(1, 4, 5, 4),
        gamma: weight(4),
        beta: weight(4),
        mean: weight(4),
        variance: within(0.1, 2, weight(4)),
      },
      ({ x, gamma, beta, mean, variance }) =>
        op
          .FusedBatchNormV3(x, gamma, beta, mean, variance)
          .example({ epsilon: 1e-3, data_format: "NHWC", is_training: true }),
    );
    const { graph } = exampleGraph(e);
    const log = rewrite(graph, PHASES);
    expect(ops(graph)).to.equal("FusedBatchNormV3");
    expect(log.missed.map((m) => m.reason)).to.include("it is training");
  });

  it("a bias between space-to-batch and batch-to-space does not hide the dilation", () => {
    const e = example(
      "as TensorFlow 1 exports it",
      {
        x: tensor(1, 7, 9, 3),
        block: ints(2, 2),
        pads: { ...ints(2, 3, 2, 3), shape: [2, 2] },
        w: weight(3, 3, 3, 2),
        bias: weight(2),
        crops: { ...ints(0, 1, 0, 1), shape: [2, 2] },
      },
      ({ x, block, pads, w, bias, crops }) => {
        const conv = op.Conv2D(op.SpaceToBatchND(x, block, pads), w).example({ ...WINDOW, padding: "VALID" });
        return op.BatchToSpaceND(op.Relu(op.BiasAdd(conv, bias)), block, crops);
      },
    );
    expect(reduced(e)[1]).to.equal("conv2d");
  });

  it("sparse constants become dense ones", () => {
    const e = example(
      "two of six elements",
      {
        x: tensor(6),
        at: { ...ints(1, 4), shape: [2, 1] },
        shape: ints(6),
        values: weight(2),
        rest: scalar(0.5),
      },
      ({ x, at, shape, values, rest }) => op.Mul(x, op.SparseToDense(at, shape, values, rest)),
    );
    expect(reduced(e)[0]).to.equal("Mul");
  });
});
