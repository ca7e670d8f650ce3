/** What anchors absorb after them: each declaration is one step, expanded over the anchors that take it. */
import type { Absorption, OperandKind, StepRule } from "../src/rewrite/grouping/rule.ts";
import type { Exactness, Family } from "../src/rewrite/rule.ts";
import {
  type InputSpec,
  type OpTerm,
  op,
  scalar,
  type Term,
  tensor,
  variablesOf,
  weight,
} from "../src/rewrite/term.ts";
import { ANCHORS, type AnchorExample, type AnchorKernel } from "./anchors.ts";

/** An operand of the example: a constant or not, scalar, per channel or of the anchor's shape. */
type ExampleOperand = "channel" | "full" | "gate" | number;

interface Declaration {
  /** Without the anchor: `relu6` expands to `conv2d-relu6` and so on. */
  readonly name: string;
  readonly family: Family;
  readonly exactness: Exactness;
  /** What the anchor's kernel does before it stores: "clamps to 0 … 6". */
  readonly does: string;
  readonly step: StepRule;
  /** The example's step: the anchor's value `y`, another operand `b`. */
  readonly term: (y: OpTerm, b: Term) => OpTerm;
  readonly operand?: ExampleOperand;
  readonly anchors?: readonly AnchorKernel[];
}

/** Every anchor with an epilogue. */
export const ALL = Object.keys(ANCHORS) as AnchorKernel[];
const PRODUCTS: readonly AnchorKernel[] = ["conv2d", "depthwise", "matmul", "transposed-conv"];
const NUMBERS: readonly OperandKind[] = ["literal", "scalar"];
const UP_TO_CHANNEL: readonly OperandKind[] = ["literal", "scalar", "channel"];

/** Ops of one operand, with what they do. Curves are ours on either side of the comparison, so their last bit may differ. */
const UNARY = {
  relu: ["Relu", "X", "clamps negative values to 0"],
  relu6: ["Relu6", "X", "clamps to 0 … 6"],
  "leaky-relu": ["LeakyRelu", "X", "scales negative values by a constant slope"],
  elu: ["Elu", "A", "applies ELU"],
  selu: ["Selu", "A", "applies SELU"],
  sigmoid: ["Sigmoid", "A", "applies the logistic function"],
  tanh: ["Tanh", "A", "applies tanh"],
  softplus: ["Softplus", "A", "applies softplus"],
  softsign: ["Softsign", "A", "applies softsign"],
  swish: ["Swish", "A", "applies swish"],
  "hard-swish": ["HardSwish", "A", "applies hard-swish"],
  "hard-swish-unscaled": ["HardSwishUnscaled", "A", "applies hard-swish without its factor 1/6"],
  "hard-sigmoid": ["HardSigmoid", "A", "applies the hard sigmoid"],
  gelu: ["Gelu", "A", "applies GELU"],
  "gelu-tanh": ["GeluTanh", "A", "applies GELU in its tanh form"],
  mish: ["Mish", "A", "applies Mish"],
  exp: ["Exp", "A", "takes the exponential"],
  abs: ["Abs", "X", "takes the absolute value"],
  neg: ["Neg", "X", "changes the sign"],
  square: ["Square", "X", "squares"],
  sqrt: ["Sqrt", "X", "takes the square root"],
  rsqrt: ["Rsqrt", "A", "takes the reciprocal square root"],
  log: ["Log", "A", "takes the logarithm"],
  reciprocal: ["Reciprocal", "A", "takes the reciprocal"],
  floor: ["Floor", "X", "rounds down"],
  round: ["Round", "X", "rounds to the nearest integer"],
} as const;
type UnaryName = keyof typeof UNARY;

/** The examples of these need positive values. */
const POSITIVE: readonly UnaryName[] = ["sqrt", "rsqrt", "log", "reciprocal"];
/** What networks put behind a residual addition. */
const AFTER_RESIDUAL: readonly UnaryName[] = [
  "relu",
  "relu6",
  "leaky-relu",
  "elu",
  "sigmoid",
  "tanh",
  "swish",
  "hard-swish",
  "gelu",
];

const unary = (name: UnaryName): Declaration => {
  const [ofOp, exactness, does] = UNARY[name];
  const positive = POSITIVE.includes(name);
  return {
    name,
    family: "F4",
    exactness,
    does,
    step: { ops: [ofOp] },
    term: (y) => op[ofOp](positive ? op.AddV2(op.Square(y), 0.5) : y),
  };
};

const afterResidual = (name: UnaryName): Declaration => {
  const [ofOp, exactness, does] = UNARY[name];
  return {
    name: `residual-${name}`,
    family: "F8",
    exactness,
    does: `adds a tensor of its result's shape, then ${does}`,
    step: { ops: [ofOp], residual: true },
    term: (y, b) => op[ofOp](op.AddV2(y, b)),
    operand: "full",
    anchors: PRODUCTS,
  };
};

const DECLARATIONS: readonly Declaration[] = [
  // A bias before anything else that adds: kernels start their accumulators at it.
  {
    name: "bias",
    family: "F3",
    exactness: "A",
    does: "adds a constant for each channel",
    step: { ops: ["AddV2"], operands: ["channel"], constant: true },
    term: (y, b) => op.BiasAdd(y, b),
    operand: "channel",
  },
  ...AFTER_RESIDUAL.map(afterResidual),
  {
    name: "residual-prelu",
    family: "F8",
    exactness: "X",
    does: "adds a tensor of its result's shape, then scales negative values by a slope",
    step: { ops: ["Prelu"], residual: true },
    term: (y, b) => op.Prelu(op.AddV2(y, b), 0.25),
    operand: "full",
    anchors: PRODUCTS,
  },
  ...(Object.keys(UNARY) as UnaryName[]).map(unary),
  {
    name: "prelu",
    family: "F4",
    exactness: "X",
    does: "scales negative values by a slope for each channel",
    step: { ops: ["Prelu"], operands: UP_TO_CHANNEL },
    term: (y, b) => op.Prelu(y, b),
    operand: "channel",
  },
  {
    name: "prelu-map",
    family: "F4",
    exactness: "X",
    does: "scales negative values by a slope for each element",
    step: { ops: ["Prelu"] },
    term: (y, b) => op.Prelu(y, b),
    operand: "full",
  },
  {
    name: "clip",
    family: "F4",
    exactness: "X",
    does: "clamps to a range",
    step: { ops: ["ClipByValue"] },
    term: (y) => op.ClipByValue(y, -0.5, 0.75),
  },
  {
    name: "clamp-above",
    family: "F4",
    exactness: "X",
    does: "clamps to an upper bound",
    step: { ops: ["Minimum"], operands: UP_TO_CHANNEL },
    term: (y) => op.Minimum(y, 0.5),
  },
  {
    name: "clamp-below",
    family: "F4",
    exactness: "X",
    does: "clamps to a lower bound",
    step: { ops: ["Maximum"], operands: UP_TO_CHANNEL },
    term: (y) => op.Maximum(y, -0.25),
  },
  {
    name: "shift",
    family: "F8",
    exactness: "X",
    does: "adds a number",
    step: { ops: ["AddV2"], operands: NUMBERS },
    term: (y) => op.AddV2(y, 3),
  },
  {
    name: "subtract",
    family: "F8",
    exactness: "X",
    does: "subtracts a number or one for each channel",
    step: { ops: ["Sub"], operands: UP_TO_CHANNEL },
    term: (y, b) => op.Sub(y, b),
    operand: "channel",
  },
  {
    name: "scale",
    family: "F3",
    exactness: "X",
    does: "multiplies by a constant factor or one for each channel",
    step: { ops: ["Mul"], operands: UP_TO_CHANNEL, constant: true },
    term: (y, b) => op.Mul(y, b),
    operand: "channel",
  },
  {
    name: "divide",
    family: "F8",
    exactness: "X",
    does: "divides by a number or one for each channel",
    step: { ops: ["RealDiv"], operands: UP_TO_CHANNEL },
    term: (y) => op.RealDiv(y, 3),
  },
  {
    name: "power",
    family: "F4",
    exactness: "A",
    does: "raises to a power",
    step: { ops: ["Pow"], operands: UP_TO_CHANNEL },
    term: (y) => op.Pow(op.Abs(y), 1.5),
  },
  {
    name: "gate",
    family: "F8",
    exactness: "X",
    does: "multiplies by a computed factor for each channel, as in squeeze and excite",
    step: { ops: ["Mul"], operands: UP_TO_CHANNEL },
    term: (y, b) => op.Mul(y, b),
    operand: "gate",
  },
  {
    name: "shift-by-channel",
    family: "F8",
    exactness: "X",
    does: "adds a computed value for each channel",
    step: { ops: ["AddV2"], operands: ["channel"] },
    term: (y, b) => op.AddV2(y, b),
    operand: "gate",
  },
  {
    name: "residual",
    family: "F8",
    exactness: "X",
    does: "adds a tensor of its result's shape",
    step: { ops: ["AddV2"] },
    term: (y, b) => op.AddV2(y, b),
    operand: "full",
  },
  {
    name: "residual-difference",
    family: "F8",
    exactness: "X",
    does: "subtracts a tensor of its result's shape, or is subtracted from it",
    step: { ops: ["Sub"] },
    term: (y, b) => op.Sub(b, y),
    operand: "full",
  },
  {
    name: "product",
    family: "F8",
    exactness: "X",
    does: "multiplies by a tensor of its result's shape",
    step: { ops: ["Mul"] },
    term: (y, b) => op.Mul(y, b),
    operand: "full",
  },
  {
    name: "maximum",
    family: "F8",
    exactness: "X",
    does: "takes the maximum with a tensor of its result's shape",
    step: { ops: ["Maximum"] },
    term: (y, b) => op.Maximum(y, b),
    operand: "full",
  },
  {
    name: "swish-gate",
    family: "F4",
    exactness: "A",
    does: "multiplies its value by the value's own sigmoid",
    step: { ops: [["Sigmoid", "Mul"]] },
    term: (y) => op.Mul(y, op.Sigmoid(y)),
  },
  {
    name: "hard-swish-gate",
    family: "F4",
    exactness: "X",
    does: "multiplies its value by the value's own clamped ramp",
    step: {
      ops: [
        ["AddV2", "Relu6", "Mul"],
        ["AddV2", "Relu6", "Mul", "Mul"],
      ],
    },
    term: (y) => op.Mul(y, op.Relu6(op.AddV2(y, 3))),
  },
  {
    name: "tanh-gate",
    family: "F4",
    exactness: "A",
    does: "multiplies its value by a tanh of it",
    step: {
      ops: [
        ["Tanh", "Mul"],
        ["Softplus", "Tanh", "Mul"],
      ],
    },
    term: (y) => op.Mul(y, op.Tanh(op.Softplus(y))),
  },
  {
    name: "split-signs",
    family: "F4",
    exactness: "X",
    does: "treats positive and negative values apart and joins them again, as PReLU spelt out",
    step: {
      ops: [
        ["Relu", "Neg", "Relu", "Mul", "AddV2"],
        ["Relu", "Minimum", "Mul", "AddV2"],
        ["Mul", "Maximum"],
      ],
    },
    term: (y) => op.Maximum(y, op.Mul(y, 0.25)),
  },
  {
    name: "mask",
    family: "F4",
    exactness: "X",
    does: "compares its value and chooses by the outcome",
    step: {
      ops: [
        ["Greater", "Select"],
        ["GreaterEqual", "Select"],
        ["Less", "Select"],
        ["LessEqual", "Select"],
      ],
    },
    term: (y, b) => op.Select(op.Greater(y, 0.5), y, b),
    operand: "full",
  },
  {
    name: "diamond",
    family: "F15",
    exactness: "X",
    does: "follows all readers of its value up to the op where they meet again",
    step: { diamond: true },
    term: (y) => op.Sub(op.Square(y), op.Relu(y)),
  },
  {
    name: "pointwise",
    family: "F15",
    exactness: "A",
    does: "applies any other pointwise op",
    step: {},
    term: (y) => op.Sign(y),
  },
];

const OPERAND: Readonly<Record<string, (shape: readonly number[]) => InputSpec>> = {
  channel: (shape) => weight(shape.at(-1) as number),
  gate: (shape) => tensor(shape.at(-1) as number),
  full: (shape) => tensor(...shape),
};

function expand({ name, family, exactness, does, step, term, operand, anchors = ALL }: Declaration): Absorption[] {
  return anchors.map((kernel) => {
    const { noun, inputs: own, term: build, shape }: AnchorExample = ANCHORS[kernel];
    const b: InputSpec =
      typeof operand === "number"
        ? scalar(operand)
        : (OPERAND[operand ?? "full"] as (s: readonly number[]) => InputSpec)(shape);
    const inputs = operand === undefined ? own : { ...own, b };
    const variables = variablesOf(inputs);
    return {
      kind: "epilogue",
      name: `${kernel}-${name}`,
      declared: { name: `absorb-${name}`, anchor: kernel },
      family,
      exactness,
      about: `The kernel of a ${noun} ${does} before it stores, which saves a pass over the result.`,
      kernel,
      step,
      example: { title: does, inputs, before: term(build(variables), variables.b as Term) },
    };
  });
}

/** Every step of every anchor, the most specific first. */
export const EPILOGUES: readonly Absorption[] = DECLARATIONS.flatMap(expand);
