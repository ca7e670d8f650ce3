/**
 * The scalar functions, one row each: arity, types and float64 meaning.
 *
 * Renderers add their own table with the same keys, so a new function is one row here and one in each renderer.
 * `mask` is a truth value that lives only inside an expression; kernels load and store `float`.
 */

export type ScalarType = "float" | "mask";

export interface ScalarFunction {
  readonly arity: number;
  readonly operands: ScalarType;
  readonly result: ScalarType;
  /** The meaning, in float64; masks are booleans. Evaluators round to float32 after every step. */
  readonly meaning: (...args: never[]) => number | boolean;
}

const float = (arity: number, meaning: (...args: number[]) => number): ScalarFunction => ({
  arity,
  operands: "float",
  result: "float",
  meaning,
});
const compare = (meaning: (a: number, b: number) => boolean): ScalarFunction => ({
  arity: 2,
  operands: "float",
  result: "mask",
  meaning,
});
const logic = (arity: number, meaning: (...args: boolean[]) => boolean): ScalarFunction => ({
  arity,
  operands: "mask",
  result: "mask",
  meaning,
});

/** Round half to even, as IEEE 754 and TensorFlow do. */
function roundHalfEven(x: number): number {
  const r = Math.round(x);
  return Math.abs(x - Math.trunc(x)) === 0.5 && r % 2 !== 0 ? r - 1 : r;
}

/** erf to float64 rounding level: Maclaurin series near zero, continued fraction of erfc beyond (Abramowitz & Stegun 7.1.5, 7.1.14). */
function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const a = Math.abs(x);
  if (a < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 80; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  if (a > 6) return Math.sign(x);
  let f = a;
  for (let k = 60; k > 0; k--) f = a + k / 2 / f;
  return Math.sign(x) * (1 - Math.exp(-a * a) / (Math.sqrt(Math.PI) * f));
}

export const FUNCTIONS = {
  neg: float(1, (x) => -x),
  abs: float(1, Math.abs),
  sign: float(1, Math.sign),
  floor: float(1, Math.floor),
  ceil: float(1, Math.ceil),
  round: float(1, roundHalfEven),
  sqrt: float(1, Math.sqrt),
  exp: float(1, Math.exp),
  expm1: float(1, Math.expm1),
  log: float(1, Math.log),
  log1p: float(1, Math.log1p),
  sigmoid: float(1, (x) => 1 / (1 + Math.exp(-x))),
  tanh: float(1, Math.tanh),
  erf: float(1, erf),
  sin: float(1, Math.sin),
  cos: float(1, Math.cos),
  add: float(2, (a, b) => a + b),
  sub: float(2, (a, b) => a - b),
  mul: float(2, (a, b) => a * b),
  div: float(2, (a, b) => a / b),
  /** NaN when either operand is NaN. */
  min: float(2, Math.min),
  /** NaN when either operand is NaN. */
  max: float(2, Math.max),
  pow: float(2, Math.pow),
  less: compare((a, b) => a < b),
  lessEqual: compare((a, b) => a <= b),
  equal: compare((a, b) => a === b),
  notEqual: compare((a, b) => a !== b),
  and: logic(2, (a, b) => a && b),
  or: logic(2, (a, b) => a || b),
  not: logic(1, (a) => !a),
  /** `select(mask, a, b)`: the one function of mixed operands; its first is a mask, the others float. */
  select: { arity: 3, operands: "float", result: "float", meaning: (m: boolean, a: number, b: number) => (m ? a : b) },
} as const satisfies Record<string, ScalarFunction>;

export type FunctionName = keyof typeof FUNCTIONS;
