/** The activation functions of Keras as ops. */
import type { Value } from "../graph/graph.ts";
import type { LayerBuilder } from "./builder.ts";
import { functionName } from "./config.ts";

type Activation = (b: LayerBuilder, x: Value) => Value;

const op =
  (name: string): Activation =>
  (b, x) =>
    b.op(name, [x]);

/** x/6 + 1/2 between 0 and 1. */
const hardSigmoid3: Activation = (b, x) =>
  b.op("Mul", [b.op("Relu6", [b.op("AddV2", [x, b.float(3)])]), b.float(1 / 6)]);

/** Before Keras 3: 0.2 x + 0.5 between 0 and 1. */
const hardSigmoid: Activation = (b, x) => {
  if (b.keras3) return hardSigmoid3(b, x);
  const y = b.op("AddV2", [b.op("Mul", [x, b.float(0.2)]), b.float(0.5)]);
  return b.op("ClipByValue", [y, b.float(0), b.float(1)]);
};

const gelu: Activation = (b, x) => {
  const erf = b.op("Erf", [b.op("Mul", [x, b.float(Math.SQRT1_2)])]);
  return b.op("Mul", [b.op("Mul", [x, b.float(0.5)]), b.op("AddV2", [erf, b.float(1)])]);
};

const geluTanh: Activation = (b, x) => {
  const cube = b.op("Mul", [b.op("Mul", [b.op("Square", [x]), x]), b.float(0.044715)]);
  const tanh = b.op("Tanh", [b.op("Mul", [b.op("AddV2", [x, cube]), b.float(Math.sqrt(2 / Math.PI))])]);
  return b.op("Mul", [b.op("Mul", [x, b.float(0.5)]), b.op("AddV2", [tanh, b.float(1)])]);
};

const swish: Activation = (b, x) => b.op("Mul", [x, b.op("Sigmoid", [x])]);
const hardSwish: Activation = (b, x) => b.op("Mul", [x, hardSigmoid3(b, x)]);

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  linear: (_, x) => x,
  relu: op("Relu"),
  relu6: op("Relu6"),
  elu: op("Elu"),
  selu: op("Selu"),
  sigmoid: op("Sigmoid"),
  tanh: op("Tanh"),
  softplus: op("Softplus"),
  softmax: op("Softmax"),
  logsoftmax: op("LogSoftmax"),
  exponential: op("Exp"),
  hardsigmoid: hardSigmoid,
  hardsilu: hardSwish,
  hardswish: hardSwish,
  hardtanh: (b, x) => b.op("ClipByValue", [x, b.float(-1), b.float(1)]),
  leakyrelu: (b, x) => b.op("LeakyRelu", [x], { alpha: 0.2 }),
  logsigmoid: (b, x) => b.op("Neg", [b.op("Softplus", [b.op("Neg", [x])])]),
  softsign: (b, x) => b.op("RealDiv", [x, b.op("AddV2", [b.op("Abs", [x]), b.float(1)])]),
  swish,
  silu: swish,
  mish: (b, x) => b.op("Mul", [x, b.op("Tanh", [b.op("Softplus", [x])])]),
  gelu,
  gelunew: geluTanh,
};

/** Applies the activation that a configuration names; none where it is left out. */
export function activate(b: LayerBuilder, x: Value, value: unknown): Value {
  const name = functionName(value);
  const key = name.toLowerCase().replaceAll("_", "");
  const activation = Object.hasOwn(ACTIVATIONS, key) ? ACTIVATIONS[key] : undefined;
  return activation ? activation(b, x) : b.refuse(`has the activation ${name}, which is not known here`);
}
