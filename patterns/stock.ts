/** F4: activations go into the fused ops that stock TensorFlow.js has, where its own executor is to run the graph. */
import type { ConstantTensor } from "../src/graph/types.ts";
import { ANCHORS, biasVector, fusedAttrs, isLinear, isPerChannel, isStraight } from "../src/rewrite/anchors.ts";
import { keepsShape } from "../src/rewrite/conditions.ts";
import { example, OpTerm, op, pattern, type Rule, remake, type Term, tensor, weight } from "../src/rewrite/pattern.ts";

/** What every stock backend fuses. PReLU's slopes follow the bias. */
const ACTIVATIONS = ["Relu", "Relu6", "Elu", "Sigmoid", "Prelu", "LeakyRelu"] as const;

export default ANCHORS.map((a): Rule => {
  const { x, w } = a;
  const channels = a.outputs(w.shape);
  const [bias, slopes] = [weight(channels), weight(channels)];
  const perPixel = a.name === "product" ? weight(3, channels) : weight(5, 6, channels);
  const fused = (args: readonly Term[], ...activation: string[]) =>
    new OpTerm(a.fused, args, { capture: "anchor", exampleAttrs: fusedAttrs(a.attrs, ...activation) });
  const [turned, turnedX] =
    a.name === "product" ? [{ transpose_a: true }, tensor(5, 3)] : [{ data_format: "NCHW" }, tensor(1, 3, 5, 6)];
  // Of a depthwise convolution the converter does not read the slope.
  const activations = a.name === "depthwise" ? ACTIVATIONS.slice(0, -1) : ACTIVATIONS;
  return pattern({
    family: "F4",
    exactness: "X",
    name: `stock-${a.name}-activation`,
    declared: { name: "stock-activation", anchor: a.name },
    about: `An activation of a biased ${a.plain} is the activation of stock's ${a.fused}.`,
    inputs: { x, w, bias, slopes },
    before: ({ x, w, bias, slopes }) =>
      activations.map(
        (name) => new OpTerm(name, [fused([x, w, bias]), ...(name === "Prelu" ? [slopes] : [])], { capture: "act" }),
      ),
    when: (m) => {
      const anchor = m.node("anchor");
      const slopes = m.node("act").inputs[1];
      return [
        isLinear(anchor),
        isStraight(anchor),
        slopes?.constant ? isPerChannel(slopes.constant, m.bias.shape?.[0] ?? -1) : true,
        slopes ? keepsShape(anchor.output, m.root) : true,
      ];
    },
    after: (m) => {
      const { op: name, inputs, attrs } = m.node("act");
      const anchor = m.node("anchor");
      const slopes = inputs.slice(1).map((v) => biasVector(v.constant as ConstantTensor, m.bias.shape?.[0] as number));
      const slope = name === "LeakyRelu" ? { leakyrelu_alpha: attrs.alpha ?? 0.2 } : {};
      return remake(anchor, [...anchor.inputs, ...slopes], {
        fused_ops: ["BiasAdd", name],
        num_args: inputs.length,
        ...slope,
      });
    },
    nearMisses: [
      example("there is an activation", { x, w, bias }, (v) => op.Relu6(fused([v.x, v.w, v.bias], "Relu"))),
      example("channels are elsewhere", { x: turnedX, w, bias }, (v) =>
        op.Relu(fused([v.x, v.w, v.bias]).with(turned)),
      ),
      example("slopes are per pixel", { x, w, bias, slopes: perPixel }, (v) =>
        op.Prelu(fused([v.x, v.w, v.bias]), v.slopes),
      ),
    ],
  });
});
