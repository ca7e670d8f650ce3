/**
 * The driver around the micro-kernel: `C = epilogue(A · B)`, where the rows of A are rows of a matrix, columns of one
 * (a transposed A), or the pixels under a convolution's window (implicit GEMM, no im2col).
 *
 * Blocks of `mc` rows of A stay in the cache while all panels of B pass by; within a block a panel stays in the nearest
 * cache while the block's tiles pass by. Row tails list the last row again, column tails are a narrower copy of the code.
 */
import type { FunctionBuilder, Local } from "../../src/codegen/wasm/assembler.ts";
import type { Features } from "../../src/codegen/wasm/features.ts";
import { Lanes, type Width } from "../../src/codegen/wasm/lanes.ts";
import type { EpiloguePlan } from "../epilogue.ts";
import { emitTileEpilogue, startAccumulators } from "../epilogue-tiles.ts";
import { LINE } from "../loops.ts";
import { emitPooling, storePooled, type TilePool } from "../tile-pool.ts";
import type { Reader } from "../words.ts";
import { emitReduction, type Steps } from "./micro.ts";
import { emitWindows, Pixels } from "./pixels.ts";

/** Choices that do not change the result (but for rounding). */
export interface Schedule {
  /** Rows and columns of the register tile; columns are a multiple of the vector width. */
  readonly mr: number;
  readonly nr: number;
  /** Rows per cache block, a multiple of `mr`. */
  readonly mc: number;
  /** Rows of the tiles in the last, narrower panel, `mr` unless given; then `mc` is a multiple of both. Not for pixels. */
  readonly tailRows?: number;
  /** Pixels only: tiles lie in rows of the result, and the last of a row may overlap the one before. */
  readonly inRows?: boolean;
}

/** The structure that the code depends on, besides the schedule's `mr` and `nr`. */
export interface GemmSpec {
  /** What a row of A is: a row of a matrix, a column of one, or the pixels under a window. */
  readonly rows: "row" | "column" | "pixels";
  /** Pixels only: whether windows reach outside the image. */
  readonly padded: boolean;
  /** Pixels only: whether a window is one contiguous run of memory, one per kernel row, or one per tap. */
  readonly runs: "window" | "row" | "tap";
  /** Pixels only: every tile lies in one row of the result; where rows are no whole tiles, the last of each overlaps the one before. */
  readonly aligned?: "whole" | "overlapping" | undefined;
  /** Whether A, or each row of the result, is whole tiles. */
  readonly exact?: boolean;
  /** The schedule's `tailRows`, where there are, and whether A is whole tiles of so many. */
  readonly tall?: { readonly rows: number; readonly exact: boolean } | undefined;
  /** Pixels only: four rows of A are the pixels that are pooled into one row of C; tiles have four rows. */
  readonly pool?: TilePool | undefined;
  /** B in panels `[ceil(N / nr)][K][nr]`, or as a matrix. */
  readonly panels: "packed" | "matrix";
  /** Columns of a panel of B, where several make a tile of one row: `nr` unless given. */
  readonly stream?: number | undefined;
  /** Whether there is more than one product. */
  readonly batched: boolean;
  /** Rows of one product only: of how many matrices beside each other A is made, 1 unless given. */
  readonly parts?: number;
  /** Whether a panel of B is fetched as a whole before the first of few tiles passes by: as a stream, memory is faster. */
  readonly fetches?: boolean;
  /** Of each run, and of each tap at the border, by default step by step. */
  readonly steps: Steps;
  readonly taps?: Steps | undefined;
  /** N ≥ nr, and N % nr. */
  readonly whole: boolean;
  readonly tail: number;
  readonly width: Width;
  readonly fused: boolean;
}

/** The name of a word that each part of A has. */
export const partName = (name: "a" | "rowStride" | "run", part: number): string =>
  part === 0 ? name : `${name}${part}`;

/**
 * Emits the function body.
 * @param parameter pushes a word by its name. Addresses `a`, `b`; extent `m`; `run`: steps of the reduction that are contiguous in A; `wholePanels`:
 * floor(N / nr); `mc` as in the schedule. All others are in bytes: `rowStride` (row of A to the next, not for pixels), `columnStride`
 * (step of the reduction to the next, columns only), `panelStride` (packed panels), `stream` (where those of a tile lie apart), `bStride` (row of B, matrices only),
 * `outputStride` (row of C). Where products are batched: `batches`, `aBatch`, `bBatch`, `outputBatch`, `outputStart`. Where A is made of
 * parts, those after the first have `a`, `rowStride` and `run` of their own, see `partName`. Pixels have more of their own, and so has
 * the epilogue.
 */
export function emitGemm(
  f: FunctionBuilder,
  spec: GemmSpec,
  schedule: Schedule,
  plan: EpiloguePlan,
  parameter: Reader,
): void {
  const features: Features = { simd: spec.width > 1, relaxedSimd: spec.fused };
  const lanes = new Lanes(f, spec.width, features);
  const { mr } = schedule;
  const { pool } = spec;
  const i32 = (): Local => f.local("i32");
  const [aBase, bBase, outputBase] = [i32(), i32(), i32()];
  const [m0, mEnd, m, panel, channelOffset] = [i32(), i32(), i32(), i32(), i32()];
  const pixels = spec.rows === "pixels" ? new Pixels(f, parameter, spec) : undefined;
  const add = (target: Local, push: () => void): void => {
    f.get(target);
    push();
    f.i32.add().set(target);
  };

  const tile = (columns: number, mr: number, exact: boolean, pointers: readonly Local[], output: Local): void => {
    const vectors = Math.ceil(columns / spec.width);
    const lastCount = columns - (vectors - 1) * spec.width;
    const accumulators = Array.from({ length: mr }, () => Array.from({ length: vectors }, () => lanes.local()));
    const left = exact ? undefined : i32();
    if (left) parameter("m").get(m).i32.sub().set(left);

    const rows = Array.from({ length: mr }, i32);
    /** Rows beyond the last list the last again. */
    const clamp = (...lists: (readonly Local[])[]): void => {
      if (mr === 1 || pool || !left) return;
      f.get(left)
        .i32.const(mr)
        .i32.lt_s()
        .if(() => {
          for (let i = 1; i < mr; i++)
            for (const list of lists) {
              const row = list[i] as Local;
              f.get(row)
                .get(list[i - 1] as Local)
                .get(left)
                .i32.const(i)
                .i32.gt_s()
                .select()
                .set(row);
            }
        });
    };
    /** Lists the tile's rows of a part of A, and moves its pointer to the next tile. */
    const listRows = (pointer: Local, part: number): void => {
      const stride = partName("rowStride", part);
      rows.forEach((row, i) => {
        f.get(i === 0 ? pointer : (rows[i - 1] as Local));
        if (i > 0) parameter(stride).i32.add();
        f.set(row);
      });
      f.get(rows[mr - 1] as Local);
      parameter(stride).i32.add().set(pointer);
      clamp(rows);
    };
    if (pixels) {
      if (pixels.offset) f.get(pixels.offset).get(channelOffset).i32.add().get(outputBase).i32.add().set(output);
      clamp(rows, ...pixels.nextTile(rows));
    } else listRows(pointers[0] as Local, 0);

    const panels = Array.from({ length: Math.ceil(columns / (spec.stream ?? columns)) }, i32);
    const b = panels[0] as Local;
    f.get(panel).set(b);
    panels.slice(1).forEach((next, i) => {
      f.get(panels[i] as Local);
      parameter("stream").i32.add().set(next);
    });
    startAccumulators(lanes, plan, parameter, { accumulators, channelOffset });
    const packed = spec.panels === "packed";
    const strides = { column: i32(), panel: i32() };
    if (spec.rows === "column") parameter("columnStride").set(strides.column);
    if (!packed) parameter("bStride").set(strides.panel);
    const panelStep = packed ? vectors * lanes.bytes : strides.panel;
    const reduce = (pointers: readonly Local[], count: () => void, steps = spec.steps): void =>
      emitReduction(
        lanes,
        { rows: pointers, panels, accumulators },
        {
          steps,
          count,
          rowStep: spec.rows === "column" ? strides.column : 4,
          panelStep,
          lastCount: packed ? spec.width : lastCount,
        },
      );
    if (pixels) emitWindows(f, parameter, pixels, rows, b, panelStep as number, reduce);
    else
      pointers.forEach((pointer, part) => {
        if (part > 0) listRows(pointer, part);
        reduce(rows, () => parameter(partName("run", part)));
      });
    f.free(...panels, strides.column, strides.panel, ...rows);

    if (pool && pixels) {
      const rowOffsets = pixels.mapOffsets.map(i32);
      rowOffsets.forEach((row, i) => {
        f.get(pixels.mapOffsets[i] as Local)
          .get(channelOffset)
          .i32.add()
          .set(row);
      });
      const corners = { accumulators, rowOffsets, channelOffset, lastCount };
      const sums = emitPooling(lanes, plan, pool, parameter, corners);
      storePooled(lanes, plan, pool, parameter, corners, sums, output);
      add(output, () => parameter("outputStride"));
      f.free(...rowOffsets, ...accumulators.flat(), ...(left ? [left] : []));
      pixels.endTile();
      return;
    }
    const rowOffsets = Array.from({ length: mr }, i32);
    rowOffsets.forEach((row, i) => {
      f.get(i === 0 ? output : (rowOffsets[i - 1] as Local));
      if (i > 0) parameter("outputStride").i32.add();
      f.set(row);
    });
    f.get(rowOffsets[mr - 1] as Local);
    parameter("outputStride").i32.add().set(output);
    clamp(rowOffsets);
    if (left) f.get(left).i32.const(mr).get(left).i32.const(mr).i32.lt_s().select().set(left);
    emitTileEpilogue(lanes, plan, parameter, { accumulators, rows: left ?? mr, rowOffsets, channelOffset, lastCount });
    f.free(...rowOffsets, ...accumulators.flat(), ...(left ? [left] : []));
    pixels?.endTile();
  };

  /** All tiles of the block times one panel. */
  const block = (columns: number, mr: number, exact = false): void => {
    const pointers = Array.from({ length: spec.parts ?? 1 }, i32);
    const output = i32();
    f.get(m0).set(m);
    if (pixels) pixels.enterBlock();
    else
      pointers.forEach((pointer, part) => {
        if (part === 0) f.get(aBase);
        else parameter(partName("a", part));
        f.get(m0);
        parameter(partName("rowStride", part)).i32.mul().i32.add().set(pointer);
      });
    if (!pixels?.offset) {
      f.get(outputBase).get(channelOffset).i32.add().get(m0);
      if (pool) f.i32.const(mr).i32.div_u();
      parameter("outputStride").i32.mul().i32.add().set(output);
    }
    f.loop((again) => {
      tile(columns, mr, exact, pointers, output);
      f.get(m).i32.const(mr).i32.add().tee(m).get(mEnd).i32.lt_s().br_if(again);
    });
    f.free(...pointers, output);
  };

  const product = (): void => {
    f.i32.const(0).set(m0);
    pixels?.enterImage(aBase, outputBase);
    f.loop((again) => {
      parameter("mc").get(m0).i32.add().tee(mEnd);
      parameter("m").get(mEnd);
      parameter("m").i32.lt_s().select().set(mEnd);
      f.get(bBase).set(panel).i32.const(0).set(channelOffset);
      if (spec.whole) {
        const n = i32();
        parameter("wholePanels").set(n);
        f.countdown(n, () => {
          if (spec.fetches) emitFetch(f, panel, parameter);
          block(schedule.nr, mr, spec.exact);
          add(panel, () => (spec.panels === "packed" ? parameter("panelStride") : f.i32.const(4 * schedule.nr)));
          add(channelOffset, () => f.i32.const(4 * schedule.nr));
        });
        f.free(n);
      }
      if (spec.tail > 0) block(spec.tail, spec.tall?.rows ?? mr, (spec.tall ?? spec).exact);
      pixels?.leaveBlock();
      f.get(mEnd).tee(m0);
      parameter("m").i32.lt_s().br_if(again);
    });
  };

  parameter("a").set(aBase);
  parameter("b").set(bBase);
  if (!spec.batched) {
    f.i32.const(0).set(outputBase);
    product();
    return;
  }
  parameter("outputStart").set(outputBase);
  const batch = i32();
  parameter("batches").set(batch);
  f.countdown(batch, () => {
    product();
    add(aBase, () => parameter("aBatch"));
    add(bBase, () => parameter("bBatch"));
    add(outputBase, () => parameter("outputBatch"));
  });
}

/** Reads a word of each cache line of a panel. */
function emitFetch(f: FunctionBuilder, panel: Local, parameter: Reader): void {
  const [line, end] = [f.local("i32"), f.local("i32")];
  f.get(panel).tee(line);
  parameter("panelStride").i32.add().set(end);
  f.loop((again) => {
    f.get(line).i32.load().drop();
    f.get(line).i32.const(LINE).i32.add().tee(line).get(end).i32.lt_u().br_if(again);
  });
  f.free(line, end);
}
