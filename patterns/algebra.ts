/** F1: algebraic simplification. Ops that change nothing go, and what is left gets one spelling for later rules to look for. */
import { isKnown } from "../src/rewrite/conditions.ts";
import { tabulate } from "../src/rewrite/constants.ts";
import {
  anyDType,
  example,
  filled,
  op,
  pattern,
  type Rule,
  tensor,
  typed,
  weight,
  within,
} from "../src/rewrite/pattern.ts";

const F1 = { family: "F1" } as const;
const x = tensor(2, 3, 4);
const [a, b] = [x, x];
const positive = within(0.1, 3, x);

/** The example graphs of two operands where a constant of a larger shape broadcasts `x`. */
const broadcasting = (name: "AddV2" | "Mul", value: number) =>
  example("the constant broadcasts x", { x: tensor(1, 3, 4), c: filled(value, weight(2, 3, 4)) }, (v) =>
    op[name](v.x, v.c),
  );

export default [
  pattern({
    ...F1,
    name: "add-zero",
    exactness: "X",
    about: "Adding or subtracting zero goes.",
    inputs: { x },
    before: ({ x }) => [op.AddV2(x, 0), op.Sub(x, 0)],
    after: ({ x }) => x,
    nearMisses: [broadcasting("AddV2", 0)],
  }),
  pattern({
    ...F1,
    name: "multiply-one",
    exactness: "X",
    about: "Multiplying or dividing by one goes.",
    inputs: { x },
    before: ({ x }) => [op.Mul(x, 1), op.RealDiv(x, 1)],
    after: ({ x }) => x,
    nearMisses: [broadcasting("Mul", 1)],
  }),
  pattern({
    ...F1,
    name: "multiply-zero",
    exactness: "N",
    about: "A product with zero is zero, unless the other factor is infinite or NaN.",
    inputs: { x },
    before: ({ x }) => op.Mul(x, 0),
    when: ({ x }) => isKnown(x),
    after: ({ x }) => tabulate(x.shape ?? [], () => 0),
    nearMisses: [broadcasting("Mul", 0)],
  }),
  pattern({
    ...F1,
    name: "subtract-self",
    exactness: "N",
    about: "A value minus itself is zero, unless it is infinite or NaN.",
    inputs: { x },
    before: ({ x }) => op.Sub(x, x),
    when: ({ x }) => isKnown(x),
    after: ({ x }) => tabulate(x.shape ?? [], () => 0),
  }),
  pattern({
    ...F1,
    name: "divide-self",
    exactness: "N",
    about: "A value divided by itself is one, unless it is zero, infinite or NaN.",
    inputs: { x: positive },
    before: ({ x }) => op.RealDiv(x, x),
    when: ({ x }) => isKnown(x),
    after: ({ x }) => tabulate(x.shape ?? [], () => 1),
  }),
  pattern({
    ...F1,
    name: "add-self",
    exactness: "X",
    about: "A value plus itself is twice the value, a scale that later folds into weights.",
    inputs: { x },
    before: ({ x }) => op.AddV2(x, x),
    after: ({ x }) => op.Mul(x, 2),
  }),
  pattern({
    ...F1,
    name: "extremum-of-self",
    exactness: "X",
    about: "The larger or smaller of a value and itself is the value.",
    inputs: { x: anyDType(x) },
    before: ({ x }) => [op.Maximum(x, x), op.Minimum(x, x)],
    after: ({ x }) => x,
  }),
  pattern({
    ...F1,
    name: "not-twice",
    exactness: "X",
    about: "Two logical negations cancel.",
    inputs: { x: typed("bool", x) },
    before: ({ x }) => op.LogicalNot(op.LogicalNot(x).kept()),
    after: ({ x }) => x,
  }),
  pattern({
    ...F1,
    name: "reciprocal-twice",
    exactness: "A",
    about: "Two reciprocals cancel.",
    inputs: { x: positive },
    before: ({ x }) => op.Reciprocal(op.Reciprocal(x).kept()),
    after: ({ x }) => x,
  }),
  pattern({
    ...F1,
    name: "bias-as-add",
    exactness: "X",
    about: "BiasAdd is an addition along the last axis: shifts get one spelling.",
    inputs: { x: anyDType(tensor(1, 3, 5, 4)), bias: anyDType(tensor(4)) },
    before: ({ x, bias }) => op.BiasAdd(x, bias),
    when: ({ bias, root }) => [
      root.node.attrs.data_format !== "NCHW" || "the channels are not the last axis",
      bias.rank === 1 || "the bias is not a vector",
    ],
    after: ({ x, bias }) => op.AddV2(x, bias),
    nearMisses: [
      example("channels come first", { x: tensor(1, 4, 3, 4), bias: tensor(4) }, (v) =>
        op.BiasAdd(v.x, v.bias).with({ data_format: "NCHW" }),
      ),
      { title: "the bias is a picture", inputs: { bias: tensor(3, 5, 4) } },
    ],
  }),
  pattern({
    ...F1,
    name: "square",
    exactness: "X",
    about: "A value times itself is a square, the spelling that norms and GELU are looked for in.",
    inputs: { x },
    before: ({ x }) => op.Mul(x, x),
    after: ({ x }) => op.Square(x),
  }),
  pattern({
    ...F1,
    name: "squared-difference",
    exactness: "A",
    about: "The square of a difference is one op.",
    inputs: { a, b },
    before: ({ a, b }) => {
      const difference = op.Sub(a, b);
      return [op.Square(difference), op.Mul(difference, difference)];
    },
    after: ({ a, b }) => op.SquaredDifference(a, b),
  }),
  pattern({
    ...F1,
    name: "root-of-square",
    exactness: "S",
    about: "The square root of a square is the magnitude; the square could overflow.",
    inputs: { x },
    before: ({ x }) => op.Sqrt(op.Square(x)),
    after: ({ x }) => op.Abs(x),
  }),
  pattern({
    ...F1,
    name: "two-addends",
    exactness: "X",
    about: "AddN of two values is an addition.",
    inputs: { a: anyDType(a), b: anyDType(b) },
    before: ({ a, b }) => op.AddN(a, b),
    after: ({ a, b }) => op.AddV2(a, b),
  }),
  pattern({
    ...F1,
    name: "one-addend",
    exactness: "X",
    about: "AddN of one value is the value.",
    inputs: { a: anyDType(a) },
    before: ({ a }) => op.AddN(a),
    after: ({ a }) => a,
  }),
] satisfies readonly Rule[];
