/** F1: division, powers, roots and logarithms. Divisions by constants become products, powers what computes them fastest. */
import type { ConstantTensor } from "../src/graph/types.ts";
import { keepsShape } from "../src/rewrite/conditions.ts";
import { isNormal, mapped } from "../src/rewrite/constants.ts";
import {
  type ConstantValue,
  example,
  filled,
  op,
  pattern,
  type Rule,
  tensor,
  weight,
  within,
} from "../src/rewrite/pattern.ts";

const F1 = { family: "F1" } as const;
const x = within(0.2, 3, tensor(2, 3, 4));
const y = x;
const reciprocals = (c: ConstantValue): ConstantTensor => mapped(c.constant, (v) => 1 / v);

export default [
  pattern({
    ...F1,
    name: "divide-by-constant",
    exactness: "A",
    about: "Division by a constant is multiplication by its reciprocal, which folds into weights.",
    inputs: { x, c: within(0.5, 2, weight(4)) },
    before: ({ x, c }) => op.RealDiv(x, c),
    when: ({ c }) => isNormal(reciprocals(c)) || "a reciprocal is not a normal number",
    after: ({ x, c }) => op.Mul(x, reciprocals(c)),
    nearMisses: [{ title: "a divisor is zero", inputs: { c: filled([1, 0], weight(4)) } }],
  }),
  pattern({
    ...F1,
    name: "one-over",
    exactness: "X",
    about: "One divided by a value is its reciprocal.",
    inputs: { x },
    before: ({ x }) => op.RealDiv(1, x),
    after: ({ x }) => op.Reciprocal(x),
  }),
  pattern({
    ...F1,
    name: "multiply-reciprocal",
    exactness: "A",
    about: "A product with a reciprocal is a division: one op fewer, and one rounding.",
    inputs: { x, y },
    before: ({ x, y }) => op.Mul(x, op.Reciprocal(y)),
    when: ({ y, root }) => keepsShape(y, root),
    after: ({ x, y }) => op.RealDiv(x, y),
    nearMisses: [{ title: "one reciprocal serves many elements", inputs: { y: within(0.2, 3, tensor(2, 3, 1)) } }],
  }),
  pattern({
    ...F1,
    name: "divide-by-root",
    exactness: "A",
    about: "Division by a square root is multiplication by its reciprocal, which is one op.",
    inputs: { x, y },
    before: ({ x, y }) => op.RealDiv(x, op.Sqrt(y)),
    after: ({ x, y }) => op.Mul(x, op.Rsqrt(y)),
  }),
  pattern({
    ...F1,
    name: "reciprocal-root",
    exactness: "A",
    about: "The reciprocal of a square root is one op.",
    inputs: { x },
    before: ({ x }) => [op.Reciprocal(op.Sqrt(x)), op.RealDiv(1, op.Sqrt(x)), op.Sqrt(op.Reciprocal(x))],
    after: ({ x }) => op.Rsqrt(x),
  }),
  pattern({
    ...F1,
    name: "power-one",
    exactness: "X",
    about: "The first power of a value is the value.",
    inputs: { x },
    before: ({ x }) => op.Pow(x, 1),
    after: ({ x }) => x,
    nearMisses: [
      example("the exponent broadcasts x", { x: tensor(1, 3, 4), c: filled(1, weight(2, 3, 4)) }, (v) =>
        op.Pow(v.x, v.c),
      ),
    ],
  }),
  pattern({
    ...F1,
    name: "power-two",
    exactness: "X",
    about: "The second power is a square; GPUs get it wrong for negative values when it is spelt as a power.",
    inputs: { x },
    before: ({ x }) => op.Pow(x, 2),
    after: ({ x }) => op.Square(x),
  }),
  pattern({
    ...F1,
    name: "power-three",
    exactness: "A",
    about: "The third power is two products.",
    inputs: { x },
    before: ({ x }) => op.Pow(x, 3),
    after: ({ x }) => op.Mul(x, op.Square(x)),
  }),
  pattern({
    ...F1,
    name: "power-minus-one",
    exactness: "A",
    about: "The power of minus one is the reciprocal.",
    inputs: { x },
    before: ({ x }) => op.Pow(x, -1),
    after: ({ x }) => op.Reciprocal(x),
  }),
  pattern({
    ...F1,
    name: "power-half",
    exactness: "S",
    about: "The power of one half is the square root; they differ at minus infinity.",
    inputs: { x },
    before: ({ x }) => op.Pow(x, 0.5),
    after: ({ x }) => op.Sqrt(x),
  }),
  pattern({
    ...F1,
    name: "power-minus-half",
    exactness: "S",
    about: "The power of minus one half is the reciprocal of the square root; they differ at minus infinity.",
    inputs: { x },
    before: ({ x }) => op.Pow(x, -0.5),
    after: ({ x }) => op.Rsqrt(x),
  }),
  pattern({
    ...F1,
    name: "log-one-plus",
    exactness: "A",
    about: "The logarithm of one plus a value is one op, and exact near zero.",
    inputs: { x },
    before: ({ x }) => op.Log(op.AddV2(x, 1)),
    after: ({ x }) => op.Log1p(x),
  }),
  pattern({
    ...F1,
    name: "exponential-minus-one",
    exactness: "A",
    about: "An exponential minus one is one op, and exact near zero.",
    inputs: { x },
    before: ({ x }) => [op.Sub(op.Exp(x), 1), op.AddV2(op.Exp(x), -1)],
    after: ({ x }) => op.Expm1(x),
  }),
] satisfies readonly Rule[];
