/**
 * Pooling in the registers of the convolution that makes the map: windows of 2×2 neighbours, two apart, so that no element is in
 * two of them. The map is stored only where something else reads it.
 */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Lanes } from "../src/codegen/wasm/lanes.ts";
import { argumentsOf, type Expr } from "../src/expr/expr.ts";
import { type EpiloguePlan, epilogueSteps, outputName } from "./epilogue.ts";
import { applyTileEpilogue, type EpilogueTile, storeTile } from "./epilogue-tiles.ts";
import type { Word } from "./kernel.ts";
import type { Offsets, Reader } from "./words.ts";

export interface TilePool {
  readonly mode: "max" | "avg";
  /** The map is output 0, what is pooled output 1. */
  readonly kept: boolean;
  /** Where in the map a window lies matters: it is stored, or the epilogue reads a tensor of its shape. */
  readonly placed: boolean;
  /** The epilogue comes after the pool. */
  readonly late: boolean;
}

/** How to pool after an epilogue: the maximum of a function that never falls is the function of the maximum, a quarter of the work. */
export function planTilePool(mode: TilePool["mode"], kept: boolean, { expressions, operands }: EpiloguePlan): TilePool {
  const full = operands.some((o) => o.kind === "full");
  return { mode, kept, placed: kept || full, late: mode === "max" && !kept && !full && expressions.every(rises) };
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

/** Words of what is pooled, beside those of the epilogue. */
export const poolWords = ({ kept }: TilePool): Record<string, Word> => (kept ? { [outputName(1)]: { output: 1 } } : {});
const pooledName = ({ kept }: TilePool): string => outputName(kept ? 1 : 0);

/** What moving on by so many bytes of the map, and of what is pooled, adds to the words, which lie at `at`. */
export function pooledSteps(
  pool: TilePool,
  plan: EpiloguePlan,
  at: Offsets,
  bytes: { readonly map: number; readonly pooled: number },
): (readonly [word: number, step: number])[] {
  const onMap = epilogueSteps(pool.kept ? plan : { ...plan, expressions: [] }, at, bytes.map);
  return [...onMap, [at[pooledName(pool)] as number, bytes.pooled]];
}

/** The four elements of a window as the rows of a tile; offsets of its rows are read where `placed`. */
export interface PooledTile extends Pick<EpilogueTile, "accumulators" | "rowOffsets" | "channelOffset" | "lastCount"> {
  /** Offset of what is pooled, in bytes. */
  readonly pooledOffset: Local;
  /** What the accumulators do not contain yet. */
  readonly bias?: Local | undefined;
}

/** Evaluates the epilogue on a window, pools it and stores what is wanted. */
export function emitPooled(lanes: Lanes, plan: EpiloguePlan, pool: TilePool, read: Reader, tile: PooledTile): void {
  const { accumulators, pooledOffset, bias, ...rest } = tile;
  const first = accumulators.slice(0, 1);
  const whole = { ...rest, rows: 4, accumulators };
  const pooled = { ...rest, rows: 1, accumulators: first, rowOffsets: [pooledOffset] };
  const addBias = (rows: typeof accumulators): void => {
    if (bias) for (const sum of rows.flat()) lanes.get(sum).get(bias).add().set(sum);
  };
  if (!pool.late) {
    addBias(accumulators);
    applyTileEpilogue(lanes, plan, read, whole);
    if (pool.kept) storeTile(lanes, read, outputName(0), whole);
  }
  first[0]?.forEach((into, j) => {
    // As the kernel of pools does: NaN is not the maximum.
    lanes.constant(pool.mode === "max" ? -Infinity : 0);
    for (const row of accumulators) {
      lanes.get(row[j] as Local);
      if (pool.mode === "max") lanes.pmax();
      else lanes.add();
    }
    if (pool.mode === "avg") lanes.constant(0.25).mul();
    lanes.set(into);
  });
  if (pool.late) {
    addBias(first);
    applyTileEpilogue(lanes, plan, read, pooled);
  }
  storeTile(lanes, read, pooledName(pool), pooled);
}
