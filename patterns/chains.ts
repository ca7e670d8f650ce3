/** F3: convolutions one after the other, and scales beside transposed convolutions and batched products. */
import type { Node } from "../src/graph/graph.ts";
import { channelOf, isLinear, isPerChannel, isStraight, plainAttrs } from "../src/rewrite/anchors.ts";
import { keepsShape } from "../src/rewrite/conditions.ts";
import { tabulate } from "../src/rewrite/constants.ts";
import { example, OpTerm, op, pattern, type Rule, remake, tensor, weight } from "../src/rewrite/pattern.ts";

const A = { exactness: "A" } as const;

const attrs = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
const pair = { x: tensor(1, 5, 6, 2), v: weight(1, 3, 2, 5), w: weight(1, 1, 5, 3), bias: weight(5) };

export default [
  pattern({
    ...A,
    family: "F3",
    name: "conv-of-conv",
    about:
      "A convolution followed by one of single pixels, with nothing between, is one where that saves multiplications.",
    inputs: { ...pair, bias2: weight(3) },
    before: ({ x, v, w, bias, bias2 }) => {
      const biased = { ...attrs, fused_ops: ["BiasAdd"], num_args: 1 };
      return [op.Conv2D(x, v).example(attrs), op._FusedConv2D(x, v, bias).example(biased)].flatMap((inner) => [
        op.Conv2D(inner.as("inner"), w).example(attrs),
        op._FusedConv2D(inner.as("inner"), w, bias2).example({ ...biased, fused_ops: ["BiasAdd", "Relu6"] }),
      ]);
    },
    when: (m) => {
      const { node } = m.root;
      const [h, k, cin, c1] = m.v.constant.shape as [number, number, number, number];
      const cout = m.w.constant.shape[3] as number;
      const single = m.w.constant.shape[0] === 1 && m.w.constant.shape[1] === 1;
      return [
        isStraight(node),
        isStraight(m.node("inner")),
        isLinear(m.node("inner")),
        (single && isStepless(node)) || "the second window is more than a pixel, or has steps",
        (m.v.constant.shape[2] === m.x.shape?.at(-1) && m.w.constant.shape[2] === c1) || "it is grouped",
        h * k * cin * cout < h * k * cin * c1 + c1 * cout || "one convolution takes more multiplications than two",
      ];
    },
    after: (m) => {
      const { node } = m.root;
      const inner = m.node("inner");
      const [c1, cout] = m.w.constant.shape.slice(2) as [number, number];
      const through = (values: ArrayLike<number>, row: number, column: number): number => {
        let total = 0;
        for (let j = 0; j < c1; j++)
          total += (values[row * c1 + j] as number) * (m.w.constant.values[j * cout + column] as number);
        return total;
      };
      const { shape, values } = m.v.constant;
      const weights = tabulate([...shape.slice(0, 3), cout], (i) => through(values, Math.floor(i / cout), i % cout));
      const own = node.inputs[2]?.constant?.values;
      const inward = m.bias?.constant.values;
      if (!own && !inward) return remake(inner, [m.x, weights]);
      const bias = tabulate([cout], (i) => (own ? (own[i] as number) : 0) + (inward ? through(inward, 0, i) : 0));
      const fused = own ? node.attrs : inner.attrs;
      return new OpTerm("_FusedConv2D", [m.x, weights, bias, ...node.inputs.slice(3)], {
        attrs: { ...fused, ...plainAttrs(inner) },
      });
    },
    nearMisses: [
      { title: "there are few channels between", inputs: { v: weight(3, 3, 2, 1), w: weight(1, 1, 1, 3) } },
      example("there is an activation between", pair, (t) =>
        op
          .Conv2D(op._FusedConv2D(t.x, t.v, t.bias).with({ ...attrs, fused_ops: ["BiasAdd", "Relu"] }), t.w)
          .with(attrs),
      ),
      example("the second has steps", pair, (t) =>
        op.Conv2D(op._FusedConv2D(t.x, t.v, t.bias).with({ ...attrs, fused_ops: ["BiasAdd"], num_args: 1 }), t.w).with({
          ...attrs,
          strides: [1, 2, 2, 1],
        }),
      ),
      { title: "the second window is larger", inputs: { w: weight(1, 2, 5, 3) } },
    ],
  }),
  pattern({
    ...A,
    family: "F3",
    name: "fold-scale-into-transposed-conv",
    about: "A constant scale of what a transposed convolution reads goes into its weights.",
    inputs: {
      shape: { ...weight(4), dtype: "int32", values: [1, 6, 10, 4] },
      w: weight(2, 2, 4, 3),
      x: tensor(1, 3, 5, 3),
      c: weight(3),
    },
    before: ({ shape, w, x, c }) =>
      op
        .Conv2DBackpropInput(shape, w, op.Mul(x, c))
        .example({ strides: [1, 2, 2, 1], padding: "SAME", data_format: "NHWC" }),
    when: ({ w, x, c, root }) => [
      isStraight(root.node),
      isPerChannel(c.constant, w.constant.shape[3] as number),
      keepsShape(x, root.node.input(2)),
    ],
    after: ({ shape, w, x, c, root }) => {
      // [height, width, out, in]
      const { values } = w.constant;
      const depth = w.constant.shape[3] as number;
      const scaled = tabulate(w.constant.shape, (i) => (values[i] as number) * channelOf(c.constant, i % depth));
      return remake(root.node, [shape, scaled, x]);
    },
    nearMisses: [{ title: "the scale is per pixel", inputs: { c: weight(3, 5, 3) } }],
  }),
  pattern({
    ...A,
    family: "F3",
    name: "batched-product-scale",
    about: "A constant scale of a batched product, or of what it reads, goes into its constant weights.",
    inputs: { x: tensor(2, 3, 5), w: weight(5, 4), c: weight(4), d: weight(5) },
    before: ({ x, w, c, d }) => {
      const attrs = { adj_x: false, adj_y: false };
      return [
        op.Mul(op.BatchMatMulV2(x, w).as("product").with(attrs), c),
        op.BatchMatMulV2(op.Mul(x, d), w).as("product").with(attrs),
      ];
    },
    when: (m) => {
      const [k, n] = m.w.constant.shape.slice(-2) as [number, number];
      const product = m.node("product");
      return [
        isPerChannel(...(m.c ? ([m.c.constant, n] as const) : ([m.d.constant, k] as const))),
        m.c ? keepsShape(product.output, m.root) : keepsShape(m.x, product.input(0)),
      ];
    },
    after: (m) => {
      const { shape, values } = m.w.constant;
      const [k, n] = shape.slice(-2) as [number, number];
      const scale = (i: number): number =>
        m.c ? channelOf(m.c.constant, i % n) : channelOf(m.d.constant, Math.floor(i / n) % k);
      return remake(m.node("product"), [m.x, tabulate(shape, (i) => (values[i] as number) * scale(i))]);
    },
    nearMisses: [{ title: "the scale is per row", inputs: { c: weight(3, 1) } }],
  }),
] satisfies readonly Rule[];

const isStepless = ({ attrs }: Node): boolean =>
  ((attrs.strides as number[] | undefined) ?? []).every((s) => s === 1) && attrs.padding !== "EXPLICIT";
