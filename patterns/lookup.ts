/** F14: look-ups by constant indices are slices or one look-up, and a product with one-hot vectors is a look-up. */
import { axisOf } from "../src/graph/ops/rows.ts";
import { ConstantTensor, sizeOf } from "../src/graph/types.ts";
import { isStraight } from "../src/rewrite/anchors.ts";
import { isKnown } from "../src/rewrite/conditions.ts";
import { numbersOf, vector } from "../src/rewrite/constants.ts";
import {
  anyDType,
  type ConstantValue,
  example,
  int,
  ints,
  numberOf,
  op,
  pattern,
  type Rule,
  remake,
  tensor,
  weight,
} from "../src/rewrite/pattern.ts";

const F14 = { family: "F14" } as const;
const x = anyDType(tensor(2, 5, 3));
const plain = { batch_dims: 0 };
const isPlain = (attrs: { readonly batch_dims?: unknown }): true | string =>
  !attrs.batch_dims || "it looks up in batches";
const along = (axis: ConstantValue, rank: number): number => axisOf(numbersOf(axis)[0], rank) ?? -1;

export default [
  pattern({
    ...F14,
    exactness: "X",
    name: "look-up-as-slice",
    about: "Looking up neighbours in order is a slice, which may cost nothing.",
    inputs: { x, indices: ints(1, 2, 3), axis: int(1), index: int(3) },
    before: ({ x, indices, axis, index }) => [
      op.GatherV2(x, indices, axis).example(plain),
      op.GatherV2(x, index, axis).example(plain),
    ],
    when: ({ x, indices, axis, index, root }) => {
      const [first = -1, ...rest] = numbersOf(indices ?? index);
      const rank = (indices ?? index).rank;
      const inside = first >= 0 && first + rest.length < (x.shape?.[along(axis, x.rank)] as number);
      return [
        isPlain(root.node.attrs),
        isKnown(x),
        (rank < 2 && inside && rest.every((v, i) => v === first + i + 1)) || "they are not neighbours in order",
      ];
    },
    after: ({ x, indices, axis, index, root }) => {
      const at = numbersOf(indices ?? index);
      const a = along(axis, x.rank);
      const begin = vector((x.shape ?? []).map((_, d) => (d === a ? (at[0] as number) : 0)));
      const slice = op.Slice(x, begin, vector((x.shape ?? []).map((n, d) => (d === a ? at.length : n))));
      return (indices ?? index).rank === 1 ? slice : op.Reshape(slice, vector(root.shape ?? []));
    },
    nearMisses: [
      { title: "they are in another order", inputs: { indices: ints(3, 2, 1) } },
      example("it looks up in batches", { x, indices: { ...ints(1, 1), shape: [2, 1] }, axis: int(1) }, (v) =>
        op.GatherV2(v.x, v.indices, v.axis).with({ batch_dims: 1 }),
      ),
    ],
  }),
  pattern({
    ...F14,
    exactness: "X",
    name: "look-up-of-look-up",
    about: "A look-up in what was looked up is one look-up.",
    inputs: { x, first: ints(4, 0, 2), second: ints(2, 2, 0, 1), axis: int(1), again: int(1) },
    before: ({ x, first, second, axis, again }) =>
      op.GatherV2(op.GatherV2(x, first, axis).as("inner").example(plain).kept(), second, again).example(plain),
    when: (m) => [
      isPlain(m.root.node.attrs),
      isPlain(m.node("inner").attrs),
      (m.first.rank === 1 && m.second.rank === 1) || "the indices are no vectors",
      along(m.axis, m.x.rank) === along(m.again, m.x.rank) || "the axes differ",
      numbersOf(m.second).every((i) => i >= 0 && i < sizeOf(m.first.shape ?? [])) || "an index is out of range",
    ],
    after: ({ x, first, second, axis, root }) => {
      const inner = numbersOf(first);
      return remake(root.node, [x, vector(numbersOf(second).map((i) => inner[i] as number)), axis]);
    },
    nearMisses: [
      { title: "the axes differ", inputs: { again: int(2), second: ints(2, 0) } },
      { title: "an index is out of range", inputs: { second: ints(0, 3) } },
    ],
  }),
  pattern({
    ...F14,
    exactness: "S",
    name: "look-up-by-one-hot",
    about:
      "The product of a one-hot vector and a matrix is a row of it; they differ where the matrix holds infinities.",
    inputs: { x: tensor(3, 5), axis: int(1), depth: int(5), w: weight(5, 4) },
    before: ({ x, axis, depth, w }) =>
      op
        .MatMul(op.OneHot(op.ArgMax(x, axis).as("index").kept(), depth, 1, 0).example({ T: "float32" }), w)
        .example({ transpose_a: false, transpose_b: false }),
    // The rows that an index out of range would give are the reason to ask where it comes from.
    when: (m) => [
      isStraight(m.root.node),
      isKnown(m.x),
      (m.x.shape?.[along(m.axis, m.x.rank)] as number) <= numberOf(m.depth) || "an index may be out of range",
    ],
    after: (m) => op.GatherV2(m.w, m.node("index").output, ConstantTensor.int([], [0])).with(plain),
    nearMisses: [{ title: "an index may be out of range", inputs: { x: tensor(3, 7) } }],
  }),
] satisfies readonly Rule[];
