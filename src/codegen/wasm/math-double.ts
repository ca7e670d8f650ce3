/** Functions that need more than float32 inside: pow, sin and cos compute their critical step in float64. */
import type { Local } from "./assembler.ts";
import { type Doubles, inDoubles, ROUND_DOUBLE } from "./doubles.ts";
import type { Lanes } from "./lanes.ts";
import { MIN_NORMAL, orIdentity, POWER, polynomial, scaleByPower, scoped, split } from "./math.ts";

/** log₂((1 + s)/(1 − s)) / s in s² for |s| ≤ 0.1717; relative error below 4.3e-12. */
const LOG2 = [2.8853900817901716, 0.9617966732257986, 0.5770836085813578, 0.4116712230192797, 0.340759117610577];
/** (sin r − r) / r³ and (cos r − 1 + ½r²) / r⁴ in r² for |r| ≤ ¼π; relative errors below 4.1e-9 and 1.2e-10. */
const SIN = [-0.16666655242443085, 0.008332187309861183, -0.00019517903274390846];
const COS = [0.04166664555668831, -0.0013887309469282627, 2.4432327336398885e-5];
/** Added to a float64, rounds it to an integer n, and leaves in the low bits what `scaleByPower` takes for n. */
const ROUND_HALVES = ROUND_DOUBLE + 2 * 127;
/** ½π in three parts, the first two of 22 bits, so that their products with 31-bit integers are exact. */
const HALF_PI = [1.570796012878418, 3.139164164167596e-7, 6.223372171896613e-14];
/** Arguments of sin and cos are limited to this; beyond, neighbouring floats are periods apart. */
const LARGEST_ANGLE = 2 ** 31;

/**
 * xʸ = 2ᵗ with t = y·log₂|x| in float64, since the rounding error of t grows with t; then the sign. Special values are
 * those of `Math.pow`: C's pow differs for 1^±∞, 1^NaN and (−1)^±∞, which are NaN here.
 */
function pow(l: Lanes): void {
  const y = l.keep();
  const x = l.keep();
  // All is simple where every x is positive, normal and finite.
  const rare = l.f.local("i32");
  l.get(x).constant(MIN_NORMAL).ge().get(x).constant(Infinity).lt().bitand().maskNot();
  if (l.width === 4) l.f.v128.any_true();
  l.f.set(rare);
  const ifRare = (body: () => void): void => void l.f.get(rare).if(body);
  const a = l.get(x).keep();
  const parts = split(l, a, (body) =>
    ifRare(() => {
      l.get(x).abs().set(a);
      body();
    }),
  );
  const e = l.get(parts.e).keep();
  // log₂ is infinite at 0 and ∞; NaN passes.
  ifRare(() => {
    l.constant(-Infinity).get(e).get(a).constant(0).eq().select();
    l.get(a).get(a).constant(Infinity).lt().select().set(e);
  });
  const [shifted, fraction] = inDoubles(l, [e, parts.f, y], ["integer", "float"], (d, [exponent, f, power]) => {
    const s = d
      .get(f as Local)
      .get(f as Local)
      .constant(2)
      .op("add")
      .op("div")
      .keep();
    // Estrin's order, for the time of pow is that of its chain of operations.
    const square = d.get(s).get(s).op("mul").keep();
    const fourth = d.get(square).get(square).op("mul").keep();
    const coefficient = (i: number): Doubles => d.constant(LOG2[i] as number);
    const pair = (i: number): void =>
      void coefficient(i + 1)
        .get(square)
        .madd(() => coefficient(i));
    coefficient(4)
      .get(fourth)
      .madd(() => pair(2))
      .get(fourth)
      .madd(() => pair(0))
      .get(s)
      .madd(() => d.get(exponent as Local))
      .get(power as Local)
      .op("mul");
    const t = d.clamp(-151, 129).keep();
    const sum = d.get(t).constant(ROUND_HALVES).op("add").keep();
    d.get(sum).get(t).get(sum).constant(ROUND_HALVES).op("sub").op("sub");
  }) as [Local, Local];
  scaleByPower(polynomial(l, fraction, POWER), shifted);
  const result = l.keep();
  ifRare(() => void signedPower(l, x, y, result).set(result));
  l.get(result);
}

/** Pushes xʸ where it is 1 or NaN, and else `magnitude` with its sign. */
function signedPower(l: Lanes, x: Local, y: Local, magnitude: Local): Lanes {
  // y is an integer where it rounds to itself, and odd where its half then does not.
  const isInteger = l.get(y).nearest().get(y).eq().keepInteger();
  const half = l.get(y).constant(0.5).mul().keep();
  const isOdd = l.get(half).nearest().get(half).ne().get(isInteger).bitand().keepInteger();
  l.get(magnitude).get(x).copysign().get(magnitude).get(isOdd).select();
  const signed = l.keep();
  l.constant(NaN).get(signed);
  l.get(x).constant(0).lt().get(x).constant(-Infinity).gt().bitand().get(isInteger).maskNot().bitand().select();
  const result = l.keep();
  return l.constant(1).get(result).get(y).constant(0).eq().select();
}

/** x = n·½π + r with |r| ≤ ¼π, in float64. Leaves n modulo 4 and r. */
function quadrant(d: Doubles, x: Local): void {
  const n = d
    .get(x)
    .constant(2 / Math.PI)
    .op("mul")
    .op("nearest")
    .keep();
  d.get(n).get(n).constant(0.25).op("mul").op("floor").constant(4).op("mul").op("sub");
  d.get(x);
  for (const part of HALF_PI) d.get(n).constant(part).op("mul").op("sub");
}

/** sin(x + ½π·shift): ± the sine or cosine polynomial of the reduced angle, by quadrant. */
function sine(l: Lanes, shift: number): void {
  const x = l.keep();
  const limited = l.get(x).constant(-LARGEST_ANGLE).pmax().constant(LARGEST_ANGLE).pmin().keep();
  const [n, r] = inDoubles(l, [limited], ["float", "float"], (d, [angle]) => quadrant(d, angle as Local)) as [
    Local,
    Local,
  ];
  const k = l.get(n).toInteger().integer(shift).integerOp("add").keepInteger();
  const square = l.get(r).get(r).mul().keep();
  polynomial(l, square, [1, -0.5, ...COS]);
  polynomial(l, square, SIN)
    .get(square)
    .mul()
    .get(r)
    .madd(() => l.get(r));
  l.get(k).integer(1).bitand().fromInteger().constant(0).gt().select().toBits();
  l.get(k).integer(2).bitand().shift("shl", 30).bitxor().fromBits();
  // ±∞ has no sine: ∞ − ∞ is NaN, and 0 for every other x.
  const value = l.keep();
  l.get(value).get(x).get(x).sub().sub();
  if (shift === 0) orIdentity(l, x, 2 ** -12); // −0 keeps its sign
}

/** Functions of one or two floats, within 3 ulp (sin and cos: for |x| ≤ 2³¹). */
export const DOUBLE_MATH = {
  pow: scoped(pow),
  sin: scoped((l) => sine(l, 0)),
  cos: scoped((l) => sine(l, 1)),
} as const;
