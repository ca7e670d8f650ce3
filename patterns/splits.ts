/** F9: reshapes that split channels, before constants that go with channels. */
import type { Value } from "../src/graph/graph.ts";
import { ConstantTensor, type Shape, sizeOf } from "../src/graph/types.ts";
import { keepsShape } from "../src/rewrite/conditions.ts";
import { ints, OpTerm, op, pattern, type Rule, remake, tensor, weight } from "../src/rewrite/pattern.ts";

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
      return [
        keepsShape(output, m.root),
        splitsLast(m.x, output) || "the reshape does more than split the last axis",
        isOfLastTwo(m.c.constant.shape, output.shape?.slice(-2) ?? []) || "the constant is not one for each channel",
      ];
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
] satisfies readonly Rule[];
