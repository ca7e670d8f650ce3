/** F1 and F3: runs of scales and shifts by constants become one of each; shifts move to the convolution that takes them. */

import { isPerChannel } from "../src/rewrite/anchors.ts";
import { keepsShape } from "../src/rewrite/conditions.ts";
import { combined, isNormal } from "../src/rewrite/constants.ts";
import { type ConstantValue, op, pattern, type Rule, remake, tensor, weight } from "../src/rewrite/pattern.ts";

const F1 = { family: "F1", exactness: "A" } as const;
const x = tensor(2, 3, 4);
const [c, d, e] = [weight(4), weight(4), weight(1)];
const add = (a: number, b: number): number => a + b;
const multiply = (a: number, b: number): number => a * b;

/** The constants' sums or products are no larger than they are, and stay normal numbers. */
function joins(a: ConstantValue, b: ConstantValue, f: (x: number, y: number) => number): true | string {
  const joined = combined(a.constant, b.constant, f);
  if (!joined) return "the constants together are larger than each";
  return isNormal(joined) || "the constants together are not normal numbers";
}
const join = (a: ConstantValue, b: ConstantValue, f: (x: number, y: number) => number) =>
  combined(a.constant, b.constant, f) ?? a.constant;
const outer = weight(3, 1);

export default [
  pattern({
    ...F1,
    name: "shift-of-shift",
    about: "Two additions of constants are one.",
    inputs: { x, c, d },
    before: ({ x, c, d }) => op.AddV2(op.AddV2(x, c), d),
    when: ({ c, d }) => joins(c, d, add),
    after: ({ x, c, d }) => op.AddV2(x, join(c, d, add)),
    nearMisses: [{ title: "the constants vary along different axes", inputs: { d: outer } }],
  }),
  pattern({
    ...F1,
    name: "scale-of-scale",
    about: "Two multiplications by constants are one.",
    inputs: { x, c, d },
    before: ({ x, c, d }) => op.Mul(op.Mul(x, c), d),
    when: ({ c, d }) => joins(c, d, multiply),
    after: ({ x, c, d }) => op.Mul(x, join(c, d, multiply)),
    nearMisses: [{ title: "the constants vary along different axes", inputs: { d: outer } }],
  }),
  pattern({
    ...F1,
    name: "scale-shift-scale",
    about: "A scale, a shift and a scale by constants are one scale and one shift: c₂(c₀x + c₁) = c₀c₂x + c₁c₂.",
    inputs: { x, c, d, e },
    before: ({ x, c, d, e }) => op.Mul(op.AddV2(op.Mul(x, c), d), e),
    when: ({ c, d, e }) => [joins(c, e, multiply), joins(d, e, multiply)],
    after: ({ x, c, d, e }) => op.AddV2(op.Mul(x, join(c, e, multiply)), join(d, e, multiply)),
    nearMisses: [{ title: "the last scale varies along another axis", inputs: { e: outer } }],
  }),
  pattern({
    ...F1,
    name: "shift-scale-shift",
    about:
      "A shift, a scale and a shift by constants are one scale and one shift: c₁(x + c₀) + c₂ = c₁x + (c₀c₁ + c₂).",
    inputs: { x, c, d, e },
    before: ({ x, c, d, e }) => op.AddV2(op.Mul(op.AddV2(x, c), d), e),
    when: ({ c, d, e }) => {
      const product = joins(c, d, multiply);
      const sum = combined(join(c, d, multiply), e.constant, add);
      return [product, sum !== undefined || "the constants together are larger than each"];
    },
    after: ({ x, c, d, e }) => {
      const product = join(c, d, multiply);
      return op.AddV2(op.Mul(x, d), combined(product, e.constant, add) ?? product);
    },
    nearMisses: [{ title: "the last shift varies along another axis", inputs: { e: outer } }],
  }),
  pattern({
    ...F1,
    name: "hoist-factor",
    about: "A sum or difference of two products with one common factor is one product.",
    inputs: { a: x, b: x, s: x },
    before: ({ a, b, s }) => [op.AddV2(op.Mul(a, s), op.Mul(b, s)), op.Sub(op.Mul(a, s), op.Mul(b, s))],
    when: ({ a, b, root }) => [keepsShape(a, root), keepsShape(b, root)],
    after: ({ a, b, s, root }) => op.Mul(remake(root.node, [a, b]), s),
    nearMisses: [{ title: "one term is broadcast", inputs: { b: tensor(2, 3, 1) } }],
  }),
  pattern({
    family: "F3",
    exactness: "A",
    name: "shift-before-residual",
    about:
      "A constant added after a residual moves before it, where it is the convolution's bias: (w∗x + y) + c = (w∗x + c) + y.",
    inputs: { x: tensor(1, 3, 5, 3), w: weight(1, 1, 3, 4), y: tensor(1, 3, 5, 4), bias: weight(4), c },
    before: ({ x, w, y, bias, c }) =>
      [op.Conv2D(x, w), op._FusedConv2D(x, w, bias).with({ fused_ops: ["BiasAdd"] })].map((conv) =>
        op.AddV2(
          op.AddV2(
            conv.as("anchor").example({ strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", num_args: 1 }),
            y,
          ),
          c,
        ),
      ),
    when: (m) => {
      const { output } = m.node("anchor");
      return [
        isPerChannel(m.c.constant, output.shape?.at(-1) ?? -1),
        keepsShape(output, m.root),
        keepsShape(m.y, m.root),
      ];
    },
    after: (m) => op.AddV2(op.AddV2(m.node("anchor").output, m.c), m.y),
    nearMisses: [{ title: "the constant is per pixel", inputs: { c: weight(3, 5, 4) } }],
  }),
] satisfies readonly Rule[];
