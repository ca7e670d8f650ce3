/** F9: orders of channels go into the weights behind them, steps into the convolution before them, blocks of pixels into one op. */
import type { Node, Value } from "../src/graph/graph.ts";
import { axisOf, numbers } from "../src/graph/ops/rows.ts";
import { stridedSlice } from "../src/graph/ops/slicing.ts";
import { sameShape } from "../src/graph/types.ts";
import { ANCHORS, isStraight } from "../src/rewrite/anchors.ts";
import { isKnown } from "../src/rewrite/conditions.ts";
import { tabulate } from "../src/rewrite/constants.ts";
import {
  example,
  int,
  ints,
  type OpTerm,
  op,
  pattern,
  type Rule,
  remake,
  tensor,
  weight,
} from "../src/rewrite/pattern.ts";

const F9 = { family: "F9" } as const;
const window = { dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };

/** A value whose channel `i` is channel `order[i]` of `x`. */
interface Ordered {
  readonly x: Value;
  readonly order: readonly number[];
}
function orderOf({ node, rank }: Value): Ordered | undefined {
  const channels = node.output.shape?.at(-1) ?? -1;
  const count = (f: (i: number) => number): number[] => Array.from({ length: channels }, (_, i) => f(i));
  const [x, second, axis] = node.inputs as [Value, Value?, Value?];
  if (channels < 1) return undefined;
  if (node.op === "ReverseV2") {
    const axes = numbers(second);
    return axes?.length === 1 && axisOf(axes[0], rank) === rank - 1
      ? { x, order: count((i) => channels - 1 - i) }
      : undefined;
  }
  if (node.op === "GatherV2") {
    const order = second?.rank === 1 ? numbers(second) : undefined;
    const last = x.rank === rank && axisOf(numbers(axis)?.[0], rank) === rank - 1;
    return order &&
      last &&
      !node.attrs.batch_dims &&
      new Set(order).size === x.shape?.at(-1) &&
      order.length === channels
      ? { x, order }
      : undefined;
  }
  // [… g, k] → [… k, g]: a shuffle of groups.
  const turned = node.op === "Reshape" ? x.node : undefined;
  const grouped = turned?.op === "Transpose" ? turned.input(0) : undefined;
  const source = grouped?.node.op === "Reshape" ? grouped.node.input(0) : undefined;
  const [perm, shape] = [numbers(turned?.inputs[1]), grouped?.shape];
  if (
    !source ||
    !perm ||
    !shape ||
    shape.length !== rank + 1 ||
    !sameShape(source.shape ?? [], node.output.shape ?? [-1])
  )
    return undefined;
  const [g, k] = shape.slice(-2) as [number, number];
  const swaps = perm.every((p, i) => p === (i < rank - 1 ? i : 2 * rank - 1 - i));
  const lead = sameShape(shape.slice(0, -2), (source.shape ?? []).slice(0, -1));
  return swaps && lead ? { x: source, order: count((i) => (i % g) * k + Math.floor(i / g)) } : undefined;
}

/** Ops between `from` and `to` that somebody else reads too. */
function shared(from: Value, to: Value, isOutput: (v: Value) => boolean): Value | undefined {
  for (let v = from; v !== to; v = v.node.input(0)) if (v.users.size > 1 || isOutput(v)) return v;
  return undefined;
}

const MIXING = ANCHORS.filter((a) => a.name !== "depthwise");
const orderIntoWeights: Rule = {
  ...F9,
  exactness: "A",
  name: "channel-order-into-weights",
  about: "Weights are put in the order of the channels that they read, which saves reordering the channels.",
  roots: MIXING.flatMap((a) => [a.plain, a.fused]),
  apply(node, { graph }) {
    const [x, w] = node.inputs as [Value, Value];
    const anchor = MIXING.find((a) => a.plain === node.op || a.fused === node.op);
    const found = orderOf(x);
    if (!anchor || !found) return undefined;
    const { constant } = w;
    const straight = isStraight(node);
    if (straight !== true) return straight;
    if (!constant) return "the weights are not constant";
    if (anchor.inputs(constant.shape) !== found.order.length) return "it is grouped";
    const other = shared(x, found.x, (v) => graph.isOutput(v));
    if (other) return `the ${other.node.op} "${other.name}" has a second user`;
    const place = found.order.map((_, c) => found.order.indexOf(c));
    const { shape } = constant;
    const [depth, many] = [found.order.length, anchor.outputs(shape)];
    const ordered = tabulate(shape, (i) => {
      const row = Math.floor(i / many);
      const from = row - (row % depth) + (place[row % depth] as number);
      return constant.values[from * many + (i % many)] as number;
    });
    return remake(node, [found.x, ordered, ...node.inputs.slice(2)]);
  },
  examples: [
    example("blue, green and red", { x: tensor(1, 4, 5, 3), axes: ints(-1), w: weight(3, 3, 3, 2) }, (v) =>
      op.Conv2D(op.ReverseV2(v.x, v.axes), v.w).example({ strides: [1, 2, 2, 1], ...window }),
    ),
    example("a look-up", { x: tensor(4, 5), i: ints(3, 0, 4, 1, 2), axis: int(1), w: weight(5, 3) }, (v) =>
      op.MatMul(op.GatherV2(v.x, v.i, v.axis), v.w).example({ transpose_a: false, transpose_b: false }),
    ),
    example(
      "a shuffle",
      {
        x: tensor(1, 4, 5, 6),
        a: ints(1, 4, 5, 2, 3),
        perm: ints(0, 1, 2, 4, 3),
        b: ints(1, 4, 5, 6),
        w: weight(1, 1, 6, 4),
      },
      (v) =>
        op
          .Conv2D(op.Reshape(op.Transpose(op.Reshape(v.x, v.a), v.perm), v.b), v.w)
          .example({ strides: [1, 1, 1, 1], ...window }),
    ),
  ],
  nearMisses: [
    example("the reordered value is read twice", { x: tensor(4, 3), axes: ints(1), w: weight(3, 3) }, (v) => {
      const turned = op.ReverseV2(v.x, v.axes);
      return op.AddV2(op.MatMul(turned, v.w), turned);
    }),
    example("the weights are computed", { x: tensor(4, 3), axes: ints(1), w: tensor(3, 3) }, (v) =>
      op.MatMul(op.ReverseV2(v.x, v.axes), v.w),
    ),
  ],
};

const offset = example(
  "it does not begin at the first pixel",
  {
    x: tensor(1, 5, 6, 3),
    w: weight(1, 1, 3, 4),
    begin: ints(0, 1, 0, 0),
    end: ints(1, 5, 6, 4),
    step: ints(1, 2, 2, 1),
  },
  (v) => op.StridedSlice(op.Conv2D(v.x, v.w).example({ strides: [1, 1, 1, 1], ...window }), v.begin, v.end, v.step),
);

/** A convolution of single pixels without steps. */
const ofPixels = ({ attrs }: Node, w: Value): true | string =>
  (w.shape?.[0] === 1 &&
    w.shape[1] === 1 &&
    attrs.padding !== "EXPLICIT" &&
    (attrs.strides as number[]).every((s) => s === 1)) ||
  "the convolution is not of single pixels, or has steps";

export default [
  orderIntoWeights,
  pattern({
    ...F9,
    exactness: "S",
    name: "steps-into-convolution",
    about:
      "A convolution of single pixels whose result is read in steps takes the steps itself; a pool passes over NaN.",
    inputs: {
      x: tensor(1, 5, 6, 3),
      w: weight(1, 1, 3, 4),
      bias: weight(4),
      begin: ints(0, 0, 0, 0),
      end: ints(1, 5, 6, 4),
      step: ints(1, 2, 2, 1),
    },
    before: ({ x, w, bias, begin, end, step }) => {
      const attrs = { strides: [1, 1, 1, 1], ...window };
      const convs = [
        op.Conv2D(x, w).example(attrs),
        op._FusedConv2D(x, w, bias).example({ ...attrs, fused_ops: ["BiasAdd", "Relu"], num_args: 1 }),
      ].map((t) => t.as("conv"));
      const skip = (t: OpTerm): readonly OpTerm[] => [
        op.StridedSlice(t, begin, end, step).example({ begin_mask: 15, end_mask: 15 }),
        op
          .MaxPool(t)
          .with({ ksize: [1, 1, 1, 1] })
          .example({ strides: [1, 2, 2, 1], padding: "VALID", data_format: "NHWC" }),
      ];
      return convs.flatMap(skip);
    },
    when: (m) => {
      const steps = stepsOf(m.root.node);
      return [
        isStraight(m.node("conv")),
        isKnown(m.x),
        ofPixels(m.node("conv"), m.w),
        typeof steps === "string" ? steps : true,
      ];
    },
    after: (m) => {
      const conv = m.node("conv");
      return remake(conv, conv.inputs, { strides: stepsOf(m.root.node), dilations: [1, 1, 1, 1], padding: "VALID" });
    },
    nearMisses: [offset, { title: "the window is larger", inputs: { w: weight(3, 3, 3, 4) } }],
  }),
] satisfies readonly Rule[];

/** The steps of a node that reads every so manyth pixel from the first on, or why it is none. */
function stepsOf(node: Node): readonly number[] | string {
  if (node.op === "MaxPool") return node.attrs.strides as number[];
  const shape = node.input(0).shape ?? [];
  const [begin, end, step] = [1, 2, 3].map((i) => numbers(node.inputs[i]));
  const read = stridedSlice(shape, begin, end, step, node.attrs);
  const all =
    read?.shape.length === 4 &&
    read.begin.every((b, d) => b === 0 && read.count[d] === Math.ceil((shape[d] as number) / (read.step[d] as number)));
  return all && read.step[0] === 1 && read.step[3] === 1 && read.step.every((s) => s > 0)
    ? read.step
    : "it does not read every so manyth pixel";
}
