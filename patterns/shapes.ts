/** F2: questions about shapes, constants that are one number, constant parts of joins, and tensors without elements. */
import { type Node, Value } from "../src/graph/graph.ts";
import { zeros } from "../src/graph/ops/moves.ts";
import { axisOf } from "../src/graph/ops/rows.ts";
import { rowOf } from "../src/graph/ops.ts";
import { ConstantTensor, isStatic, sizeOf } from "../src/graph/types.ts";
import { keepsShape } from "../src/rewrite/conditions.ts";
import { numbersOf } from "../src/rewrite/constants.ts";
import {
  anyDType,
  example,
  filled,
  int,
  ints,
  numberOf,
  OpTerm,
  op,
  pattern,
  type Rule,
  remake,
  tensor,
  typed,
  weight,
} from "../src/rewrite/pattern.ts";

const F2 = { family: "F2", exactness: "X" } as const;
const x = tensor(2, 3, 4);
const SAME_SHAPE = ["Relu", "Relu6", "Sigmoid", "Tanh", "Exp", "Sqrt", "Abs", "Neg", "Floor", "Softmax"] as const;
const BINARY = ["AddV2", "Sub", "Mul", "RealDiv", "Maximum", "Minimum"] as const;

/** The parts and the axis of a concatenation. */
function partsOf({ op: name, inputs, output }: Node): { parts: Value[]; axis: number; last: Value } | undefined {
  const last = inputs.at(-1);
  const axis = axisOf(last?.constant?.values[0], output.rank);
  return name === "ConcatV2" && last && axis !== undefined ? { parts: inputs.slice(0, -1), axis, last } : undefined;
}

const constantParts: Rule = {
  ...F2,
  name: "concat-constants",
  about: "Constants beside each other in a concatenation are one constant.",
  roots: ["ConcatV2"],
  apply(node) {
    const found = partsOf(node);
    if (!found || found.parts.every((v) => v.constant)) return undefined;
    const { parts, last } = found;
    const joined: (Value | ConstantTensor)[] = [];
    for (const part of parts) {
      const before = joined.at(-1);
      const known = before instanceof Value ? before.constant : before;
      if (known && part.constant)
        joined.splice(
          -1,
          1,
          ...(rowOf("ConcatV2")?.fold?.([known, part.constant, last.constant as ConstantTensor], {}) ?? []),
        );
      else joined.push(part);
    }
    return joined.length < parts.length ? remake(node, [...joined, last], { N: joined.length }) : undefined;
  },
  examples: [
    example("two before a value", { c: weight(2, 3, 1), d: weight(2, 3, 2), x, axis: int(2) }, (v) =>
      op.ConcatV2(v.c, v.d, v.x, v.axis).example({ N: 3 }),
    ),
  ],
  nearMisses: [],
};

const emptyParts: Rule = {
  ...F2,
  name: "concat-of-nothing",
  about: "What has no elements goes from a concatenation.",
  roots: ["ConcatV2"],
  apply(node) {
    const found = partsOf(node);
    const rest = found?.parts.filter((v) => v.shape?.[found.axis] !== 0);
    if (!found || !rest || rest.length === 0 || rest.length === found.parts.length) return undefined;
    return remake(node, [...rest, found.last], { N: rest.length });
  },
  examples: [
    example("one of three", { x, none: weight(2, 0, 4), y: x, axis: int(1) }, (v) =>
      op.ConcatV2(v.x, v.none, v.y, v.axis).example({ N: 3 }),
    ),
  ],
  nearMisses: [],
};

const emptyResult: Rule = {
  ...F2,
  name: "compute-nothing",
  about: "A result without elements is a constant.",
  roots: [],
  apply({ op: name, outputs }) {
    if (name === "Const" || name === "Placeholder" || rowOf(name)?.impure || outputs.length === 0) return undefined;
    const types = outputs.flatMap(({ type }) => (type && isStatic(type.shape) && sizeOf(type.shape) === 0 ? type : []));
    if (types.length < outputs.length) return undefined;
    return types.map(({ dtype, shape }) => new ConstantTensor(dtype, shape, zeros(dtype, 0)));
  },
  examples: [
    example("an empty slice", { x, begin: ints(0, 1, 0), size: ints(2, 0, 4) }, (v) =>
      op.Abs(op.Slice(v.x, v.begin, v.size)),
    ),
  ],
  nearMisses: [],
};

export default [
  constantParts,
  emptyParts,
  emptyResult,
  pattern({
    ...F2,
    name: "shape-of-pointwise",
    about:
      "The shape of a pointwise result is the shape of what it is computed from, which may then be computed elsewhere.",
    inputs: { x: anyDType(x) },
    before: ({ x }) => SAME_SHAPE.map((name) => op.Shape(new OpTerm(name, [x]).kept())),
    after: ({ x }) => op.Shape(x),
  }),
  pattern({
    ...F2,
    name: "shape-of-made",
    about: "The shape of a tensor that was made in a given shape is that shape.",
    inputs: { shape: typed("int32", tensor(3)), value: weight(), x: tensor(1, 1, 1) },
    before: ({ shape, value, x }) => [
      op.Shape(op.Fill(shape, value).kept()),
      op.Shape(op.BroadcastTo(x, shape).kept()),
    ],
    after: ({ shape }) => shape,
  }),
  pattern({
    ...F2,
    name: "splat-operand",
    about: "A constant operand whose elements are all equal is one number: less to read, and known to every rule.",
    inputs: { x, c: filled(0.5, weight(3, 4)) },
    before: ({ x, c }) => BINARY.flatMap((name) => [new OpTerm(name, [x, c]), new OpTerm(name, [c, x])]),
    when: ({ x, c, root }) => [
      sizeOf(c.constant.shape) > 1 || "it is one number",
      keepsShape(x, root),
      c.constant.splat !== undefined || "its elements differ",
    ],
    after: ({ x, c, root }) =>
      remake(
        root.node,
        root.node.inputs.map((v) => (v === x ? x : ConstantTensor.float([], [numberOf(c)]))),
      ),
    nearMisses: [
      { title: "its elements differ", inputs: { c: weight(3, 4) } },
      { title: "it broadcasts the other", inputs: { x: tensor(2, 1, 4) } },
      { title: "it is one number", inputs: { c: filled(0.5, weight()) } },
    ],
  }),
  pattern({
    ...F2,
    name: "scan-nothing",
    about: "A running sum or product along an axis of extent one is the value.",
    inputs: { x: tensor(2, 1, 4), axis: int(1) },
    before: ({ x, axis }) =>
      [op.Cumsum(x, axis), op.Cumprod(x, axis)].map((t) => t.example({ exclusive: false, reverse: false })),
    when: ({ x, axis, root }) => {
      const along = axisOf(numbersOf(axis)[0], x.rank);
      return [
        along !== undefined && x.shape?.[along] === 1 ? true : "the axis has several elements",
        !root.node.attrs.exclusive || "it leaves out the element itself",
      ];
    },
    after: ({ x }) => x,
    nearMisses: [
      { title: "the axis has several elements", inputs: { x: tensor(2, 3, 4) } },
      example("it leaves out the element itself", { x: tensor(2, 1, 4), axis: int(1) }, (v) =>
        op.Cumsum(v.x, v.axis).with({ exclusive: true }),
      ),
    ],
  }),
] satisfies readonly Rule[];
