/** F2, F3 and F7: weights in the layout that kernels read, products of products, and softmax spelt out. */

import { tabulate } from "../src/rewrite/constants.ts";
import { ints, op, pattern, type Rule, remake, tensor, weight } from "../src/rewrite/pattern.ts";

const x = tensor(2, 3, 4);
const last = ints(-1);

export default [
  pattern({
    family: "F2",
    exactness: "X",
    name: "transposed-weights",
    about:
      "Constant weights that a product reads transposed are stored transposed; some backends get transposed products wrong.",
    inputs: { a: tensor(3, 5), b: weight(4, 5), bias: tensor(4) },
    before: ({ a, b, bias }) => [
      op.MatMul(a, b).with({ transpose_b: true }).example({ transpose_a: false }),
      op
        ._FusedMatMul(a, b, bias)
        .with({ transpose_b: true })
        .example({ transpose_a: false, fused_ops: ["BiasAdd"], num_args: 1 }),
    ],
    after: ({ a, b, root }) => {
      const [n, k] = b.constant.shape as [number, number];
      const { values } = b.constant;
      const transposed = tabulate([k, n], (i) => values[(i % n) * k + Math.floor(i / n)] as number);
      return remake(root.node, [a, transposed, ...root.node.inputs.slice(2)], { transpose_b: false });
    },
  }),
  pattern({
    family: "F3",
    exactness: "A",
    name: "product-of-product",
    about: "Two products with constant weights and nothing between are one, where that saves multiplications.",
    inputs: { x: tensor(3, 4), v: weight(4, 6), w: weight(6, 5) },
    before: ({ x, v, w }) => {
      const attrs = { transpose_a: false, transpose_b: false };
      return op.MatMul(op.MatMul(x, v).with(attrs), w).with(attrs);
    },
    when: ({ v, w }) => {
      const [k, n] = v.constant.shape as [number, number];
      const m = w.constant.shape[1] as number;
      return k * m < k * n + n * m || "one product takes more multiplications than two";
    },
    after: ({ x, v, w, root }) => {
      const [k, n] = v.constant.shape as [number, number];
      const m = w.constant.shape[1] as number;
      const [a, b] = [v.constant.values, w.constant.values];
      const joined = tabulate([k, m], (i) => {
        const [row, column] = [Math.floor(i / m), i % m];
        let sum = 0;
        for (let j = 0; j < n; j++) sum += (a[row * n + j] as number) * (b[j * m + column] as number);
        return sum;
      });
      return remake(root.node, [x, joined]);
    },
    nearMisses: [{ title: "the middle is narrow", inputs: { v: weight(4, 1), w: weight(1, 5) } }],
  }),
  pattern({
    family: "F7",
    exactness: "S",
    name: "softmax-by-division",
    about: "Exponentials divided by their sum along the last axis are a softmax, which does not overflow.",
    inputs: { x, axis: last },
    before: ({ x, axis }) => {
      const exponential = op.Exp(x);
      return op.RealDiv(exponential, op.Sum(exponential, axis).with({ keep_dims: true }));
    },
    when: ({ x, axis }) => isLast(axis.constant.values, x.rank),
    after: ({ x }) => op.Softmax(x),
    nearMisses: [{ title: "another axis is summed", inputs: { axis: ints(1) } }],
  }),
  pattern({
    family: "F7",
    exactness: "A",
    name: "softmax-of-shifted",
    about: "Softmax subtracts the largest value itself.",
    inputs: { x, axis: last },
    before: ({ x, axis }) => op.Softmax(op.Sub(x, op.Max(x, axis).with({ keep_dims: true }))),
    when: ({ x, axis }) => isLast(axis.constant.values, x.rank),
    after: ({ x }) => op.Softmax(x),
    nearMisses: [{ title: "the largest along another axis", inputs: { axis: ints(1) } }],
  }),
  pattern({
    family: "F7",
    exactness: "A",
    name: "log-of-softmax",
    about: "The logarithm of a softmax is one op, and does not underflow.",
    inputs: { x },
    before: ({ x }) => op.Log(op.Softmax(x)),
    after: ({ x }) => op.LogSoftmax(x),
  }),
] satisfies readonly Rule[];

const isLast = (axes: ArrayLike<number>, rank: number): true | string =>
  (axes.length === 1 && ((axes[0] as number) + rank) % rank === rank - 1) || "the axis is not the last";
