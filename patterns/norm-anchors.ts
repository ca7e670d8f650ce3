/** How normalisations become kernels. */
import type { Attrs } from "../src/graph/graph.ts";
import { num } from "../src/graph/ops/rows.ts";
import type { Reader } from "../src/rewrite/grouping/rule.ts";
import { op, tensor, type Variable } from "../src/rewrite/term.ts";

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
