/** F16: what only asks for an order need not compute what keeps the order. */
import type { Value } from "../src/graph/graph.ts";
import { ConstantTensor } from "../src/graph/types.ts";
import { numbersOf, vector } from "../src/rewrite/constants.ts";
import {
  example,
  int,
  ints,
  numberOf,
  OpTerm,
  op,
  pattern,
  type Rule,
  remake,
  scalar,
  tensor,
  weight,
} from "../src/rewrite/pattern.ts";

const F16 = { family: "F16" } as const;
const x = tensor(3, 7);
const RANKS = ["ArgMax", "ArgMin"] as const;
const INCREASING = ["Sigmoid", "Tanh", "Exp", "Softplus"] as const;
const COMPARISONS = ["Greater", "GreaterEqual", "Less", "LessEqual"] as const;

/** The best one of a row: two reductions, which have kernels. */
const topOne: Rule = {
  ...F16,
  exactness: "S",
  name: "top-one",
  about: "The best of a row is a maximum and its place, which need no sorting; they differ where there is NaN.",
  roots: ["TopKV2"],
  apply({ inputs, outputs }) {
    const [x, k] = inputs as [Value, Value];
    const [values, places] = outputs as [Value, Value];
    if (k.constant?.values[0] !== 1 || x.type?.dtype !== "float32" || !values.shape) return undefined;
    const last = values.shape.length - 1;
    const best = op.Max(x, vector([last])).with({ keep_dims: true });
    return places.users.size === 0
      ? best
      : [best, op.Reshape(op.ArgMax(x, ConstantTensor.int([], [last])), vector(values.shape))];
  },
  examples: [example("one of seven", { x, k: int(1) }, (v) => op.Abs(op.TopKV2(v.x, v.k).example({ sorted: true })))],
  nearMisses: [],
};

export default [
  topOne,
  pattern({
    ...F16,
    exactness: "S",
    name: "place-before-increasing",
    about: "A function that increases keeps the place of the largest value; they differ where it rounds to a tie.",
    inputs: { x, axis: int(1), shift: scalar(0.5), scale: scalar(2) },
    before: ({ x, axis, shift, scale }) =>
      RANKS.flatMap((rank) =>
        [...INCREASING.map((f) => new OpTerm(f, [x])), op.AddV2(x, shift), op.Mul(x, scale)].map(
          (f) => new OpTerm(rank, [f.kept(), axis]),
        ),
      ),
    when: ({ scale }) => scale === undefined || numberOf(scale) > 0 || "the scale is not positive",
    after: ({ x, axis, root }) => remake(root.node, [x, axis]),
    nearMisses: [
      example("the scale is negative", { x, axis: int(1), scale: scalar(-2) }, (v) =>
        op.ArgMax(op.Mul(v.x, v.scale), v.axis),
      ),
      example("a shift for each", { x, axis: int(1), c: weight(7) }, (v) => op.ArgMax(op.AddV2(v.x, v.c), v.axis)),
    ],
  }),
  pattern({
    ...F16,
    exactness: "X",
    name: "place-of-negated",
    about: "The place of the largest negated value is that of the smallest value.",
    inputs: { x, axis: int(1) },
    before: ({ x, axis }) => RANKS.map((rank) => new OpTerm(rank, [op.Neg(x).kept(), axis])),
    after: ({ x, axis, root }) => (root.node.op === "ArgMax" ? op.ArgMin(x, axis) : op.ArgMax(x, axis)),
  }),
  pattern({
    ...F16,
    exactness: "A",
    name: "threshold-before-sigmoid",
    about: "A score compared with a threshold is compared before its sigmoid: σ(x) > t where x > log(t / (1 − t)).",
    inputs: { x, threshold: scalar(0.3) },
    before: ({ x, threshold }) => COMPARISONS.map((name) => new OpTerm(name, [op.Sigmoid(x), threshold])),
    when: ({ threshold }) => {
      const t = numberOf(threshold);
      return (t > 0.001 && t < 0.999) || "the threshold is not between 0 and 1";
    },
    after: ({ x, threshold, root }) => {
      const t = numberOf(threshold);
      return remake(root.node, [x, Math.log(t / (1 - t))]);
    },
    nearMisses: [{ title: "the threshold is one", inputs: { threshold: scalar(1) } }],
  }),
  pattern({
    ...F16,
    exactness: "X",
    name: "trim-top",
    about: "Of more best values than are wanted no more are looked for.",
    inputs: { x, k: int(5), begin: ints(0, 0), size: ints(3, 2) },
    before: ({ x, k, begin, size }) => op.Slice(op.TopKV2(x, k).as("top").example({ sorted: true }), begin, size),
    when: (m) => [
      m.node("top").attrs.sorted !== false || "they are in no order",
      numbersOf(m.begin).every((b) => b === 0) || "the best are left out",
      (m.root.shape ?? []).every((d, i) => i === m.root.rank - 1 || d === m.x.shape?.[i]) || "rows are left out",
    ],
    after: (m) => remake(m.node("top"), [m.x, ConstantTensor.int([], [m.root.shape?.at(-1) as number])]),
    nearMisses: [
      { title: "the best are left out", inputs: { begin: ints(0, 1) } },
      { title: "rows are left out", inputs: { size: ints(2, 2) } },
      example("they are in no order", { x, k: int(5), begin: ints(0, 0), size: ints(3, 2) }, (v) =>
        op.Slice(op.TopKV2(v.x, v.k).with({ sorted: false }), v.begin, v.size),
      ),
    ],
  }),
] satisfies readonly Rule[];
