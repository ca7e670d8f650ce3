/** F5: leaky ReLU and PReLU, recognised in the small ops that exporters write for them. */
import { keepsShape } from "../src/rewrite/conditions.ts";
import { mapped } from "../src/rewrite/constants.ts";
import {
  filled,
  numberOf,
  op,
  pattern,
  type Rule,
  scalar,
  type Term,
  tensor,
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
/** Whether x is positive: which of the two does not matter where both branches agree at zero. */
const positives = (x: Term) => [op.Greater(x, 0), op.GreaterEqual(x, 0)];

export default [
  pattern({
    ...F5,
    name: "leaky-relu-by-maximum",
    exactness: "X",
    about: "The larger of a value and a fraction of it is leaky ReLU.",
    inputs: { x, slope: scalar(0.25) },
    before: ({ x, slope }) => op.Maximum(op.Mul(x, slope), x),
    when: ({ slope }) => (numberOf(slope) >= 0 && numberOf(slope) <= 1) || "the slope is not between 0 and 1",
    after: ({ x, slope }) => op.LeakyRelu(x).with({ alpha: numberOf(slope) }),
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
    after: ({ x, slope }) => op.LeakyRelu(x).with({ alpha: numberOf(slope) }),
    nearMisses: [{ title: "the slope is per channel", inputs: { slope: alpha } }],
  }),
  pattern({
    ...F5,
    name: "leaky-relu-by-two-relus",
    exactness: "X",
    about: "ReLU of a value minus a fraction of ReLU of its negative is leaky ReLU.",
    inputs: { x, slope: scalar(0.25) },
    before: ({ x, slope }) => op.Sub(op.Relu(x), op.Mul(slope, op.Relu(op.Neg(x)))),
    after: ({ x, slope }) => op.LeakyRelu(x).with({ alpha: numberOf(slope) }),
  }),
  pattern({
    ...F5,
    name: "prelu-by-two-relus",
    exactness: "X",
    about: "PReLU as Keras spells it, relu(x) − α·relu(−x) with the sign in the slopes, is one op.",
    inputs: { x, slopes: within(-0.9, -0.1, weight(4)) },
    before: ({ x, slopes }) => op.AddV2(op.Relu(x), op.Mul(slopes, op.Relu(op.Neg(x)))),
    when: ({ x, root }) => keepsShape(x, root),
    after: ({ x, slopes }) =>
      op.Prelu(
        x,
        mapped(slopes.constant, (v) => -v),
      ),
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
    after: ({ x, half }) =>
      op.Prelu(
        x,
        mapped(half.constant, (v) => 2 * v),
      ),
  }),
  pattern({
    ...F5,
    name: "prelu-of-one-slope",
    exactness: "X",
    about: "PReLU whose slopes are all equal is leaky ReLU: nothing to read but the value.",
    inputs: { x, alpha: filled(0.25, weight(4)) },
    before: ({ x, alpha }) => op.Prelu(x, alpha),
    when: ({ x, alpha, root }) => [alpha.constant.splat !== undefined || "the slopes differ", keepsShape(x, root)],
    after: ({ x, alpha }) => op.LeakyRelu(x).with({ alpha: numberOf(alpha) }),
    nearMisses: [{ title: "the slopes differ", inputs: { alpha } }],
  }),
] satisfies readonly Rule[];
