/** F2: constant and shape folding. What does not depend on the model's inputs is computed once, and what nothing reads goes. */

import { foldNode } from "../src/graph/fold.ts";
import type { Node, Value } from "../src/graph/graph.ts";
import { rowOf } from "../src/graph/ops.ts";
import { ConstantTensor, sizeOf } from "../src/graph/types.ts";
import { isKnown } from "../src/rewrite/conditions.ts";
import { sameAttr } from "../src/rewrite/match.ts";
import {
  anyDType,
  example,
  int,
  ints,
  OpTerm,
  op,
  pattern,
  type Rule,
  scalar,
  tensor,
  typed,
  weight,
} from "../src/rewrite/pattern.ts";

const F2 = { family: "F2", exactness: "X" } as const;
const x = tensor(2, 3, 4);

const constantFolding: Rule = {
  ...F2,
  name: "fold-constants",
  exactness: "A",
  about: "An op whose operands are all constant is computed once; so is what asks only for a known shape.",
  roots: [],
  apply: foldNode,
  examples: [
    example("arithmetic on weights", { x, c: weight(4) }, ({ x, c }) => op.Mul(x, op.Rsqrt(op.Square(c)))),
    example("a flattening", { x, zero: ints(0), one: ints(1), rest: ints(-1), axis: typed("int32", scalar(0)) }, (v) =>
      op.Reshape(v.x, op.ConcatV2(op.Slice(op.Shape(v.x), v.zero, v.one), v.rest, v.axis)),
    ),
    example(
      "sparse weights",
      { x, places: { ...ints(0, 1, 2, 3), shape: [2, 2] }, shape: ints(3, 4), c: weight(2), zero: scalar(0) },
      (v) => op.Mul(v.x, op.SparseToDense(v.places, v.shape, v.c, v.zero)),
    ),
    example(
      "scattered weights",
      { x, places: { ...ints(1, 1, 3), shape: [3, 1] }, shape: ints(4), c: weight(3) },
      (v) => op.Mul(v.x, op.ScatterNd(v.places, v.c, v.shape)),
    ),
    example("weights under another shape", { x, c: weight(2, 2), shape: ints(4) }, (v) =>
      op.Mul(v.x, op.Reshape(v.c, v.shape)),
    ),
    example("axes by rank", { x, one: int(1) }, (v) => op.Sum(v.x, op.Range(v.one, op.Rank(v.x), v.one))),
  ],
  nearMisses: [],
};

/** Small constants with equal elements are one constant to the eyes of common-subexpression. */
const SMALL = 64;
function sameOperand(a: Value, b: Value): boolean {
  if (a === b) return true;
  const [c, d] = [a.constant, b.constant];
  if (!c || !d || c.dtype !== d.dtype || !sameAttr(c.shape, d.shape) || sizeOf(c.shape) > SMALL) return false;
  return c.values.every((v: number, i: number) => Object.is(v, d.values[i]));
}
const sameOperands = (a: readonly Value[], b: readonly Value[]): boolean =>
  a.length === b.length && a.every((v, i) => sameOperand(v, b[i] as Value));

const commonSubexpression: Rule = {
  ...F2,
  name: "common-subexpression",
  about: "Two nodes that compute the same thing are one.",
  roots: [],
  apply(node, { graph, pinned }) {
    const row = rowOf(node.op);
    // A twin reads all that the node reads: the operand with the fewest readers finds it soonest.
    let shared: Value | undefined;
    for (const v of node.inputs) if (!v.constant && !(shared && shared.users.size <= v.users.size)) shared = v;
    if (!row || row.impure || !shared) return undefined;
    const twin = (other: Node): boolean =>
      other.op === node.op &&
      other !== node &&
      other.control.length === 0 &&
      !pinned.has(other.name) &&
      sameAttr(other.attrs, node.attrs) &&
      (sameOperands(other.inputs, node.inputs) ||
        (row.commutative === true && sameOperands([...other.inputs].reverse(), node.inputs)));
    for (const other of shared.users.keys()) {
      if (!twin(other)) continue;
      if (graph.isOutput(node.output) && graph.isOutput(other.output))
        return `"${node.name}" and "${other.name}" are both outputs`;
      return other.outputs;
    }
    return undefined;
  },
  examples: [
    example("equal branches", { x }, ({ x }) => op.AddV2(op.Exp(op.Mul(x, 2)), op.Sqrt(op.Abs(op.Mul(2, x))))),
  ],
  nearMisses: [],
};

const identity: Rule = {
  ...F2,
  name: "strip-identity",
  about: "An op that only hands its operand on goes.",
  roots: ["Identity", "EnsureShape"],
  apply(node) {
    const [x, shape] = node.inputs as [Value, Value?];
    const asked = shape?.constant && Array.from(shape.constant.values);
    return node.op === "Identity" || sameAttr(x.shape, asked) ? x : `the shape of "${x.name}" is not known`;
  },
  examples: [
    example("Identity", { x }, ({ x }) => op.Abs(op.Identity(x))),
    example("EnsureShape", { x, shape: ints(2, 3, 4) }, ({ x, shape }) => op.Abs(op.EnsureShape(x, shape))),
  ],
  nearMisses: [],
};

const deadCode: Rule = {
  ...F2,
  name: "dead-code",
  about: "A node that nothing reads and nobody asked for goes.",
  roots: [],
  apply(node, { graph }) {
    if (node.op === "Placeholder" || rowOf(node.op)?.impure) return undefined;
    return node.outputs.every((v) => v.users.size === 0 && !graph.isOutput(v)) ? [] : undefined;
  },
  examples: [],
  nearMisses: [],
};

const REDUCTIONS = ["Sum", "Mean", "Max", "Min", "Prod"] as const;

export default [
  deadCode,
  identity,
  constantFolding,
  commonSubexpression,
  pattern({
    ...F2,
    name: "reduce-nothing",
    about: "A reduction over axes of extent one only changes the shape.",
    inputs: { x: anyDType(tensor(2, 1, 4)), axes: ints(1) },
    before: ({ x, axes }) => REDUCTIONS.map((name) => new OpTerm(name, [x, axes]).example({ keep_dims: false })),
    when: ({ x, root }) => {
      const known = isKnown(x);
      if (known !== true || !root.shape) return known === true ? "the shape of the result is not known" : known;
      return x.type?.dtype !== root.type?.dtype
        ? "the dtype changes"
        : sizeOf(x.shape ?? []) === sizeOf(root.shape) || "elements are reduced";
    },
    after: ({ x, root }) => op.Reshape(x, ConstantTensor.int([root.rank], root.shape ?? [])),
    nearMisses: [{ title: "the axis has two elements", inputs: { x: tensor(2, 2, 4) } }],
  }),
] satisfies readonly Rule[];
