/** What kernels take in before them: padding becomes their own border, pointwise ops are applied to what they load. */
import type { Prologue } from "../src/rewrite/grouping/rule.ts";
import { int, ints, type OpTerm, op, tensor, type Variable, variablesOf, weight } from "../src/rewrite/term.ts";

const VALID = { strides: [1, 2, 2, 1], dilations: [1, 1, 1, 1], padding: "VALID", data_format: "NHWC" };
const PADS = ints(0, 0, 0, 1, 1, 2, 0, 0);

const padInto = (kernel: "conv2d" | "depthwise", noun: string): Prologue => {
  const inputs = {
    x: tensor(1, 6, 7, 3),
    pads: { ...PADS, shape: [4, 2] },
    w: kernel === "conv2d" ? weight(3, 3, 3, 4) : weight(3, 3, 3, 1),
  };
  const { x, pads, w } = variablesOf(inputs);
  const padded = op.Pad(x, pads);
  return {
    kind: "prologue",
    name: `${kernel}-pad`,
    declared: { name: "pad-into", anchor: kernel },
    family: "F9",
    exactness: "X",
    about: `Zero padding before a ${noun} becomes its own border, so that the padded image is never stored.`,
    kernel,
    takes: "pad",
    step: {},
    example: {
      inputs,
      title: `padding before a ${noun}`,
      before: (kernel === "conv2d" ? op.Conv2D(padded, w) : op.DepthwiseConv2dNative(padded, w)).example(VALID),
    },
  };
};

const PIXELS = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };

const factorsInto = (kernel: "conv2d" | "depthwise", about: string): Prologue => {
  const products = kernel === "conv2d";
  const inputs = {
    x: tensor(1, 5, 7, 3),
    factors: tensor(1, 1, 1, 3),
    w: products ? weight(1, 1, 3, 4) : weight(3, 3, 3, 1),
  };
  const { x, factors, w } = variablesOf(inputs);
  const scaled = op.Mul(x, factors);
  return {
    kind: "prologue",
    name: `${kernel}-factors`,
    declared: { name: "factors-into", anchor: kernel },
    family: "F8",
    exactness: "A",
    about,
    kernel,
    takes: "factors",
    step: {},
    example: {
      inputs,
      title: `a factor for each channel before a ${products ? "convolution" : "depthwise convolution"}`,
      before: (products ? op.Conv2D(scaled, w) : op.DepthwiseConv2dNative(scaled, w)).example(PIXELS),
    },
  };
};

const concatInto = (kernel: "conv2d" | "matmul", noun: string): Prologue => {
  const pixels = kernel === "conv2d";
  const lead = pixels ? [1, 5, 7] : [5];
  const inputs = {
    a: tensor(...lead, 4),
    b: tensor(...lead, 2),
    axis: int(-1),
    w: pixels ? weight(1, 1, 6, 4) : weight(6, 4),
  };
  const { a, b, axis, w } = variablesOf(inputs);
  const whole = op.ConcatV2(a, b, axis).example({ N: 2 });
  return {
    kind: "prologue",
    name: `${kernel}-concat`,
    declared: { name: "concat-into", anchor: kernel },
    family: "F11",
    exactness: "A",
    about: `A ${noun} reads the parts of a concatenation of channels where they lie, so that it is never stored.`,
    kernel,
    takes: "concat",
    step: {},
    example: {
      inputs,
      title: `a concatenation before a ${noun}`,
      before: pixels
        ? op.Conv2D(whole, w).example(PIXELS)
        : op.MatMul(whole, w).example({ transpose_a: false, transpose_b: false }),
    },
  };
};

interface Consumer {
  readonly noun: string;
  readonly inputs: Readonly<Record<string, ReturnType<typeof tensor>>>;
  readonly term: (f: OpTerm, v: Readonly<Record<string, Variable>>) => OpTerm;
}

const CONSUMERS: Readonly<Record<"reduce" | "pool", Consumer>> = {
  reduce: {
    noun: "reduction",
    inputs: { x: tensor(2, 5, 7, 4), axes: ints(1, 2) },
    term: (f, v) => op.Sum(f, v.axes as Variable).example({ keep_dims: true }),
  },
  pool: {
    noun: "pooling",
    inputs: { x: tensor(1, 6, 8, 4) },
    term: (f) =>
      op.AvgPool(f).example({ ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: "VALID", data_format: "NHWC" }),
  },
};

/** Ops named in their own right; any other chain is taken in as `pointwise`. */
const UNARY = {
  square: "Square",
  abs: "Abs",
  exp: "Exp",
  relu: "Relu",
  relu6: "Relu6",
  "hard-swish": "HardSwish",
  swish: "Swish",
} as const;

const into = (
  kernel: "reduce" | "pool",
  name: string,
  ops: readonly string[] | undefined,
  f: (x: Variable) => OpTerm,
): Prologue => {
  const { noun, inputs, term } = CONSUMERS[kernel];
  const variables = variablesOf(inputs);
  return {
    kind: "prologue",
    name: `${name}-into-${kernel}`,
    declared: { name: `${name}-into`, anchor: kernel },
    family: "F15",
    exactness: "A",
    about: `A ${noun} applies ${ops?.join(" or ") ?? "a chain of pointwise ops"} to the elements that it reads, which saves storing them.`,
    kernel,
    takes: "pointwise",
    step: ops ? { ops } : {},
    example: { title: `${name} before a ${noun}`, inputs, before: term(f(variables.x as Variable), variables) },
  };
};

export const PROLOGUES: readonly Prologue[] = [
  padInto("conv2d", "convolution"),
  padInto("depthwise", "depthwise convolution"),
  factorsInto(
    "conv2d",
    "Computed factors for the channels that a convolution of single pixels reads, as in squeeze and excite, scale a copy of its weights, where pixels are four times as many as outputs.",
  ),
  factorsInto(
    "depthwise",
    "Computed factors for the channels that depthwise convolutions read, as in squeeze and excite, are applied to their results, so that the scaled image is never stored.",
  ),
  concatInto("conv2d", "convolution of single pixels"),
  concatInto("matmul", "matrix product"),
  ...(["reduce", "pool"] as const).flatMap((kernel) => [
    ...Object.entries(UNARY).map(([name, ofOp]) => into(kernel, name, [ofOp], (x) => op[ofOp](x))),
    into(kernel, "pointwise", undefined, (x) => op.Mul(op.Tanh(x), 0.5)),
  ]),
];
