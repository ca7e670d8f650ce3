/** Epilogues of kernels that hold a tile of accumulators in registers. */
import type { FunctionBuilder, Local } from "../src/codegen/wasm/assembler.ts";
import type { Lanes } from "../src/codegen/wasm/lanes.ts";
import { renderExpression, withConstants } from "../src/codegen/wasm/render.ts";
import {
  type EpilogueOperand,
  type EpiloguePlan,
  isMoved,
  movedName,
  operandName,
  outputName,
  TILE,
} from "./epilogue.ts";
import { MovedOperand } from "./epilogue-moved.ts";
import { RowEpilogue } from "./epilogue-rows.ts";
import { readsAccumulator } from "./late-epilogue.ts";
import { advance, emitRow } from "./loops.ts";
import type { Reader } from "./words.ts";

/** A tile of accumulators and where its elements are. All offsets are in bytes. */
export interface EpilogueTile {
  readonly accumulators: readonly (readonly Local[])[];
  /** How many rows there are; those beyond list the last one again. */
  readonly rows: Local | number;
  /** Offset of each row's first element in the output and in full operands. */
  readonly rowOffsets: readonly Local[];
  /** How far each row is behind the one before, where that is known: then all share an address. */
  readonly pitch?: number;
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

/** Evaluates the expressions on a tile and stores the outputs. Output 0 may lie in the memory of a full operand. */
export function emitTileEpilogue(lanes: Lanes, plan: EpiloguePlan, read: Reader, tile: EpilogueTile): void {
  withConstants(lanes, plan.expressions, () => {
    if (plan.privateBytes > 0) {
      emitLooped(lanes, plan, read, tile);
      return;
    }
    // Output 0 is stored only when the whole tile is computed: rows may be listed twice, and what one of them overwrites another would read.
    applyTileEpilogue(lanes, plan, read, tile);
    storeTile(lanes, read, outputName(0), tile);
  });
}

/** Evaluates large expressions in a loop over the tile, whose accumulators wait in memory meanwhile. */
function emitLooped(lanes: Lanes, plan: EpiloguePlan, read: Reader, tile: EpilogueTile): void {
  const { f } = lanes;
  const { accumulators, rowOffsets, channelOffset, lastCount } = tile;
  const vectors = accumulators[0]?.length ?? 0;
  if (TILE.offsets < 4 * rowOffsets.length || TILE.bytes - TILE.offsets < lanes.bytes * vectors * rowOffsets.length)
    throw new Error(`a tile of ${rowOffsets.length} × ${vectors} vectors does not fit its memory`);
  f.scoped(() => {
    const [offset, sums, element, row] = [0, 1, 2, 3].map(() => f.local("i32")) as [Local, Local, Local, Local];
    read(TILE.name).tee(offset).set(sums);
    rowOffsets.forEach((at, i) => {
      f.get(offset)
        .get(at)
        .i32.store(4 * i);
      accumulators[i]?.forEach((sum, j) => {
        lanes
          .get(sums)
          .get(sum)
          .store(TILE.offsets + (i * vectors + j) * lanes.bytes);
      });
    });
    const whole = lastCount === lanes.width ? vectors : vectors - 1;
    // Two at a time: each hides the latencies of the other.
    const unroll = 2;
    const trips = whole > unroll ? Math.floor(whole / unroll) : 0;
    const rest = (whole - trips * unroll) * lanes.width + (lastCount % lanes.width);
    f.value(tile.rows).set(row);
    f.countdown(row, () => {
      f.scoped(() => {
        f.get(offset).i32.load().set(element);
        const writer = new RowEpilogue(lanes, plan, read, { element, channel: channelOffset });
        emitRow(
          lanes,
          { unroll, loop: trips > 0, rest },
          () => f.i32.const(trips),
          (vectors, count) => {
            for (let v = 0; v < vectors; v++) {
              const sum = lanes
                .get(sums)
                .load(TILE.offsets + v * lanes.bytes)
                .keep();
              writer.write(sum, count, v * lanes.bytes);
              f.free(sum);
            }
            advance(f, sums, vectors * lanes.bytes);
          },
          (bytes) => writer.move(bytes),
        );
        advance(f, offset, 4);
      });
    });
  });
}

const countOf = ({ width }: Lanes, { accumulators, lastCount }: EpilogueTile, j: number): number =>
  j === (accumulators[0]?.length ?? 0) - 1 ? lastCount : width;

/**
 * Puts output 0 in place of the accumulators, by the expressions once for each vector, and stores output 1 where there is one. With a
 * narrow operand the code is there once more for tiles of channels that it has all of, or none. Rows are pixels behind each other, or
 * list the last one again.
 */
export function applyTileEpilogue(lanes: Lanes, plan: EpiloguePlan, read: Reader, tile: EpilogueTile): void {
  const { f } = lanes;
  const { accumulators, channelOffset } = tile;
  const trivial = plan.expressions.length === 1 && plan.expressions.every(readsAccumulator);
  if (trivial) return;
  const vectors = accumulators[0]?.length ?? 0;
  const address = f.local("i32");
  const scalars = new Map<number, Local>();
  for (const { argument, kind } of plan.operands) {
    if (kind !== "scalar") continue;
    read(operandName(argument));
    scalars.set(argument, lanes.loadSplat().keep());
  }
  const narrow = plan.operands.filter(isMoved);
  /** Which of the tile's channels a narrow operand has. */
  type Has = "all" | "some" | "none";
  const emit = (has: Has): void => {
    const rows = new Map<number, readonly MovedOperand[]>();
    const names = [...plan.operands.map((o) => operandName(o.argument)), outputName(1)];
    const { reach, addresses } = rowsOf(f, read, tile, names);
    for (const operand of has === "none" ? [] : narrow)
      rows.set(operand.argument, followRows(lanes, operand, read, tile));
    for (let j = 0; j < vectors; j++) {
      const channel = new Map<number, Local>();
      for (const { argument, kind, padded } of plan.operands) {
        if (kind !== "channel") continue;
        read(operandName(argument)).get(channelOffset).i32.add().set(address);
        lanes.partialLoad(address, padded ? lanes.width : countOf(lanes, tile, j), j * lanes.bytes);
        channel.set(argument, lanes.keep());
      }
      accumulators.forEach((row, i) => {
        const sum = row[j] as Local;
        renderExpression(lanes, plan.expressions, (argument) => {
          const value = argument === 0 ? sum : (scalars.get(argument) ?? channel.get(argument));
          if (value) return lanes.get(value);
          if (narrow.some((o) => o.argument === argument)) {
            const row = rows.get(argument)?.[i];
            if (has === "all") lanes.partialLoad(row?.pointer as Local, countOf(lanes, tile, j), j * lanes.bytes);
            else if (row) row.load(countOf(lanes, tile, j), j * lanes.bytes);
            else lanes.constant(0);
            return;
          }
          const [address, offset] = reach(operandName(argument), i);
          return lanes.partialLoad(address, countOf(lanes, tile, j), offset + j * lanes.bytes);
        });
        const second = plan.expressions.length > 1 ? lanes.keep() : undefined;
        lanes.set(sum);
        if (!second) return;
        const [address, offset] = reach(outputName(1), i);
        lanes.partialStore(address, second, countOf(lanes, tile, j), offset + j * lanes.bytes);
        f.free(second);
      });
      f.free(...channel.values());
    }
    f.free(...addresses);
    for (const list of rows.values()) list.forEach((row, i) => void row.free(i > 0));
  };
  const [only] = narrow;
  if (only && narrow.length === 1) {
    const left = f.local("i32");
    read(movedName(only.argument, "bytes")).get(channelOffset).i32.sub().set(left);
    f.get(left)
      .i32.const(vectors * lanes.bytes)
      .i32.ge_s()
      .if(
        () => emit("all"),
        () =>
          f
            .get(left)
            .i32.const(0)
            .i32.gt_s()
            .if(
              () => emit("some"),
              () => emit("none"),
            ),
      );
    f.free(left);
  } else emit("some");
  f.free(address, ...scalars.values());
}

/** Stores the accumulators in the output of that name. */
export function storeTile(lanes: Lanes, read: Reader, name: string, tile: EpilogueTile): void {
  const { reach, addresses } = rowsOf(lanes.f, read, tile, [name]);
  tile.accumulators.forEach((row, i) => {
    const [address, offset] = reach(name, i);
    row.forEach((sum, j) => {
      lanes.partialStore(address, sum, countOf(lanes, tile, j), offset + j * lanes.bytes);
    });
  });
  lanes.f.free(...addresses);
}

/**
 * Finds a tile's rows in tensors of these names: `reach` sets an address, which the rows share if their pitch is known, and gives it with
 * the row's offset from there. The addresses are to be freed when all rows are done.
 */
function rowsOf(f: FunctionBuilder, read: Reader, { rowOffsets, pitch }: EpilogueTile, names: readonly string[]) {
  const shared = pitch !== undefined;
  const addresses = (shared ? names : [""]).map(() => f.local("i32"));
  const known = new Set<string>();
  const reach = (name: string, row: number): readonly [address: Local, offset: number] => {
    const address = addresses[shared ? names.indexOf(name) : 0] as Local;
    if (!shared || !known.has(name))
      read(name)
        .get(rowOffsets[shared ? 0 : row] as Local)
        .i32.add()
        .set(address);
    known.add(name);
    return [address, row * (pitch ?? 0)];
  };
  return { reach, addresses };
}

/** A narrow operand's rows of a tile. */
function followRows(lanes: Lanes, operand: EpilogueOperand, read: Reader, tile: EpilogueTile): MovedOperand[] {
  const rows: MovedOperand[] = [];
  tile.rowOffsets.forEach((at, i) => {
    const before = rows[i - 1];
    const row = new MovedOperand(lanes, operand, read, before);
    if (before) row.follow(before, [tile.rowOffsets[i - 1] as Local, at]);
    else row.enter(() => lanes.f.get(at), tile.channelOffset);
    rows.push(row);
  });
  return rows;
}
