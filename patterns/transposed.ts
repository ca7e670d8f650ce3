/** F10: transposed convolutions that are plain ones. */
import { ConstantTensor, type Shape } from "../src/graph/types.ts";
import { isStraight } from "../src/rewrite/anchors.ts";
import { tabulate } from "../src/rewrite/constants.ts";
import { ints, op, pattern, type Rule, type Term, tensor, weight } from "../src/rewrite/pattern.ts";

const inputs = { shape: ints(1, 6, 10, 4), w: weight(2, 2, 4, 3), x: tensor(1, 3, 5, 3) };
const attrs = { strides: [1, 2, 2, 1], padding: "SAME", data_format: "NHWC" };
const transposed = (shape: Term, w: Term, x: Term) => op.Conv2DBackpropInput(shape, w, x).as("anchor");

export default [
  pattern({
    family: "F10",
    exactness: "A",
    name: "transposed-conv-as-conv",
    about: "A transposed convolution in steps of one is a convolution with its weights turned around.",
    inputs: { ...inputs, shape: ints(1, 3, 5, 4), w: weight(3, 3, 4, 3), larger: ints(1, 5, 7, 4) },
    before: ({ shape, w, x, larger }) => [
      transposed(shape, w, x).example({ ...attrs, strides: [1, 1, 1, 1] }),
      transposed(larger, w, x)
        .with({ padding: "VALID" })
        .example({ ...attrs, strides: [1, 1, 1, 1] }),
    ],
    when: (m) => {
      const { strides, padding } = m.root.node.attrs;
      const [kh, kw] = m.w.constant.shape as [number, number];
      return [
        isStraight(m.root.node),
        (strides as readonly number[]).every((s) => s === 1) || "it has steps",
        padding === "SAME" || padding === "VALID" || "its padding is explicit",
        fits(m.x.shape ?? [], m.root.shape ?? [], m.w.constant.shape, padding === "VALID") ||
          "its output has another size",
        // SAME pads odd kernels alike on both sides, so turning them around changes nothing.
        padding === "VALID" || (kh % 2 === 1 && kw % 2 === 1) || "its kernel has no middle",
      ];
    },
    after: (m) => {
      const [kh, kw, out, depth] = m.w.constant.shape as [number, number, number, number];
      const { values } = m.w.constant;
      const turned = tabulate([kh, kw, depth, out], (i) => {
        const [o, d, j] = [i % out, Math.floor(i / out) % depth, Math.floor(i / (out * depth)) % kw];
        const y = Math.floor(i / (out * depth * kw));
        return values[(((kh - 1 - y) * kw + (kw - 1 - j)) * out + o) * depth + d] as number;
      });
      const valid = m.root.node.attrs.padding === "VALID";
      const pads = ConstantTensor.int([4, 2], [0, 0, kh - 1, kh - 1, kw - 1, kw - 1, 0, 0]);
      const x = valid ? op.Pad(m.x, pads) : m.x;
      return op.Conv2D(x, turned).with({
        strides: [1, 1, 1, 1],
        dilations: [1, 1, 1, 1],
        padding: valid ? "VALID" : "SAME",
        data_format: "NHWC",
      });
    },
    nearMisses: [{ title: "its kernel has no middle", inputs: { w: weight(2, 2, 4, 3) } }],
  }),
] satisfies readonly Rule[];

/** Whether a transposed convolution in steps of one has an output of this shape. */
function fits([n, ...x]: Shape, [images, ...out]: Shape, kernel: Shape, valid: boolean): boolean {
  const grown = (i: 0 | 1): number => (x[i] as number) + (valid ? (kernel[i] as number) - 1 : 0);
  return n === images && grown(0) === out[0] && grown(1) === out[1];
}
