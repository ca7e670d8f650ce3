/** F9: reshapes and transposes. Views of a value get one spelling, and runs of them become one or none. */
import type { Value } from "../src/graph/graph.ts";
import { ConstantTensor, sameShape } from "../src/graph/types.ts";
import { isKnown, keepsShape, reshapeTarget } from "../src/rewrite/conditions.ts";
import {
  anyDType,
  type ConstantValue,
  example,
  ints,
  OpTerm,
  op,
  pattern,
  type Rule,
  remake,
  scalar,
  tensor,
  typed,
} from "../src/rewrite/pattern.ts";

const F9 = { family: "F9", exactness: "X" } as const;
const x = anyDType(tensor(2, 3, 1, 4));

/** A shape operand. */
const shapeOf = (v: Value): ConstantTensor => ConstantTensor.int([v.rank], v.shape ?? []);
const numbers = (c: ConstantValue): number[] => Array.from(c.constant.values);
const REDUCTIONS = ["Sum", "Mean", "Max", "Min", "Prod"] as const;

/** The anchor may have any fused bias but no activation, so the op list decides rather than a pattern per anchor. */
const activationBeforeView: Rule = {
  family: "F4",
  exactness: "X",
  name: "activation-before-view",
  about: "An activation of a reshaped convolution or product moves before the reshape, where the anchor can take it.",
  roots: [
    "Relu",
    "Relu6",
    "Sigmoid",
    "Tanh",
    "Elu",
    "LeakyRelu",
    "HardSwish",
    "HardSigmoid",
    "Swish",
    "Gelu",
    "GeluTanh",
    "Mish",
    "Neg",
    "Abs",
    "Square",
    "Exp",
  ],
  apply(node, { graph }) {
    const view = node.input(0);
    const anchor = view.node.op === "Reshape" ? view.node.inputs[0] : undefined;
    if (!anchor || !/Conv2D$|Conv2dNative$|MatMul/.test(anchor.node.op)) return undefined;
    const { fused_ops: ops } = anchor.node.attrs;
    if (Array.isArray(ops) && ops.length > 1) return `the ${anchor.node.op} "${anchor.name}" has an activation`;
    for (const v of [view, anchor])
      if (v.users.size > 1 || graph.isOutput(v)) return `the ${v.node.op} "${v.name}" has a second user`;
    return remake(view.node, [remake(node, [anchor]), view.node.input(1)]);
  },
  examples: [
    example("after a product", { a: tensor(3, 4), b: tensor(4, 6), shape: ints(3, 2, 3) }, ({ a, b, shape }) =>
      op.Relu(op.Reshape(op.MatMul(a, b), shape)),
    ),
  ],
  nearMisses: [
    example(
      "the reshape is read twice",
      { a: tensor(3, 4), b: tensor(4, 6), shape: ints(3, 2, 3) },
      ({ a, b, shape }) => {
        const view = op.Reshape(op.MatMul(a, b), shape);
        return op.AddV2(op.Relu(view), view);
      },
    ),
  ],
};

export default [
  pattern({
    ...F9,
    name: "reshape-to-same",
    about: "A reshape to the shape that the value has goes.",
    inputs: { x, shape: ints(2, 3, 1, 4) },
    before: ({ x, shape }) => op.Reshape(x, shape),
    when: ({ x, root }) => keepsShape(x, root),
    after: ({ x }) => x,
    nearMisses: [{ title: "the shape changes", inputs: { shape: ints(2, 3, 4) } }],
  }),
  pattern({
    ...F9,
    name: "view-as-reshape",
    about: "Squeeze, ExpandDims and Pack of one value are reshapes: views get one spelling.",
    inputs: { x, axis: typed("int32", scalar(1)) },
    before: ({ x, axis }) => [
      op.Squeeze(x).example({ squeeze_dims: [2] }),
      op.ExpandDims(x, axis),
      op.Pack(x).example({ axis: 0 }),
    ],
    when: ({ root }) => reshapeTarget(root.shape),
    after: ({ x, root }) => op.Reshape(x, shapeOf(root)),
  }),
  pattern({
    ...F9,
    name: "reshape-of-reshape",
    about: "A reshape of a reshape is one reshape.",
    inputs: { x, first: ints(6, 4), second: ints(2, 12) },
    before: ({ x, first, second }) => op.Reshape(op.Reshape(x, first).kept(), second),
    when: ({ root }) => reshapeTarget(root.shape),
    after: ({ x, root }) => op.Reshape(x, shapeOf(root)),
  }),
  pattern({
    ...F9,
    name: "transpose-nothing",
    about: "A transpose that leaves every axis in place goes.",
    inputs: { x, perm: ints(0, 1, 2, 3) },
    before: ({ x, perm }) => op.Transpose(x, perm),
    when: ({ perm }) => numbers(perm).every((p, i) => p === i) || "an axis moves",
    after: ({ x }) => x,
    nearMisses: [{ title: "two axes change places", inputs: { perm: ints(0, 3, 2, 1) } }],
  }),
  pattern({
    ...F9,
    name: "transpose-as-reshape",
    about: "A transpose that moves only axes of extent one moves no element: it is a reshape.",
    inputs: { x, perm: ints(0, 2, 1, 3) },
    before: ({ x, perm }) => op.Transpose(x, perm),
    when: ({ x, perm }) => {
      const long = numbers(perm).filter((p) => x.shape?.[p] !== 1);
      return [isKnown(x), long.every((p, i) => i === 0 || p > (long[i - 1] as number)) || "elements move"];
    },
    after: ({ x, root }) => op.Reshape(x, shapeOf(root)),
    nearMisses: [{ title: "an axis with elements moves", inputs: { perm: ints(0, 3, 2, 1) } }],
  }),
  pattern({
    ...F9,
    name: "transpose-of-transpose",
    about: "A transpose of a transpose is one transpose, or none.",
    inputs: { x, first: ints(0, 3, 1, 2), second: ints(0, 2, 1, 3) },
    before: ({ x, first, second }) => op.Transpose(op.Transpose(x, first).kept(), second),
    after: ({ x, first, second }) => {
      const inner = numbers(first);
      const perm = numbers(second).map((p) => inner[p] as number);
      return op.Transpose(x, ConstantTensor.int([perm.length], perm));
    },
  }),
  pattern({
    ...F9,
    name: "reduction-keeps-axes",
    about: "A reduction whose axes a reshape puts back keeps them.",
    inputs: { x: anyDType(tensor(2, 3, 5, 4)), axes: ints(1, 2), shape: ints(2, 1, 1, 4) },
    before: ({ x, axes, shape }) =>
      REDUCTIONS.map((name) =>
        op.Reshape(new OpTerm(name, [x, axes]).as("reduction").example({ keep_dims: false }), shape),
      ),
    when: ({ x, axes, root }) => {
      const rank = x.rank;
      const gone = new Set(numbers(axes).map((a) => (a + rank) % rank));
      const kept = (x.shape ?? []).map((d, i) => (gone.has(i) ? 1 : d));
      return (
        (x.shape !== undefined && sameShape(kept, root.shape ?? [])) || "the reshape does more than put the axes back"
      );
    },
    after: (m) => remake(m.node("reduction"), [m.x, m.axes], { keep_dims: true }),
    nearMisses: [{ title: "the reshape does more", inputs: { shape: ints(2, 4, 1, 1) } }],
  }),
  activationBeforeView,
  pattern({
    ...F9,
    name: "transpose-into-product",
    about: "A transpose of the last two axes of a matrix product's operand is a flag of the product.",
    inputs: { a: tensor(2, 4, 3), b: tensor(2, 4, 5), perm: ints(0, 2, 1) },
    before: ({ a, b, perm }) => [
      op.BatchMatMulV2(op.Transpose(a, perm), b).with({ adj_x: false }).example({ adj_y: false }),
    ],
    when: ({ perm }) => swapsLast(numbers(perm)) || "other axes move",
    after: ({ a, b, root }) => remake(root.node, [a, b], { adj_x: true }),
    nearMisses: [
      example("the batch moves", { a: tensor(4, 2, 3), b: tensor(2, 4, 5), perm: ints(1, 2, 0) }, (v) =>
        op.BatchMatMulV2(op.Transpose(v.a, v.perm), v.b).with({ adj_x: false, adj_y: false }),
      ),
    ],
  }),
  pattern({
    ...F9,
    name: "transpose-into-second-operand",
    about: "A transpose of the last two axes of a matrix product's second operand is a flag of the product.",
    inputs: { a: tensor(2, 3, 4), b: tensor(2, 5, 4), perm: ints(0, 2, 1) },
    before: ({ a, b, perm }) =>
      op.BatchMatMulV2(a, op.Transpose(b, perm)).with({ adj_y: false }).example({ adj_x: false }),
    when: ({ perm }) => swapsLast(numbers(perm)) || "other axes move",
    after: ({ a, b, root }) => remake(root.node, [a, b], { adj_y: true }),
  }),
] satisfies readonly Rule[];

/** Whether a permutation swaps the last two axes and moves no other. */
function swapsLast(perm: readonly number[]): boolean {
  const n = perm.length;
  return n >= 2 && perm.every((p, i) => p === (i < n - 2 ? i : 2 * n - 3 - i));
}
