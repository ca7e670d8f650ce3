/** Kernels that store two values, where one is computed from the other and both are needed. */
import type { DualStore } from "../src/rewrite/grouping/rule.ts";
import { op, tensor, variablesOf, within } from "../src/rewrite/term.ts";
import { ANCHORS, type AnchorExample } from "./anchors.ts";
import { ALL } from "./epilogues.ts";

/** A value that is needed raw and activated is stored twice by the kernel that makes it. */
export const DUAL_STORES: readonly DualStore[] = [
  ...ALL.map((kernel): DualStore => {
    const { noun, inputs, term }: AnchorExample = ANCHORS[kernel];
    const y = term(variablesOf(inputs));
    return {
      kind: "dual",
      name: `${kernel}-dual-store`,
      declared: { name: "dual-store", anchor: kernel },
      family: "F8",
      exactness: "X",
      about: `The kernel of a ${noun} stores its value both raw and activated, which saves reading it again.`,
      kernel,
      example: { title: "raw and activated", inputs, before: op.Relu(y), also: [y] },
    };
  }),
  dualRegion(),
];

function dualRegion(): DualStore {
  const inputs = { a: tensor(1, 5, 7, 4), b: within(-1, 1, tensor(1, 5, 7, 4)) };
  const { a, b } = variablesOf(inputs);
  const sum = op.AddV2(a, b);
  return {
    kind: "dual",
    name: "pointwise-dual-store",
    family: "F15",
    exactness: "X",
    about:
      "A pointwise kernel stores a value on the way that others read too, which saves computing it by a kernel of its own.",
    kernel: "pointwise",
    example: { title: "raw and activated", inputs, before: op.Relu(sum), also: [sum] },
  };
}
