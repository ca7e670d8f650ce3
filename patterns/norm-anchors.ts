/** How normalisations, attention and transposed convolutions become kernels. */
import { attentionProblem } from "../kernels/attention-shapes.ts";
import type { Attrs } from "../src/graph/graph.ts";
import { channelsFirst } from "../src/graph/ops/anchors.ts";
import { list, num } from "../src/graph/ops/rows.ts";
import type { Shape } from "../src/graph/types.ts";
import type { Reader } from "../src/rewrite/grouping/rule.ts";
import { ints, op, tensor, type Variable, weight } from "../src/rewrite/term.ts";

/** The small graph on which the examples of what normalisations absorb are built. */
export const NORM_EXAMPLE = {
  noun: "normalisation",
  inputs: { x: tensor(2, 3, 4) },
  term: (t: Readonly<Record<string, Variable>>) => op.LayerNorm(t.x as Variable).with({ epsilon: 0.01 }),
  shape: [2, 3, 4],
} as const;

const read =
  (mode: string, more: (attrs: Attrs) => Attrs = () => ({})): Reader =>
  ({ inputs, attrs }) => {
    const [x] = inputs;
    if (x?.type?.dtype !== "float32") return "its input is not float32";
    return { inputs: [x], attrs: { mode, epsilon: num(attrs, "epsilon", 0), ...more(attrs) } };
  };

export const NORM_READS: Readonly<Record<string, Reader>> = {
  LayerNorm: read("layer"),
  RmsNorm: read("rms"),
  InstanceNorm: read("instance"),
  GroupNorm: read("group", ({ groups }) => ({ groups })),
  L2Normalize: read("l2", ({ placement }) => ({ placement })),
};

export const ATTENTION_READS: Readonly<Record<string, Reader>> = {
  Attention: ({ inputs, attrs: { scale, transposed } }) => {
    if (!inputs.every((v) => v.type?.dtype === "float32")) return "its operands are not float32";
    const [q, k, v, mask] = inputs.map((value) => value.shape ?? []) as [Shape, Shape, Shape, Shape?];
    return attentionProblem(q, k, v, mask, transposed === true) ?? { inputs, attrs: { scale, transposed } };
  },
};

type Variables = Readonly<Record<string, Variable>>;

export const TRANSPOSED_EXAMPLE = {
  noun: "transposed convolution",
  inputs: { shape: ints(1, 6, 8, 4), w: weight(3, 3, 4, 2), x: tensor(1, 3, 4, 2) },
  term: (t: Variables) =>
    op
      .Conv2DBackpropInput(t.shape as Variable, t.w as Variable, t.x as Variable)
      .example({ strides: [1, 2, 2, 1], padding: "SAME", data_format: "NHWC" }),
  shape: [1, 6, 8, 4],
} as const;

/** What is cut off the output: the padding of the convolution from `output` to `input` that it is the transpose of. */
function pads(attrs: Attrs, input: Shape, output: Shape, kernel: Shape, strides: readonly number[]): number[] | string {
  const padding = String(attrs.padding).toUpperCase();
  if (padding === "VALID") return [0, 0, 0, 0];
  if (padding !== "SAME") return `its padding is ${padding}`;
  return [0, 1].flatMap((i) => {
    const reach = ((input[i + 1] as number) - 1) * (strides[i] as number) + (kernel[i] as number);
    const total = Math.max(0, reach - (output[i + 1] as number));
    return [total >> 1, total - (total >> 1)];
  });
}

export const transposedConvolution: Reader = (node) => {
  const [w, x] = [node.input(1), node.input(2)];
  if (x.type?.dtype !== "float32" || w.type?.dtype !== "float32") return "its operands are not float32";
  if (channelsFirst(node.attrs)) return "its data format is not NHWC";
  if (!w.constant) return "its weights are not constant";
  const all = list(node.attrs, "strides");
  const strides = [all?.[1] ?? 1, all?.[2] ?? 1];
  const cut = pads(node.attrs, x.shape ?? [], node.output.shape ?? [], w.shape ?? [], strides);
  return typeof cut === "string" ? cut : { inputs: [x, w], attrs: { strides, pads: cut } };
};
