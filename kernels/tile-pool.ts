/**
 * Pooling in the registers of the convolution that makes the map: windows of 2×2 neighbours, two apart, so that no element is in
 * two of them. The map is stored only where something else reads it.
 */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Lanes } from "../src/codegen/wasm/lanes.ts";
import { type EpiloguePlan, epilogueSteps, outputName } from "./epilogue.ts";
import { applyTileEpilogue, type EpilogueTile, storeTile } from "./epilogue-tiles.ts";
import type { Word } from "./kernel.ts";
import type { Offsets, Reader } from "./words.ts";

export interface Pooling {
  readonly mode: "max" | "avg";
  /** The map is output 0, what is pooled output 1. */
  readonly kept: boolean;
  /** The epilogue comes after the pool. */
  readonly late: boolean;
}
export interface TilePool extends Pooling {
  /** Where in the map a window lies matters: it is stored, or the epilogue reads a tensor of its shape. */
  readonly placed: boolean;
}

/** How the map of a plan is pooled. */
export const planTilePool = (pool: Pooling, { operands }: EpiloguePlan): TilePool => ({
  ...pool,
  placed: pool.kept || operands.some((o) => o.kind === "full"),
});

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

/** Elements of windows as the rows of a tile. Offsets of its rows are read where `placed`. */
export interface PooledTile extends Pick<EpilogueTile, "accumulators" | "rowOffsets" | "channelOffset" | "lastCount"> {
  /** What the accumulators do not contain yet. */
  readonly bias?: Local | undefined;
}

/** Pushes what a pool begins with; as the kernel of pools does, so that NaN is not the maximum. */
const start = (lanes: Lanes, { mode }: Pooling): Lanes => lanes.constant(mode === "max" ? -Infinity : 0);

/**
 * Takes elements of a window in, after the epilogue where that comes first, and stores them where the map is kept.
 * @param sums by column; those of no element yet without any
 */
export function emitPooling(
  lanes: Lanes,
  plan: EpiloguePlan,
  pool: TilePool,
  read: Reader,
  tile: PooledTile,
  sums?: readonly Local[],
): readonly Local[] {
  const { accumulators, bias } = tile;
  if (!pool.late) {
    addBias(lanes, accumulators.flat(), bias);
    const whole = { ...tile, rows: accumulators.length };
    applyTileEpilogue(lanes, plan, read, whole);
    if (pool.kept) storeTile(lanes, read, outputName(0), whole);
  }
  const columns = accumulators[0] ?? [];
  return columns.map((_, j) => {
    const sum = sums?.[j];
    if (sum) lanes.get(sum);
    else start(lanes, pool);
    for (const row of accumulators) {
      lanes.get(row[j] as Local);
      if (pool.mode === "max") lanes.pmax();
      else lanes.add();
    }
    if (!sum) return lanes.keep();
    lanes.set(sum);
    return sum;
  });
}

/** Stores what whole windows have come to, after the epilogue where that comes last, and frees it. */
export function storePooled(
  lanes: Lanes,
  plan: EpiloguePlan,
  pool: TilePool,
  read: Reader,
  tile: Omit<PooledTile, "accumulators" | "rowOffsets">,
  sums: readonly Local[],
  offset: Local,
): void {
  const pooled = { ...tile, rows: 1, accumulators: [sums], rowOffsets: [offset] };
  if (pool.mode === "avg") for (const sum of sums) lanes.get(sum).constant(0.25).mul().set(sum);
  if (pool.late) {
    addBias(lanes, sums, tile.bias);
    applyTileEpilogue(lanes, plan, read, pooled);
  }
  storeTile(lanes, read, pooledName(pool), pooled);
  lanes.f.free(...sums);
}

function addBias(lanes: Lanes, values: readonly Local[], bias: Local | undefined): void {
  if (bias) for (const value of values) lanes.get(value).get(bias).add().set(value);
}
