/** F9 and F11: splits and joins that undo each other, and joins of zeros. */
import type { Node, Value } from "../src/graph/graph.ts";
import { total } from "../src/graph/ops/rows.ts";
import { ConstantTensor, sameShape } from "../src/graph/types.ts";
import { reshapeTarget } from "../src/rewrite/conditions.ts";
import { vector } from "../src/rewrite/constants.ts";
import { anyDType, example, filled, int, op, type Rule, tensor, weight } from "../src/rewrite/pattern.ts";
import { alongOf, beginnings } from "../src/rewrite/seams.ts";

const F9 = { family: "F9", exactness: "X" } as const;
const F11 = { family: "F11", exactness: "X" } as const;
const x = anyDType(tensor(1, 4, 5, 3));
const shapeOf = (v: Value): readonly number[] => v.shape ?? [];

/** What a split takes apart. */
const wholeOf = (node: Node): Value => node.input(node.op === "Split" ? 1 : 0);
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
    const after = total(parts.slice(parts.indexOf(value) + 1).map((v) => shapeOf(v)[axis] as number));
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
  concatOfSplit,
  splitOfConcat,
  zerosAsPad,
  {
    ...F9,
    name: "unpack-one",
    about: "Unpacking one value is a reshape.",
    roots: ["Unpack"],
    apply({ inputs, outputs }) {
      const [x, result] = [inputs[0] as Value, outputs[0] as Value];
      if (outputs.length > 1) return undefined;
      const known = reshapeTarget(result.shape);
      return known === true ? op.Reshape(x, vector(shapeOf(result))) : known;
    },
    examples: [example("one", { x }, ({ x }) => op.Abs(op.Unpack(x).example({ axis: 0, num: 1 })))],
    nearMisses: [],
  } satisfies Rule,
] satisfies readonly Rule[];
