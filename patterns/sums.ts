/** F1 and F2: sums of many values, common factors, and the order in which operands of different sizes meet. */
import type { Value } from "../src/graph/graph.ts";
import type { ConstantTensor } from "../src/graph/types.ts";
import { keepsShape } from "../src/rewrite/conditions.ts";
import { combined, mapped } from "../src/rewrite/constants.ts";
import {
  type ConstantValue,
  example,
  op,
  pattern,
  type Rule,
  remake,
  tensor,
  weight,
  within,
} from "../src/rewrite/pattern.ts";

const F1 = { family: "F1", exactness: "A" } as const;
const x = tensor(2, 3, 4);
const c = weight(4);
const positive = within(0.5, 2, x);
const add = (a: number, b: number): number => a + b;

const floats = (values: readonly Value[]): boolean => values.every((v) => v.type?.dtype === "float32");
const sum = (a: ConstantTensor, b: ConstantTensor): ConstantTensor => combined(a, b, add) as ConstantTensor;
/** Whether the sum of two constants is no larger than they are. */
const addable = (a: ConstantValue, b: ConstantValue): true | string =>
  combined(a.constant, b.constant, add) !== undefined || "the constants together are larger than each";

const copies: Rule = {
  ...F1,
  name: "sum-of-copies",
  about: "Three or more times the same value is a multiple of it.",
  roots: ["AddN"],
  apply: ({ inputs }) => {
    const [first] = inputs;
    if (!first || inputs.length < 3 || !floats(inputs)) return undefined;
    return inputs.every((v) => v === first) ? op.Mul(first, inputs.length) : undefined;
  },
  examples: [example("three", { x }, ({ x }) => op.AddN(x, x, x))],
  nearMisses: [],
};

const nested: Rule = {
  ...F1,
  name: "sum-of-sums",
  about: "A sum of many values inside another is part of it.",
  roots: ["AddN"],
  apply(node, { graph }) {
    const inner = node.inputs.find((v) => v.node.op === "AddN");
    if (!inner || !floats([inner])) return undefined;
    if (inner.users.size > 1 || node.inputs.filter((v) => v === inner).length > 1 || graph.isOutput(inner))
      return `the AddN "${inner.name}" has a second user`;
    const all = node.inputs.flatMap((v) => (v === inner ? inner.node.inputs : [v]));
    return remake(node, all, { N: all.length });
  },
  examples: [example("five", { a: x, b: x, c: x }, (v) => op.AddN(v.a, op.AddN(v.a, v.b, v.c), v.b))],
  nearMisses: [
    example("the inner sum is read twice", { a: x, b: x, c: x }, (v) => {
      const inner = op.AddN(v.a, v.b, v.c);
      return op.AddN(inner, v.a, inner);
    }),
  ],
};

const constants: Rule = {
  ...F1,
  family: "F2",
  name: "constant-addends",
  about: "The constants among many addends are one.",
  roots: ["AddN"],
  apply(node) {
    const known = node.inputs.flatMap((v) => v.constant ?? []);
    if (known.length < 2 || known.length === node.inputs.length || !floats(node.inputs)) return undefined;
    const rest = node.inputs.filter((v) => !v.constant);
    return remake(node, [...rest, known.reduce(sum)], { N: rest.length + 1 });
  },
  examples: [
    example("two of four", { a: x, c: weight(2, 3, 4), b: x, d: weight(2, 3, 4) }, (v) => op.AddN(v.a, v.c, v.b, v.d)),
  ],
  nearMisses: [],
};

export default [
  copies,
  nested,
  constants,
  pattern({
    ...F1,
    name: "plus-multiple",
    about: "A value plus or minus a constant multiple of it is another multiple.",
    inputs: { x, c },
    before: ({ x, c }) => [op.AddV2(x, op.Mul(x, c)), op.Sub(x, op.Mul(x, c))],
    when: ({ x, root }) => keepsShape(x, root),
    after: ({ x, c, root }) => op.Mul(x, mapped(c.constant, root.node.op === "Sub" ? (v) => 1 - v : (v) => 1 + v)),
    nearMisses: [{ title: "the factors broadcast x", inputs: { x: tensor(1, 3, 4), c: weight(2, 3, 4) } }],
  }),
  pattern({
    ...F1,
    name: "sum-of-multiples",
    about: "The sum of two constant multiples of a value is a multiple.",
    inputs: { x, c, d: c },
    before: ({ x, c, d }) => op.AddV2(op.Mul(x, c), op.Mul(x, d)),
    when: ({ x, c, d, root }) => [keepsShape(x, root), addable(c, d)],
    after: ({ x, c, d }) => op.Mul(x, sum(c.constant, d.constant)),
    nearMisses: [{ title: "the factors vary along different axes", inputs: { d: weight(3, 1) } }],
  }),
  pattern({
    ...F1,
    name: "hoist-divisor",
    about: "A sum or difference of two quotients with one divisor is one quotient.",
    inputs: { a: x, b: x, s: positive },
    before: ({ a, b, s }) => [op.AddV2(op.RealDiv(a, s), op.RealDiv(b, s)), op.Sub(op.RealDiv(a, s), op.RealDiv(b, s))],
    when: ({ a, b, root }) => [keepsShape(a, root), keepsShape(b, root)],
    after: ({ a, b, s, root }) => op.RealDiv(remake(root.node, [a, b]), s),
    nearMisses: [{ title: "one term is broadcast", inputs: { b: tensor(2, 3, 1) } }],
  }),
  pattern({
    ...F1,
    name: "small-operands-first",
    about: "Of three terms or factors the two that are small meet first, so that the large one is passed over once.",
    inputs: { x, a: tensor(4), b: tensor(1, 1, 4) },
    before: ({ x, a, b }) => [op.AddV2(op.AddV2(x, a), b), op.Mul(op.Mul(x, a), b)],
    when: ({ x, a, b, root }) => {
      const joined = broadcastSize(a, b);
      return [
        !(x.constant || a.constant || b.constant) || "one is constant, and may fold into weights",
        joined < broadcastSize(root, root) / 2 || "together they are not small",
      ];
    },
    after: ({ x, a, b, root }) => remake(root.node, [x, remake(root.node, [a, b])]),
    nearMisses: [
      { title: "the last operand is as large", inputs: { b: x } },
      { title: "one is constant", inputs: { a: c } },
    ],
  }),
  pattern({
    ...F1,
    exactness: "N",
    name: "cancel-addend",
    about: "What is added and subtracted again goes, unless it is infinite, NaN or much larger.",
    inputs: { a: x, b: x },
    before: ({ a, b }) => [op.Sub(op.AddV2(a, b), b), op.AddV2(op.Sub(a, b), b)],
    when: ({ a, root }) => keepsShape(a, root),
    after: ({ a }) => a,
    nearMisses: [{ title: "it broadcasts the other", inputs: { a: tensor(2, 3, 1) } }],
  }),
] satisfies readonly Rule[];

/** How many elements two values have where they meet; what is open, as the batch, is open in both and counts as one. */
function broadcastSize(a: Value, b: Value): number {
  const [p, q] = [a.shape ?? [], b.shape ?? []];
  let size = 1;
  for (let i = 1; i <= Math.max(p.length, q.length); i++)
    size *= Math.max(1, p[p.length - i] ?? 1, q[q.length - i] ?? 1);
  return size;
}
