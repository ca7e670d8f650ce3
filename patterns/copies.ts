/** Ops that move elements: views of the same bytes cost nothing, everything else is an index map that one kernel runs. */
import * as maps from "../kernels/index-maps.ts";
import type { Node, Value } from "../src/graph/graph.ts";
import { channelsFirst } from "../src/graph/ops/anchors.ts";
import { splitSizes } from "../src/graph/ops/movement.ts";
import { axisOf, num, numbers } from "../src/graph/ops/rows.ts";
import { type StridedRead, stridedSlice } from "../src/graph/ops/slicing.ts";
import { type Shape, sizeOf } from "../src/graph/types.ts";
import type { Conversion, Reader, Reading } from "../src/rewrite/grouping/rule.ts";
import { type Inputs, ints, type OpTerm, op, tensor, type Variable, variablesOf } from "../src/rewrite/term.ts";

const shapeOf = (value: Value): Shape => value.shape ?? [];
const view = (x: Value, shape: Shape): Reading => ({ op: "view", inputs: [x], attrs: { shape } });
const copy = (inputs: readonly Value[], attrs: maps.CopyAttrs, outputs?: "all"): Reading => ({
  inputs,
  attrs: { ...attrs },
  ...(outputs && { outputs }),
});

/** Views by what they read first; the result's shape says the rest. */
const reshaped: Reader = (node) => view(node.input(0), shapeOf(node.output));

/** The numbers of operand `i`, or the sentence that they are not constant. */
function constants(node: Node, i: number): readonly number[] {
  const values = numbers(node.input(i));
  if (!values) throw new NotConstant(`"${node.input(i).name}" is not constant`);
  return values;
}
class NotConstant extends Error {}

/** A reader whose operands beside the data must be constant. */
const reader =
  (read: Reader): Reader =>
  (node) => {
    try {
      return read(node);
    } catch (error) {
      if (error instanceof NotConstant) return error.message;
      throw error;
    }
  };

const pairs = (flat: readonly number[]): [number, number][] =>
  Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] as number, flat[2 * i + 1] as number]);

const axisAmong = (node: Node, i: number, rank: number): number => axisOf(constants(node, i)[0], rank) ?? 0;

const READERS: Readonly<Record<string, Reader>> = {
  ConcatV2: (node) => {
    const values = node.inputs.slice(0, -1);
    const axis = axisAmong(node, values.length, shapeOf(node.output).length);
    return copy(values, maps.concat(values.map(shapeOf), axis));
  },
  Pack: (node) => {
    const axis = axisOf(num(node.attrs, "axis", 0), shapeOf(node.output).length) ?? 0;
    return copy(node.inputs, maps.pack(shapeOf(node.input(0)), node.inputs.length, axis));
  },
  Pad: (node) => {
    const x = node.input(0);
    const value = node.inputs[2] ? (constants(node, 2)[0] as number) : 0;
    const paddings = pairs(constants(node, 1));
    if (paddings.some((p) => p[0] < 0 || p[1] < 0)) return "its paddings are negative";
    return copy([x], maps.pad(shapeOf(x), paddings, value));
  },
  MirrorPad: (node) => {
    const x = node.input(0);
    return copy([x], maps.mirrorPad(shapeOf(x), pairs(constants(node, 1)), node.attrs.mode === "REFLECT" ? 1 : 0));
  },
  Slice: (node) => {
    const x = node.input(0);
    return copy([x], maps.slice(shapeOf(x), constants(node, 1), shapeOf(node.output)));
  },
  StridedSlice: (node) => {
    const x = node.input(0);
    const read = stridedSlice(shapeOf(x), constants(node, 1), constants(node, 2), constants(node, 3), node.attrs);
    // Of constant bounds there is always a slice.
    const { begin, count, step } = read as StridedRead;
    return copy([x], maps.slice(shapeOf(x), begin, count, step));
  },
  Split: (node) => {
    const x = node.input(1);
    const axis = axisAmong(node, 0, x.rank);
    return copy(
      [x],
      maps.split(
        shapeOf(x),
        node.outputs.map((v) => shapeOf(v)[axis] as number),
        axis,
      ),
      "all",
    );
  },
  SplitV: (node) => {
    const x = node.input(0);
    const axis = axisAmong(node, 2, x.rank);
    const sizes = splitSizes(constants(node, 1), shapeOf(x)[axis] as number) ?? [];
    return copy([x], maps.split(shapeOf(x), sizes, axis), "all");
  },
  Unpack: (node) => {
    const x = node.input(0);
    const axis = axisOf(num(node.attrs, "axis", 0), x.rank) ?? 0;
    return copy(
      [x],
      maps.split(
        shapeOf(x),
        node.outputs.map(() => 1),
        axis,
      ),
      "all",
    );
  },
  Transpose: (node) => {
    const x = node.input(0);
    const perm = constants(node, 1);
    // Moving axes of one element around changes no address.
    const moved = perm.filter((d) => shapeOf(x)[d] !== 1);
    if (moved.every((d, i) => i === 0 || d > (moved[i - 1] as number))) return view(x, shapeOf(node.output));
    return copy([x], maps.transpose(shapeOf(x), perm));
  },
  Tile: (node) => copy([node.input(0)], maps.tile(shapeOf(node.input(0)), constants(node, 1))),
  BroadcastTo: (node) => copy([node.input(0)], maps.broadcast(shapeOf(node.input(0)), shapeOf(node.output))),
  ReverseV2: (node) => {
    const x = node.input(0);
    return copy(
      [x],
      maps.reverse(
        shapeOf(x),
        constants(node, 1).map((a) => axisOf(a, x.rank) ?? 0),
      ),
    );
  },
  DepthToSpace: (node) => {
    const x = node.input(0);
    if (channelsFirst(node.attrs)) return "its data format is not NHWC";
    return copy(
      [x],
      maps.depthToSpace(shapeOf(x) as Shape & [number, number, number, number], num(node.attrs, "block_size", 1)),
    );
  },
  SpaceToBatchND: (node) =>
    copy([node.input(0)], maps.spaceToBatch(shapeOf(node.input(0)), constants(node, 1), pairs(constants(node, 2)))),
  BatchToSpaceND: (node) =>
    copy([node.input(0)], maps.batchToSpace(shapeOf(node.input(0)), constants(node, 1), pairs(constants(node, 2)))),
};

/** One part of the input that is all of it: nothing moves. */
const READS_PART: ReadonlySet<string> = new Set([
  "Slice",
  "StridedSlice",
  "Tile",
  "BroadcastTo",
  "SplitV",
  "Split",
  "Unpack",
  "Pad",
  "MirrorPad",
]);
function wholeAsView(read: Reader): Reader {
  return (node) => {
    const reading = read(node);
    if (typeof reading === "string" || node.outputs.length > 1 || reading.inputs.length > 1) return reading;
    const [x] = reading.inputs;
    const [region, second] = (reading.attrs.regions ?? []) as readonly maps.Region[];
    if (!x || !region || second || region.input < 0) return reading;
    const plain =
      region.inOffset === 0 && region.inStrides.every((s, i) => s === region.outStrides[i] || region.extents[i] === 1);
    const all = plain && sizeOf(region.extents) === sizeOf(shapeOf(x));
    return all ? view(x, shapeOf(node.output)) : reading;
  };
}

const INPUTS = { x: tensor(2, 3, 4, 5) };

/** A movement rule with its example. */
function movement<const I extends Inputs>(
  name: string,
  ops: readonly string[],
  kernel: "copy" | "view",
  about: string,
  more: I,
  term: (v: { readonly [K in keyof (typeof INPUTS & I)]: Variable }) => OpTerm,
): Conversion {
  const inputs = { ...INPUTS, ...more };
  const reads = Object.fromEntries(ops.map((o) => [o, readerOf(o)]));
  const before = term(variablesOf(inputs) as { readonly [K in keyof (typeof INPUTS & I)]: Variable });
  return {
    kind: "conversion",
    name,
    family: "F9",
    exactness: "X",
    about,
    kernel,
    absorbs: false,
    rank: 2,
    reads,
    example: { title: about, inputs, before },
  };
}

function readerOf(opName: string): Reader {
  const read = READERS[opName === "PadV2" ? "Pad" : opName];
  if (!read) return reshaped;
  const safe = reader(read);
  return READS_PART.has(opName) ? wholeAsView(safe) : safe;
}

const matrix = (rows: number, ...values: number[]) => ({ ...ints(...values), shape: [rows, values.length / rows] });

export const MOVEMENTS: readonly Conversion[] = [
  movement(
    "view",
    ["Reshape", "EnsureShape", "Squeeze", "ExpandDims", "Identity"],
    "view",
    "A reshape becomes a view: the same bytes under another shape.",
    { shape: ints(6, 20) },
    ({ x, shape }) => op.Reshape(x, shape),
  ),
  movement(
    "concat",
    ["ConcatV2", "Pack"],
    "copy",
    "Joining tensors becomes one kernel that copies each part to its place.",
    { y: tensor(2, 3, 1, 5), axis: { ...ints(2), shape: [] } },
    ({ x, y, axis }) => op.ConcatV2(x, y, axis),
  ),
  movement(
    "pad",
    ["Pad", "PadV2"],
    "copy",
    "Padding becomes one kernel that copies the tensor and fills its border.",
    { pads: matrix(4, 0, 0, 1, 2, 0, 1, 0, 3) },
    ({ x, pads }) => op.Pad(x, pads),
  ),
  movement(
    "mirror-pad",
    ["MirrorPad"],
    "copy",
    "Padding by reflection becomes one kernel that copies the tensor, and its borders backwards.",
    { pads: matrix(4, 0, 0, 1, 2, 0, 1, 2, 0) },
    ({ x, pads }) => op.MirrorPad(x, pads).example({ mode: "REFLECT" }),
  ),
  movement(
    "slice",
    ["Slice", "StridedSlice"],
    "copy",
    "A slice becomes one strided copy, or a view where it takes everything.",
    { begin: ints(0, 1, 0, 2), size: ints(2, 2, 4, 2) },
    ({ x, begin, size }) => op.Slice(x, begin, size),
  ),
  movement(
    "split",
    ["Split", "SplitV", "Unpack"],
    "copy",
    "Splitting a tensor becomes one kernel that writes all parts.",
    { axis: { ...ints(1), shape: [] } },
    ({ x, axis }) => op.Split(axis, x).example({ num_split: 3 }),
  ),
  movement(
    "transpose",
    ["Transpose"],
    "copy",
    "A transposition becomes a blocked copy, or a view where only axes of one element move.",
    { perm: ints(0, 3, 1, 2) },
    ({ x, perm }) => op.Transpose(x, perm),
  ),
  movement(
    "tile",
    ["Tile", "BroadcastTo"],
    "copy",
    "Repeating a tensor becomes one strided copy.",
    { times: ints(1, 2, 1, 3) },
    ({ x, times }) => op.Tile(x, times),
  ),
  movement(
    "reverse",
    ["ReverseV2"],
    "copy",
    "Reversing axes becomes one copy with negative strides.",
    { axes: ints(1, 3) },
    ({ x, axes }) => op.ReverseV2(x, axes),
  ),
  movement(
    "depth-to-space",
    ["DepthToSpace"],
    "copy",
    "Moving channels into blocks of pixels becomes one strided copy.",
    { x: tensor(1, 2, 3, 8) },
    ({ x }) => op.DepthToSpace(x).example({ block_size: 2, data_format: "NHWC" }),
  ),
  movement(
    "space-to-batch",
    ["SpaceToBatchND", "BatchToSpaceND"],
    "copy",
    "Moving blocks of pixels into the batch, or back, becomes strided copies.",
    { block: ints(2, 2), pads: matrix(2, 1, 0, 0, 0) },
    ({ x, block, pads }) => op.SpaceToBatchND(x, block, pads),
  ),
];
