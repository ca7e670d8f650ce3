/** F1: comparisons, selections and casts that change nothing or have a shorter spelling. */
import { keepsShape } from "../src/rewrite/conditions.ts";
import { anyDType, example, op, pattern, type Rule, tensor, typed } from "../src/rewrite/pattern.ts";

const F1 = { family: "F1" } as const;
const x = tensor(2, 3, 4);
const [a, b] = [anyDType(x), anyDType(x)];

export default [
  pattern({
    ...F1,
    name: "not-equal",
    exactness: "X",
    about:
      "The negation of an equality is an inequality. Ordered comparisons stay, for NaN is neither less nor not less.",
    inputs: { a, b },
    before: ({ a, b }) => op.LogicalNot(op.Equal(a, b)),
    after: ({ a, b }) => op.NotEqual(a, b),
  }),
  pattern({
    ...F1,
    name: "not-not-equal",
    exactness: "X",
    about: "The negation of an inequality is an equality.",
    inputs: { a, b },
    before: ({ a, b }) => op.LogicalNot(op.NotEqual(a, b)),
    after: ({ a, b }) => op.Equal(a, b),
  }),
  pattern({
    ...F1,
    name: "select-negated",
    exactness: "X",
    about: "A selection by a negated condition is the selection the other way round.",
    inputs: { c: typed("bool", x), a, b },
    before: ({ c, a, b }) => op.Select(op.LogicalNot(c).kept(), a, b),
    after: ({ c, a, b }) => op.Select(c, b, a),
  }),
  pattern({
    ...F1,
    name: "select-same",
    exactness: "X",
    about: "A selection between a value and itself is the value.",
    inputs: { c: typed("bool", x), a },
    before: ({ c, a }) => op.Select(c, a, a),
    when: ({ a, root }) => keepsShape(a, root),
    after: ({ a }) => a,
  }),
  pattern({
    family: "F12",
    name: "cast-nothing",
    exactness: "X",
    about: "A cast to the dtype that the value has goes.",
    inputs: { x: anyDType(x) },
    before: ({ x }) => op.Cast(x).example({ SrcT: "float32", DstT: "float32" }),
    when: ({ x, root }) => x.type?.dtype === root.type?.dtype || `"${x.name}" changes its dtype`,
    after: ({ x }) => x,
    nearMisses: [
      example("the dtype changes", { x: typed("int32", x) }, (v) =>
        op.Cast(v.x).with({ SrcT: "int32", DstT: "float32" }),
      ),
    ],
  }),
  pattern({
    family: "F12",
    name: "cast-and-back",
    exactness: "X",
    about: "A cast from bool to numbers and back goes.",
    inputs: { x: typed("bool", x) },
    before: ({ x }) =>
      op
        .Cast(op.Cast(x).example({ SrcT: "bool", DstT: "float32" }).kept())
        .with({ DstT: "bool" })
        .example({ SrcT: "float32" }),
    after: ({ x }) => x,
  }),
] satisfies readonly Rule[];
