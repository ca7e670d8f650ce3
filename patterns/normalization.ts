/** F3: batch normalisation, and scales of transposed convolutions. */

import { channelOf, isPerChannel, isStraight } from "../src/rewrite/anchors.ts";
import { keepsShape } from "../src/rewrite/conditions.ts";
import { tabulate } from "../src/rewrite/constants.ts";
import { example, op, pattern, type Rule, remake, tensor, weight, within } from "../src/rewrite/pattern.ts";

const F3 = { family: "F3", exactness: "A" } as const;

const picture = tensor(1, 3, 5, 4);

export default [
  pattern({
    ...F3,
    name: "batch-normalization",
    about:
      "A batch normalisation with constant statistics is a scale and a shift per channel, which fold into weights.",
    inputs: { x: picture, gamma: weight(4), beta: weight(4), mean: weight(4), variance: within(0.1, 2, weight(4)) },
    before: ({ x, gamma, beta, mean, variance }) =>
      op
        .FusedBatchNormV3(x, gamma, beta, mean, variance)
        .example({ epsilon: 0.001, data_format: "NHWC", is_training: false }),
    when: ({ variance, root }) => [
      isStraight(root.node),
      root.node.attrs.is_training !== true || "it is training",
      variance.constant.values.every((v: number) => v + epsilonOf(root.node.attrs) > 0) || "a variance is not positive",
    ],
    after: ({ x, gamma, beta, mean, variance, root }) => {
      const [g, b, m, v] = [gamma, beta, mean, variance].map((c) => c.constant.values);
      const shape = gamma.constant.shape;
      const scale = (i: number): number =>
        (g?.[i] as number) / Math.sqrt((v?.[i] as number) + epsilonOf(root.node.attrs));
      const shift = tabulate(shape, (i) => (b?.[i] as number) - (m?.[i] as number) * scale(i));
      return op.AddV2(op.Mul(x, tabulate(shape, scale)), shift);
    },
    nearMisses: [
      { title: "the statistics are computed", inputs: { mean: tensor(4) } },
      example("channels come first", { x: tensor(1, 4, 3, 5), c: within(0.1, 2, weight(4)) }, ({ x, c }) =>
        op.FusedBatchNormV3(x, c, c, c, c).example({ epsilon: 0.001, data_format: "NCHW", is_training: false }),
      ),
    ],
  }),
  pattern({
    ...F3,
    name: "fold-transposed-conv-scale",
    about: "A constant scale of a transposed convolution goes into its weights.",
    inputs: {
      shape: { ...weight(4), dtype: "int32", values: [1, 6, 10, 4] },
      w: weight(2, 2, 4, 3),
      x: tensor(1, 3, 5, 3),
      c: weight(4),
    },
    before: ({ shape, w, x, c }) =>
      op.Mul(
        op
          .Conv2DBackpropInput(shape, w, x)
          .as("anchor")
          .example({ strides: [1, 2, 2, 1], padding: "SAME", data_format: "NHWC" }),
        c,
      ),
    when: (m) => {
      const anchor = m.node("anchor");
      const channels = m.w.constant.shape[2] as number;
      return [isStraight(anchor), isPerChannel(m.c.constant, channels), keepsShape(anchor.output, m.root)];
    },
    after: (m) => {
      // [height, width, out, in]
      const { shape, values } = m.w.constant;
      const [out, depth] = [shape[2] as number, shape[3] as number];
      const scaled = tabulate(
        shape,
        (i) => (values[i] as number) * channelOf(m.c.constant, Math.floor(i / depth) % out),
      );
      return remake(m.node("anchor"), [m.shape, scaled, m.x]);
    },
  }),
] satisfies readonly Rule[];

function epsilonOf(attrs: Readonly<Record<string, unknown>>): number {
  return Number(attrs.epsilon ?? 0.001);
}
