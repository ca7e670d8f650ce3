/** F9 and F11: slices, joins, splits and repeats that undo, contain or follow each other. */
import type { Node, Value } from "../src/graph/graph.ts";
import { axisOf, num, numbers } from "../src/graph/ops/rows.ts";
import { ConstantTensor, sameShape } from "../src/graph/types.ts";
import { all, isKnown } from "../src/rewrite/conditions.ts";
import { numbersOf, vector } from "../src/rewrite/constants.ts";
import {
  anyDType,
  example,
  filled,
  int,
  ints,
  op,
  pairs,
  pattern,
  type Rule,
  tensor,
  weight,
} from "../src/rewrite/pattern.ts";

const F9 = { family: "F9", exactness: "X" } as const;
const F11 = { family: "F11", exactness: "X" } as const;
const x = anyDType(tensor(1, 4, 5, 3));
const shapeOf = (v: Value): readonly number[] => v.shape ?? [];

/** The axis of a join or split, counted from the front. */
function alongOf({ op: name, inputs, outputs, attrs }: Node): number | undefined {
  const rank = (outputs[0] as Value).rank;
  if (name === "ConcatV2" || name === "SplitV") return axisOf(numbers(inputs.at(-1))?.[0], rank);
  if (name === "Split") return axisOf(numbers(inputs[0])?.[0], rank);
  if (name === "Pack") return axisOf(num(attrs, "axis", 0), rank);
  return name === "Unpack" ? axisOf(num(attrs, "axis", 0), rank + 1) : undefined;
}
/** What a split takes apart. */
const wholeOf = (node: Node): Value => node.input(node.op === "Split" ? 1 : 0);
/** Where parts begin along an axis; `undefined` where an extent is not known. */
function beginnings(parts: readonly Value[], axis: number): number[] | undefined {
  let at = 0;
  const starts = parts.map((v) => {
    const start = at;
    at += v.shape?.[axis] ?? Number.NaN;
    return start;
  });
  return Number.isNaN(at) || at < 0 ? undefined : starts;
}
interface Cut {
  readonly x: Value;
  readonly begin: readonly number[];
}
/** What a slice reads. */
function cutOf({ node }: Value): Cut | undefined {
  const begin = node.op === "Slice" ? numbers(node.inputs[1]) : undefined;
  return begin && node.output.type ? { x: node.input(0), begin } : undefined;
}

const sliceOfConcat: Rule = {
  ...F9,
  name: "slice-of-concat",
  about: "A slice that lies within one part of a concatenation is a slice of that part.",
  roots: ["Slice"],
  apply({ inputs, output }) {
    const { node } = inputs[0] as Value;
    const begin = numbers(inputs[1]);
    const axis = node.op === "ConcatV2" ? alongOf(node) : undefined;
    if (axis === undefined || !begin || !output.type) return undefined;
    const parts = node.inputs.slice(0, -1);
    const starts = beginnings(parts, axis);
    const [from, size] = [begin[axis] as number, shapeOf(output)];
    const i = starts?.findLastIndex((s) => s <= from) ?? -1;
    const [part, start] = [parts[i], starts?.[i]];
    if (!part || start === undefined || from + (size[axis] as number) > start + (part.shape?.[axis] as number))
      return "it reaches into several parts";
    return op.Slice(part, vector(begin.map((b, d) => (d === axis ? b - start : b))), vector(size));
  },
  examples: [
    example("in the second", { x, y: x, axis: int(2), begin: ints(0, 1, 6, 0), size: ints(1, 2, 3, 3) }, (v) =>
      op.Slice(op.ConcatV2(v.x, v.y, v.axis), v.begin, v.size),
    ),
  ],
  nearMisses: [
    example("across both", { x, y: x, axis: int(2), begin: ints(0, 1, 3, 0), size: ints(1, 2, 3, 3) }, (v) =>
      op.Slice(op.ConcatV2(v.x, v.y, v.axis), v.begin, v.size),
    ),
  ],
};

const concatOfSlices: Rule = {
  ...F9,
  name: "concat-of-slices",
  about: "Slices of one value that lie one behind the other, joined again, are one slice, or the value.",
  roots: ["ConcatV2"],
  apply(node) {
    const axis = alongOf(node);
    const parts = node.inputs.slice(0, -1);
    const cuts = parts.map(cutOf);
    const [first] = cuts;
    const starts = axis === undefined ? undefined : beginnings(parts, axis);
    if (!first || !starts || parts.length < 2 || !cuts.every((c) => c?.x === first.x)) return undefined;
    const follows = cuts.every((c, i) => {
      const begin = c?.begin ?? [];
      return first.begin.every((b, d) => begin[d] === (d === axis ? b + (starts[i] as number) : b));
    });
    return follows
      ? op.Slice(first.x, vector(first.begin), vector(shapeOf(node.output)))
      : "the slices do not follow each other";
  },
  examples: [
    example("two halves", { x, a: ints(0, 0, 0, 0), b: ints(0, 2, 0, 0), size: ints(1, 2, 5, 3), axis: int(1) }, (v) =>
      op.ConcatV2(op.Slice(v.x, v.a, v.size), op.Slice(v.x, v.b, v.size), v.axis),
    ),
  ],
  nearMisses: [
    example(
      "halves in the other order",
      { x, a: ints(0, 0, 0, 0), b: ints(0, 2, 0, 0), size: ints(1, 2, 5, 3), axis: int(1) },
      (v) => op.ConcatV2(op.Slice(v.x, v.b, v.size), op.Slice(v.x, v.a, v.size), v.axis),
    ),
  ],
};

const SPLITS: readonly string[] = ["Split", "SplitV"];
const concatOfSplit: Rule = {
  ...F11,
  name: "concat-of-split",
  about: "All parts of a split, joined again in order, are the value that was split.",
  roots: ["ConcatV2"],
  apply(node) {
    const source = node.input(0).node;
    const parts = node.inputs.slice(0, -1);
    if (!SPLITS.includes(source.op) || !parts.every((v) => v.node === source)) return undefined;
    if (parts.length !== source.outputs.length || parts.some((v, i) => v.index !== i))
      return "parts are missing or out of order";
    const axis = alongOf(node);
    return axis !== undefined && axis === alongOf(source) ? wholeOf(source) : "the axes differ";
  },
  examples: [],
  nearMisses: [],
};

const splitOfConcat: Rule = {
  ...F11,
  name: "split-of-concat",
  about: "A split at the seams of a concatenation gives its parts.",
  roots: ["Split", "SplitV", "Unpack"],
  apply(node) {
    const { node: joined } = wholeOf(node);
    const wanted = node.op === "Unpack" ? "Pack" : "ConcatV2";
    if (joined.op !== wanted) return undefined;
    const axis = alongOf(joined);
    if (axis === undefined || axis !== alongOf(node)) return "the axes differ";
    const parts = wanted === "Pack" ? joined.inputs : joined.inputs.slice(0, -1);
    const seams =
      parts.length === node.outputs.length &&
      parts.every((v, i) => sameShape(shapeOf(v), node.outputs[i]?.shape ?? [-1]));
    return seams ? parts : "the seams differ";
  },
  examples: [
    example("halves", { x, y: x, axis: int(3) }, (v) =>
      op.Abs(op.Split(v.axis, op.ConcatV2(v.x, v.y, v.axis)).example({ num_split: 2 })),
    ),
    example("a pack", { x, y: x }, (v) =>
      op.Abs(op.Unpack(op.Pack(v.x, v.y).example({ axis: 1 })).example({ axis: 1, num: 2 })),
    ),
  ],
  nearMisses: [
    example("another axis", { x, y: x, axis: int(3), other: int(1) }, (v) =>
      op.Split(v.other, op.ConcatV2(v.x, v.y, v.axis)).example({ num_split: 2 }),
    ),
    example("other seams", { x, y: tensor(1, 4, 5, 5), axis: int(3) }, (v) =>
      op.Split(v.axis, op.ConcatV2(v.x, v.y, v.axis)).example({ num_split: 2 }),
    ),
  ],
};

const zerosAsPad: Rule = {
  ...F9,
  name: "concat-of-zeros",
  about: "Zeros joined before or behind a value are a pad, which other rules and kernels know what to do with.",
  roots: ["ConcatV2"],
  apply(node) {
    const axis = alongOf(node);
    const parts = node.inputs.slice(0, -1);
    const values = parts.filter((v) => !(v.constant?.dtype === "float32" && v.constant.splat === 0));
    const [value] = values;
    if (axis === undefined || !value || values.length === parts.length) return undefined;
    if (values.length > 1 || value.constant) return "several parts are not zero";
    const start = beginnings(parts, axis)?.[parts.indexOf(value)];
    if (start === undefined || value.type?.dtype !== "float32") return undefined;
    const after = (shapeOf(node.output)[axis] as number) - start - (shapeOf(value)[axis] as number);
    const paddings = shapeOf(value).map((_, d) => (d === axis ? [start, after] : [0, 0]));
    return op.Pad(value, ConstantTensor.int([paddings.length, 2], paddings.flat()));
  },
  examples: [
    example("behind", { x: tensor(1, 4, 5, 3), zeros: filled(0, weight(1, 4, 5, 2)), axis: int(3) }, (v) =>
      op.ConcatV2(v.x, v.zeros, v.axis),
    ),
    example(
      "on both sides",
      { x: tensor(3, 4), a: filled(0, weight(1, 4)), b: filled(0, weight(2, 4)), axis: int(0) },
      (v) => op.ConcatV2(v.a, v.x, v.b, v.axis).example({ N: 3 }),
    ),
  ],
  nearMisses: [
    example("between values", { x: tensor(3, 4), a: filled(0, weight(1, 4)), axis: int(0) }, (v) =>
      op.ConcatV2(v.x, v.a, v.x, v.axis).example({ N: 3 }),
    ),
  ],
};
export default [
  sliceOfConcat,
  concatOfSlices,
  concatOfSplit,
  splitOfConcat,
  zerosAsPad,
  {
    ...F9,
    name: "unpack-one",
    about: "Unpacking one value is a reshape.",
    roots: ["Unpack"],
    apply: ({ inputs, outputs }) =>
      outputs.length === 1 && outputs[0]?.type
        ? op.Reshape(inputs[0] as Value, vector(shapeOf(outputs[0])))
        : undefined,
    examples: [example("one", { x }, ({ x }) => op.Abs(op.Unpack(x).example({ axis: 0, num: 1 })))],
    nearMisses: [],
  } satisfies Rule,
  pattern({
    ...F9,
    name: "slice-of-pad",
    about: "A slice that reads no padding is a slice of what was padded.",
    inputs: { x, paddings: pairs(0, 0, 1, 0, 2, 1, 0, 0), begin: ints(0, 1, 3, 0), size: ints(1, 3, 4, 2) },
    before: ({ x, paddings, begin, size }) => op.Slice(op.Pad(x, paddings).kept(), begin, size),
    when: ({ x, paddings, begin, root }) => {
      const pad = numbersOf(paddings);
      const inside = numbersOf(begin).every((b, d) => {
        const from = b - (pad[2 * d] as number);
        return from >= 0 && from + (root.shape?.[d] as number) <= (x.shape?.[d] as number);
      });
      return all(isKnown(x), isKnown(root), inside || "it reads padding");
    },
    after: ({ x, paddings, begin, root }) => {
      const pad = numbersOf(paddings);
      return op.Slice(x, vector(numbersOf(begin).map((b, d) => b - (pad[2 * d] as number))), vector(shapeOf(root)));
    },
    nearMisses: [{ title: "it reads padding", inputs: { begin: ints(0, 0, 3, 0) } }],
  }),
  pattern({
    ...F9,
    name: "reverse-of-reverse",
    about: "Reversing the same axes twice changes nothing.",
    inputs: { x, axes: ints(1, 2), again: ints(2, -3) },
    before: ({ x, axes, again }) => op.ReverseV2(op.ReverseV2(x, axes).kept(), again),
    when: ({ x, axes, again }) => {
      const set = (c: typeof axes): string =>
        numbersOf(c)
          .map((a) => axisOf(a, x.rank))
          .sort()
          .join();
      return set(axes) === set(again) || "the axes differ";
    },
    after: ({ x }) => x,
    nearMisses: [{ title: "the axes differ", inputs: { again: ints(1) } }],
  }),
  pattern({
    ...F9,
    name: "reverse-nothing",
    about: "Reversing axes of extent one changes nothing.",
    inputs: { x, axes: ints(0) },
    before: ({ x, axes }) => op.ReverseV2(x, axes),
    when: ({ x, axes }) =>
      all(isKnown(x), numbersOf(axes).every((a) => x.shape?.[axisOf(a, x.rank) ?? -1] === 1) || "elements move"),
    after: ({ x }) => x,
    nearMisses: [{ title: "elements move", inputs: { axes: ints(0, 2) } }],
  }),
  pattern({
    ...F9,
    name: "tile-of-tile",
    about: "Repeating a repeated value is repeating it more often.",
    inputs: { x, first: ints(1, 2, 1, 1), second: ints(2, 1, 1, 3) },
    before: ({ x, first, second }) => op.Tile(op.Tile(x, first), second),
    after: ({ x, first, second }) =>
      op.Tile(x, vector(numbersOf(first).map((n, i) => n * (numbersOf(second)[i] as number)))),
  }),
  pattern({
    ...F9,
    name: "broadcast-of-broadcast",
    about: "A broadcast of a broadcast is one.",
    inputs: { x: anyDType(tensor(1, 5, 1)), first: ints(4, 5, 1), second: ints(2, 4, 5, 3) },
    before: ({ x, first, second }) => op.BroadcastTo(op.BroadcastTo(x, first).kept(), second),
    after: ({ x, second }) => op.BroadcastTo(x, second),
  }),
] satisfies readonly Rule[];
