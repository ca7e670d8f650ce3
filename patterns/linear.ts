/** F3 and F11: convolutions and products are linear, so sums of them, scales through them and runs of them are one. */
import type { Node } from "../src/graph/graph.ts";
import { type ConstantTensor, type Shape, sameShape } from "../src/graph/types.ts";
import { ANCHORS, isLinear, isPerChannel, isStraight, plainAttrs, scaleInputs } from "../src/rewrite/anchors.ts";
import { keepsShape } from "../src/rewrite/conditions.ts";
import { combined, isNormal, tabulate } from "../src/rewrite/constants.ts";
import { sameAttr } from "../src/rewrite/match.ts";
import {
  example,
  filled,
  OpTerm,
  op,
  pattern,
  type Rule,
  remake,
  type Term,
  tensor,
  weight,
  within,
} from "../src/rewrite/pattern.ts";

const A = { exactness: "A" } as const;

const sameWindow = (a: Node, b: Node): true | string =>
  sameAttr(plainAttrs(a), plainAttrs(b)) || "their strides, dilations or paddings differ";
/** Weights of a small window as those of a larger one around the same centre. `undefined` where that means something else. */
function widened(w: ConstantTensor, to: Shape, { attrs }: Node): ConstantTensor | undefined {
  if (sameShape(w.shape, to)) return w;
  const [h, v] = [(to[0] as number) - (w.shape[0] as number), (to[1] as number) - (w.shape[1] as number)];
  const centred =
    to.length === 4 && h >= 0 && v >= 0 && h % 2 === 0 && v % 2 === 0 && sameShape(w.shape.slice(2), to.slice(2));
  const stepless = attrs.padding === "SAME" && ((attrs.strides as number[] | undefined) ?? []).every((s) => s === 1);
  if (!centred || !stepless) return undefined;
  const [width, depth] = [w.shape[1] as number, (w.shape[2] as number) * (w.shape[3] as number)];
  return tabulate(to, (i) => {
    const pixel = Math.floor(i / depth);
    const [y, x] = [Math.floor(pixel / (to[1] as number)) - h / 2, (pixel % (to[1] as number)) - v / 2];
    const inside = y >= 0 && x >= 0 && y < (w.shape[0] as number) && x < width;
    return inside ? (w.values[(y * width + x) * depth + (i % depth)] as number) : 0;
  });
}
const larger = (a: ConstantTensor, b: ConstantTensor): Shape =>
  a.shape.map((d, i) => Math.max(d, b.shape[i] as number));
const sum = (a: ConstantTensor, b: ConstantTensor): ConstantTensor => combined(a, b, (p, q) => p + q) as ConstantTensor;

export default ANCHORS.flatMap((a): readonly Rule[] => {
  const { x, w } = a;
  const outputs = a.outputs(w.shape);
  const bias = weight(outputs);
  const small = a.name === "product" ? w : weight(1, 1, ...w.shape.slice(2));
  const positive = within(0.5, 2, weight(a.inputs(w.shape)));
  const plain = (y: Term, v: Term, capture = "anchor") =>
    new OpTerm(a.plain, [y, v], { capture, exampleAttrs: a.attrs });
  const fused = (args: readonly Term[], capture = "anchor", ...activation: string[]) =>
    new OpTerm(a.fused, args, {
      capture,
      exampleAttrs: { ...a.attrs, fused_ops: ["BiasAdd", ...activation], num_args: args.length - 2 },
    });
  const of = (name: string) => ({ name: `${a.name}-${name}`, declared: { name, anchor: a.name } });
  return [
    pattern({
      family: "F3",
      exactness: "X",
      ...of("zero-bias"),
      about: `A bias of zeros goes from a ${a.fused}.`,
      inputs: { x, w, bias: filled(0, bias) },
      before: ({ x, w, bias }) => fused([x, w, bias]),
      when: ({ bias, root: { node } }) => [
        sameAttr(node.attrs.fused_ops, ["BiasAdd"]) || "it has an activation",
        bias.constant.splat === 0 || "a bias is not zero",
      ],
      after: ({ x, w, root }) => new OpTerm(a.plain, [x, w], { attrs: plainAttrs(root.node) }),
      nearMisses: [{ title: "a bias is not zero", inputs: { bias } }],
    }),
    pattern({
      ...A,
      family: "F11",
      ...of("sum"),
      about: `The sum of two ${a.plain}s of one value is one, with the sum of their weights.`,
      inputs: { x, w, v: small, bias, bias2: bias },
      before: ({ x, w, v, bias, bias2 }) => [
        op.AddV2(plain(x, w), plain(x, v, "other")),
        op.AddV2(fused([x, w, bias]), plain(x, v, "other")),
        op.AddV2(fused([x, w, bias]), fused([x, v, bias2], "other")),
      ],
      when: (m) => {
        const [one, other] = [m.node("anchor"), m.node("other")];
        const to = larger(m.w.constant, m.v.constant);
        const fits = widened(m.w.constant, to, one) && widened(m.v.constant, to, one);
        return [isLinear(one), isLinear(other), sameWindow(one, other), fits ? true : "their windows differ"];
      },
      after: (m) => {
        const anchor = m.node("anchor");
        const to = larger(m.w.constant, m.v.constant);
        const [p, q] = [m.w, m.v].map((c) => widened(c.constant, to, anchor) as ConstantTensor);
        const biases = m.bias && m.bias2 ? [sum(m.bias.constant, m.bias2.constant)] : anchor.inputs.slice(2);
        return remake(anchor, [m.x, sum(p as ConstantTensor, q as ConstantTensor), ...biases]);
      },
      nearMisses: [
        example("one has an activation", { x, w, v: w, bias }, (t) =>
          op.AddV2(fused([t.x, t.w, t.bias], "anchor", "Relu"), plain(t.x, t.v, "other")),
        ),
        ...(a.name === "product"
          ? []
          : [
              example("their steps differ", { x, w, v: w }, (t) =>
                op.AddV2(plain(t.x, t.w), plain(t.x, t.v).with({ dilations: [1, 2, 2, 1] })),
              ),
              { title: "their windows differ", inputs: { v: weight(2, 2, ...w.shape.slice(2)) } },
            ]),
      ],
    }),
    pattern({
      ...A,
      family: "F11",
      ...of("of-sum"),
      about: `The sum of two ${a.plain}s with the same weights is one, of the sum.`,
      inputs: { x, y: x, w },
      before: ({ x, y, w }) => op.AddV2(plain(x, w), plain(y, w, "other")),
      when: (m) => [
        sameWindow(m.node("anchor"), m.node("other")),
        sameShape(m.x.shape ?? [], m.y.shape ?? []) || "the values differ in shape",
      ],
      after: (m) => remake(m.node("anchor"), [op.AddV2(m.x, m.y), m.w]),
      nearMisses: [
        {
          title: "one value is broadcast",
          inputs: { y: tensor(1, ...x.shape.slice(1)), x: tensor(2, ...x.shape.slice(1)) },
        },
      ],
    }),
    pattern({
      ...A,
      family: "F3",
      name: `fold-scale-through-into-${a.name}`,
      declared: { name: "fold-scale-through-into", anchor: a.name },
      about: `A positive scale goes through ReLU${a.name === "product" ? "" : ", pooling or padding"} into the weights of the ${a.plain} behind.`,
      inputs: { x, c: positive, w, bias, pads: { ...weight(4, 2), dtype: "int32", values: [0, 0, 1, 0, 0, 2, 0, 0] } },
      before: ({ x, c, w, bias, pads }) => {
        const scaled = op.Mul(x, c);
        const pool = { ksize: [1, 2, 2, 1], strides: [1, 1, 1, 1], padding: "SAME" };
        const steps = [
          op.Relu(scaled),
          op.LeakyRelu(scaled).example({ alpha: 0.25 }),
          ...(a.name === "product"
            ? []
            : [op.MaxPool(scaled).example(pool), op.AvgPool(scaled).example(pool), op.Pad(scaled, pads)]),
        ].map((t) => t.as("step"));
        return steps.flatMap((y) => [plain(y, w), fused([y, w, bias], "anchor", "Relu6")]);
      },
      when: (m) => [
        isStraight(m.root.node),
        isPerChannel(m.c.constant, a.inputs(m.w.constant.shape)),
        keepsShape(m.x, m.node("step").input(0)),
        isNormal(m.c.constant) || "a scale is not a normal number",
        m.c.constant.values.every((s: number) => s > 0) || "a scale is not positive",
      ],
      after: (m) => {
        const step = m.node("step");
        const { node } = m.root;
        return remake(node, [
          remake(step, [m.x, ...step.inputs.slice(1)]),
          scaleInputs(a, m.w.constant, m.c.constant),
          ...node.inputs.slice(2),
        ]);
      },
      nearMisses: [
        { title: "a scale is negative", inputs: { c: within(-2, -1, positive) } },
        { title: "the scale is per row", inputs: { c: within(0.5, 2, weight(x.shape.at(-2) as number, 1)) } },
      ],
    }),
  ];
}) satisfies readonly Rule[];
