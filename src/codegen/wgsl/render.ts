/**
 * Expressions as WGSL statements, for single floats and for vectors of four.
 *
 * WGSL lets implementations assume that there is no NaN; where TensorFlow's results depend on NaN, bits are tested instead.
 */
import { type Expr, postOrder } from "../../expr/expr.ts";
import type { FunctionName } from "../../expr/functions.ts";

/** What expressions are evaluated on. */
export type FloatType = "f32" | "vec4<f32>";

export interface RenderTarget {
  readonly type: FloatType;
  /** The code of an argument: an identifier, or something that costs nothing to repeat. */
  readonly argument: (index: number) => string;
  /** The code of a number that is no structure, such as a uniform. */
  readonly constant: (value: number) => string;
  /** Asks for a function of `FUNCTIONS_OF` to be part of the shader. */
  readonly helper: (name: string, type: FloatType) => void;
}

export interface Rendered {
  readonly statements: readonly string[];
  /** The code of each expression's value, of the target's type. */
  readonly results: readonly string[];
}

/** Renders expressions that share what they have in common. Names begin with `prefix`, to be unique in their scope. */
export function renderWgsl(exprs: readonly Expr[], target: RenderTarget, prefix = "e"): Rendered {
  const { type, helper } = target;
  const code = new Map<Expr, string>();
  const statements: string[] = [];
  postOrder(...exprs).forEach((e, i) => {
    if (e.kind === "argument") code.set(e, target.argument(e.index));
    else if (e.kind === "constant") code.set(e, `${type}(${number(e.value, target)})`);
    else {
      const args = e.args.map((a) => code.get(a) as string);
      const [a, b] = e.args;
      // A literal is no NaN, so the other operand alone decides.
      const known = [a, b].map((x) => x?.kind === "constant" && !Number.isNaN(x.value));
      statements.push(`let ${prefix}${i} = ${apply(e.fn, args, known as [boolean, boolean], type, helper)};`);
      code.set(e, `${prefix}${i}`);
    }
  });
  return { statements, results: exprs.map((e) => code.get(e) as string) };
}

/** Numbers that shape the code; all others are parameters, so that layers which differ in them share a pipeline. */
const LITERALS = new Set([0, 1, 2, 3, 6, 0.5, -1]);

function number(value: number, { constant }: RenderTarget): string {
  return LITERALS.has(value) && !Object.is(value, -0) ? literal(value) : constant(value);
}

const literal = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

type Helper = RenderTarget["helper"];

function apply(
  fn: FunctionName,
  [a = "", b = "", c = ""]: readonly string[],
  known: readonly [boolean, boolean],
  type: FloatType,
  helper: Helper,
): string {
  const operator = OPERATORS[fn];
  if (operator) return `${a} ${operator} ${b}`;
  switch (fn) {
    case "neg":
      return `-${a}`;
    case "not":
      return `!${a}`;
    case "sigmoid":
      return `1.0 / (1.0 + exp(-${a}))`;
    case "select":
      return `select(${c}, ${b}, ${a})`;
    case "min":
    case "max": {
      const suspects = [known[0] ? undefined : a, known[1] ? undefined : b].filter((x) => x !== undefined);
      if (suspects.length > 0) helper("isNaN", type);
      return suspects.reduce(
        (value, x) => `select(${value}, ${x}, ${nameOf("isNaN", type)}(${x}))`,
        `${fn}(${a}, ${b})`,
      );
    }
    default: {
      if (BUILT_IN.has(fn)) return `${fn}(${a})`;
      helper(fn, type);
      return `${nameOf(fn, type)}(${b === "" ? a : `${a}, ${b}`})`;
    }
  }
}

const BUILT_IN = new Set("abs sign floor ceil round sqrt exp log sin cos".split(" "));
const OPERATORS: Readonly<Partial<Record<FunctionName, string>>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  less: "<",
  lessEqual: "<=",
  equal: "==",
  notEqual: "!=",
  and: "&",
  or: "|",
};

const nameOf = (name: string, type: FloatType): string => `${name}${type === "f32" ? "" : "4"}_`;

/** The text of a helper; T, B and U stand for floats, truth values and their bits. Helpers that it needs come first. */
export function helperText(name: string, type: FloatType): string {
  const { needs = [], text } = HELPERS[name] as Helping;
  const wide = type !== "f32";
  const own = text
    .replace(/\bT\b/g, type)
    .replace(/\bB\b/g, wide ? "vec4<bool>" : "bool")
    .replace(/\bU\b/g, wide ? "vec4<u32>" : "u32")
    .replace(/\b([A-Za-z0-9]+)\$/g, (_, n: string) => nameOf(n, type));
  return [...needs.map((n) => helperText(n, type)), own].join("\n");
}

interface Helping {
  readonly needs?: readonly string[];
  readonly text: string;
}

/** `name$` becomes the name for the type. Series are cut where the next term is below float32's rounding. */
const HELPERS: Readonly<Record<string, Helping>> = {
  isNaN: {
    text: `fn isNaN$(x: T) -> B { return (bitcast<U>(x) & U(0x7fffffffu)) > U(0x7f800000u); }`,
  },
  // Maclaurin series near zero, where exp(x) - 1 and (1 - e) / (1 + e) cancel.
  expm1: {
    text: `fn expm1$(x: T) -> T {
  let s = x * (1.0 + x * (0.5 + x * (0.16666667 + x * (0.041666668 + x * (0.008333334 + x * (0.0013888889 + x * (0.00019841270 + x * 0.000024801588)))))));
  return select(exp(x) - 1.0, s, abs(x) < T(0.5));
}`,
  },
  log1p: {
    text: `fn log1p$(x: T) -> T {
  let s = x * (1.0 - x * (0.5 - x * (0.33333334 - x * (0.25 - x * (0.2 - x * (0.16666667 - x * (0.14285715 - x * (0.125 - x * (0.11111111 - x * 0.1)))))))));
  return select(log(1.0 + x), s, abs(x) < T(0.2));
}`,
  },
  tanh: {
    text: `fn tanh$(x: T) -> T {
  let e = exp(-2.0 * abs(x));
  let q = x * x;
  let s = x * (1.0 - q * (0.33333334 - q * (0.13333334 - q * (0.053968254 - q * 0.021869488))));
  return select(sign(x) * (1.0 - e) / (1.0 + e), s, abs(x) < T(0.25));
}`,
  },
  // Abramowitz & Stegun 7.1.26 beyond 0.5, the Maclaurin series below.
  erf: {
    text: `fn erf$(x: T) -> T {
  let a = abs(x);
  let t = 1.0 / (1.0 + 0.3275911 * a);
  let p = t * (0.2548296 + t * (-0.28449674 + t * (1.4214138 + t * (-1.4531521 + t * 1.0614054))));
  let q = x * x;
  let s = x * (1.1283792 - q * (0.37612638 - q * (0.11283792 - q * (0.026866171 - q * (0.005223977 - q * 0.000854833)))));
  return select(sign(x) * (1.0 - p * exp(-a * a)), s, a < T(0.5));
}`,
  },
  pow: {
    text: `fn pow$(x: T, y: T) -> T {
  let p = pow(abs(x), y);
  let odd = abs(y - 2.0 * round(y * 0.5)) == T(1.0);
  let signed = select(p, -p, odd & (x < T(0.0)));
  return select(signed, T(1.0), y == T(0.0));
}`,
  },
};
