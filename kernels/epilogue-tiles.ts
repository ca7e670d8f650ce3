/** Epilogues of kernels that hold a tile of accumulators in registers. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Lanes } from "../src/codegen/wasm/lanes.ts";
import { renderExpression } from "../src/codegen/wasm/render.ts";
import { type EpiloguePlan, operandName, outputName, readsAccumulator } from "./epilogue.ts";
import type { Reader } from "./words.ts";

/** A tile of accumulators and where its elements are. All offsets are in bytes. */
export interface EpilogueTile {
  readonly accumulators: readonly (readonly Local[])[];
  /** Offset of each row's first element in the output and in full operands. */
  readonly rowOffsets: readonly Local[];
  /** Offset of the tile's first channel. */
  readonly channelOffset: Local;
  /** Lanes of the last vector that exist. */
  readonly lastCount: number;
}

/** Sets the accumulators of a tile to the bias, or to zero. */
export function startAccumulators(
  lanes: Lanes,
  { bias }: EpiloguePlan,
  read: Reader,
  tile: Pick<EpilogueTile, "accumulators" | "channelOffset">,
): void {
  const { f } = lanes;
  const address = f.local("i32");
  if (bias !== undefined) read(operandName(bias)).get(tile.channelOffset).i32.add().set(address);
  (tile.accumulators[0] ?? []).forEach((first, j) => {
    if (bias === undefined) lanes.constant(0);
    else lanes.get(address).load(j * lanes.bytes);
    lanes.set(first);
    for (const row of tile.accumulators.slice(1)) lanes.get(first).set(row[j] as Local);
  });
  f.free(address);
}

/**
 * Evaluates the expressions on a tile and stores the outputs.
 *
 * Output 0 is stored only when the whole tile is computed: rows may be listed twice, and output 0 may lie in the memory of
 * a full operand.
 */
export function emitTileEpilogue(lanes: Lanes, plan: EpiloguePlan, read: Reader, tile: EpilogueTile): void {
  const { f } = lanes;
  const { accumulators, rowOffsets, channelOffset, lastCount } = tile;
  const vectors = accumulators[0]?.length ?? 0;
  const address = f.local("i32");
  const countOf = (j: number): number => (j === vectors - 1 ? lastCount : lanes.width);
  const scalars = new Map<number, Local>();
  for (const { argument, kind } of plan.operands) {
    if (kind !== "scalar") continue;
    read(operandName(argument));
    scalars.set(argument, lanes.loadSplat().keep());
  }
  const trivial = plan.expressions.length === 1 && plan.expressions.every(readsAccumulator);
  for (let j = 0; j < vectors && !trivial; j++) {
    const channel = new Map<number, Local>();
    for (const { argument, kind, padded } of plan.operands) {
      if (kind !== "channel") continue;
      read(operandName(argument)).get(channelOffset).i32.add().set(address);
      lanes.partialLoad(address, padded ? lanes.width : countOf(j), j * lanes.bytes);
      channel.set(argument, lanes.keep());
    }
    accumulators.forEach((row, i) => {
      const sum = row[j] as Local;
      const at = rowOffsets[i] as Local;
      renderExpression(lanes, plan.expressions, (argument) => {
        const value = argument === 0 ? sum : (scalars.get(argument) ?? channel.get(argument));
        if (value) return lanes.get(value);
        read(operandName(argument)).get(at).i32.add().set(address);
        return lanes.partialLoad(address, countOf(j), j * lanes.bytes);
      });
      const second = plan.expressions.length > 1 ? lanes.keep() : undefined;
      lanes.set(sum);
      if (!second) return;
      read(outputName(1)).get(at).i32.add().set(address);
      lanes.partialStore(address, second, countOf(j), j * lanes.bytes);
      f.free(second);
    });
    f.free(...channel.values());
  }
  f.free(...scalars.values());
  accumulators.forEach((row, i) => {
    read(outputName(0))
      .get(rowOffsets[i] as Local)
      .i32.add()
      .set(address);
    row.forEach((sum, j) => {
      lanes.partialStore(address, sum, countOf(j), j * lanes.bytes);
    });
  });
  f.free(address);
}
