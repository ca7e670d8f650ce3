/** F9: pads, slices, tiles and joins. What moves no element goes, and runs of the same movement become one. */
import type { Value } from "../src/graph/graph.ts";
import { type StridedRead, stridedSlice } from "../src/graph/ops/slicing.ts";
import { ConstantTensor, sameShape } from "../src/graph/types.ts";
import { giveShape, isKnown, keepsShape } from "../src/rewrite/conditions.ts";
import {
  anyDType,
  type ConstantValue,
  example,
  ints,
  OpTerm,
  op,
  pattern,
  type Rule,
  remake,
  scalar,
  tensor,
  typed,
  unknown,
} from "../src/rewrite/pattern.ts";

const F9 = { family: "F9", exactness: "X" } as const;
const x = anyDType(tensor(1, 4, 5, 3));
const axis = (value: number) => typed("int32", scalar(value));
const numbers = (c: ConstantValue): number[] => Array.from(c.constant.values);
const pairs = (...values: number[]) => ({ ...ints(...values), shape: [values.length / 2, 2] });
const vector = (values: readonly number[]): ConstantTensor => ConstantTensor.int([values.length], values);
const BINARY = ["AddV2", "Sub", "Mul", "RealDiv", "Maximum", "Minimum"] as const;

/** A concatenation flattened into the one that reads it; the operands are a list, so this is no pattern. */
const concatOfConcat: Rule = {
  family: "F11",
  exactness: "X",
  name: "concat-of-concat",
  about: "A concatenation inside another along the same axis is part of it.",
  roots: ["ConcatV2"],
  apply(node, { graph }) {
    const rank = node.output.rank;
    const axisOf = (i: Value): number | undefined => {
      const value = i.constant?.values[0];
      return value === undefined ? undefined : ((value as number) + rank) % rank;
    };
    const last = node.inputs.at(-1);
    const along = last && axisOf(last);
    if (!last || along === undefined || rank < 0) return undefined;
    let found = false;
    let reason: string | undefined;
    const values = node.inputs.slice(0, -1).flatMap((v) => {
      const inner = v.node;
      if (inner.op !== "ConcatV2" || axisOf(inner.inputs.at(-1) as Value) !== along) return [v];
      if (v.users.size > 1 || graph.isOutput(v)) {
        reason = `the ConcatV2 "${v.name}" has a second user`;
        return [v];
      }
      found = true;
      return inner.inputs.slice(0, -1);
    });
    return found ? remake(node, [...values, last], { N: values.length }) : reason;
  },
  examples: [
    example("three values", { a: x, b: x, c: x, axis: axis(3) }, (v) =>
      op.ConcatV2(op.ConcatV2(v.a, v.b, v.axis), v.c, v.axis),
    ),
  ],
  nearMisses: [
    example("the inner one is read twice", { a: x, b: x, axis: axis(3) }, (v) => {
      const inner = op.ConcatV2(v.a, v.b, v.axis);
      return op.ConcatV2(op.Abs(inner), inner, v.axis);
    }),
  ],
};

/** Every output of an Unpack put together again. */
const packOfUnpack: Rule = {
  ...F9,
  name: "pack-of-unpack",
  about: "Packing all outputs of an unpack in order gives the value that was unpacked.",
  roots: ["Pack"],
  apply(node) {
    const source = node.input(0).node;
    const all = source.outputs.length === node.inputs.length && node.inputs.every((v, i) => v === source.outputs[i]);
    if (source.op !== "Unpack" || !all) return undefined;
    return (source.attrs.axis ?? 0) === (node.attrs.axis ?? 0) ? source.input(0) : "the axes differ";
  },
  examples: [],
  nearMisses: [],
};

export default [
  pattern({
    ...F9,
    name: "pad-nothing",
    about: "A pad by nothing goes.",
    inputs: { x, paddings: pairs(0, 0, 0, 0, 0, 0, 0, 0), value: scalar(0) },
    before: ({ x, paddings, value }) => [
      op.Pad(x, paddings),
      op.PadV2(x, paddings, value),
      op.MirrorPad(x, paddings).example({ mode: "REFLECT" }),
    ],
    when: ({ paddings }) => numbers(paddings).every((p) => p === 0) || "it pads",
    after: ({ x }) => x,
    nearMisses: [{ title: "it pads", inputs: { paddings: pairs(0, 0, 0, 1, 0, 0, 0, 0) } }],
  }),
  pattern({
    ...F9,
    name: "pad-of-pad",
    about: "A zero pad of a zero pad is one pad.",
    inputs: { x, first: pairs(0, 0, 1, 0, 0, 0, 0, 0), second: pairs(0, 0, 0, 2, 1, 1, 0, 3) },
    before: ({ x, first, second }) => op.Pad(op.Pad(x, first), second),
    after: ({ x, first, second }) =>
      op.Pad(
        x,
        ConstantTensor.int(
          first.constant.shape,
          numbers(first).map((p, i) => p + (numbers(second)[i] as number)),
        ),
      ),
  }),
  pattern({
    ...F9,
    name: "copy-nothing",
    about: "A tile, broadcast, slice or resize to the size that the value has goes.",
    inputs: {
      x,
      ones: ints(1, 1, 1, 1),
      zeros: ints(0, 0, 0, 0),
      size: ints(1, 4, 5, 3),
      axis: axis(3),
      picture: ints(4, 5),
    },
    before: ({ x, ones, zeros, size, axis, picture }) => [
      op.Tile(x, ones),
      op.BroadcastTo(x, size),
      op.Slice(x, zeros, size),
      op.Split(axis, x).example({ num_split: 1 }),
      op.ConcatV2(x, axis),
      op.ResizeNearestNeighbor(x, picture).example({ align_corners: false, half_pixel_centers: false }),
    ],
    when: ({ x, root }) => [x.type?.dtype === root.type?.dtype || "the dtype changes", keepsShape(x, root)],
    after: ({ x }) => x,
    nearMisses: [
      { title: "it repeats", inputs: { ones: ints(1, 2, 1, 1) } },
      example("a resize makes float32 of integers", { x: typed("int32", x), picture: ints(4, 5) }, (v) =>
        op.ResizeNearestNeighbor(v.x, v.picture).example({ align_corners: false, half_pixel_centers: false }),
      ),
    ],
  }),
  pattern({
    family: "F13",
    exactness: "S",
    name: "resize-nothing",
    about: "A bilinear resize to the size that the picture has goes; stock makes NaN of infinities.",
    inputs: { x: tensor(1, 4, 5, 3), size: ints(4, 5) },
    before: ({ x, size }) => op.ResizeBilinear(x, size).example({ align_corners: false, half_pixel_centers: true }),
    when: ({ x, root }) => keepsShape(x, root),
    after: ({ x }) => x,
    nearMisses: [{ title: "the size changes", inputs: { size: ints(8, 10) } }],
  }),
  pattern({
    family: "F10",
    exactness: "X",
    name: "pool-nothing",
    about: "A pool over single elements goes.",
    inputs: { x: tensor(1, 4, 5, 3) },
    before: ({ x }) =>
      [op.MaxPool(x), op.AvgPool(x)].map((t) =>
        t.with({ ksize: [1, 1, 1, 1], strides: [1, 1, 1, 1] }).example({ padding: "VALID" }),
      ),
    after: ({ x }) => x,
  }),
  pattern({
    ...F9,
    name: "strided-slice-as-slice",
    about:
      "A strided slice with steps of one is a slice, with its masks resolved, and a reshape where axes go or come.",
    inputs: { x, begin: ints(0, 1, 0, 0), end: ints(0, 3, 0, 2), strides: ints(1, 1, 1, 1) },
    before: ({ x, begin, end, strides }) => [
      op.StridedSlice(x, begin, end, strides).example({ begin_mask: 5, end_mask: 5 }),
      op.StridedSlice(x, begin, end, strides).example({ begin_mask: 4, end_mask: 4, shrink_axis_mask: 1 }),
    ],
    when: (m) => {
      const read = sliceOf(m);
      return [isKnown(m.x), (read?.step.every((s) => s === 1) ?? false) || "a step is not one"];
    },
    after: (m) => {
      const { begin, count, shape } = sliceOf(m) as StridedRead;
      const whole = sameShape(count, m.x.shape ?? []);
      const slice = whole ? m.x : op.Slice(m.x, vector(begin), vector(count));
      return sameShape(count, shape) ? slice : op.Reshape(slice, vector(shape));
    },
    nearMisses: [{ title: "a step is two", inputs: { strides: ints(1, 2, 1, 1) } }],
  }),
  pattern({
    ...F9,
    name: "slice-of-slice",
    about: "A slice of a slice is one slice.",
    inputs: { x, begin: ints(0, 1, 0, 0), size: ints(1, 3, 5, 2), from: ints(0, 1, 2, 0), count: ints(1, 2, 3, 1) },
    before: ({ x, begin, size, from, count }) => op.Slice(op.Slice(x, begin, size), from, count),
    when: ({ root }) => isKnown(root),
    after: ({ x, begin, from, root }) =>
      op.Slice(x, vector(numbers(begin).map((b, i) => b + (numbers(from)[i] as number))), vector(root.shape ?? [])),
    nearMisses: [
      {
        title: "both read up to an end that is not known",
        inputs: { x: unknown(x, 1), size: ints(1, -1, 5, 2), count: ints(1, -1, 3, 1) },
      },
    ],
  }),
  pattern({
    ...F9,
    name: "broadcast-before-binary",
    about: "A value need not be repeated before an op that broadcasts it anyway.",
    inputs: { x: tensor(1, 1, 5, 3), y: tensor(1, 4, 5, 3), shape: ints(1, 4, 5, 3), reps: ints(1, 4, 1, 1) },
    before: ({ x, y, shape, reps }) =>
      BINARY.flatMap((name) => [
        new OpTerm(name, [op.BroadcastTo(x, shape).kept(), y]),
        new OpTerm(name, [op.Tile(x, reps).kept(), y]),
      ]),
    when: ({ x, y, root }) => giveShape(root, x, y),
    after: ({ x, y, root }) => remake(root.node, [x, y]),
    nearMisses: [{ title: "both operands are small", inputs: { y: tensor(1, 1, 5, 3) } }],
  }),
  concatOfConcat,
  packOfUnpack,
] satisfies readonly Rule[];

interface SliceMatch {
  readonly x: Value;
  readonly begin: ConstantValue;
  readonly end: ConstantValue;
  readonly strides: ConstantValue;
  readonly root: Value;
}
/** What a matched StridedSlice reads. */
function sliceOf({ x, begin, end, strides, root }: SliceMatch): StridedRead | undefined {
  return stridedSlice(x.shape ?? [], numbers(begin), numbers(end), numbers(strides), root.node.attrs);
}
