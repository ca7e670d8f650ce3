/**
 * Pointwise ops: each row's scalar meaning is what it computes for one element.
 *
 * A meaning holds for float32 arithmetic only: `scalarOf` in `../scalar.ts` checks dtypes and is how others should read
 * it. Arguments that stand for bool operands, and results of bool ops, are masks.
 */
import { apply, constant, type Expr, type Operand } from "../../expr/expr.ts";
import { FUNCTIONS, type FunctionName } from "../../expr/functions.ts";
import type { Attrs } from "../graph.ts";
import type { OpRow } from "../op-row.ts";
import type { DType, Shape } from "../types.ts";
import { broadcastShapes, type Infer, like, num, row, typed, upcast } from "./rows.ts";

type Fn = { readonly [F in FunctionName]: (...operands: Operand[]) => Expr };
const fn = Object.fromEntries(
  Object.keys(FUNCTIONS).map((name) => [name, (...o: Operand[]) => apply(name as FunctionName, ...o)]),
) as Fn;
const { neg, abs, sign, floor, ceil, round, sqrt, exp, expm1, log, log1p, sigmoid, tanh, erf, sin, cos } = fn;
const { add, sub, mul, div, min, max, pow, less, lessEqual, equal, notEqual, and, or, not, select } = fn;

type Scalar = NonNullable<OpRow["scalar"]>;
type Unary = (x: Expr, attrs: Attrs) => Expr;
type Binary = (a: Expr, b: Expr, attrs: Attrs) => Expr;

const unaryScalar =
  (f: Unary): Scalar =>
  (args, attrs) =>
    f(args[0] as Expr, attrs);
const binaryScalar =
  (f: Binary): Scalar =>
  (args, attrs) =>
    f(args[0] as Expr, args[1] as Expr, attrs);

/** Operands broadcast; the dtype is theirs, or as given. */
const broadcast =
  (dtype?: DType): Infer =>
  (inputs) => {
    const shape = inputs.reduce((s: Shape | undefined, x) => s && broadcastShapes(s, x.shape), []);
    return typed(dtype ?? inputs.map((x) => x.dtype).reduce(upcast), shape);
  };
const bool: Infer = broadcast("bool");

const unary = (f: Unary) => row(["x"], like(), { scalar: unaryScalar(f) });
/** An op of ours: TensorFlow has none of this name. */
const own = (f: Unary) => row(["x"], like(), { scalar: unaryScalar(f), internal: true });
const binary = (f: Binary) => row(["a", "b"], broadcast(), { scalar: binaryScalar(f) });
const commutative = (f: Binary) => row(["a", "b"], broadcast(), { scalar: binaryScalar(f), commutative: true });
const compare = (f: Binary) => row(["a", "b"], bool, { scalar: binaryScalar(f) });
const symmetric = (f: Binary) => row(["a", "b"], bool, { scalar: binaryScalar(f), commutative: true });
const test = (f: Unary) => row(["x"], bool, { scalar: unaryScalar(f) });

const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473768;

/** The two halves of an exponential linear unit: one of them is 0, so that their sum needs no choice. */
const positive = (x: Expr): Expr => max(x, 0);
const negative = (x: Expr): Expr => expm1(min(x, 0));
const softplus = (x: Expr): Expr => add(max(x, 0), log1p(exp(neg(abs(x)))));
const clip = (x: Operand, low: Operand, high: Operand): Expr => min(max(x, low), high);
const leaky = (x: Expr, alpha: Operand): Expr => select(less(x, 0), mul(x, alpha), x);

/** Casts keep values, except into bool and, truncating, into int32. `SrcT` says whether the argument is a mask. */
const castScalar = (x: Expr, { SrcT, DstT }: Attrs): Expr => {
  if (SrcT === DstT) return x;
  const value = SrcT === "bool" ? select(x, 1, 0) : x;
  if (DstT === "bool") return notEqual(value, 0);
  return DstT === "int32" && SrcT === "float32" ? select(less(value, 0), ceil(value), floor(value)) : value;
};

export const POINTWISE = {
  // Arithmetic.
  AddV2: commutative((a, b) => add(a, b)),
  Sub: binary((a, b) => sub(a, b)),
  Mul: commutative((a, b) => mul(a, b)),
  RealDiv: binary((a, b) => div(a, b)),
  DivNoNan: binary((a, b) => select(equal(b, 0), 0, div(a, b))),
  Maximum: commutative((a, b) => max(a, b)),
  Minimum: commutative((a, b) => min(a, b)),
  Pow: binary((a, b) => pow(a, b)),
  SquaredDifference: row(["a", "b"], broadcast(), {
    commutative: true,
    scalar: ([a, b]) => {
      const d = sub(a as Expr, b as Expr);
      return mul(d, d);
    },
  }),
  /** No meaning: the cpu backend makes int32 of it, the others do not. */
  FloorDiv: row(["a", "b"], broadcast()),
  /** No meaning: a remainder by division and floor is not exact. */
  FloorMod: row(["a", "b"], broadcast()),
  Atan2: row(["y", "x"], broadcast()),
  AddN: row(["...values"], like(), { scalar: (args) => args.reduce((a, b) => add(a, b)) }),
  BiasAdd: row(["value", "bias"], broadcast(), { scalar: binaryScalar((x, b) => add(x, b)) }),

  // Elementary functions.
  Neg: unary((x) => neg(x)),
  Abs: unary((x) => abs(x)),
  Sign: unary((x) => sign(x)),
  Floor: unary((x) => floor(x)),
  Ceil: unary((x) => ceil(x)),
  Round: unary((x) => round(x)),
  Sqrt: unary((x) => sqrt(x)),
  Rsqrt: unary((x) => div(1, sqrt(x))),
  Square: unary((x) => mul(x, x)),
  Reciprocal: unary((x) => div(1, x)),
  Exp: unary((x) => exp(x)),
  Expm1: unary((x) => expm1(x)),
  Log: unary((x) => log(x)),
  Log1p: unary((x) => log1p(x)),
  Sigmoid: unary((x) => sigmoid(x)),
  Tanh: unary((x) => tanh(x)),
  Erf: unary((x) => erf(x)),
  Sin: unary((x) => sin(x)),
  Cos: unary((x) => cos(x)),
  Tan: unary((x) => div(sin(x), cos(x))),
  Sinh: unary((x) => mul(sub(expm1(x), expm1(neg(x))), 0.5)),
  Cosh: unary((x) => mul(add(exp(x), exp(neg(x))), 0.5)),
  Asin: row(["x"], like()),
  Acos: row(["x"], like()),
  Atan: row(["x"], like()),
  Asinh: row(["x"], like()),
  Acosh: row(["x"], like()),
  Atanh: row(["x"], like()),

  // Activations.
  Relu: unary((x) => max(x, 0)),
  Relu6: unary((x) => clip(x, 0, 6)),
  LeakyRelu: row(["x"], ([x]) => typed("float32", x?.shape), {
    scalar: unaryScalar((x, attrs) => leaky(x, num(attrs, "alpha", 0.2))),
  }),
  Prelu: row(["x", "alpha"], broadcast("float32"), { scalar: binaryScalar((x, a) => leaky(x, a)) }),
  Elu: unary((x) => add(positive(x), negative(x))),
  Selu: unary((x) => add(mul(positive(x), SELU_SCALE), mul(negative(x), SELU_SCALE_ALPHA))),
  Softplus: unary(softplus),
  ClipByValue: row(["x", "min", "max"], like(), {
    scalar: ([x, low, high]) => clip(x as Expr, low as Expr, high as Expr),
  }),
  Swish: own((x, attrs) => mul(x, sigmoid(attrs.beta === undefined ? x : mul(x, Number(attrs.beta))))),
  HardSwish: own((x) => mul(mul(x, clip(add(x, 3), 0, 6)), 1 / 6)),
  HardSwishUnscaled: own((x) => mul(x, clip(add(x, 3), 0, 6))),
  HardSigmoid: own((x, attrs) => clip(add(mul(x, num(attrs, "alpha", 1 / 6)), num(attrs, "beta", 0.5)), 0, 1)),
  Gelu: own((x) => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1))),
  GeluTanh: own((x) => {
    const cubic = add(x, mul(mul(mul(x, x), x), 0.044715));
    return mul(mul(x, 0.5), add(tanh(mul(cubic, Math.sqrt(2 / Math.PI))), 1));
  }),
  Mish: own((x) => mul(x, tanh(softplus(x)))),
  Softsign: own((x) => div(x, add(abs(x), 1))),

  // Comparisons and logic: results are masks.
  Equal: symmetric((a, b) => equal(a, b)),
  NotEqual: symmetric((a, b) => notEqual(a, b)),
  Greater: compare((a, b) => less(b, a)),
  GreaterEqual: compare((a, b) => lessEqual(b, a)),
  Less: compare((a, b) => less(a, b)),
  LessEqual: compare((a, b) => lessEqual(a, b)),
  LogicalAnd: symmetric((a, b) => and(a, b)),
  LogicalOr: symmetric((a, b) => or(a, b)),
  LogicalNot: test((x) => not(x)),
  IsNan: test((x) => notEqual(x, x)),
  IsInf: test((x) => equal(abs(x), constant(Number.POSITIVE_INFINITY))),
  IsFinite: test((x) => less(abs(x), constant(Number.POSITIVE_INFINITY))),
  /** Also `SelectV2`: tfjs broadcasts either. */
  Select: row(
    ["condition", "a", "b"],
    (inputs, attrs) => {
      const [type] = broadcast()(inputs, attrs);
      return type ? typed((inputs[1] ?? type).dtype, type.shape) : [undefined];
    },
    { scalar: ([c, a, b]) => select(c as Expr, a as Expr, b as Expr) },
  ),

  // Views of the same elements.
  Identity: unary((x) => x),
  Cast: row(["x"], ([x], attrs) => typed((attrs.DstT as DType) ?? "float32", x?.shape), {
    scalar: unaryScalar(castScalar),
  }),
} as const;
