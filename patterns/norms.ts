/** F6: normalisations spelt out. Statistics and what they are applied to become one op; scale and shift stay as they are. */
import type { Value } from "../src/graph/graph.ts";
import { STATISTICS } from "../src/graph/ops/norms.ts";
import { isKnown, keepsShape } from "../src/rewrite/conditions.ts";
import {
  type ConstantValue,
  type InputSpec,
  ints,
  numberOf,
  OpTerm,
  op,
  pattern,
  type Rule,
  scalar,
  type Term,
  tensor,
  weight,
} from "../src/rewrite/pattern.ts";

const F6 = { family: "F6", exactness: "A" } as const;
const epsilon = scalar(0.001);
const KEPT = { keep_dims: true };

/** The axes, in order, are exactly those that the op takes its statistics over. */
function statistics(of: keyof typeof STATISTICS, x: Value, ...axes: readonly ConstantValue[]): true | string {
  if (!x.shape) return `the shape of "${x.name}" is not known`;
  const wanted = STATISTICS[of](x.rank).join();
  const given = (c: ConstantValue): string =>
    Array.from(c.constant.values, (a: number) => (a + x.rank) % x.rank)
      .sort((a, b) => a - b)
      .join();
  return axes.every((c) => given(c) === wanted) || `the statistics are not taken over axes ${wanted}`;
}

const positive = (e: ConstantValue): true | string => numberOf(e) > 0 || "epsilon is not positive";

interface Moments {
  readonly mean: OpTerm;
  readonly variance: OpTerm;
  readonly centred: OpTerm;
}

/** Mean and variance: of squared differences, or of the squares of differences that are needed again. */
function moments(x: Term, axes: Term, second: Term): Moments[] {
  const mean = op.Mean(x, axes).with(KEPT);
  const centred = op.Sub(x, mean);
  const squares = [op.SquaredDifference(x, mean), op.Square(centred)];
  return squares.map((square) => ({ mean, centred, variance: op.Mean(square, second).with(KEPT) }));
}
const inverse = (variance: Term, e: Term): OpTerm => op.Rsqrt(op.AddV2(variance, e));

interface Kind {
  readonly op: "LayerNorm" | "InstanceNorm";
  readonly name: string;
  readonly noun: string;
  readonly x: InputSpec;
  readonly axes: InputSpec;
  /** Axes that are none of this kind's. */
  readonly others: InputSpec;
}
const KINDS: readonly Kind[] = [
  {
    op: "LayerNorm",
    name: "layer-norm",
    noun: "layer normalisation",
    x: tensor(2, 3, 8),
    axes: ints(-1),
    others: ints(1),
  },
  {
    op: "InstanceNorm",
    name: "instance-norm",
    noun: "instance normalisation",
    x: tensor(1, 4, 5, 3),
    axes: ints(1, 2),
    others: ints(1),
  },
];

/** What layer and instance normalisation share: they differ in their axes. */
const perKind = KINDS.flatMap(({ op: name, name: rule, noun, x, axes, others }) => {
  const inputs = { x, axes, second: axes, epsilon };
  const channels = weight(x.shape.at(-1) as number);
  const normal = (v: Value, e: ConstantValue): OpTerm => new OpTerm(name, [v], { attrs: { epsilon: numberOf(e) } });
  const nearMisses = [{ title: "other axes are averaged", inputs: { axes: others, second: others } }];
  return [
    pattern({
      ...F6,
      name: rule,
      declared: { name: "normalisation", anchor: name },
      about: `A value less its mean, divided by its standard deviation, is a ${noun}.`,
      inputs,
      before: ({ x, axes, second, epsilon }) =>
        moments(x, axes, second).flatMap(({ centred, variance }) => [
          op.Mul(centred, inverse(variance, epsilon)),
          op.RealDiv(centred, op.Sqrt(op.AddV2(variance, epsilon))),
        ]),
      when: (m) => [statistics(name, m.x, m.axes, m.second), positive(m.epsilon)],
      after: (m) => normal(m.x, m.epsilon),
      nearMisses,
    }),
    pattern({
      ...F6,
      name: `${rule}-scaled`,
      declared: { name: "normalisation-scaled", anchor: name },
      about: `A ${noun} whose scale is multiplied with the reciprocal deviation first is one op and a product.`,
      inputs: { ...inputs, gamma: tensor(...channels.shape) },
      before: ({ x, axes, second, epsilon, gamma }) =>
        moments(x, axes, second).map(({ centred, variance }) =>
          op.Mul(centred, op.Mul(inverse(variance, epsilon), gamma)),
        ),
      when: (m) => [statistics(name, m.x, m.axes, m.second), positive(m.epsilon), keepsShape(m.x, m.root)],
      after: (m) => op.Mul(normal(m.x, m.epsilon), m.gamma),
      nearMisses,
    }),
    pattern({
      ...F6,
      name: `${rule}-folded`,
      declared: { name: "normalisation-folded", anchor: name },
      about: `A ${noun} as tf.nn.batch_normalization spells it, x·s + (β − mean·s), is one op, a product and a sum.`,
      inputs: { ...inputs, gamma: tensor(...channels.shape), beta: tensor(...channels.shape) },
      before: ({ x, axes, second, epsilon, gamma, beta }) =>
        moments(x, axes, second)
          .slice(0, 1)
          .map(({ mean, variance }) => {
            const s = op.Mul(inverse(variance, epsilon), gamma);
            return op.AddV2(op.Mul(x, s), op.Sub(beta, op.Mul(mean, s)));
          }),
      when: (m) => [statistics(name, m.x, m.axes, m.second), positive(m.epsilon), keepsShape(m.x, m.root)],
      after: (m) => op.AddV2(op.Mul(normal(m.x, m.epsilon), m.gamma), m.beta),
      nearMisses: [...nearMisses, { title: "the scale broadcasts x", inputs: { gamma: tensor(2, ...x.shape) } }],
    }),
    pattern({
      ...F6,
      name: `${rule}-shifted`,
      declared: { name: "normalisation-shifted", anchor: name },
      about: `A ${noun} as tf.nn.batch_normalization spells it without scale is one op and a sum.`,
      inputs: { ...inputs, beta: tensor(...channels.shape) },
      before: ({ x, axes, second, epsilon, beta }) =>
        moments(x, axes, second)
          .slice(0, 1)
          .map(({ mean, variance }) => {
            const s = inverse(variance, epsilon);
            return op.AddV2(op.Mul(x, s), op.Sub(beta, op.Mul(mean, s)));
          }),
      when: (m) => [statistics(name, m.x, m.axes, m.second), positive(m.epsilon), keepsShape(m.x, m.root)],
      after: (m) => op.AddV2(normal(m.x, m.epsilon), m.beta),
      nearMisses,
    }),
    pattern({
      ...F6,
      name: `${rule}-unshifted`,
      declared: { name: "normalisation-unshifted", anchor: name },
      about: `A ${noun} as tf.nn.batch_normalization spells it without shift is one op, and a product where it is scaled.`,
      inputs: { ...inputs, gamma: tensor(...channels.shape) },
      before: ({ x, axes, second, epsilon, gamma }) => {
        const [{ mean, variance }] = moments(x, axes, second) as [Moments];
        const plain = inverse(variance, epsilon);
        return [op.Mul(plain, gamma), plain].map((s) => op.Sub(op.Mul(x, s), op.Mul(mean, s)));
      },
      when: (m) => [statistics(name, m.x, m.axes, m.second), positive(m.epsilon), keepsShape(m.x, m.root)],
      after: (m) => (m.gamma ? op.Mul(normal(m.x, m.epsilon), m.gamma) : normal(m.x, m.epsilon)),
      nearMisses,
    }),
  ];
});

export default [
  ...perKind,
  pattern({
    ...F6,
    name: "group-norm",
    about: "An instance normalisation of channels that a reshape puts into groups is a group normalisation.",
    inputs: { x: tensor(2, 4, 5, 6), shape: ints(2, 4, 5, 3, 2), axes: ints(1, 2, 4), second: ints(1, 2, 4), epsilon },
    before: ({ x, shape, axes, second, epsilon }) =>
      moments(op.Reshape(x, shape).as("split"), axes, second).map(({ centred, variance }) =>
        op.Mul(centred, inverse(variance, epsilon)),
      ),
    when: (m) => {
      const { output } = m.node("split");
      return [
        statistics("GroupNorm", output, m.axes, m.second),
        positive(m.epsilon),
        isKnown(m.x),
        splitsLast(m.x, output) || "the reshape does more than split the channels",
      ];
    },
    after: (m) => {
      const groups = m.root.shape?.at(-2) as number;
      return op.Reshape(op.GroupNorm(m.x).with({ epsilon: numberOf(m.epsilon), groups }), m.shape);
    },
    nearMisses: [
      {
        title: "channels within groups keep statistics of their own",
        inputs: { axes: ints(1, 2), second: ints(1, 2) },
      },
      { title: "the reshape splits the width", inputs: { x: tensor(2, 4, 15, 2) } },
    ],
  }),
  pattern({
    ...F6,
    name: "group-norm-folded",
    about: "A group normalisation as tf.nn.batch_normalization spells it is one op, a product and a sum.",
    inputs: {
      x: tensor(2, 4, 5, 6),
      shape: ints(2, 4, 5, 3, 2),
      axes: ints(1, 2, 4),
      second: ints(1, 2, 4),
      epsilon,
      gamma: tensor(1, 1, 1, 3, 2),
      beta: tensor(1, 1, 1, 3, 2),
    },
    before: ({ x, shape, axes, second, epsilon, gamma, beta }) => {
      const split = op.Reshape(x, shape).as("split");
      const [{ mean, variance }] = moments(split, axes, second) as [Moments];
      const s = op.Mul(inverse(variance, epsilon), gamma);
      return op.AddV2(op.Mul(split, s), op.Sub(beta, op.Mul(mean, s)));
    },
    when: (m) => {
      const { output } = m.node("split");
      return [
        statistics("GroupNorm", output, m.axes, m.second),
        positive(m.epsilon),
        keepsShape(output, m.root),
        isKnown(m.x),
        splitsLast(m.x, output) || "the reshape does more than split the channels",
      ];
    },
    after: (m) => {
      const groups = m.root.shape?.at(-2) as number;
      const normal = op.GroupNorm(m.x).with({ epsilon: numberOf(m.epsilon), groups });
      return op.AddV2(op.Mul(op.Reshape(normal, m.shape), m.gamma), m.beta);
    },
    nearMisses: [{ title: "the reshape splits the width", inputs: { x: tensor(2, 4, 15, 2) } }],
  }),
] satisfies readonly Rule[];

/** The reshape makes two axes of the last one and leaves the others. */
function splitsLast(x: Value, split: Value): boolean {
  const [from, to] = [x.shape ?? [], split.shape ?? []];
  return to.length === from.length + 1 && from.slice(0, -1).every((d, i) => d === to[i]);
}
