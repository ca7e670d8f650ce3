/** F5: activations of one slope or one curve, recognised in the small ops that exporters write for them. */
import { example, op, pattern, type Rule, type Term, tensor } from "../src/rewrite/pattern.ts";

const F5 = { family: "F5" } as const;
const x = tensor(1, 3, 5, 4);

/** ReLU as models spell it before other rules have seen them. */
const relus = (x: Term) => [op.Relu(x), op.Maximum(x, 0)];
/** exp(y) − 1. */
const expm1s = (y: Term) => [op.Expm1(y), op.Sub(op.Exp(y), 1)];
/** Whether x is positive: which of the two does not matter where both branches agree at zero. */
const positives = (x: Term) => [op.Greater(x, 0), op.GreaterEqual(x, 0)];

export default [
  pattern({
    ...F5,
    name: "relu-by-mask",
    exactness: "S",
    about: "ReLU spelt as a selection or as a product with a mask is one op; they differ at infinities and NaN.",
    inputs: { x },
    before: ({ x }) => [
      op.Mul(x, op.Cast(op.Greater(x, 0)).example({ SrcT: "bool", DstT: "float32" })),
      op.Select(op.Greater(x, 0), x, 0),
      op.Select(op.GreaterEqual(x, 0), x, 0),
      op.Select(op.Less(x, 0), 0, x),
    ],
    after: ({ x }) => op.Relu(x),
  }),
  pattern({
    ...F5,
    name: "elu-by-select",
    exactness: "A",
    about: "A selection between a value and its exponential minus one is ELU.",
    inputs: { x },
    before: ({ x }) =>
      [x, op.Minimum(x, 0), op.Select(op.Greater(x, 0), 0, x)].flatMap((y) =>
        expm1s(y).flatMap((curve) => [
          ...positives(x).map((p) => op.Select(p, x, curve)),
          op.Select(op.Less(x, 0), curve, x),
        ]),
      ),
    after: ({ x }) => op.Elu(x),
  }),
  pattern({
    ...F5,
    name: "elu-by-sum",
    exactness: "A",
    about: "ReLU plus the exponential minus one of the negative part is ELU.",
    inputs: { x },
    before: ({ x }) =>
      relus(x).flatMap((positive) => expm1s(op.Minimum(x, 0)).map((curve) => op.AddV2(positive, curve))),
    after: ({ x }) => op.Elu(x),
  }),
  pattern({
    ...F5,
    name: "selu-by-select",
    exactness: "A",
    about: "ELU with the two self-normalising constants is SELU.",
    inputs: { x },
    before: ({ x }) =>
      expm1s(x).flatMap((curve) =>
        positives(x).flatMap((p) => [
          op.Mul(op.Select(p, x, op.Mul(curve, 1.6732632)), 1.050701),
          op.Select(p, op.Mul(x, 1.050701), op.Mul(curve, 1.7580993)),
        ]),
      ),
    after: ({ x }) => op.Selu(x),
  }),
  pattern({
    ...F5,
    name: "sigmoid-by-exponential",
    exactness: "A",
    about: "The reciprocal of one plus the exponential of the negative is the sigmoid.",
    inputs: { x },
    before: ({ x }) => [
      op.RealDiv(1, op.AddV2(op.Exp(op.Neg(x)), 1)),
      op.Reciprocal(op.AddV2(op.Exp(op.Neg(x)), 1)),
      op.RealDiv(op.Exp(x), op.AddV2(op.Exp(x), 1)),
    ],
    after: ({ x }) => op.Sigmoid(x),
    nearMisses: [example("two is added", { x }, ({ x }) => op.RealDiv(1, op.AddV2(op.Exp(op.Neg(x)), 2)))],
  }),
  pattern({
    ...F5,
    name: "sigmoid-by-tanh",
    exactness: "A",
    about: "The hyperbolic tangent of half a value, moved to between 0 and 1, is the sigmoid.",
    inputs: { x },
    before: ({ x }) => {
      const tanh = op.Tanh(op.Mul(x, 0.5));
      return [op.AddV2(op.Mul(tanh, 0.5), 0.5), op.Mul(op.AddV2(tanh, 1), 0.5)];
    },
    after: ({ x }) => op.Sigmoid(x),
  }),
  pattern({
    ...F5,
    name: "tanh-by-exponential",
    exactness: "S",
    about: "The hyperbolic tangent spelt with exponentials is one op, and does not overflow.",
    inputs: { x },
    before: ({ x }) => [
      op.RealDiv(op.Sub(op.Exp(x), op.Exp(op.Neg(x))), op.AddV2(op.Exp(x), op.Exp(op.Neg(x)))),
      op.Sub(op.Mul(op.Sigmoid(op.Mul(x, 2)), 2), 1),
      op.AddV2(op.Mul(op.Sigmoid(op.Mul(x, 2)), 2), -1),
    ],
    after: ({ x }) => op.Tanh(x),
  }),
  pattern({
    ...F5,
    name: "softplus-by-logarithm",
    exactness: "S",
    about: "The logarithm of one plus the exponential is softplus, which does not overflow.",
    inputs: { x },
    before: ({ x }) => [
      op.Log(op.AddV2(op.Exp(x), 1)),
      op.Log1p(op.Exp(x)),
      ...relus(x).map((positive) => op.AddV2(positive, op.Log1p(op.Exp(op.Neg(op.Abs(x)))))),
    ],
    after: ({ x }) => op.Softplus(x),
  }),
  pattern({
    ...F5,
    name: "softsign-by-division",
    exactness: "A",
    about: "A value divided by one plus its magnitude is softsign.",
    inputs: { x },
    before: ({ x }) => op.RealDiv(x, op.AddV2(op.Abs(x), 1)),
    after: ({ x }) => op.Softsign(x),
  }),
] satisfies readonly Rule[];
