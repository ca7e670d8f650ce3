/**
 * Convolution whose map is pooled, in windows of 2×2 with stride 2, before it is stored: tiles of Winograd's filtering hold whole
 * windows, and tiles of the implicit product are made of four neighbours.
 *
 * An activation that never falls follows the maximum instead of preceding it, and a bias the mean: a quarter of the work.
 */
import { apply, argumentsOf, type Expr, postOrder } from "../src/expr/expr.ts";
import { sizeOf } from "../src/graph/types.ts";
import { type ConvSchedule, lowerConvolution } from "./conv2d.ts";
import { readsAccumulator } from "./epilogue.ts";
import type { Epilogue, KernelTensor, TunableKernel } from "./kernel.ts";
import { operandKind } from "./operands.ts";
import type { TilePool } from "./tile-pool.ts";

export interface ConvPoolAttrs {
  readonly pool: TilePool["mode"];
  /** Height and width of the map. What is pooled has half of them, rounded down. */
  readonly map: readonly [number, number];
  /** What makes the map of the sums. */
  readonly epilogue: Epilogue;
  /** What is done to the pooled map, argument 0. Other arguments count on from those of `epilogue`. */
  readonly after: Expr;
}

/** Its outputs are what is pooled, or the map and what is pooled. The other attributes are those of the convolution. */
export const convPool: TunableKernel<ConvSchedule> = {
  op: "conv-pool",
  lower(call, features, choose) {
    const { pool: mode, map, epilogue, after } = call.attrs as unknown as ConvPoolAttrs;
    const [e] = epilogue;
    if (epilogue.length > 1) return "it stores two maps";
    const pooled = call.outputs.at(-1) as KernelTensor;
    const [images, height, width, channels] = pooled.shape as [number, number, number, number];
    if (height !== map[0] >> 1 || width !== map[1] >> 1) return "its windows reach beyond the map";
    if (sizeOf(pooled.shape) === 0) return "there is nothing to pool";
    const shape = [images, ...map, channels];
    const kept = call.outputs.length > 1;
    const isFull = (i: number): boolean => i > 0 && operandKind(call.inputs[i + 1] as KernelTensor, shape) === "full";
    const late = !kept && (mode === "max" ? rises(e) : isShift(e)) && !argumentsOf(e).some(isFull);
    if (!late && !readsAccumulator(after)) return "what follows the pool would have to be computed apart";
    const attrs = { ...call.attrs, epilogue: [late ? withArgument(after, e) : e] };
    const outputs = [{ ...pooled, shape }];
    const lowered = lowerConvolution({ ...call, attrs, outputs }, features, choose, { mode, kept, late });
    if (typeof lowered === "string") return lowered;
    return {
      ...lowered,
      inPlace: kept ? (lowered.inPlace ?? []) : [],
      algorithm: [lowered.algorithm, `${mode === "max" ? "maximum" : "mean"} of 2×2`].filter(Boolean).join(", "),
      flops: lowered.flops + 4 * sizeOf(pooled.shape),
    };
  },
};

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
