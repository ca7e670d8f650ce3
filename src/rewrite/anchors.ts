/** The three anchors with constant weights, as rules that fold scales and shifts into them need to know them. */
import type { Attrs, Node, Value } from "../graph/graph.ts";
import type { OpName } from "../graph/ops.ts";
import { ConstantTensor, type Shape, sizeOf } from "../graph/types.ts";
import { tabulate } from "./constants.ts";
import { type InputSpec, tensor, weight } from "./term.ts";

/** How many input and output channels weights have, and which of them an element belongs to. */
interface Channels {
  readonly inputs: (w: Shape) => number;
  readonly outputs: (w: Shape) => number;
  readonly inputOf: (i: number, w: Shape) => number;
  readonly outputOf: (i: number, w: Shape) => number;
}

export interface Anchor extends Channels {
  /** What rules are named after. */
  readonly name: "conv" | "depthwise" | "product";
  readonly plain: OpName;
  /** The same with a bias and an activation. */
  readonly fused: OpName;
  /** Example operands and attributes. */
  readonly x: InputSpec;
  readonly w: InputSpec;
  readonly attrs: Attrs;
}

const at = (w: Shape, axis: number): number => w.at(axis) as number;
const window: Attrs = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };

export const ANCHORS: readonly Anchor[] = [
  {
    name: "conv",
    plain: "Conv2D",
    fused: "_FusedConv2D",
    x: tensor(1, 5, 6, 3),
    w: weight(3, 3, 3, 4),
    attrs: window,
    // [height, width, in, out]
    inputs: (w) => at(w, 2),
    outputs: (w) => at(w, 3),
    inputOf: (i, w) => Math.floor(i / at(w, 3)) % at(w, 2),
    outputOf: (i, w) => i % at(w, 3),
  },
  {
    name: "depthwise",
    plain: "DepthwiseConv2dNative",
    fused: "FusedDepthwiseConv2dNative",
    x: tensor(1, 5, 6, 3),
    w: weight(3, 3, 3, 2),
    attrs: window,
    // [height, width, in, multiplier]: output channel is in · multiplier + m, which is the place along the last two axes.
    inputs: (w) => at(w, 2),
    outputs: (w) => at(w, 2) * at(w, 3),
    inputOf: (i, w) => Math.floor(i / at(w, 3)) % at(w, 2),
    outputOf: (i, w) => i % (at(w, 2) * at(w, 3)),
  },
  {
    name: "product",
    plain: "MatMul",
    fused: "_FusedMatMul",
    x: tensor(3, 5),
    w: weight(5, 4),
    attrs: { transpose_a: false, transpose_b: false },
    inputs: (w) => at(w, 0),
    outputs: (w) => at(w, 1),
    inputOf: (i, w) => Math.floor(i / at(w, 1)),
    outputOf: (i, w) => i % at(w, 1),
  },
];

/** The attributes of the fused form with a bias and, where given, an activation. */
export const fusedAttrs = (attrs: Attrs, ...activation: string[]): Attrs => ({
  ...attrs,
  fused_ops: ["BiasAdd", ...activation],
  num_args: 1,
});

/** The activation of a fused op. */
export const activationOf = ({ attrs }: Node): string | undefined =>
  (attrs.fused_ops as readonly string[] | undefined)?.find((op) => op !== "BiasAdd");

/** What a fused op reads after its weights is a bias. */
export const isBiased = ({ attrs, op, name }: Node): true | string =>
  (attrs.fused_ops as readonly string[] | undefined)?.[0] === "BiasAdd" || `the ${op} "${name}" has no bias`;

/** Attributes without those of the fused form. */
export function plainAttrs({ attrs }: Node): Attrs {
  const { fused_ops: _, num_args: __, leakyrelu_alpha: ___, epsilon: ____, ...rest } = attrs;
  return rest;
}

/** Nothing follows the sum. */
export const isLinear = (node: Node): true | string =>
  activationOf(node) === undefined || `the ${node.op} "${node.name}" has an activation`;

/** Channels are the last axis and no operand is transposed: what folding needs. */
export function isStraight({ attrs, op, name }: Node): true | string {
  if (attrs.data_format !== undefined && attrs.data_format !== "NHWC")
    return `the channels of "${name}" are not the last axis`;
  return !(attrs.transpose_a || attrs.transpose_b) || `the ${op} "${name}" transposes an operand`;
}

/** The constant is one number, or one per channel of a value whose last axis has `channels` elements. */
export function isPerChannel(c: ConstantTensor, channels: number): true | string {
  const size = sizeOf(c.shape);
  return (
    size === 1 ||
    (size === channels && c.shape.at(-1) === channels) ||
    "the constant is neither one number nor one per channel"
  );
}

/** A constant's number for a channel. */
export const channelOf = (c: ConstantTensor, channel: number): number =>
  c.values[c.values.length === 1 ? 0 : channel] as number;

/** A constant as a bias vector. */
export const biasVector = (c: ConstantTensor, channels: number): ConstantTensor =>
  c.shape.length === 1 && c.shape[0] === channels ? c : tabulate([channels], (i) => channelOf(c, i));

/** Weights with every output channel scaled: scale · (w ∗ x) = (scale · w) ∗ x. */
export const scaleOutputs = (a: Channels, w: ConstantTensor, c: ConstantTensor): ConstantTensor =>
  tabulate(w.shape, (i) => (w.values[i] as number) * channelOf(c, a.outputOf(i, w.shape)));

/** Weights with every input channel scaled: w ∗ (scale · x) = (w · scale) ∗ x. */
export const scaleInputs = (a: Channels, w: ConstantTensor, c: ConstantTensor): ConstantTensor =>
  tabulate(w.shape, (i) => (w.values[i] as number) * channelOf(c, a.inputOf(i, w.shape)));

/** What a shift of the input adds to every output: w ∗ (x + shift) = w ∗ x + Σ w · shift, where no padding is read. */
export function shiftOfInputs(
  a: Channels,
  w: ConstantTensor,
  c: ConstantTensor,
  bias?: ConstantTensor,
): ConstantTensor {
  const n = a.outputs(w.shape);
  return new ConstantTensor("float32", [n], () => {
    const sums = bias ? Float64Array.from(bias.values) : new Float64Array(n);
    w.values.forEach((v: number, i: number) => {
      sums[a.outputOf(i, w.shape)] = (sums[a.outputOf(i, w.shape)] as number) + v * channelOf(c, a.inputOf(i, w.shape));
    });
    return Float32Array.from(sums);
  });
}

/** Whether a convolution reads no padding: its window never leaves the picture, or is one pixel. */
export function readsNoPadding({ attrs, name }: Node, w: Value): true | string {
  const single = w.shape?.[0] === 1 && w.shape[1] === 1;
  return (
    attrs.padding === "VALID" ||
    (single && attrs.padding !== "EXPLICIT") ||
    `"${name}" reads padding, which the shift would change`
  );
}
