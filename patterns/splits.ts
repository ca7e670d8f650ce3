/** F9: reshapes that split channels: into blocks of pixels, and before constants that go with channels. */
import type { Value } from "../src/graph/graph.ts";
import { ConstantTensor, isStatic, type Shape, sizeOf } from "../src/graph/types.ts";
import { all, isKnown, keepsShape } from "../src/rewrite/conditions.ts";
import {
  type ConstantValue,
  ints,
  OpTerm,
  op,
  pattern,
  type Rule,
  remake,
  tensor,
  weight,
} from "../src/rewrite/pattern.ts";

const numbers = (c: ConstantValue): number[] => Array.from(c.constant.values);
const BINARY = ["AddV2", "Mul"] as const;

/** The last axis of `x` is split in two, and no other changes. */
function splitsLast(x: Value, split: Value): boolean {
  const [from, to] = [x.shape ?? [], split.shape ?? []];
  return to.length === from.length + 1 && from.slice(0, -1).every((d, i) => d === to[i]);
}
/** Of a constant's shape, all but the last two extents are one. */
const isOfLastTwo = (shape: Shape, [a, b]: Shape): boolean =>
  shape.slice(0, -2).every((d) => d === 1) && shape.at(-2) === a && shape.at(-1) === b;

export default [
  pattern({
    family: "F9",
    exactness: "X",
    name: "constant-before-split",
    about: "A scale or shift of channels that a reshape has split moves before it, where it is one for each channel.",
    inputs: { x: tensor(2, 4, 6), shape: ints(2, 4, 3, 2), c: weight(3, 2) },
    before: ({ x, shape, c }) => BINARY.map((name) => new OpTerm(name, [op.Reshape(x, shape).as("split"), c])),
    when: (m) => {
      const { output } = m.node("split");
      return all(
        isKnown(m.x),
        keepsShape(output, m.root),
        splitsLast(m.x, output) || "the reshape does more than split the last axis",
        isOfLastTwo(m.c.constant.shape, output.shape?.slice(-2) ?? []) || "the constant is not one for each channel",
      );
    },
    after: (m) => {
      const { constant } = m.c;
      const flat = new ConstantTensor("float32", [sizeOf(constant.shape)], () => constant.values);
      return op.Reshape(remake(m.root.node, [m.x, flat]), m.shape);
    },
    nearMisses: [
      { title: "the constant varies along another axis", inputs: { c: weight(4, 3, 2) } },
      { title: "the reshape joins axes", inputs: { x: tensor(2, 24) } },
    ],
  }),
  pattern({
    family: "F9",
    exactness: "X",
    name: "depth-to-space",
    about:
      "Channels that a reshape, a transpose and a reshape move into blocks of pixels are depth-to-space, which is one pass.",
    inputs: {
      x: tensor(1, 3, 5, 8),
      split: ints(1, 3, 5, 2, 2, 2),
      perm: ints(0, 1, 3, 2, 4, 5),
      joined: ints(1, 6, 10, 2),
    },
    before: ({ x, split, perm, joined }) => op.Reshape(op.Transpose(op.Reshape(x, split).as("split"), perm), joined),
    when: (m) => {
      const shape = m.node("split").output.shape ?? [];
      const [n, height, width, b, b2, c] = shape as [number, number, number, number, number, number];
      return all(
        (m.x.rank === 4 && shape.length === 6 && isStatic(shape)) || "pictures are not split into blocks",
        numbers(m.perm).join() === "0,1,3,2,4,5" || "other axes move",
        m.x.shape?.join() === [n, height, width, b * b2 * c].join() || "the reshape does more than split the channels",
        (b === b2 && b > 1) || "blocks are not square",
        m.root.shape?.join() === [n, height * b, width * b, c].join() ||
          "the last reshape does more than join the blocks",
      );
    },
    after: (m) => op.DepthToSpace(m.x).with({ block_size: m.node("split").output.shape?.[3], data_format: "NHWC" }),
    nearMisses: [
      { title: "other axes move", inputs: { perm: ints(0, 1, 4, 2, 3, 5) } },
      { title: "blocks are not square", inputs: { split: ints(1, 3, 5, 4, 1, 2), joined: ints(1, 12, 5, 2) } },
    ],
  }),
] satisfies readonly Rule[];
