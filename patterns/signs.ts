/** F1: negations. They cancel, turn sums into differences, and go into constants. */
import { mapped } from "../src/rewrite/constants.ts";
import {
  anyDType,
  example,
  filled,
  op,
  pattern,
  type Rule,
  remake,
  tensor,
  weight,
  within,
} from "../src/rewrite/pattern.ts";

const F1 = { family: "F1" } as const;
const x = tensor(2, 3, 4);
const [a, b] = [x, x];

export default [
  pattern({
    ...F1,
    name: "multiply-minus-one",
    exactness: "X",
    about: "Multiplying or dividing by minus one is a negation.",
    inputs: { x },
    before: ({ x }) => [op.Mul(x, -1), op.RealDiv(x, -1)],
    after: ({ x }) => op.Neg(x),
    nearMisses: [
      example("the constant broadcasts x", { x: tensor(1, 3, 4), c: filled(-1, weight(2, 3, 4)) }, (v) =>
        op.Mul(v.x, v.c),
      ),
    ],
  }),
  pattern({
    ...F1,
    name: "zero-minus",
    exactness: "X",
    about: "Zero minus a value is a negation.",
    inputs: { x },
    before: ({ x }) => op.Sub(0, x),
    after: ({ x }) => op.Neg(x),
  }),
  pattern({
    ...F1,
    name: "negate-twice",
    exactness: "X",
    about: "Two negations cancel.",
    inputs: { x: anyDType(x) },
    before: ({ x }) => op.Neg(op.Neg(x).kept()),
    after: ({ x }) => x,
  }),
  pattern({
    ...F1,
    name: "add-negated",
    exactness: "X",
    about: "Adding a negated value is a subtraction.",
    inputs: { a, b },
    before: ({ a, b }) => op.AddV2(a, op.Neg(b).kept()),
    after: ({ a, b }) => op.Sub(a, b),
  }),
  pattern({
    ...F1,
    name: "subtract-negated",
    exactness: "X",
    about: "Subtracting a negated value is an addition.",
    inputs: { a, b },
    before: ({ a, b }) => op.Sub(a, op.Neg(b).kept()),
    after: ({ a, b }) => op.AddV2(a, b),
  }),
  pattern({
    ...F1,
    name: "product-of-negated",
    exactness: "X",
    about: "Two negated factors lose their signs.",
    inputs: { a, b: within(0.5, 2, b) },
    before: ({ a, b }) => [op.Mul(op.Neg(a).kept(), op.Neg(b).kept()), op.RealDiv(op.Neg(a).kept(), op.Neg(b).kept())],
    after: ({ a, b, root }) => remake(root.node, [a, b]),
  }),
  pattern({
    ...F1,
    name: "negated-difference",
    exactness: "X",
    about: "A negated difference is the difference the other way round.",
    inputs: { a, b },
    before: ({ a, b }) => op.Neg(op.Sub(a, b)),
    after: ({ a, b }) => op.Sub(b, a),
  }),
  pattern({
    ...F1,
    name: "negated-scale",
    exactness: "X",
    about: "A negation goes into the constant factor of a product.",
    inputs: { x, c: weight(4) },
    before: ({ x, c }) => [op.Neg(op.Mul(x, c)), op.Mul(op.Neg(x), c)],
    after: ({ x, c }) =>
      op.Mul(
        x,
        mapped(c.constant, (v) => -v),
      ),
  }),
  pattern({
    ...F1,
    name: "subtract-constant",
    exactness: "X",
    about: "Subtracting a constant is adding its negative: shifts get one spelling.",
    inputs: { x, c: weight(4) },
    before: ({ x, c }) => op.Sub(x, c),
    after: ({ x, c }) =>
      op.AddV2(
        x,
        mapped(c.constant, (v) => -v),
      ),
  }),
  pattern({
    ...F1,
    name: "sign-before-even",
    exactness: "X",
    about: "A sign that a square or a magnitude removes anyway goes.",
    inputs: { x },
    before: ({ x }) => [op.Square(op.Abs(x).kept()), op.Square(op.Neg(x).kept()), op.Abs(op.Neg(x).kept())],
    after: ({ x, root }) => remake(root.node, [x]),
  }),
] satisfies readonly Rule[];
