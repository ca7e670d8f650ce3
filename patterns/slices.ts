/** F9: slices, reversals and repeats that undo, contain or follow each other, and blocks of pixels spelt with reshapes. */
import type { Value } from "../src/graph/graph.ts";
import { axisOf, numbers } from "../src/graph/ops/rows.ts";
import { sameShape } from "../src/graph/types.ts";
import { numbersOf, vector } from "../src/rewrite/constants.ts";
import { anyDType, example, int, ints, op, pairs, pattern, type Rule, tensor } from "../src/rewrite/pattern.ts";
import { alongOf, beginnings } from "../src/rewrite/seams.ts";

const F9 = { family: "F9", exactness: "X" } as const;
const x = anyDType(tensor(1, 4, 5, 3));
const shapeOf = (v: Value): readonly number[] => v.shape ?? [];

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

export default [
  sliceOfConcat,
  concatOfSlices,
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
      return inside || "it reads padding";
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
    when: ({ x, axes }) => numbersOf(axes).every((a) => x.shape?.[axisOf(a, x.rank) ?? -1] === 1) || "elements move",
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
  pattern({
    ...F9,
    name: "blocks-to-pixels",
    about: "Channels spread over blocks of pixels by reshapes and a transpose are one op.",
    inputs: {
      x: tensor(1, 2, 3, 8),
      apart: ints(1, 2, 3, 2, 2, 2),
      perm: ints(0, 1, 3, 2, 4, 5),
      together: ints(1, 4, 6, 2),
    },
    before: ({ x, apart, perm, together }) =>
      op.Reshape(op.Transpose(op.Reshape(x, apart).as("apart"), perm), together),
    when: (m) => {
      const [n, h, w, c] = (m.x.shape ?? []) as [number, number, number, number];
      const block = m.node("apart").output.shape?.[3] ?? 0;
      const depth = c / (block * block);
      const spread = [n, h, w, block, block, depth];
      return [
        m.x.rank === 4 || "it is no picture",
        numbersOf(m.perm).join() === "0,1,3,2,4,5" || "other axes move",
        (block > 1 && sameShape(m.node("apart").output.shape ?? [], spread)) || "the blocks are not square",
        sameShape(m.root.shape ?? [], [n, h * block, w * block, depth]) || "the reshape does more",
      ];
    },
    after: (m) => op.DepthToSpace(m.x).with({ block_size: m.node("apart").output.shape?.[3], data_format: "NHWC" }),
    nearMisses: [
      {
        title: "the blocks are not square",
        inputs: { apart: ints(1, 2, 3, 4, 2, 1), together: ints(1, 6, 8, 1) },
      },
      { title: "other axes move", inputs: { perm: ints(0, 1, 4, 2, 3, 5) } },
      { title: "the reshape does more", inputs: { together: ints(1, 6, 4, 2) } },
    ],
  }),
] satisfies readonly Rule[];
