/** F9: convolutions between space-to-batch and batch-to-space, TensorFlow's old spelling of dilation. */

import { ConstantTensor } from "../src/graph/types.ts";
import { isStraight } from "../src/rewrite/anchors.ts";
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
const pairs = (...values: number[]) => ({ ...ints(...values), shape: [2, 2] });

/** What is really padded: batch-to-space crops away what only rounds the picture up to whole blocks. */
const padding = (pads: ConstantValue, crops: ConstantValue): number[] =>
  numbers(pads).map((p, i) => p - (numbers(crops)[i] as number));
/** Padding, before and after along each axis, as SAME has it for steps of one. */
const same = (kernel: readonly number[], rates: readonly number[]): number[] =>
  rates.flatMap((rate, i) => {
    const total = ((kernel[i] as number) - 1) * rate;
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });

const ACTIVATIONS = [
  "Relu",
  "Relu6",
  "Elu",
  "Selu",
  "LeakyRelu",
  "Sigmoid",
  "Tanh",
  "Softplus",
  "Swish",
  "HardSwish",
] as const;

export default [
  pattern({
    family: "F9",
    exactness: "X",
    name: "activation-after-batch-to-space",
    about: "An activation before batch-to-space moves behind it, where it does not hide a dilated convolution.",
    inputs: { x: tensor(4, 3, 4, 2), block: ints(2, 2), crops: pairs(0, 1, 1, 0) },
    before: ({ x, block, crops }) =>
      ACTIVATIONS.map((name) => op.BatchToSpaceND(new OpTerm(name, [x], { capture: "activation" }), block, crops)),
    after: (m) => remake(m.node("activation"), [op.BatchToSpaceND(m.x, m.block, m.crops)]),
  }),
  pattern({
    family: "F9",
    exactness: "X",
    name: "dilated-convolution",
    about:
      "A convolution between space-to-batch and batch-to-space is a dilated convolution: two passes over memory fewer.",
    inputs: {
      x: tensor(1, 7, 9, 3),
      block: ints(2, 2),
      pads: pairs(2, 3, 2, 3),
      w: weight(3, 3, 3, 2),
      bias: weight(2),
      biases: weight(6),
      block2: ints(2, 2),
      crops: pairs(0, 1, 0, 1),
    },
    before: ({ x, block, pads, w, bias, biases, block2, crops }) => {
      const blocks = op.SpaceToBatchND(x, block, pads);
      const attrs = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "VALID", data_format: "NHWC" };
      const fused = { fused_ops: ["BiasAdd"], num_args: 1 };
      return [
        op.Conv2D(blocks, w),
        op._FusedConv2D(blocks, w, bias).example(fused),
        op.DepthwiseConv2dNative(blocks, w),
        op.FusedDepthwiseConv2dNative(blocks, w, biases).example(fused),
      ].map((conv) => op.BatchToSpaceND(conv.as("conv").with({ padding: "VALID" }).example(attrs), block2, crops));
    },
    when: (m) => {
      const { attrs } = m.node("conv");
      const ones = [attrs.strides, attrs.dilations].every(
        (v) => v === undefined || (v as number[]).every((n) => n === 1),
      );
      return [
        isStraight(m.node("conv")),
        numbers(m.block).join() === numbers(m.block2).join() || "the blocks differ",
        numbers(m.block).length === 2 || "the blocks are not flat",
        ones || "the convolution has steps or is dilated",
        padding(m.pads, m.crops).every((p) => p >= 0) || "more is cropped than was padded",
      ];
    },
    after: (m) => {
      const conv = m.node("conv");
      const rates = numbers(m.block);
      const pads = padding(m.pads, m.crops);
      const isSame = pads.join() === same(m.w.constant.shape, rates).join();
      const padded =
        isSame || pads.every((p) => p === 0) ? m.x : op.Pad(m.x, ConstantTensor.int([4, 2], [0, 0, ...pads, 0, 0]));
      return remake(conv, [padded, ...conv.inputs.slice(1)], {
        dilations: [1, ...rates, 1],
        padding: isSame ? "SAME" : "VALID",
      });
    },
    nearMisses: [
      { title: "the blocks differ", inputs: { block2: ints(4, 1), crops: pairs(0, 0, 0, 0) } },
      {
        title: "only rows are dilated",
        inputs: {
          block: ints(2),
          pads: { ...ints(2, 3), shape: [1, 2] },
          block2: ints(2),
          crops: { ...ints(0, 1), shape: [1, 2] },
        },
      },
    ],
  }),
] satisfies readonly Rule[];
