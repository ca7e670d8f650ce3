/** F6: values divided by their root mean square or by their length, with epsilon where the model has it. */
import type { Value } from "../src/graph/graph.ts";
import type { L2Placement } from "../src/graph/ops/norms.ts";
import { numbers } from "../src/graph/ops/rows.ts";
import {
  type ConstantValue,
  example,
  ints,
  numberOf,
  type OpTerm,
  op,
  pattern,
  type Rule,
  scalar,
  type Term,
  tensor,
} from "../src/rewrite/pattern.ts";

const F6 = { family: "F6", exactness: "A" } as const;
const x = tensor(2, 3, 8);
const axes = ints(-1);
const inputs = { x, axes, epsilon: scalar(0.001) };
const nearMisses = [{ title: "the squares of another axis are summed", inputs: { axes: ints(1) } }];

const isLast = (axes: ConstantValue, x: Value): true | string => {
  const { values } = axes.constant;
  const last = values.length === 1 && x.rank > 0 && ((values[0] as number) + x.rank) % x.rank === x.rank - 1;
  return last || "the axis is not the last";
};
const positive = (e: ConstantValue): true | string => numberOf(e) > 0 || "epsilon is not positive";

/** Whether the value is less its mean, so that the whole is a layer normalisation, whichever rule looks at it first. */
function isCentred({ node }: Value): boolean {
  const [v, mean] = node.op === "Sub" ? node.inputs : [];
  if (mean?.node.op !== "Mean" || mean.node.inputs[0] !== v) return false;
  const [axis, ...more] = numbers(mean.node.inputs[1]) ?? [];
  return more.length === 0 && axis !== undefined && (axis + mean.rank) % mean.rank === mean.rank - 1;
}
const keepsMean = (x: Value): true | string =>
  !isCentred(x) || "it is less its mean, which makes it a layer normalisation";
const inverseRoot = (x: Term, { axes, epsilon }: { axes: Term; epsilon: Term }): OpTerm =>
  op.Rsqrt(op.AddV2(op.Mean(op.Square(x), axes).with({ keep_dims: true }), epsilon));
const centred = (of: (x: Term, v: { axes: Term; epsilon: Term; gamma: Term }) => OpTerm) =>
  example("the value is less its mean", { ...inputs, gamma: tensor(8) }, (v) =>
    of(op.Sub(v.x, op.Mean(v.x, v.axes).with({ keep_dims: true })), v),
  );

const squares = (x: Term, axes: Term): OpTerm => op.Sum(op.Square(x), axes).with({ keep_dims: true });
/** x / √y in the spellings that it has before and after canonicalisation. */
const overRoot = (x: Term, y: Term): OpTerm[] => [op.Mul(x, op.Rsqrt(y)), op.RealDiv(x, op.Sqrt(y))];
const l2 = (x: Term, placement: L2Placement, epsilon = 0): OpTerm => op.L2Normalize(x).with({ placement, epsilon });

export default [
  pattern({
    ...F6,
    name: "rms-norm",
    about: "A value divided by its root mean square is one op.",
    inputs,
    before: ({ x, axes, epsilon }) =>
      overRoot(x, op.AddV2(op.Mean(op.Square(x), axes).with({ keep_dims: true }), epsilon)),
    when: (m) => [isLast(m.axes, m.x), positive(m.epsilon), keepsMean(m.x)],
    after: (m) => op.RmsNorm(m.x).with({ epsilon: numberOf(m.epsilon) }),
    nearMisses: [...nearMisses, centred((x, v) => op.Mul(x, inverseRoot(x, v)))],
  }),
  pattern({
    ...F6,
    name: "rms-norm-scaled",
    about: "A value times its scaled reciprocal root mean square is one op and a product.",
    inputs: { ...inputs, gamma: tensor(8) },
    before: ({ x, axes, epsilon, gamma }) => {
      const mean = op.Mean(op.Square(x), axes).with({ keep_dims: true });
      return op.Mul(x, op.Mul(op.Rsqrt(op.AddV2(mean, epsilon)), gamma));
    },
    when: (m) => [isLast(m.axes, m.x), positive(m.epsilon), keepsMean(m.x)],
    after: (m) => op.Mul(op.RmsNorm(m.x).with({ epsilon: numberOf(m.epsilon) }), m.gamma),
    nearMisses: [...nearMisses, centred((x, v) => op.Mul(x, op.Mul(inverseRoot(x, v), v.gamma)))],
  }),
  pattern({
    ...F6,
    name: "l2-norm",
    about: "A value divided by its length is one op; zero stays NaN, for there is no epsilon.",
    inputs: { x, axes },
    before: ({ x, axes }) => [
      ...overRoot(x, squares(x, axes)),
      op.RealDiv(x, op.EuclideanNorm(x, axes).with({ keep_dims: true })),
    ],
    when: (m) => isLast(m.axes, m.x),
    after: (m) => l2(m.x, "none"),
    nearMisses,
  }),
  pattern({
    ...F6,
    name: "l2-norm-maximum",
    about: "A value divided by its length, or by a least length, is one op, as in tf.math.l2_normalize.",
    inputs,
    before: ({ x, axes, epsilon }) => overRoot(x, op.Maximum(squares(x, axes), epsilon)),
    when: (m) => [isLast(m.axes, m.x), positive(m.epsilon)],
    after: (m) => l2(m.x, "max", numberOf(m.epsilon)),
    nearMisses,
  }),
  pattern({
    ...F6,
    name: "l2-norm-sum",
    about: "A value divided by the root of its squares and an epsilon is one op.",
    inputs,
    before: ({ x, axes, epsilon }) => overRoot(x, op.AddV2(squares(x, axes), epsilon)),
    when: (m) => [isLast(m.axes, m.x), positive(m.epsilon)],
    after: (m) => l2(m.x, "add", numberOf(m.epsilon)),
    nearMisses,
  }),
  pattern({
    ...F6,
    name: "l2-norm-root-maximum",
    about: "A value divided by its length, or by a least length, is one op, as in torch.nn.functional.normalize.",
    inputs,
    before: ({ x, axes, epsilon }) => [
      op.RealDiv(x, op.Maximum(op.Sqrt(squares(x, axes)), epsilon)),
      op.RealDiv(x, op.Maximum(op.EuclideanNorm(x, axes).with({ keep_dims: true }), epsilon)),
    ],
    // The root of the larger is the larger of the roots; below this the square is no normal float32 number.
    when: (m) => [isLast(m.axes, m.x), numberOf(m.epsilon) > 2 ** -63 || "epsilon squared is not a normal number"],
    after: (m) => l2(m.x, "max", numberOf(m.epsilon) ** 2),
    nearMisses: [...nearMisses, { title: "epsilon is tiny", inputs: { epsilon: scalar(1e-25) } }],
  }),
  pattern({
    ...F6,
    name: "l2-norm-root-sum",
    about: "A value divided by its length and an epsilon is one op.",
    inputs,
    before: ({ x, axes, epsilon }) => [
      op.RealDiv(x, op.AddV2(op.Sqrt(squares(x, axes)), epsilon)),
      op.RealDiv(x, op.AddV2(op.EuclideanNorm(x, axes).with({ keep_dims: true }), epsilon)),
    ],
    when: (m) => [isLast(m.axes, m.x), positive(m.epsilon)],
    after: (m) => l2(m.x, "root", numberOf(m.epsilon)),
    nearMisses,
  }),
] satisfies readonly Rule[];
