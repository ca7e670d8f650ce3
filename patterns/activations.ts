/** F5: activations of one slope or one curve, recognised in the small ops that exporters write for them. */
import { keepsShape } from "../src/rewrite/conditions.ts";
import { mapped } from "../src/rewrite/constants.ts";
import {
  example,
  filled,
  op,
  pattern,
  type Rule,
  scalar,
  type Term,
  tensor,
  valueOf,
  weight,
  within,
} from "../src/rewrite/pattern.ts";

const F5 = { family: "F5" } as const;
const x = tensor(1, 3, 5, 4);
const alpha = within(0.1, 0.9, weight(4));

/** ReLU as models spell it before other rules have seen them. */
const relus = (x: Term) => [op.Relu(x), op.Maximum(x, 0)];
/** min(x, 0). */
const negatives = (x: Term) => [op.Minimum(x, 0), op.Neg(op.Relu(op.Neg(x)))];
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
    when: ({ x, root }) => keepsShape(x, root),
    after: ({ x }) => op.Relu(x),
  }),
  pattern({
    ...F5,
    name: "leaky-relu-by-maximum",
    exactness: "X",
    about: "The larger of a value and a fraction of it is leaky ReLU.",
    inputs: { x, slope: scalar(0.25) },
    before: ({ x, slope }) => op.Maximum(op.Mul(x, slope), x),
    when: ({ slope }) => (valueOf(slope) >= 0 && valueOf(slope) <= 1) || "the slope is not between 0 and 1",
    after: ({ x, slope }) => op.LeakyRelu(x).with({ alpha: valueOf(slope) }),
    nearMisses: [{ title: "the slope is above one", inputs: { slope: scalar(1.5) } }],
  }),
  pattern({
    ...F5,
    name: "leaky-relu-by-select",
    exactness: "X",
    about: "A selection between a value and a multiple of it by its sign is leaky ReLU.",
    inputs: { x, slope: scalar(0.25) },
    before: ({ x, slope }) => [
      ...positives(x).map((p) => op.Select(p, x, op.Mul(x, slope))),
      op.Select(op.Less(x, 0), op.Mul(x, slope), x),
    ],
    after: ({ x, slope }) => op.LeakyRelu(x).with({ alpha: valueOf(slope) }),
    nearMisses: [{ title: "the slope is per channel", inputs: { slope: alpha } }],
  }),
  pattern({
    ...F5,
    name: "leaky-relu-by-two-relus",
    exactness: "X",
    about: "ReLU of a value minus a fraction of ReLU of its negative is leaky ReLU.",
    inputs: { x, slope: scalar(0.25) },
    before: ({ x, slope }) => op.Sub(op.Relu(x), op.Mul(slope, op.Relu(op.Neg(x)))),
    when: ({ x, root }) => keepsShape(x, root),
    after: ({ x, slope }) => op.LeakyRelu(x).with({ alpha: valueOf(slope) }),
  }),
  pattern({
    ...F5,
    name: "prelu-by-two-relus",
    exactness: "X",
    about: "PReLU as Keras spells it, relu(x) − α·relu(−x) with the sign in the slopes, is one op.",
    inputs: { x, slopes: within(-0.9, -0.1, weight(4)) },
    before: ({ x, slopes }) => op.AddV2(op.Relu(x), op.Mul(slopes, op.Relu(op.Neg(x)))),
    when: ({ x, root }) => keepsShape(x, root),
    after: ({ x, slopes }) => op.Prelu(x, mapped(slopes.constant, (v) => -v)),
  }),
  pattern({
    ...F5,
    name: "prelu-by-subtraction",
    exactness: "X",
    about: "PReLU spelt as relu(x) − α·relu(−x) is one op.",
    inputs: { x, alpha },
    before: ({ x, alpha }) => op.Sub(op.Relu(x), op.Mul(alpha, op.Relu(op.Neg(x)))),
    when: ({ x, root }) => keepsShape(x, root),
    after: ({ x, alpha }) => op.Prelu(x, alpha),
  }),
  pattern({
    ...F5,
    name: "prelu-by-minimum",
    exactness: "X",
    about: "PReLU spelt as max(x, 0) + α·min(x, 0) is one op.",
    inputs: { x, alpha },
    before: ({ x, alpha }) =>
      relus(x).flatMap((positive) => negatives(x).map((negative) => op.AddV2(positive, op.Mul(alpha, negative)))),
    when: ({ x, root }) => keepsShape(x, root),
    after: ({ x, alpha }) => op.Prelu(x, alpha),
    nearMisses: [{ title: "the slopes broadcast x", inputs: { x: tensor(1, 3, 5, 1) } }],
  }),
  pattern({
    ...F5,
    name: "prelu-by-magnitude",
    exactness: "S",
    about: "PReLU spelt with (x − |x|)/2 for the negative part is one op; they differ at infinity.",
    inputs: { x, alpha },
    before: ({ x, alpha }) => {
      const twice = op.Sub(x, op.Abs(x));
      return relus(x).flatMap((positive) => [
        op.AddV2(positive, op.Mul(op.Mul(alpha, twice), 0.5)),
        op.AddV2(positive, op.Mul(alpha, op.Mul(twice, 0.5))),
        op.AddV2(positive, op.Mul(op.Mul(alpha, 0.5), twice)),
      ]);
    },
    when: ({ x, root }) => keepsShape(x, root),
    after: ({ x, alpha }) => op.Prelu(x, alpha),
  }),
  pattern({
    ...F5,
    name: "prelu-by-halved-magnitude",
    exactness: "S",
    about: "PReLU spelt relu(x) + c·(x − |x|), with the half already in the constant, is one op.",
    inputs: { x, half: within(0.1, 0.4, weight(4)) },
    before: ({ x, half }) => relus(x).map((positive) => op.AddV2(positive, op.Mul(half, op.Sub(x, op.Abs(x))))),
    when: ({ x, root }) => keepsShape(x, root),
    after: ({ x, half }) => op.Prelu(x, mapped(half.constant, (v) => 2 * v)),
  }),
  pattern({
    ...F5,
    name: "prelu-of-one-slope",
    exactness: "X",
    about: "PReLU whose slopes are all equal is leaky ReLU: nothing to read but the value.",
    inputs: { x, alpha: filled(0.25, weight(4)) },
    before: ({ x, alpha }) => op.Prelu(x, alpha),
    when: ({ x, alpha, root }) => (alpha.constant.splat === undefined ? "the slopes differ" : keepsShape(x, root)),
    after: ({ x, alpha }) => op.LeakyRelu(x).with({ alpha: valueOf(alpha) }),
    nearMisses: [{ title: "the slopes differ", inputs: { alpha } }],
  }),
  pattern({
    ...F5,
    name: "elu-by-select",
    exactness: "A",
    about: "A selection between a value and its exponential minus one is ELU.",
    inputs: { x },
    before: ({ x }) =>
      [x, op.Minimum(x, 0), op.Select(op.Greater(x, 0), 0, x)].flatMap((y) =>
        expm1s(y).flatMap((curve) => [...positives(x).map((p) => op.Select(p, x, curve)), op.Select(op.Less(x, 0), curve, x)]),
      ),
    when: ({ x, root }) => keepsShape(x, root),
    after: ({ x }) => op.Elu(x),
  }),
  pattern({
    ...F5,
    name: "elu-by-sum",
    exactness: "A",
    about: "ReLU plus the exponential minus one of the negative part is ELU.",
    inputs: { x },
    before: ({ x }) => relus(x).flatMap((positive) => expm1s(op.Minimum(x, 0)).map((curve) => op.AddV2(positive, curve))),
    when: ({ x, root }) => keepsShape(x, root),
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
    when: ({ x, root }) => keepsShape(x, root),
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
    when: ({ x, root }) => keepsShape(x, root),
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
    when: ({ x, root }) => keepsShape(x, root),
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
    when: ({ x, root }) => keepsShape(x, root),
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
    when: ({ x, root }) => keepsShape(x, root),
    after: ({ x }) => op.Softplus(x),
  }),
  pattern({
    ...F5,
    name: "softsign-by-division",
    exactness: "A",
    about: "A value divided by one plus its magnitude is softsign.",
    inputs: { x },
    before: ({ x }) => op.RealDiv(x, op.AddV2(op.Abs(x), 1)),
    when: ({ x, root }) => keepsShape(x, root),
    after: ({ x }) => op.Softsign(x),
  }),
] satisfies readonly Rule[];
