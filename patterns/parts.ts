/** F1 and F5: activations and magnitudes written with the magnitude or the parts of a value, and roundings of whole numbers. */
import type { OpName } from "../src/graph/ops.ts";
import { numberOf, OpTerm, op, pattern, type Rule, scalar, tensor } from "../src/rewrite/pattern.ts";

const F1 = { family: "F1", exactness: "X" } as const;
const F5 = { family: "F5" } as const;
const x = tensor(1, 3, 5, 4);
const ROUNDINGS = ["Floor", "Ceil", "Round"] as const;
/** Ops whose results are never negative. */
const NOT_NEGATIVE = ["Square", "Exp", "Sigmoid", "Softplus", "Relu", "Relu6", "Softmax", "Sqrt"] as const;
const unary = (name: OpName, y: ConstructorParameters<typeof OpTerm>[1][number]): OpTerm => new OpTerm(name, [y]);
const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6;

export default [
  pattern({
    ...F5,
    exactness: "S",
    name: "relu-by-magnitude",
    about: "Half the sum of a value and its magnitude is ReLU; they differ at minus infinity.",
    inputs: { x },
    before: ({ x }) => [
      op.Mul(op.AddV2(x, op.Abs(x)), 0.5),
      op.RealDiv(op.AddV2(x, op.Abs(x)), 2),
      op.AddV2(op.Mul(x, 0.5), op.Mul(op.Abs(x), 0.5)),
    ],
    after: ({ x }) => op.Relu(x),
  }),
  pattern({
    ...F5,
    exactness: "S",
    name: "leaky-relu-by-magnitude",
    about:
      "px + q|x|, where p + q is one, is leaky ReLU with the slope p − q, as image translation networks write it; they differ at minus infinity.",
    inputs: { x, p: scalar(0.6), q: scalar(0.4) },
    before: ({ x, p, q }) => op.AddV2(op.Mul(x, p), op.Mul(op.Abs(x), q)),
    when: ({ p, q }) => near(numberOf(p) + numberOf(q), 1) || "positive values are scaled too",
    after: ({ x, p, q }) => op.LeakyRelu(x).with({ alpha: numberOf(p) - numberOf(q) }),
    nearMisses: [{ title: "the factors do not add up to one", inputs: { q: scalar(0.5) } }],
  }),
  pattern({
    ...F5,
    exactness: "A",
    name: "leaky-relu-by-sum",
    about: "αx + (1 − α)·relu(x) is leaky ReLU.",
    inputs: { x, slope: scalar(0.2), rest: scalar(0.8) },
    before: ({ x, slope, rest }) => op.AddV2(op.Mul(x, slope), op.Mul(op.Relu(x), rest)),
    when: ({ slope, rest }) => near(numberOf(slope) + numberOf(rest), 1) || "positive values are scaled too",
    after: ({ x, slope }) => op.LeakyRelu(x).with({ alpha: numberOf(slope) }),
    nearMisses: [{ title: "the factors do not add up to one", inputs: { rest: scalar(0.9) } }],
  }),
  pattern({
    ...F1,
    name: "magnitude-by-parts",
    about: "The larger of a value and its negative, or the sum of its two parts, is its magnitude.",
    inputs: { x },
    before: ({ x }) => [op.Maximum(x, op.Neg(x)), op.AddV2(op.Relu(x), op.Relu(op.Neg(x)))],
    after: ({ x }) => op.Abs(x),
  }),
  pattern({
    ...F1,
    name: "value-by-parts",
    about: "The positive part less the negative part is the value.",
    inputs: { x },
    before: ({ x }) => op.Sub(op.Relu(x), op.Relu(op.Neg(x))),
    after: ({ x }) => x,
  }),
  pattern({
    ...F1,
    exactness: "S",
    name: "negative-part",
    about: "A value less its positive part is its negative part; they differ at infinity.",
    inputs: { x },
    before: ({ x }) => op.Sub(x, op.Relu(x).kept()),
    after: ({ x }) => op.Minimum(x, 0),
  }),
  pattern({
    ...F1,
    name: "magnitude-of-not-negative",
    about: "The magnitude of a result that is never negative is the result.",
    inputs: { x },
    before: ({ x }) => NOT_NEGATIVE.map((name) => op.Abs(unary(name, x).as("inner").kept())),
    after: (m) => m.node("inner").output,
  }),
  pattern({
    ...F1,
    name: "rounding-of-whole",
    about: "A whole number need not be rounded.",
    inputs: { x },
    before: ({ x }) =>
      ROUNDINGS.flatMap((outer) =>
        [...ROUNDINGS, "Sign" as const]
          .filter((inner) => inner !== outer)
          .map((inner) => unary(outer, unary(inner, x).as("inner").kept())),
      ),
    after: (m) => m.node("inner").output,
  }),
  pattern({
    ...F1,
    name: "extremum-of-negated",
    about: "The larger of two negated values is the negated smaller one, and the other way round: one negation fewer.",
    inputs: { a: x, b: x },
    before: ({ a, b }) => [op.Maximum(op.Neg(a), op.Neg(b)), op.Minimum(op.Neg(a), op.Neg(b))],
    after: ({ a, b, root }) => op.Neg(root.node.op === "Maximum" ? op.Minimum(a, b) : op.Maximum(a, b)),
  }),
  pattern({
    ...F1,
    exactness: "S",
    name: "logarithm-of-exponential",
    about: "A logarithm undoes an exponential, which could overflow.",
    inputs: { x },
    before: ({ x }) => [op.Log(op.Exp(x)), op.Log1p(op.Expm1(x))],
    after: ({ x }) => x,
  }),
  pattern({
    ...F1,
    name: "power-zero",
    about: "The zeroth power of anything is one.",
    inputs: { x },
    before: ({ x }) => op.Pow(x, 0),
    after: ({ x }) => op.OnesLike(x),
  }),
] satisfies readonly Rule[];
