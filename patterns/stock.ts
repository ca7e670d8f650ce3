/** F4: activations go into the fused ops that stock TensorFlow.js has, where its own executor is to run the graph. */
import { ANCHORS, fusedAttrs, isBiased, isLinear, isStraight } from "../src/rewrite/anchors.ts";
import { example, OpTerm, op, pattern, type Rule, remake, type Term, weight } from "../src/rewrite/pattern.ts";

/** What every stock backend fuses. Slopes and the like follow the bias. */
const ACTIVATIONS = ["Relu", "Relu6", "Elu", "Sigmoid", "LeakyRelu", "Prelu"] as const;

export default ANCHORS.map((a): Rule => {
  const { x, w } = a;
  const channels = a.outputs(w.shape);
  const [bias, slopes] = [weight(channels), weight(channels)];
  const fused = (args: readonly Term[], ...activation: string[]) =>
    new OpTerm(a.fused, args, { capture: "anchor", exampleAttrs: fusedAttrs(a.attrs, ...activation) });
  const turned = a.name === "product" ? { transpose_a: true } : { data_format: "NCHW" };
  return pattern({
    family: "F4",
    exactness: "X",
    name: `stock-${a.name}-activation`,
    declared: { name: "stock-activation", anchor: a.name },
    about: `An activation of a biased ${a.plain} is the activation of stock's ${a.fused}.`,
    inputs: { x, w, bias, slopes },
    before: ({ x, w, bias, slopes }) =>
      ACTIVATIONS.map(
        (name) => new OpTerm(name, [fused([x, w, bias]), ...(name === "Prelu" ? [slopes] : [])], { capture: "act" }),
      ),
    when: (m) => {
      const anchor = m.node("anchor");
      return [isBiased(anchor), isLinear(anchor), isStraight(anchor)];
    },
    after: (m) => {
      const { op: name, inputs, attrs } = m.node("act");
      const anchor = m.node("anchor");
      const slope = name === "LeakyRelu" ? { leakyrelu_alpha: attrs.alpha ?? 0.2 } : {};
      return remake(anchor, [...anchor.inputs, ...inputs.slice(1)], {
        fused_ops: ["BiasAdd", name],
        num_args: inputs.length,
        ...slope,
      });
    },
    nearMisses: [
      example("there is an activation", { x, w, bias }, (v) => op.Relu6(fused([v.x, v.w, v.bias], "Relu"))),
      example("channels are elsewhere", { x, w, bias: weight(1) }, (v) =>
        op.Relu(fused([v.x, v.w, v.bias]).with(turned)),
      ),
    ],
  });
});
