/**
 * Scalar expressions: what a kernel computes for one element.
 *
 * An expression is an immutable DAG over numbered arguments. Kernels never interpret it: renderers turn it into
 * JavaScript (the oracle), WebAssembly and, later, WGSL. Sharing is by object identity, so `x` used twice is computed once.
 */
import { FUNCTIONS, type FunctionName } from "./functions.ts";

/** A float32 literal. */
export interface Constant {
  readonly kind: "constant";
  readonly value: number;
}
/** The `index`-th argument of the kernel's element function. Argument 0 of an epilogue is the anchor's accumulator. */
export interface Argument {
  readonly kind: "argument";
  readonly index: number;
}
/** A scalar function applied to expressions. */
export interface Apply {
  readonly kind: "apply";
  readonly fn: FunctionName;
  readonly args: readonly Expr[];
}
export type Expr = Constant | Argument | Apply;

/** Anything that can stand as an operand when an expression is written by hand: numbers become float32 constants. */
export type Operand = Expr | number;

export function constant(value: number): Constant {
  return { kind: "constant", value: Math.fround(value) };
}

export function argument(index: number): Argument {
  return { kind: "argument", index };
}

/** Applies a scalar function. Throws when the number of operands is not the function's arity. */
export function apply(fn: FunctionName, ...operands: Operand[]): Apply {
  const { arity } = FUNCTIONS[fn];
  if (operands.length !== arity) throw new Error(`${fn} takes ${arity} operands, not ${operands.length}`);
  return { kind: "apply", fn, args: operands.map((o) => (typeof o === "number" ? constant(o) : o)) };
}

/** Every distinct sub-expression of `roots`, operands before their users. */
export function postOrder(...roots: readonly Expr[]): Expr[] {
  const seen = new Set<Expr>();
  const order: Expr[] = [];
  const visit = (e: Expr): void => {
    if (seen.has(e)) return;
    seen.add(e);
    if (e.kind === "apply") e.args.forEach(visit);
    order.push(e);
  };
  roots.forEach(visit);
  return order;
}

/** The argument indices that `roots` read, ascending. */
export function argumentsOf(...roots: readonly Expr[]): number[] {
  const indices = new Set<number>();
  for (const e of postOrder(...roots)) if (e.kind === "argument") indices.add(e.index);
  return [...indices].sort((a, b) => a - b);
}

/**
 * Canonical text of one or more expressions: equal text means equal computation.
 * It numbers sub-expressions, so its length is linear in the DAG even where values are shared.
 */
export function serialize(...roots: readonly Expr[]): string {
  const number = new Map<string, number>();
  const id = new Map<Expr, number>();
  const lines: string[] = [];
  for (const e of postOrder(...roots)) {
    const text =
      e.kind === "argument"
        ? `%${e.index}`
        : e.kind === "constant"
          ? formatConstant(e.value)
          : `${e.fn}(${e.args.map((a) => id.get(a)).join()})`;
    let n = number.get(text);
    if (n === undefined) {
      n = lines.length;
      number.set(text, n);
      lines.push(text);
    }
    id.set(e, n);
  }
  return `${lines.join(";")}=>${roots.map((r) => id.get(r)).join()}`;
}

const formatConstant = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));
