/** When what a convolution does to its map may be done to the pooled map instead: a quarter of the work. */
import { apply, argumentsOf, type Expr, postOrder } from "../src/expr/expr.ts";
import type { Shape } from "../src/graph/types.ts";
import type { ConvPoolAttrs } from "./conv-pool.ts";
import type { KernelCall, KernelTensor } from "./kernel.ts";
import { operandKind } from "./operands.ts";

export const readsAccumulator = (e: Expr): boolean => e.kind === "argument" && e.index === 0;

/** The epilogue of the pooled sums, where pooling may come first: no operand has the map's shape, and the order is kept. */
export function lateEpilogue({ attrs, inputs }: KernelCall, map: Shape): Expr | undefined {
  const { pool, epilogue, after } = attrs as unknown as ConvPoolAttrs;
  const e = epilogue[0] as Expr;
  const isFull = (i: number): boolean => i > 0 && operandKind(inputs[i + 1] as KernelTensor, map) === "full";
  const late = (pool === "max" ? rises(e) : isShift(e)) && !argumentsOf(e).some(isFull);
  return late ? withArgument(after, e) : undefined;
}

/** Functions that never fall in any operand, rounding apart. */
const RISING: ReadonlySet<string> = new Set("add min max exp expm1 sigmoid tanh floor ceil round".split(" "));
const isFixed = (e: Expr): boolean => !argumentsOf(e).includes(0);

/** Whether an expression never falls as the accumulator rises. */
function rises(e: Expr): boolean {
  if (e.kind !== "apply" || isFixed(e)) return true;
  const [a, b] = e.args as [Expr, Expr | undefined];
  if (RISING.has(e.fn)) return e.args.every(rises);
  if (e.fn === "sub") return rises(a) && isFixed(b as Expr);
  const factor = [a, b].find((x) => x?.kind === "constant");
  return e.fn === "mul" && factor?.kind === "constant" && factor.value >= 0 && e.args.every(rises);
}

/** Whether an expression is the accumulator, or adds to it what does not depend on it. */
const isShift = (e: Expr): boolean =>
  readsAccumulator(e) ||
  (e.kind === "apply" && e.fn === "add" && e.args.some(readsAccumulator) && e.args.some(isFixed));

/** An expression with another in place of argument 0. */
function withArgument(root: Expr, value: Expr): Expr {
  const done = new Map<Expr, Expr>();
  for (const e of postOrder(root))
    if (e.kind === "apply") done.set(e, apply(e.fn, ...e.args.map((a) => done.get(a) as Expr)));
    else done.set(e, readsAccumulator(e) ? value : e);
  return done.get(root) as Expr;
}
