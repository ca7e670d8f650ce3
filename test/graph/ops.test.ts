/** The op table against stock tfjs on the cpu backend: inferred types, scalar meanings and folded constants. */
import "@tensorflow/tfjs-backend-cpu";
import { setBackend, type Tensor } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { compile } from "../../src/expr/evaluate.ts";
import { foldNode } from "../../src/graph/fold.ts";
import { Graph, type Node } from "../../src/graph/graph.ts";
import { OPS, rowOf } from "../../src/graph/ops.ts";
import { scalarOf } from "../../src/graph/scalar.ts";
import { sameShape, sizeOf } from "../../src/graph/types.ts";
import { type GraphSpec, graphModel, ints, node, placeholder, toTensor, weight } from "../support/graphdef.ts";
import { CASES, type OpCase } from "./cases.ts";

/** Ops whose values differ from call to call. */
const impure = (op: string): boolean => rowOf(op)?.impure === true;

/** Runs the op in stock tfjs; operands that the op reads as numbers may be fed as well. */
function runStock(op: string, { inputs, attrs = {} }: OpCase, outputs: number): Tensor[] {
  const spec: Record<string, GraphSpec[string]> = {};
  const feeds: Record<string, Tensor> = {};
  inputs.forEach((value, i) => {
    spec[`in${i}`] = placeholder(value.shape, value.dtype);
    feeds[`in${i}`] = toTensor(value);
  });
  spec.op = node(
    op,
    inputs.map((_, i) => `in${i}`),
    attrs,
  );
  const names = Array.from({ length: outputs }, (_, i) => (i === 0 ? "op" : `op:${i}`));
  const model = graphModel(spec);
  if (inputs.length === 0) return [];
  return [model.execute(feeds, names)].flat();
}

/** The node over constant operands. */
function constantNode(op: string, { inputs, attrs = {} }: OpCase): Node {
  const graph = new Graph();
  return graph.add(
    op,
    inputs.map((value) => graph.constant(value)),
    attrs,
  );
}

/** The node over operands of which only the type is known. */
function openNode(op: string, { inputs, attrs = {} }: OpCase): Node {
  const graph = new Graph();
  const values = inputs.map(
    ({ dtype, shape }) => graph.add("Placeholder", [], {}, { types: [{ dtype, shape }] }).output,
  );
  return graph.add(op, values, attrs);
}

const close = (a: number, b: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= 2e-6 * Math.max(1, Math.abs(a), Math.abs(b));

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expect(actual.length, what).to.equal(expected.length);
  for (let i = 0; i < actual.length; i++)
    if (!close(actual[i] as number, expected[i] as number))
      expect.fail(`${what}[${i}]: ${actual[i]}, stock ${expected[i]}`);
}

const tested = Object.keys(OPS).filter((op) => !rowOf(op)?.internal && op !== "Const" && op !== "Placeholder");

describe("op table", () => {
  before(() => setBackend("cpu"));

  it("has a case for every op that TensorFlow has", () => {
    expect(tested.filter((op) => !CASES[op])).to.deep.equal([]);
  });

  for (const op of tested)
    it(op, () => {
      for (const [i, test] of (CASES[op] ?? []).entries()) {
        const what = `${op} case ${i}`;
        const constant = constantNode(op, test);
        const stock = runStock(op, test, constant.outputs.length);
        const types = constant.outputs.map((v) => v.type);
        if (op !== "Einsum")
          expect(types, what).to.deep.equal(
            stock.map(({ dtype, shape }) => ({ dtype: test.cpuDtype ? types[0]?.dtype : dtype, shape })),
          );
        for (const [k, value] of openNode(op, test).outputs.entries())
          if (value.shape) {
            const full = stock[k]?.shape as number[];
            const known = value.shape.map((d, j) => (d < 0 ? (full[j] as number) : d));
            expect(known, `${what}, operands not constant`).to.deep.equal(full);
          }
        if (impure(op)) expect(foldNode(constant)).to.equal(undefined);
        else
          foldNode(constant)?.forEach((folded, k) => {
            expect({ dtype: folded.dtype, shape: folded.shape }, what).to.deep.equal(types[k]);
            expectClose(folded.values, stock[k]?.dataSync() as Float32Array, `${what} folded`);
          });
      }
    });

  it("folds shape arithmetic and pointwise float ops", () => {
    const unfolded = tested.filter((op) =>
      (CASES[op] ?? []).every((test) => foldNode(constantNode(op, test)) === undefined),
    );
    for (const op of tested) if (rowOf(op)?.fold || rowOf(op)?.scalar) expect(unfolded, op).not.to.include(op);
  });

  it("means in float32 what stock computes", () => {
    for (const op of tested)
      for (const [i, test] of (CASES[op] ?? []).entries()) {
        const open = openNode(op, test);
        const expr = scalarOf(open);
        if (!expr || test.inputs.some((c) => !sameShape(c.shape, open.output.shape ?? []))) continue;
        const f = compile(expr);
        const size = sizeOf(open.output.shape ?? []);
        const values = Array.from({ length: size }, (_, j) => Number(f(test.inputs.map((c) => c.values[j] as number))));
        expectClose(values, runStock(op, test, 1)[0]?.dataSync() as Float32Array, `${op} case ${i}`);
      }
  });

  it("gives integers no float meaning", () => {
    const whole = CASES.AddV2?.at(-1) as OpCase;
    for (const op of ["AddV2", "RealDiv", "Maximum", "Neg", "Less"])
      expect(scalarOf(openNode(op, op === "Neg" ? { inputs: whole.inputs.slice(0, 1) } : whole)), op).to.equal(
        undefined,
      );
  });

  it("keeps open extents open", () => {
    const graph = new Graph();
    const x = graph.add("Placeholder", [], {}, { types: [{ dtype: "float32", shape: [-1, 8, 8, 3] }] }).output;
    const int = (...v: number[]) => graph.constant(ints(...v));
    const conv = graph.add("Conv2D", [x, graph.constant(weight([3, 3, 3, 4]))], {
      strides: [1, 2, 2, 1],
      padding: "SAME",
      dilations: [1, 1, 1, 1],
    });
    expect(conv.output.shape).to.deep.equal([-1, 4, 4, 4]);
    const flat = graph.add("Reshape", [conv.output, int(-1, 64)]);
    expect(flat.output.shape).to.deep.equal([-1, 64]);
    expect(graph.add("Transpose", [x, int(0, 3, 1, 2)]).output.shape).to.deep.equal([-1, 3, 8, 8]);
    expect(graph.add("Mean", [x, int(1, 2)]).output.shape).to.deep.equal([-1, 3]);
    expect(graph.add("Shape", [x]).output.shape).to.deep.equal([4]);
    expect(foldNode(graph.add("Shape", [x]))).to.equal(undefined);
    expect(
      graph.add("StridedSlice", [x, int(0), int(0), int(1)], { begin_mask: 1, end_mask: 1 }).output.shape,
    ).to.deep.equal([-1, 8, 8, 3]);
  });

  it("folds questions about a type whose value is not constant", () => {
    const graph = new Graph();
    const x = graph.add("Placeholder", [], {}, { types: [{ dtype: "float32", shape: [2, 8] }] }).output;
    expect(foldNode(graph.add("Shape", [x]))?.[0]?.values).to.deep.equal(Int32Array.of(2, 8));
    expect(foldNode(graph.add("Size", [x]))?.[0]?.values).to.deep.equal(Int32Array.of(16));
  });

  it("folds integer arithmetic", () => {
    const cases = { Maximum: 5, Minimum: -3, AddV2: 2, Sub: -8, FloorDiv: -1, FloorMod: 2, SquaredDifference: 64 };
    for (const [op, expected] of Object.entries(cases)) {
      const graph = new Graph();
      const node = graph.add(op, [graph.constant(ints(-3)), graph.constant(ints(5))]);
      expect(foldNode(node)?.[0]?.values, op).to.deep.equal(Int32Array.of(expected));
    }
    const graph = new Graph();
    expect(foldNode(graph.add("Sign", [graph.constant(ints(-3, 0, 7))]))?.[0]?.values).to.deep.equal(
      Int32Array.of(-1, 0, 1),
    );
  });

  it("does not fold integers where backends differ", () => {
    const graph = new Graph();
    const int = (value: number) => graph.constant(ints(value));
    expect(foldNode(graph.add("FloorDiv", [int(3), int(0)]))).to.equal(undefined);
    expect(foldNode(graph.add("Mul", [int(1 << 20), int(1 << 20)]))).to.equal(undefined);
    const huge = graph.constant(weight([1], [1e10]));
    expect(foldNode(graph.add("Cast", [huge], { SrcT: "float32", DstT: "int32" }))).to.equal(undefined);
  });

  it("does not fold what grows too much", () => {
    const graph = new Graph();
    const big = graph.add("BroadcastTo", [graph.constant(weight([1])), graph.constant(ints(1 << 20))]);
    expect(foldNode(big)).to.equal(undefined);
  });
});
