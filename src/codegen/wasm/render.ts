/** The WebAssembly renderer of scalar expressions: emits their values over `Lanes`, each shared sub-expression once. */
import { type Apply, type Expr, postOrder } from "../../expr/expr.ts";
import { FUNCTIONS, type FunctionName } from "../../expr/functions.ts";
import type { Local } from "./assembler.ts";
import type { Lanes } from "./lanes.ts";
import { type Emitter, elu, expm1OfNegative, MATH } from "./math.ts";
import { DOUBLE_MATH } from "./math-double.ts";

/** −1, 0 or 1; zeros keep their sign and NaN passes. */
const sign: Emitter = (l) => {
  const x = l.keep();
  l.constant(1).get(x).copysign().get(x);
  l.get(x).abs().constant(0).gt().select();
  l.f.free(x);
};

/** Operands are on the stack, first deepest, except that `select` finds its mask on top. */
const EMIT = {
  neg: (l) => l.neg(),
  abs: (l) => l.abs(),
  sign,
  floor: (l) => l.floor(),
  ceil: (l) => l.ceil(),
  round: (l) => l.nearest(),
  sqrt: (l) => l.sqrt(),
  ...MATH,
  ...DOUBLE_MATH,
  add: (l) => l.add(),
  sub: (l) => l.sub(),
  mul: (l) => l.mul(),
  div: (l) => l.div(),
  min: (l) => l.min(),
  max: (l) => l.max(),
  less: (l) => l.lt(),
  lessEqual: (l) => l.le(),
  equal: (l) => l.eq(),
  notEqual: (l) => l.ne(),
  and: (l) => l.bitand(),
  or: (l) => l.bitor(),
  not: (l) => l.maskNot(),
  select: (l) => l.select(),
} as const satisfies Partial<Record<FunctionName, (lanes: Lanes) => unknown>>;

/** The functions that this renderer has. */
export const RENDERABLE: ReadonlySet<FunctionName> = new Set(Object.keys(EMIT) as FunctionName[]);

/**
 * Emits the values of expressions and leaves them on the stack, the first deepest.
 *
 * Within rounding of the float32 oracle: products feeding sums may be fused, and limits to a constant give −0 where
 * `max(-0, 0)` is 0.
 * @param operand pushes the lane value of argument `index`; called at most once for each argument, in no fixed order
 */
export function renderExpression(lanes: Lanes, roots: readonly Expr[], operand: (index: number) => void): void {
  lanes.f.scoped(() => {
    const render = new Renderer(lanes, roots, operand);
    for (const root of roots) render.value(root);
  });
}

/** As `renderExpression`, but pops the values into `targets`, one for each root. Targets may be what `operand` reads. */
export function renderTo(
  lanes: Lanes,
  roots: readonly Expr[],
  operand: (index: number) => void,
  targets: readonly Local[],
): void {
  renderExpression(lanes, roots, operand);
  for (const target of [...targets].reverse()) lanes.set(target);
}

/** Keeps the constants that these expressions need while `body` emits them more than once, or in a loop. */
export function withConstants(lanes: Lanes, roots: readonly Expr[], body: () => void): void {
  const constants = lanes.constantsIn((probe) => {
    const operand = probe.local();
    renderExpression(probe, roots, () => probe.get(operand));
  });
  lanes.keeping(constants, body);
}

/** What identifies a value: sub-expressions are shared by identity, arguments by index. */
type Key = Expr | number;
const keyOf = (e: Expr): Key => (e.kind === "argument" ? e.index : e);

class Renderer {
  readonly #lanes: Lanes;
  readonly #operand: (index: number) => void;
  readonly #uses = new Map<Key, number>();
  readonly #kept = new Map<Key, Local>();

  constructor(lanes: Lanes, roots: readonly Expr[], operand: (index: number) => void) {
    this.#lanes = lanes;
    this.#operand = operand;
    const use = (e: Expr): void => void this.#uses.set(keyOf(e), this.#usesOf(e) + 1);
    roots.forEach(use);
    for (const e of postOrder(...roots)) if (e.kind === "apply") e.args.forEach(use);
  }

  #usesOf(e: Expr): number {
    return this.#uses.get(keyOf(e)) ?? 0;
  }

  /** Pushes the value of `e`. */
  value(e: Expr): void {
    const lanes = this.#lanes;
    if (e.kind === "constant") {
      lanes.constant(e.value);
      return;
    }
    const kept = this.#kept.get(keyOf(e));
    if (kept) {
      lanes.get(kept);
      return;
    }
    if (e.kind === "argument") this.#operand(e.index);
    else this.#apply(e);
    if (this.#usesOf(e) > 1) {
      const isMask = e.kind === "apply" && FUNCTIONS[e.fn].result === "mask";
      const local = lanes.f.local(isMask ? lanes.integerType : lanes.type);
      lanes.tee(local);
      this.#kept.set(keyOf(e), local);
    }
  }

  #apply(e: Apply): void {
    const lanes = this.#lanes;
    const [a, b, c] = e.args as [Expr, Expr, Expr];
    switch (e.fn) {
      case "add":
      case "sub":
        if (this.#elu(e) || this.#fuse(e)) return;
        break;
      case "min":
      case "max": {
        // One x86 instruction instead of six. The variable operand goes first, so that its NaN passes.
        const [x, limit] = isNumber(a) ? [b, a] : [a, b];
        if (!isNumber(limit) || isNumber(x)) break;
        this.value(x);
        this.value(limit);
        if (e.fn === "min") lanes.pmin();
        else lanes.pmax();
        return;
      }
      case "expm1":
        if (!isNegative(a)) break;
        this.value(a);
        expm1OfNegative(lanes);
        return;
      case "select":
        for (const operand of [b, c, a]) this.value(operand);
        lanes.select();
        return;
    }
    const emit = (EMIT as Partial<Record<FunctionName, (lanes: Lanes) => unknown>>)[e.fn];
    if (!emit) throw new Error(`the WebAssembly renderer has no ${e.fn}`);
    for (const operand of e.args) this.value(operand);
    emit(lanes);
  }

  /** Emits max(x, 0) + (e^min(x, 0) − 1) in one. Returns whether it was that. */
  #elu({ fn, args: [a, b] }: Apply): boolean {
    if (fn !== "add" || a?.kind !== "apply" || b?.kind !== "apply" || b.fn !== "expm1") return false;
    const x = limitedByZero(a, "max");
    const y = limitedByZero(b.args[0], "min");
    if (!x || !y || keyOf(x) !== keyOf(y)) return false;
    this.value(x);
    elu(this.#lanes);
    return true;
  }

  /** Whether `e` is a product that nothing else needs, so that it may be fused into a sum. */
  #isProduct(e: Expr): e is Apply {
    return e.kind === "apply" && e.fn === "mul" && this.#usesOf(e) === 1;
  }

  /** Emits a sum of a product as multiply-add. Returns whether it was one. */
  #fuse(e: Apply): boolean {
    const lanes = this.#lanes;
    const [a, b] = e.args as [Expr, Expr];
    const product = this.#isProduct(b) ? b : e.fn === "add" && this.#isProduct(a) ? a : undefined;
    if (!product) return false;
    const addend = (): void => this.value(product === a ? b : a);
    for (const factor of product.args) this.value(factor);
    if (e.fn === "add") lanes.madd(addend);
    else lanes.nmadd(addend);
    return true;
  }
}

const isNumber = (e: Expr): boolean => e.kind === "constant" && !Number.isNaN(e.value);
/** Whether `e` is limited to numbers that are not positive. */
const isNegative = (e: Expr): boolean =>
  e.kind === "apply" && e.fn === "min" && e.args.some((a) => a.kind === "constant" && a.value <= 0);
/** x in `fn(x, 0)` */
const limitedByZero = (e: Expr | undefined, fn: FunctionName): Expr | undefined =>
  e?.kind === "apply" && e.fn === fn && e.args[1]?.kind === "constant" && e.args[1].value === 0 ? e.args[0] : undefined;
