/** F1, F2 and F12: logic and selections with constants, and casts around them. */
import { filled } from "../src/graph/ops/moves.ts";
import { giveShape, isKnown, keepsShape } from "../src/rewrite/conditions.ts";
import {
  anyDType,
  example,
  int,
  numberOf,
  op,
  pattern,
  type Rule,
  scalar,
  tensor,
  typed,
  weight,
} from "../src/rewrite/pattern.ts";

const F1 = { family: "F1", exactness: "X" } as const;
const F12 = { family: "F12", exactness: "X" } as const;
const x = tensor(2, 3, 4);
const mask = typed("bool", x);
const [a, b] = [anyDType(x), anyDType(x)];
const truth = { yes: { ...typed("bool", scalar(1)) }, no: { ...typed("bool", scalar(0)) } };
const fromMask = { SrcT: "bool", DstT: "float32" };

export default [
  pattern({
    ...F1,
    name: "logic-with-neutral",
    about: "And with true, and or with false, change nothing.",
    inputs: { x: mask, ...truth },
    before: ({ x, yes, no }) => [op.LogicalAnd(x, yes), op.LogicalOr(x, no)],
    when: ({ yes, no, root }) =>
      numberOf(yes ?? no) === (root.node.op === "LogicalAnd" ? 1 : 0) || "it decides the result",
    after: ({ x }) => x,
    nearMisses: [{ title: "and with false", inputs: { yes: truth.no } }],
  }),
  pattern({
    ...F1,
    name: "logic-with-decisive",
    about: "And with false is false, or with true is true.",
    inputs: { x: mask, ...truth },
    before: ({ x, yes, no }) => [op.LogicalAnd(x, no), op.LogicalOr(x, yes)],
    when: ({ x, yes, no, root }) => [
      numberOf(yes ?? no) === (root.node.op === "LogicalAnd" ? 0 : 1) || "it changes nothing",
      isKnown(x),
    ],
    after: ({ yes, no, root }) =>
      filled({ dtype: "bool", shape: root.shape ?? [] }, (out) => out.fill(numberOf(yes ?? no))),
    nearMisses: [{ title: "and with true", inputs: { no: truth.yes } }],
  }),
  pattern({
    ...F1,
    name: "logic-of-self",
    about: "A condition and itself, or itself, is the condition.",
    inputs: { x: mask },
    before: ({ x }) => [op.LogicalAnd(x, x), op.LogicalOr(x, x)],
    after: ({ x }) => x,
  }),
  pattern({
    ...F1,
    name: "logic-of-negations",
    about: "Neither this nor that is not this or that: one negation fewer.",
    inputs: { a: mask, b: mask },
    before: ({ a, b }) => [
      op.LogicalAnd(op.LogicalNot(a), op.LogicalNot(b)),
      op.LogicalOr(op.LogicalNot(a), op.LogicalNot(b)),
    ],
    after: ({ a, b, root }) => op.LogicalNot(root.node.op === "LogicalAnd" ? op.LogicalOr(a, b) : op.LogicalAnd(a, b)),
  }),
  pattern({
    ...F1,
    family: "F2",
    name: "select-by-constant",
    about: "A selection by a constant condition that is the same everywhere is the operand that it selects.",
    inputs: { c: { ...typed("bool", weight(2, 3, 4)), values: [1] }, a, b },
    before: ({ c, a, b }) => op.Select(c, a, b),
    when: ({ c, a, b, root }) => {
      const { splat } = c.constant;
      return [splat !== undefined || "the condition varies", keepsShape(splat ? a : b, root)];
    },
    after: ({ c, a, b }) => (c.constant.splat ? a : b),
    nearMisses: [
      { title: "the condition varies", inputs: { c: { ...typed("bool", weight(2, 3, 4)), values: [1, 0] } } },
      { title: "the condition broadcasts", inputs: { a: tensor(1, 3, 4) } },
    ],
  }),
  pattern({
    ...F1,
    name: "select-of-select",
    about: "A selection inside another by the same condition always takes the same side.",
    inputs: { c: mask, a, b, d: a },
    before: ({ c, a, b, d }) => [
      op.Select(c, op.Select(c, a, b).kept(), d),
      op.Select(c, d, op.Select(c, a, b).kept()),
    ],
    when: ({ c, a, b, d, root }) => giveShape(root, c, d, root.node.input(2) === d ? a : b),
    after: ({ c, a, b, d, root }) => (root.node.input(2) === d ? op.Select(c, a, d) : op.Select(c, d, b)),
    nearMisses: [
      {
        title: "the side not taken gives the shape",
        inputs: { c: typed("bool", tensor(3, 4)), a: tensor(3, 4), d: tensor(3, 4) },
      },
    ],
  }),
  pattern({
    ...F12,
    name: "select-as-cast",
    about: "A selection between one and zero is a cast of the condition.",
    inputs: { c: mask },
    before: ({ c }) => op.Select(c, 1, 0),
    after: ({ c, root }) => op.Cast(c).with({ SrcT: "bool", DstT: root.type?.dtype }),
  }),
  pattern({
    ...F12,
    name: "test-of-cast",
    about: "A test whether a condition, cast to a number, is one is the condition.",
    inputs: { c: mask },
    before: ({ c }) => {
      const n = op.Cast(c).example(fromMask).kept();
      return [op.NotEqual(n, 0), op.Greater(n, 0), op.Greater(n, 0.5), op.Equal(n, 1), op.GreaterEqual(n, 1)];
    },
    after: ({ c }) => c,
  }),
  pattern({
    ...F12,
    name: "negated-test-of-cast",
    about: "A test whether a condition, cast to a number, is zero is its negation.",
    inputs: { c: mask },
    before: ({ c }) => {
      const n = op.Cast(c).example(fromMask).kept();
      return [op.Equal(n, 0), op.Less(n, 1), op.Less(n, 0.5), op.LessEqual(n, 0)];
    },
    after: ({ c }) => op.LogicalNot(c),
  }),
  pattern({
    ...F12,
    name: "cast-of-cast",
    about: "A condition cast to a number twice is cast once.",
    inputs: { c: mask },
    before: ({ c }) =>
      op.Cast(op.Cast(c).example({ SrcT: "bool", DstT: "int32" }).kept()).example({ SrcT: "int32", DstT: "float32" }),
    when: ({ root }) => root.type?.dtype === "float32" || root.type?.dtype === "int32" || "it becomes no number",
    after: ({ c, root }) => op.Cast(c).with({ SrcT: "bool", DstT: root.type?.dtype }),
  }),
  pattern({
    ...F12,
    name: "one-hot-of-dtype",
    about: "One-hot vectors that are cast are made with the dtype wanted.",
    inputs: { i: typed("int32", tensor(3)), depth: int(5), on: int(1), off: int(0) },
    before: ({ i, depth, on, off }) =>
      op
        .Cast(op.OneHot(i, depth, on, off).as("oneHot").example({ T: "int32" }))
        .example({ SrcT: "int32", DstT: "float32" }),
    when: (m) => m.root.type?.dtype === "float32" || "it becomes no number",
    after: (m) => op.OneHot(m.i, m.depth, m.on, m.off).with({ ...m.node("oneHot").attrs, T: "float32" }),
    nearMisses: [
      { title: "the cast rounds", inputs: { on: typed("float32", { ...int(1), values: [0.5] }) } },
      example("it becomes no number", { i: typed("int32", tensor(3)), depth: int(5), on: int(1), off: int(0) }, (v) =>
        op.Cast(op.OneHot(v.i, v.depth, v.on, v.off).with({ T: "int32" })).with({ SrcT: "int32", DstT: "bool" }),
      ),
    ],
  }),
] satisfies readonly Rule[];
