/** F7: softmax and its logarithm spelt out, and attention. */
import { attentionProblem } from "../kernels/attention-shapes.ts";
import type { Value } from "../src/graph/graph.ts";
import {
  type ConstantValue,
  example,
  filled,
  ints,
  numberOf,
  type OpTerm,
  op,
  pattern,
  type Rule,
  remake,
  scalar,
  type Term,
  tensor,
} from "../src/rewrite/pattern.ts";

const F7 = { family: "F7", exactness: "A" } as const;
const x = tensor(2, 3, 4);
const last = ints(-1);
const KEPT = { keep_dims: true };
const otherAxis = [{ title: "another axis", inputs: { axis: ints(1) } }];

const isLast = ({ constant }: ConstantValue, x: Value): true | string =>
  (constant.values.length === 1 && ((constant.values[0] as number) + x.rank) % x.rank === x.rank - 1) ||
  "the axis is not the last";
const logOfSum = (x: Term, axis: Term): OpTerm => op.Log(op.Sum(op.Exp(x), axis).with(KEPT));

/** Products of factors as they are. */
const products = { adj_x: false, adj_y: false };

export default [
  pattern({
    ...F7,
    exactness: "S",
    name: "softmax-by-reciprocal",
    about: "Exponentials times the reciprocal of their sum along the last axis are a softmax, which does not overflow.",
    inputs: { x, axis: last },
    before: ({ x, axis }) => {
      const exponential = op.Exp(x);
      return op.Mul(exponential, op.Reciprocal(op.Sum(exponential, axis).with(KEPT)));
    },
    when: ({ x, axis }) => isLast(axis, x),
    after: ({ x }) => op.Softmax(x),
    nearMisses: otherAxis,
  }),
  pattern({
    ...F7,
    name: "softmax-of-guarded-shift",
    about: "Softmax subtracts the largest value itself, also where the model guards that against an empty axis.",
    inputs: { x, axis: last, least: scalar(Number.NEGATIVE_INFINITY) },
    before: ({ x, axis, least }) => op.Softmax(op.Sub(x, op.Maximum(op.Max(x, axis).with(KEPT), least))),
    when: ({ x, axis, least }) => [
      isLast(axis, x),
      numberOf(least) === Number.NEGATIVE_INFINITY || "the largest value is limited",
    ],
    after: ({ x }) => op.Softmax(x),
    nearMisses: [...otherAxis, { title: "the largest value is limited", inputs: { least: scalar(0) } }],
  }),
  pattern({
    ...F7,
    exactness: "S",
    name: "log-softmax",
    about: "A value less the logarithm of the sum of its exponentials is a log-softmax, which does not overflow.",
    inputs: { x, axis: last },
    before: ({ x, axis }) => op.Sub(x, logOfSum(x, axis)),
    when: ({ x, axis }) => isLast(axis, x),
    after: ({ x }) => op.LogSoftmax(x),
    nearMisses: otherAxis,
  }),
  pattern({
    ...F7,
    name: "log-softmax-by-log-sum-exp",
    about: "A value less its log-sum-exp, with the largest value taken out and added again, is a log-softmax.",
    inputs: { x, axis: last, second: last },
    before: ({ x, axis, second }) => {
      const most = op.Max(x, axis).with(KEPT);
      return op.Sub(x, op.AddV2(logOfSum(op.Sub(x, most), second), most));
    },
    when: ({ x, axis, second }) => [isLast(axis, x), isLast(second, x)],
    after: ({ x }) => op.LogSoftmax(x),
    nearMisses: otherAxis,
  }),
  pattern({
    ...F7,
    name: "log-softmax-of-shifted",
    about: "Log-softmax subtracts the largest value itself.",
    inputs: { x, axis: last },
    before: ({ x, axis }) => op.LogSoftmax(op.Sub(x, op.Max(x, axis).with(KEPT))),
    when: ({ x, axis }) => isLast(axis, x),
    after: ({ x }) => op.LogSoftmax(x),
    nearMisses: otherAxis,
  }),
  pattern({
    ...F7,
    name: "scaled-dot-product-attention",
    about:
      "Scores of queries and keys, scaled and masked, their softmax, and its product with the values are one op that keeps a few rows of scores.",
    inputs: {
      q: tensor(1, 2, 5, 4),
      k: tensor(1, 2, 6, 4),
      v: tensor(1, 2, 6, 3),
      scale: scalar(0.5),
      mask: tensor(1, 1, 1, 6),
    },
    before: ({ q, k, v, scale, mask }) => {
      const scores = op.BatchMatMulV2(q, k).as("scores").example({ adj_x: false, adj_y: true });
      const scaled = op.Mul(scores, scale);
      return [scores, scaled, op.AddV2(scores, mask), op.AddV2(scaled, mask)].map((s) =>
        op.BatchMatMulV2(op.Softmax(s), v).with(products),
      );
    },
    when: (m) => {
      const { attrs } = m.node("scores");
      const problem = attentionProblem(
        m.q.shape ?? [-1],
        m.k.shape ?? [-1],
        m.v.shape ?? [-1],
        m.mask ? (m.mask.shape ?? [-1]) : undefined,
        attrs.adj_y !== true,
      );
      return [attrs.adj_x !== true || "the queries are given in columns", problem ?? true];
    },
    after: (m) => {
      const attrs = { scale: m.scale ? numberOf(m.scale) : 1, transposed: m.node("scores").attrs.adj_y !== true };
      return op.Attention(m.q, m.k, m.v, ...(m.mask ? [m.mask] : [])).with(attrs);
    },
    nearMisses: [
      { title: "heads share their values", inputs: { v: tensor(1, 1, 6, 3) } },
      example(
        "the mask is the same for all keys",
        { q: tensor(2, 5, 4), k: tensor(2, 6, 4), v: tensor(2, 6, 3), mask: tensor(2, 5, 1) },
        ({ q, k, v, mask }) =>
          op
            .BatchMatMulV2(op.Softmax(op.AddV2(op.BatchMatMulV2(q, k).with({ adj_x: false, adj_y: true }), mask)), v)
            .with(products),
      ),
      example(
        "the scale differs from head to head",
        { q: tensor(2, 5, 4), k: tensor(2, 6, 4), v: tensor(2, 6, 3), scale: filled([1, 2], tensor(2, 1, 1)) },
        ({ q, k, v, scale }) =>
          op
            .BatchMatMulV2(op.Softmax(op.Mul(op.BatchMatMulV2(q, k).with({ adj_x: false, adj_y: true }), scale)), v)
            .with(products),
      ),
    ],
  }),
  pattern({
    ...F7,
    name: "attention-scale",
    about: "Queries or keys scaled by a number scale the scores, of which attention has a scale anyway.",
    inputs: {
      q: tensor(2, 5, 4),
      k: tensor(2, 6, 4),
      v: tensor(2, 6, 3),
      scale: scalar(0.5),
      mask: tensor(5, 6),
    },
    before: ({ q, k, v, scale, mask }) =>
      [
        op.Attention(op.Mul(q, scale), k, v),
        op.Attention(q, op.Mul(k, scale), v),
        op.Attention(op.Mul(q, scale), k, v, mask),
      ].map((t) => t.example({ scale: 2, transposed: false })),
    after: (m) =>
      remake(m.root.node, [m.q, m.k, m.v, ...(m.mask ? [m.mask] : [])], {
        scale: Number(m.root.node.attrs.scale ?? 1) * numberOf(m.scale),
      }),
  }),
] satisfies readonly Rule[];
