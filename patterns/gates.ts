/** F5: gated activations, x times a function of x. One op reads x once, and can ride on the op that computes it. */
import {
  example,
  numberOf,
  type OpTerm,
  op,
  pattern,
  type Rule,
  scalar,
  type Term,
  tensor,
  weight,
} from "../src/rewrite/pattern.ts";

const F5 = { family: "F5" } as const;
const x = tensor(1, 3, 5, 4);

/** relu6(x + 3), the gate of the hard activations, as exporters spell it. */
const gates = (x: Term): OpTerm[] => {
  const shifted = op.AddV2(x, 3);
  return [
    op.Relu6(shifted),
    op.ClipByValue(shifted, 0, 6),
    op.Minimum(op.Relu(shifted), 6),
    op.Relu(op.Minimum(shifted, 6)),
    op.Minimum(op.Maximum(shifted, 0), 6),
    op.Maximum(op.Minimum(shifted, 6), 0),
  ];
};
const sixths = (y: Term): OpTerm[] => [op.Mul(y, 1 / 6), op.RealDiv(y, 6)];
/** ½·x·y, with the half on either factor or on the product. */
const halfProducts = (x: Term, y: Term): OpTerm[] => [
  op.Mul(op.Mul(x, 0.5), y),
  op.Mul(op.Mul(x, y), 0.5),
  op.Mul(x, op.Mul(y, 0.5)),
];

export default [
  pattern({
    ...F5,
    name: "hard-sigmoid",
    exactness: "A",
    about: "relu6(x + 3) / 6, with the clip spelt in any way, is the hard sigmoid.",
    inputs: { x },
    before: ({ x }) => gates(x).flatMap(sixths),
    after: ({ x }) => op.HardSigmoid(x),
    nearMisses: [example("two is added", { x }, ({ x }) => op.Mul(op.Relu6(op.AddV2(x, 2)), 1 / 6))],
  }),
  pattern({
    ...F5,
    name: "hard-sigmoid-by-clip",
    exactness: "A",
    about: "A line clipped to between 0 and 1 is a hard sigmoid; Keras writes 0.2·x + 0.5.",
    inputs: { x, slope: scalar(0.2), offset: scalar(0.5) },
    before: ({ x, slope, offset }) => {
      const line = op.AddV2(op.Mul(x, slope), offset);
      return [
        op.ClipByValue(line, 0, 1),
        op.Minimum(op.Relu(line), 1),
        op.Relu(op.Minimum(line, 1)),
        op.Minimum(op.Maximum(line, 0), 1),
        op.Maximum(op.Minimum(line, 1), 0),
      ];
    },
    after: ({ x, slope, offset }) => op.HardSigmoid(x).with({ alpha: numberOf(slope), beta: numberOf(offset) }),
  }),
  pattern({
    ...F5,
    name: "hard-swish",
    exactness: "A",
    about: "x · relu6(x + 3) / 6, with the sixth on any factor and the clip spelt in any way, is hard-swish.",
    inputs: { x },
    before: ({ x }) => [
      ...gates(x).flatMap((gate) => [
        ...sixths(op.Mul(x, gate)),
        ...sixths(x).map((sixth) => op.Mul(sixth, gate)),
        ...sixths(gate).map((sixth) => op.Mul(x, sixth)),
      ]),
      ...sixths(op.HardSwishUnscaled(x)),
    ],
    after: ({ x }) => op.HardSwish(x),
    nearMisses: [
      example("the factor is another value", { x, y: x }, (v) =>
        op.Mul(op.Mul(v.x, op.Relu6(op.AddV2(v.x, 2))), 1 / 6),
      ),
    ],
  }),
  pattern({
    ...F5,
    name: "hard-swish-by-hard-sigmoid",
    exactness: "A",
    about: "A value times its hard sigmoid is hard-swish.",
    inputs: { x },
    before: ({ x }) => op.Mul(x, op.HardSigmoid(x).as("gate")),
    when: (m) => {
      const { alpha = 1 / 6, beta = 0.5 } = m.node("gate").attrs as { alpha?: number; beta?: number };
      return (Math.abs(alpha - 1 / 6) < 1e-5 && beta === 0.5) || "the hard sigmoid has another slope";
    },
    after: ({ x }) => op.HardSwish(x),
    nearMisses: [
      example("Keras' slope", { x }, ({ x }) => op.Mul(x, op.HardSigmoid(x).with({ alpha: 0.2, beta: 0.5 }))),
    ],
  }),
  pattern({
    ...F5,
    name: "hard-swish-with-scale",
    exactness: "A",
    about:
      "c · x · relu6(x + 3), where c is a sixth only to half precision or not at all, is one op and a scale that can fold into weights.",
    inputs: { x, c: scalar(0.1666) },
    before: ({ x, c }) =>
      gates(x).flatMap((gate) => [op.Mul(op.Mul(x, c), gate), op.Mul(op.Mul(x, gate), c), op.Mul(x, op.Mul(gate, c))]),
    after: ({ x, c }) => op.Mul(op.HardSwishUnscaled(x), c),
    nearMisses: [{ title: "the scale is per channel", inputs: { c: weight(4) } }],
  }),
  pattern({
    ...F5,
    name: "hard-swish-unscaled",
    exactness: "X",
    about: "x · relu6(x + 3), its sixth folded into weights by an exporter, is one op.",
    inputs: { x },
    before: ({ x }) => gates(x).map((gate) => op.Mul(x, gate)),
    after: ({ x }) => op.HardSwishUnscaled(x),
    nearMisses: [example("two is added", { x }, ({ x }) => op.Mul(x, op.Relu6(op.AddV2(x, 2))))],
  }),
  pattern({
    ...F5,
    name: "swish",
    exactness: "A",
    about: "A value times its sigmoid is swish.",
    inputs: { x },
    before: ({ x }) => [op.Mul(x, op.Sigmoid(x)), op.RealDiv(x, op.AddV2(op.Exp(op.Neg(x)), 1))],
    after: ({ x }) => op.Swish(x),
  }),
  pattern({
    ...F5,
    name: "swish-with-slope",
    exactness: "A",
    about: "A value times the sigmoid of a multiple of it is swish with a slope; 1.702 approximates GELU.",
    inputs: { x, beta: scalar(1.702) },
    before: ({ x, beta }) => op.Mul(x, op.Sigmoid(op.Mul(x, beta))),
    after: ({ x, beta }) => op.Swish(x).with({ beta: numberOf(beta) }),
  }),
  pattern({
    ...F5,
    name: "mish",
    exactness: "A",
    about: "A value times the hyperbolic tangent of its softplus is mish.",
    inputs: { x },
    before: ({ x }) =>
      [op.Softplus(x), op.Log1p(op.Exp(x)), op.Log(op.AddV2(op.Exp(x), 1))].map((y) => op.Mul(x, op.Tanh(y))),
    after: ({ x }) => op.Mish(x),
  }),
  pattern({
    ...F5,
    name: "gelu",
    exactness: "A",
    about: "½ · x · (1 + erf(x / √2)), with the half anywhere, is GELU.",
    inputs: { x },
    before: ({ x }) =>
      [op.Mul(x, Math.SQRT1_2), op.RealDiv(x, Math.SQRT2)].flatMap((scaled) => [
        ...halfProducts(x, op.AddV2(op.Erf(scaled), 1)),
        op.Mul(x, op.AddV2(op.Mul(op.Erf(scaled), 0.5), 0.5)),
      ]),
    after: ({ x }) => op.Gelu(x),
    nearMisses: [example("erf of x", { x }, ({ x }) => op.Mul(op.Mul(x, 0.5), op.AddV2(op.Erf(op.Mul(x, 1)), 1)))],
  }),
  pattern({
    ...F5,
    name: "gelu-by-tanh",
    exactness: "A",
    about:
      "½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))), with the cube, the half and the root anywhere, is the tanh form of GELU.",
    inputs: { x },
    before: ({ x }) => {
      const cubes = [op.Pow(x, 3), op.Mul(x, op.Square(x)), op.Mul(x, op.Mul(x, x))];
      const squares = [op.Square(x), op.Mul(x, x), op.Pow(x, 2)];
      const root = Math.sqrt(2 / Math.PI);
      const inner = [
        ...cubes.map((cube) => op.Mul(op.AddV2(x, op.Mul(cube, 0.044715)), root)),
        ...squares.flatMap((square) => {
          const line = op.AddV2(op.Mul(square, 0.044715), 1);
          return [op.Mul(op.Mul(x, line), root), op.Mul(op.Mul(x, root), line)];
        }),
      ];
      return inner.flatMap((y) => halfProducts(x, op.AddV2(op.Tanh(y), 1)));
    },
    after: ({ x }) => op.GeluTanh(x),
  }),
] satisfies readonly Rule[];
