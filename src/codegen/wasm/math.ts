/**
 * Elementary functions emitted inline over `Lanes`: each takes x from the stack and leaves f(x), within 2 ulp of float32.
 *
 * Every step is accurate with a fused and with an unfused multiply-add, so results differ between engines by rounding only.
 * Polynomials are minimax fits of our own (Remez or Lawson iteration in float64, coefficients rounded to float32 one after
 * the other, the rest refitted each time); the stated error is that of the rounded polynomial.
 */
import type { Local } from "./assembler.ts";
import type { Lanes } from "./lanes.ts";

/** Emits code that replaces the value on top of the stack. */
export type UnaryEmitter = (lanes: Lanes) => void;

const LOG2_E = Math.fround(Math.LOG2E);
/** ln 2 in two parts (Cody & Waite): the first has 15 significant bits, so that its product with an exponent is exact. */
const LN2_HIGH = 0.693145751953125;
const LN2_LOW = 1.428606765330187e-6;
/** Adding 1.5·2²³ rounds to an integer, which stands in the low bits of the sum in two's complement. */
const ROUND = 12582912;
const ONE_BITS = 0x3f800000;
/** √½, the lower end of the range to which logarithms reduce. */
const SQRT_HALF_BITS = 0x3f3504f3;
const MIN_NORMAL = 2 ** -126;
/** Below this, log1p(x) and expm1(x) are x. */
const TINY = 2 ** -25;

/** (eʳ − 1 − r) / r² on |r| ≤ ½·ln 2; relative error of eʳ − 1 below 1.4e-8. */
const EXP = [0.4999999701976776, 0.1666654497385025, 0.04166746512055397, 0.008366423659026623, 0.0013868316309526563];
/** (log(1 + f) − f + ½f²) / f³ on √½ ≤ 1 + f ≤ √2; relative error of the logarithm below 3.2e-8. */
const LOG = [
  0.333339124917984, -0.2500133812427521, 0.19962990283966064, -0.16577492654323578, 0.14915485680103302, -0.14268629252910614,
  0.08699891716241837,
];
/** erf(x)/x − 1 in x² for |x| ≤ 0.92; relative error of erf below 1.6e-8. */
const ERF_SMALL = [
  0.12837915122509003, -0.3761249780654907, 0.11281842738389969, -0.0267673060297966, 0.004993960727006197,
  -0.0005994061357341707,
];
/** erfc(x)^¼ for 0.92 ≤ x ≤ 3.95; absolute error of erf below 1.3e-8. */
const ERFC_ROOT = [
  1.0014208555221558, -0.28995630145072937, -0.10075707733631134, -0.009005140513181686, 0.03789928928017616,
  -0.010174526832997799, 9.187735849991441e-5, 0.0002791968290694058, -2.866249269573018e-5,
];

/** Horner's rule, coefficients in ascending order. */
function polynomial(l: Lanes, x: Local, coefficients: readonly number[]): Lanes {
  const last = coefficients.length - 1;
  l.constant(coefficients[last] as number);
  for (let i = last - 1; i >= 0; i--) l.get(x).madd(() => l.constant(coefficients[i] as number));
  return l;
}

/** Limits the value on the stack to [low, high]; NaN passes. */
function clamp(l: Lanes, low: number, high: number): Lanes {
  return l.constant(low).pmax().constant(high).pmin();
}

/**
 * x = n·ln 2 + r with |r| ≤ ½·ln 2, the reduction of Cody and Waite.
 * @returns `shifted`, whose low bits are n, and r
 */
function reduce(l: Lanes, x: Local): { shifted: Local; r: Local } {
  const shifted = l.get(x).constant(LOG2_E).madd(() => l.constant(ROUND)).keep();
  const n = l.get(shifted).constant(ROUND).sub().keep();
  l.get(n).constant(-LN2_HIGH).madd(() => l.get(x));
  const high = l.keep();
  l.get(n).constant(-LN2_LOW).madd(() => l.get(high));
  return { shifted, r: l.keep() };
}

/** Pushes 2^(n + bias) where n is in the low bits of an integer on the stack; the sum must be in −126..127. */
function powerOfTwo(l: Lanes, bias = 0): Lanes {
  return l.shift("shl", 23).integer(ONE_BITS + bias * 2 ** 23).integerOp("add").fromBits();
}

/** scale·(2ⁿ·eʳ − 1) in a local, where `power` is scale·2ⁿ. */
function scaledExpm1(l: Lanes, r: Local, power: Local, scale: number): Local {
  l.get(r).get(r).mul();
  polynomial(l, r, EXP).madd(() => l.get(r));
  return l.get(power).madd(() => l.get(power).constant(scale).sub()).keep();
}

/** eˣ. The power of two is applied in two halves, for it may be as far out as 2⁻¹⁵⁰ (denormal results) and 2¹²⁸. */
function exp(l: Lanes): void {
  clamp(l, -104, 89);
  const { shifted, r } = reduce(l, l.keep());
  const half = l.get(shifted).toBits().shift("shr_s", 1).keepInteger();
  powerOfTwo(polynomial(l, r, [1, 1, ...EXP]).get(half)).mul();
  l.get(shifted).toBits().get(half).integerOp("sub");
  powerOfTwo(l).mul();
}

/** eˣ − 1 = 2ⁿ·(eʳ − 1) + (2ⁿ − 1), computed at half size since 2¹²⁸ is not a float. */
function expm1(l: Lanes): void {
  const x = l.keep();
  const limited = clamp(l.get(x), -18, 89).keep();
  const { shifted, r } = reduce(l, limited);
  const half = powerOfTwo(l.get(shifted).toBits(), -1).keep();
  const sum = scaledExpm1(l, r, half, 0.5);
  l.get(x).get(sum).get(sum).add();
  l.get(x).abs().constant(TINY).lt().select();
}

/**
 * E / (2²⁴ + E) with E = 2²⁴·eˣ, which is a normal number wherever the result is not 0; the errors of E in numerator and
 * denominator cancel for positive x. From x = 20 on the result is 1.
 */
function sigmoid(l: Lanes): void {
  const { shifted, r } = reduce(l, clamp(l, -104, 20).keep());
  const e = powerOfTwo(polynomial(l, r, [1, 1, ...EXP]).get(shifted).toBits(), 24).mul().keep();
  l.get(e).constant(2 ** 24).get(e).add().div();
}

/**
 * tanh |x| from d = 1 / (E + 1), E = exp(2|x|): 1 − 2d where that is above ½, (E − 1)·d below, where E − 1 comes from the
 * polynomial without cancellation.
 */
function tanh(l: Lanes): void {
  const x = l.keep();
  const a = l.get(x).abs().constant(9.1).pmin().keep();
  const { shifted, r } = reduce(l, l.get(a).get(a).add().keep());
  const power = powerOfTwo(l.get(shifted).toBits()).keep();
  const e = scaledExpm1(l, r, power, 1);
  const d = l.constant(1).get(e).constant(2).add().div().keep();
  l.get(e).get(d).mul();
  l.get(d).constant(2).nmadd(() => l.constant(1));
  l.get(a).constant(0.55).lt().select();
  l.get(x).copysign();
}

/** erf |x|: an odd polynomial for small x, 1 − (polynomial)⁴ for the rest; no division and no exponential. */
function erf(l: Lanes): void {
  const x = l.keep();
  const a = l.get(x).abs().constant(3.95).pmin().keep();
  const square = l.get(a).get(a).mul().keep();
  polynomial(l, square, ERF_SMALL).get(a).madd(() => l.get(a));
  const root = polynomial(l, a, ERFC_ROOT).keep();
  const half = l.get(root).get(root).mul().keep();
  l.get(half).get(half).nmadd(() => l.constant(1));
  l.get(a).constant(0.92).lt().select();
  l.get(x).copysign();
}

/** The exponent of the normal number `x` as an integer: x = 2ᵉ·m with √½ ≤ m < √2. */
function exponent(l: Lanes, x: Local): Local {
  l.get(x).toBits().integer(SQRT_HALF_BITS).integerOp("sub").shift("shr_s", 23);
  return l.keepInteger();
}

/**
 * Pushes log(1 + f) + e·ln 2 (the scheme of Cephes' logf), then puts right where `x`, the argument of the logarithm,
 * is 0, negative, infinite or NaN.
 */
function logarithm(l: Lanes, x: Local, f: Local, e: Local): void {
  const square = l.get(f).get(f).mul().keep();
  polynomial(l, f, LOG).get(f).mul();
  const cubic = l.keep();
  l.get(cubic).get(square).mul();
  const low = l.keep();
  l.get(e).constant(LN2_LOW).madd(() => l.get(low));
  const tail = l.keep();
  l.get(square).constant(-0.5).madd(() => l.get(tail)).get(f).add();
  const sum = l.keep();
  l.get(e).constant(LN2_HIGH).madd(() => l.get(sum));
  l.constant(-Infinity).constant(NaN).get(x).constant(0).eq().select();
  l.get(x).constant(0).gt().select();
  const result = l.keep();
  l.get(x).get(result).get(x).constant(Infinity).eq().select();
}

/** log x; denormals are scaled up first. */
function log(l: Lanes): void {
  const x = l.keep();
  const scaled = l.get(x).constant(2 ** 24).mul().get(x).get(x).constant(MIN_NORMAL).lt().select().keep();
  const k = exponent(l, scaled);
  const f = l.get(scaled).toBits().get(k).shift("shl", 23).integerOp("sub").fromBits().constant(1).sub().keep();
  l.get(k).fromInteger();
  l.constant(-24).constant(0).get(x).constant(MIN_NORMAL).lt().select().add();
  logarithm(l, x, f, l.keep());
}

/** log(1 + x): e comes from the rounded sum, but f = 2⁻ᵉ·x + (2⁻ᵉ − 1) from x itself. Quarters keep 2⁻¹²⁸ in range. */
function log1p(l: Lanes): void {
  const x = l.keep();
  const sum = l.get(x).constant(1).add().keep();
  const k = exponent(l, sum);
  const scale = l.integer(ONE_BITS + 2 * 2 ** 23).get(k).shift("shl", 23).integerOp("sub").fromBits().keep();
  l.get(x).constant(0.25).mul().get(scale).madd(() => l.get(scale).constant(0.25).madd(() => l.constant(-1)));
  const f = l.keep();
  const e = l.get(k).fromInteger().keep();
  l.get(x);
  logarithm(l, sum, f, e);
  l.get(x).abs().constant(TINY).lt().select();
}

/** The functions of this file that are one float to one float. */
export const MATH: Readonly<Record<"exp" | "expm1" | "log" | "log1p" | "sigmoid" | "tanh" | "erf", UnaryEmitter>> = {
  exp: scoped(exp),
  expm1: scoped(expm1),
  log: scoped(log),
  log1p: scoped(log1p),
  sigmoid: scoped(sigmoid),
  tanh: scoped(tanh),
  erf: scoped(erf),
};

function scoped(emit: UnaryEmitter): UnaryEmitter {
  return (lanes) => lanes.f.scoped(() => emit(lanes));
}
