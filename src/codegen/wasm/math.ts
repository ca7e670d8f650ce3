/**
 * Elementary functions emitted inline over `Lanes`: each takes x from the stack and leaves f(x), within 3.5 ulp of float32.
 *
 * Every step is accurate with a fused and with an unfused multiply-add, so results differ between engines by rounding only.
 * Polynomials are minimax fits of our own (Remez or Lawson iteration in float64, coefficients rounded to float32 one after
 * the other, the rest refitted each time), written with the digits that tell them apart; the stated error is that of the rounded polynomial.
 */
import type { Local } from "./assembler.ts";
import type { Lanes } from "./lanes.ts";

/** Emits code that replaces the operands on top of the stack by the result. */
export type Emitter = (lanes: Lanes) => void;

const LOG2_E = Math.fround(Math.LOG2E);
const LN2 = Math.fround(Math.LN2);
/** ln 2 in two parts (Cody & Waite): the first has 15 significant bits, so that its product with an exponent is exact. */
const LN2_HIGH = 0.693145751953125;
const LN2_LOW = 1.428606765330187e-6;
/** Adding 1.5·2²³ rounds to an integer, which stands in the low bits of the sum in two's complement. */
const ROUND = 12582912;
/** The bits of 2ᵏ are k + 127, 23 places to the left. */
const BIAS = 127;
/** Added to a number that is not far from 0, rounds it to n, and leaves n and the bias of 2ⁿ in the low bits. */
const ROUND_POWER = ROUND + BIAS;
/** As `ROUND_POWER`, for a power of two that is made in two halves. */
const ROUND_HALVES = ROUND + 2 * BIAS;
/** √½, the lower end of the range to which logarithms reduce. */
const SQRT_HALF_BITS = 0x3f3504f3;
const SIGN = 0x80000000 | 0;
export const MIN_NORMAL = 2 ** -126;
/** Below this, log1p(x) and expm1(x) are x. */
const TINY = 2 ** -25;

/** (eʳ − 1 − r) / r² on |r| ≤ ½·ln 2; relative error of eʳ − 1 below 1.4e-8. */
const EXP = [0.49999997, 0.16666545, 0.041667465, 0.008366424, 0.0013868316];
/** 2ᶠ on |f| ≤ ½ with value 1 at 0; relative error below 9.4e-8. */
export const POWER = [1, 0.693147004, 0.24022247, 0.055507116, 0.009671301, 0.0013269274];
/** (log(1 + f) − f + ½f²) / f³ on √½ ≤ 1 + f ≤ √2; relative error of the logarithm below 3.2e-8. */
const LOG = [0.33333912, -0.25001338, 0.1996299, -0.16577493, 0.14915486, -0.14268629, 0.08699892];
/** eʳ on |r| ≤ ½·ln 2 with value 1 at 0; relative error below 9.2e-8. */
const EXP_SHORT = [1, 0.9999997, 0.4999915, 0.16667648, 0.041897856, 0.008289732];
/** erf(x)/x − 1 in x² for |x| ≤ 0.92; relative error of erf below 1.6e-8. */
const ERF_SMALL = [0.12837915, -0.37612498, 0.11281843, -0.026767306, 0.0049939607, -0.00059940614];
/** erfc(x)^¼ for 0.92 ≤ x ≤ 3.95; absolute error of erf below 1.3e-8. */
const ERFC_ROOT = [
  1.0014209, -0.2899563, -0.10075708, -0.0090051405, 0.03789929, -0.010174527, 0.00009187736, 0.00027919683,
  -0.000028662493,
];

/** Horner's rule, coefficients in ascending order. */
export function polynomial(l: Lanes, x: Local, coefficients: readonly number[]): Lanes {
  const last = coefficients.length - 1;
  l.constant(coefficients[last] as number);
  for (let i = last - 1; i >= 0; i--) l.get(x).madd(() => l.constant(coefficients[i] as number));
  return l;
}

/** Limits the value on the stack to [low, high]; NaN passes. */
function clamp(l: Lanes, low: number, high: number): Lanes {
  return l.constant(low).pmax().constant(high).pmin();
}

/** Replaces the value on the stack by x where |x| is below `limit`: for results that are x there, down to denormals and −0. */
export function orIdentity(l: Lanes, x: Local, limit: number): void {
  const value = l.keep();
  l.get(x).get(value).get(x).abs().constant(limit).lt().select();
}

/**
 * x = n·ln 2 + r with |r| ≤ ½·ln 2, the reduction of Cody and Waite.
 * @param round `ROUND` and what else is to be added to n
 * @param options.negative takes −n instead
 * @param options.short subtracts n·ln 2 at once, where multiply-adds are fused: wrong by 1.9e-9·n
 * @returns `shifted`, whose low bits are the sum, and r
 */
function reduce(
  l: Lanes,
  x: Local,
  round: number,
  { negative = false, short = false }: { readonly negative?: boolean; readonly short?: boolean } = {},
): { shifted: Local; r: Local } {
  const multiplyAdd = negative ? "nmadd" : "madd";
  const sign = negative ? 1 : -1;
  const shifted = l
    .get(x)
    .constant(LOG2_E)
    [multiplyAdd](() => l.constant(round))
    .keep();
  const n = l.get(shifted).constant(round).sub().keep();
  const parts = short && l.fused ? [LN2] : [LN2_HIGH, LN2_LOW];
  const r = parts.reduce((rest, part) => {
    l.get(n)
      .constant(sign * part)
      .madd(() => l.get(rest));
    return l.keep();
  }, x);
  return { shifted, r };
}

/** Pushes 2ⁿ where n + 127, in 0..255, is in the low bits of an integer on the stack: 0 for 0, ∞ for 255. */
const powerOfTwo = (l: Lanes): Lanes => l.shift("shl", 23).fromBits();

/** eˣ */
function exp(l: Lanes): void {
  const { shifted, r } = reduce(l, clamp(l, -104, 89).keep(), ROUND_HALVES);
  scaleByPower(polynomial(l, r, [1, 1, ...EXP]), l.get(shifted).toBits().keepInteger());
}

/**
 * Multiplies by 2ⁿ where n + 254 is in the low bits of the integer `shifted`, in two halves, for it may be as far out as 2⁻¹⁵⁰
 * (denormal results) and 2¹²⁸.
 */
export function scaleByPower(l: Lanes, shifted: Local): void {
  const half = l.get(shifted).shift("shr_s", 1).keepInteger();
  powerOfTwo(l.get(half)).mul();
  powerOfTwo(l.get(shifted).get(half).integerOp("sub")).mul();
}

/** eˣ − 1 = 2ⁿ·(eʳ − 1) + (2ⁿ − 1), computed at half size since 2¹²⁸ is not a float. */
function expm1(l: Lanes): void {
  const x = l.keep();
  const limited = clamp(l.get(x), -18, 89).keep();
  const { shifted, r } = reduce(l, limited, ROUND_POWER - 1);
  const half = powerOfTwo(l.get(shifted).toBits()).keep();
  l.get(r).get(r).mul();
  polynomial(l, r, EXP).madd(() => l.get(r));
  l.get(half).madd(() => l.get(half).constant(0.5).sub());
  const sum = l.keep();
  l.get(sum).get(sum).add();
  orIdentity(l, x, TINY);
}

/**
 * eʳ = (Q + r) / (Q − r) with Q = r·coth(r/2), whose series in r² is so short that a quotient takes fewer instructions than a
 * polynomial wherever the function divides anyway: Q on |r| ≤ ½·ln 2; relative error of eʳ − 1 below 2.6e-9.
 */
const COTH = [2, 0.16666624, -0.0027665538];
/** As `COTH`, on |r| ≤ ln 2; relative error of eʳ below 6.7e-8. */
const COTH_WIDE = [2, 0.16665891, -0.002731022];
/** Q of the last argument, `coefficients` being those of its series. */
const coth = (l: Lanes, r: Local, coefficients: readonly number[]): Local =>
  polynomial(l, l.get(r).get(r).mul().keep(), coefficients).keep();

/** eˣ − 1 = 2ⁿ·(eʳ − 1) + (2ⁿ − 1) with eʳ − 1 = 2r / (Q − r), for x ≤ 0, where nothing overflows; 0 for −0. */
export const expm1OfNegative: Emitter = scoped((l) => {
  const { shifted, r } = reduce(l, l.constant(-18).pmax().keep(), ROUND_POWER + 1, { short: true });
  const twice = powerOfTwo(l.get(shifted).toBits()).keep();
  const q = coth(l, r, COTH);
  l.get(twice).get(r).mul().get(q).get(r).sub().div();
  const product = l.keep();
  l.get(twice)
    .constant(2)
    .sub()
    .constant(0.5)
    .madd(() => l.get(product));
});

/** Pushes −|x|. */
const minusAbs = (l: Lanes, x: Local): Lanes => {
  if (l.width === 1) return l.get(x).abs().neg();
  return l.get(x).integer(SIGN).bitor();
};

/** max(x, 0) + (e^min(x, 0) − 1) = max(x, e^−|x| − 1), for eˣ − 1 ≥ x, and for positive x it is negative. */
export const elu: Emitter = scoped((l) => {
  const x = l.keep();
  minusAbs(l, x);
  expm1OfNegative(l);
  const curve = l.keep();
  l.get(x).get(curve).pmax();
});

/** eˣ is less than half of the least number here, and 2⁻ⁿ⁻²⁴ is ∞. */
const NOTHING_EXP = -105.3;
/** The same, and here 2⁻ⁿ⁻²⁵·D is ∞. */
const NOTHING_QUOTIENT = -106;
/** Rounds to n, an even number, and leaves half of 102 − n in the low bits, from which 24 places to the left make 2⁻ⁿ⁻²⁵. */
const ROUND_EVEN = 2 ** 24 + 102;

/**
 * p / (p + 2⁻ⁿ) with eˣ = 2ⁿ·p, both sides times 2⁻²⁴: so 2⁻ⁿ is a normal number wherever the result is not 0. The errors of
 * p in numerator and denominator cancel for positive x; from x = 20 on the result is 1. Where it is 0, 2⁻ⁿ is ∞, for a quotient that
 * underflows takes a processor a hundred cycles and more, and scores of classes and masks saturate often.
 *
 * Without fused multiply-add it is N / (N + 2⁻ⁿ·D) with p = N/D, N = Q + r and D = Q − r: three instructions fewer.
 */
function sigmoid(l: Lanes): void {
  const x = clamp(l, l.fused ? NOTHING_EXP : NOTHING_QUOTIENT, 20).keep();
  if (l.fused) {
    const { shifted, r } = reduce(l, x, ROUND_POWER - 24, { negative: true });
    const scaled = EXP_SHORT.map((c) => c * 2 ** -24);
    const p = polynomial(l, r, scaled).keep();
    l.get(p);
    powerOfTwo(l.get(shifted).toBits()).get(p).add().div();
    return;
  }
  const { shifted, r } = reduce(l, x, ROUND_EVEN, { negative: true });
  const q = coth(l, r, COTH_WIDE);
  l.get(q).get(r).add().toBits();
  const n = l
    .integer(25 << 23)
    .integerOp("sub")
    .fromBits()
    .keep();
  l.get(n).get(q).get(r).sub().get(shifted).toBits().shift("shl", 24).fromBits();
  l.madd(() => l.get(n)).div();
}

/**
 * tanh |x| = (1 − w) / (1 + w) with w = e^−2|x| = 2ⁿ·(Q + r)/(Q − r), so the numerator is Q·(1 − 2ⁿ) − r·(1 + 2ⁿ), which is as exact
 * as x where that is small. The denominator is 2ⁿ·2·(Q + r) more, so that where w is small the numerator's error cancels.
 */
function tanh(l: Lanes): void {
  const x = l.keep();
  const y = minusAbs(l, x).constant(-9.25).pmax().keep();
  const { shifted, r } = reduce(l, l.get(y).get(y).add().keep(), ROUND_POWER, { short: true });
  const scale = powerOfTwo(l.get(shifted).toBits()).keep();
  const q = coth(l, r, COTH);
  const part = l.constant(1).get(scale).add().get(r).mul().keep();
  l.get(q).constant(1).get(scale).sub();
  const numerator = l.nmadd(() => l.get(part)).keep();
  const sum = l.get(q).get(r).add().keep();
  l.get(numerator).get(sum).get(sum).add().get(scale);
  l.nmadd(() => l.get(numerator)).div();
  l.get(x).copysign();
}

/** erf |x|: an odd polynomial for small x, 1 − (polynomial)⁴ for the rest; no division and no exponential. */
function erf(l: Lanes): void {
  const x = l.keep();
  const a = l.get(x).abs().constant(3.95).pmin().keep();
  const square = l.get(a).get(a).mul().keep();
  polynomial(l, square, ERF_SMALL)
    .get(a)
    .madd(() => l.get(a));
  const root = polynomial(l, a, ERFC_ROOT).keep();
  const half = l.get(root).get(root).mul().keep();
  l.get(half)
    .get(half)
    .nmadd(() => l.constant(1));
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
  l.get(e)
    .constant(LN2_LOW)
    .madd(() => l.get(low));
  const tail = l.keep();
  l.get(square)
    .constant(-0.5)
    .madd(() => l.get(tail))
    .get(f)
    .add();
  const sum = l.keep();
  l.get(e)
    .constant(LN2_HIGH)
    .madd(() => l.get(sum));
  const result = l.keep();
  l.get(x).constant(0).gt().get(x).constant(Infinity).lt().bitand().maskNot();
  l.ifAny(() => {
    l.get(result).constant(-Infinity).constant(NaN).get(x).constant(0).eq().select();
    l.get(x).constant(0).gt().select().set(result);
    l.get(x).get(result).get(x).constant(Infinity).eq().select().set(result);
  });
  l.get(result);
}

/**
 * Splits a positive x = 2ᵉ·(1 + f) with √½ ≤ 1 + f < √2, e and f floats; denormals are scaled up first.
 * @param where emits code for when there may be denormals, around its argument's
 */
export function split(l: Lanes, x: Local, where?: (body: () => void) => void): { e: Local; f: Local } {
  const scaled = l.get(x).keep();
  const bias = l.constant(0).keep();
  const denormals =
    where ??
    ((body) => {
      l.get(x).constant(MIN_NORMAL).lt();
      l.ifAny(body);
    });
  denormals(() => {
    const denormal = l.get(x).constant(MIN_NORMAL).lt().keepInteger();
    l.get(x)
      .constant(2 ** 24)
      .mul()
      .get(x)
      .get(denormal)
      .select()
      .set(scaled);
    l.constant(-24).constant(0).get(denormal).select().set(bias);
  });
  const k = exponent(l, scaled);
  const f = l.get(scaled).toBits().get(k).shift("shl", 23).integerOp("sub").fromBits().constant(1).sub().keep();
  l.get(k).fromInteger().get(bias).add();
  return { e: l.keep(), f };
}

/** log x */
function log(l: Lanes): void {
  const x = l.keep();
  const { e, f } = split(l, x);
  logarithm(l, x, f, e);
}

/** log(1 + x): e comes from the rounded sum, but f = 2⁻ᵉ·x + (2⁻ᵉ − 1) from x itself. Quarters keep 2⁻¹²⁸ in range. */
function log1p(l: Lanes): void {
  const x = l.keep();
  const sum = l.get(x).constant(1).add().keep();
  const k = exponent(l, sum);
  const scale = l
    .integer((BIAS + 2) * 2 ** 23)
    .get(k)
    .shift("shl", 23)
    .integerOp("sub")
    .fromBits()
    .keep();
  l.get(x)
    .constant(0.25)
    .mul()
    .get(scale)
    .madd(() =>
      l
        .get(scale)
        .constant(0.25)
        .madd(() => l.constant(-1)),
    );
  const f = l.keep();
  const e = l.get(k).fromInteger().keep();
  logarithm(l, sum, f, e);
  orIdentity(l, x, TINY);
}

/** Functions of one float, within 3.5 ulp. */
export const MATH = {
  exp: scoped(exp),
  expm1: scoped(expm1),
  log: scoped(log),
  log1p: scoped(log1p),
  sigmoid: scoped(sigmoid),
  tanh: scoped(tanh),
  erf: scoped(erf),
} as const;

/** Frees the locals of an emitter when it is done. */
export function scoped(emit: Emitter): Emitter {
  return (lanes) => lanes.f.scoped(() => emit(lanes));
}

/** Where eˣ is 2⁻¹²⁷. */
const LEAST_EXP = -127 * Math.LN2;

/**
 * eˣ for x ≤ 0, at two thirds of the cost of a general exponential: 2ᶠ·2ⁿ with n + f = x·log₂e, whose error is about |x| roundings, like
 * that of a difference x itself, and less where multiply-adds are fused. From 2⁻¹²⁷ on the result is exactly 0, for denormal numbers
 * cost a hundred times as much.
 */
export const expOfNegative: Emitter = scoped((l) => {
  const x = l.constant(LEAST_EXP).pmax().keep();
  const product = (): Lanes => l.get(x).constant(LOG2_E);
  let shifted: Local;
  if (l.fused) {
    shifted = product()
      .madd(() => l.constant(ROUND_POWER))
      .keep();
    product().madd(() => l.constant(ROUND_POWER).get(shifted).sub());
  } else {
    const t = product().mul().keep();
    shifted = l.get(t).constant(ROUND_POWER).add().keep();
    l.get(t).get(shifted).constant(ROUND_POWER).sub().sub();
  }
  powerOfTwo(polynomial(l, l.keep(), POWER).get(shifted).toBits()).mul();
});
