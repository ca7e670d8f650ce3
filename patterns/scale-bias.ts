/** F3: scales, shifts and batch normalisations go into the weights and bias of the convolution or product beside them. */

import {
  ANCHORS,
  activationOf,
  biasVector,
  channelOf,
  fusedAttrs,
  isBiased,
  isLinear,
  isPerChannel,
  isStraight,
  readsNoPadding,
  scaleInputs,
  scaleOutputs,
  shiftOfInputs,
} from "../src/rewrite/anchors.ts";
import { keepsShape } from "../src/rewrite/conditions.ts";
import { isNormal, tabulate } from "../src/rewrite/constants.ts";
import { example, OpTerm, op, pattern, type Rule, remake, type Term, weight, within } from "../src/rewrite/pattern.ts";

const F3 = { family: "F3", exactness: "A" } as const;

/** Rules that every anchor has: `a` says which op it is and how its weights are laid out. */
export default ANCHORS.flatMap((a): readonly Rule[] => {
  const { x, w } = a;
  const outputs = a.outputs(w.shape);
  const inputs = a.inputs(w.shape);
  const [bias, c] = [weight(outputs), weight(outputs)];
  const positive = within(0.5, 2, c);
  const one = w.shape.length === 4 ? weight(1, 1, ...w.shape.slice(2)) : w;
  const perPixel = w.shape.length === 4 ? weight(5, 6, outputs) : weight(3, outputs);
  const turned = a.name === "product" ? { transpose_a: true } : { data_format: "NCHW" };
  const plain = (x: Term, w: Term) => new OpTerm(a.plain, [x, w], { capture: "anchor", exampleAttrs: a.attrs });
  const fused = (args: readonly Term[], ...activation: string[]) =>
    new OpTerm(a.fused, args, {
      capture: "anchor",
      exampleAttrs: { ...fusedAttrs(a.attrs, ...activation), num_args: args.length - 2 },
    });
  return [
    pattern({
      ...F3,
      exactness: "X",
      name: `fold-${a.name}-bias`,
      declared: { name: "fold-bias", anchor: a.name },
      about: `A constant per channel added to a ${a.plain} is its bias.`,
      inputs: { x, w, c },
      before: ({ x, w, c }) => op.AddV2(plain(x, w), c),
      when: (m) => {
        const anchor = m.node("anchor");
        const channels = anchor.output.shape?.at(-1) ?? -1;
        return [isStraight(anchor), isPerChannel(m.c.constant, channels), keepsShape(anchor.output, m.root)];
      },
      after: (m) => {
        const { attrs, output } = m.node("anchor");
        return new OpTerm(a.fused, [m.x, m.w, biasVector(m.c.constant, output.shape?.at(-1) as number)], {
          attrs: fusedAttrs(attrs),
        });
      },
      nearMisses: [
        { title: "the constant is per pixel", inputs: { c: perPixel } },
        example("channels are elsewhere", { x, w, c: weight(1) }, (v) => op.AddV2(plain(v.x, v.w).with(turned), v.c)),
      ],
    }),
    pattern({
      ...F3,
      name: `fold-${a.name}-bias-bias`,
      declared: { name: "fold-bias-bias", anchor: a.name },
      about: `A constant per channel added to a ${a.fused} without activation goes into its bias.`,
      inputs: { x, w, bias, c },
      before: ({ x, w, bias, c }) => op.AddV2(fused([x, w, bias]), c),
      when: (m) => {
        const anchor = m.node("anchor");
        return [
          isLinear(anchor),
          isPerChannel(m.c.constant, m.bias.shape?.[0] ?? -1),
          keepsShape(anchor.output, m.root),
        ];
      },
      after: (m) => {
        const { values, shape } = m.bias.constant;
        const sum = tabulate(shape, (i) => (values[i] as number) + channelOf(m.c.constant, i));
        return remake(m.node("anchor"), [m.x, m.w, sum]);
      },
      nearMisses: [
        { title: "the constant is per pixel", inputs: { c: perPixel } },
        example("there is an activation", { x, w, bias, c }, (v) => op.AddV2(fused([v.x, v.w, v.bias], "Relu"), v.c)),
      ],
    }),
    pattern({
      ...F3,
      name: `fold-${a.name}-scale`,
      declared: { name: "fold-scale", anchor: a.name },
      about: `A constant scale of a ${a.plain} goes into its weights.`,
      inputs: { x, w, c },
      before: ({ x, w, c }) => op.Mul(plain(x, w), c),
      when: (m) => {
        const anchor = m.node("anchor");
        return [
          isStraight(anchor),
          isPerChannel(m.c.constant, a.outputs(m.w.constant.shape)),
          keepsShape(anchor.output, m.root),
          isNormal(m.c.constant) || "a scale is not a normal number",
        ];
      },
      after: (m) => remake(m.node("anchor"), [m.x, scaleOutputs(a, m.w.constant, m.c.constant)]),
      nearMisses: [
        { title: "the scale is per pixel", inputs: { c: perPixel } },
        example("channels are elsewhere", { x, w, c: weight(1) }, (v) => op.Mul(plain(v.x, v.w).with(turned), v.c)),
      ],
    }),
    pattern({
      ...F3,
      name: `fold-${a.name}-bias-scale`,
      declared: { name: "fold-bias-scale", anchor: a.name },
      about: `A constant scale of a ${a.fused} goes into its weights and bias; past ReLU only where it is positive.`,
      inputs: { x, w, bias, c: positive, slopes: weight(outputs) },
      before: ({ x, w, bias, c, slopes }) => [
        op.Mul(fused([x, w, bias]), c),
        op.Mul(fused([x, w, bias], "Relu"), c),
        op.Mul(fused([x, w, bias, slopes], "Prelu"), c),
      ],
      when: (m) => {
        const anchor = m.node("anchor");
        const activation = activationOf(anchor);
        const { constant } = m.c;
        return [
          isStraight(anchor),
          isBiased(anchor),
          activation === undefined ||
            ["Relu", "LeakyRelu", "Prelu"].includes(activation) ||
            `a scale does not pass ${activation}`,
          isPerChannel(constant, a.outputs(m.w.constant.shape)),
          keepsShape(anchor.output, m.root),
          isNormal(constant) || "a scale is not a normal number",
          activation === undefined || constant.values.every((s: number) => s > 0) || "a scale is not positive",
        ];
      },
      after: (m) => {
        const anchor = m.node("anchor");
        const { values, shape } = m.bias.constant;
        const bias = tabulate(shape, (i) => (values[i] as number) * channelOf(m.c.constant, i));
        return remake(anchor, [m.x, scaleOutputs(a, m.w.constant, m.c.constant), bias, ...anchor.inputs.slice(3)]);
      },
      nearMisses: [
        { title: "the scale is per pixel", inputs: { c: perPixel } },
        example("channels are elsewhere", { x, w, bias, c: weight(1) }, (v) =>
          op.Mul(fused([v.x, v.w, v.bias]).with(turned), v.c),
        ),
        example("the scale is negative", { x, w, bias, c: within(-2, -1, c) }, (v) =>
          op.Mul(fused([v.x, v.w, v.bias], "Relu"), v.c),
        ),
        example("the activation is no line through zero", { x, w, bias, c: positive }, (v) =>
          op.Mul(fused([v.x, v.w, v.bias], "Relu6"), v.c),
        ),
      ],
    }),
    pattern({
      ...F3,
      name: `fold-scale-into-${a.name}`,
      declared: { name: "fold-scale-into", anchor: a.name },
      about: `A constant scale of what a ${a.plain} reads goes into its weights; padding stays zero.`,
      inputs: { x, c: weight(inputs), w, bias, slopes: weight(outputs) },
      before: ({ x, c, w, bias, slopes }) => {
        const scaled = op.Mul(x, c);
        return [
          plain(scaled, w),
          fused([scaled, w, bias]),
          fused([scaled, w, bias], "Relu6"),
          fused([scaled, w, bias, slopes], "Prelu"),
        ];
      },
      when: (m) => {
        const channels = a.inputs(m.w.constant.shape);
        return [
          isStraight(m.root.node),
          m.root.node.inputs.length === 2 || isBiased(m.root.node),
          isPerChannel(m.c.constant, channels),
          keepsShape(m.x, m.root.node.input(0)),
          isNormal(m.c.constant) || "a scale is not a normal number",
        ];
      },
      after: (m) =>
        remake(m.root.node, [m.x, scaleInputs(a, m.w.constant, m.c.constant), ...m.root.node.inputs.slice(2)]),
      nearMisses: [
        { title: "the scale is per pixel", inputs: { c: x.shape.length === 4 ? weight(5, 6, inputs) : weight(3, 1) } },
      ],
    }),
    pattern({
      ...F3,
      name: `fold-shift-into-${a.name}`,
      declared: { name: "fold-shift-into", anchor: a.name },
      about: `A constant added to what a ${a.plain} reads goes into its bias, where no padding is read.`,
      inputs: { x, c: weight(inputs), w: one, bias, slopes: weight(outputs) },
      before: ({ x, c, w, bias, slopes }) => {
        const shifted = op.AddV2(x, c);
        return [
          plain(shifted, w),
          fused([shifted, w, bias]),
          fused([shifted, w, bias], "Relu6"),
          fused([shifted, w, bias, slopes], "Prelu"),
        ];
      },
      when: (m) => [
        isStraight(m.root.node),
        m.root.node.inputs.length === 2 || isBiased(m.root.node),
        ...(a.name === "product" ? [] : [readsNoPadding(m.root.node, m.w)]),
        isPerChannel(m.c.constant, a.inputs(m.w.constant.shape)),
        keepsShape(m.x, m.root.node.input(0)),
      ],
      after: (m) => {
        const { node } = m.root;
        const bias = shiftOfInputs(a, m.w.constant, m.c.constant, node.inputs[2]?.constant);
        const attrs = node.inputs.length > 2 ? node.attrs : fusedAttrs(node.attrs);
        return new OpTerm(a.fused, [m.x, m.w, bias, ...node.inputs.slice(3)], { attrs });
      },
      nearMisses: a.name === "product" ? [] : [{ title: "the window reads padding", inputs: { w } }],
    }),
  ];
});
