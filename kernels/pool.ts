/** Max and average pooling of NHWC images; padding never takes part. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { renderExpression } from "../src/codegen/wasm/render.ts";
import { type Expr, serialize } from "../src/expr/expr.ts";
import { sizeOf } from "../src/graph/types.ts";
import { unrenderable } from "./element.ts";
import { epilogueFlops, epilogueSteps, isMoved, planEpilogue } from "./epilogue.ts";
import { RowEpilogue } from "./epilogue-rows.ts";
import type { Epilogue, Kernel, KernelCall, Lowered } from "./kernel.ts";
import { advance, cutRow, emitRow, flopsOf, NOTHING, unrollOf, widthOf } from "./loops.ts";
import { DONE, emitTile, PAIR, TILE_LOADS, tileOf, tileStates } from "./pool-tiles.ts";
import { reduce } from "./reduce.ts";
import { launch, readerOf, Words, word, wordLocal } from "./words.ts";

export interface PoolAttrs {
  readonly mode: "max" | "avg";
  readonly window: readonly [height: number, width: number];
  readonly strides: readonly [y: number, x: number];
  readonly pads: readonly [top: number, bottom: number, left: number, right: number];
  /** Applied to each element, argument 0, before it is pooled. */
  readonly prologue?: Expr;
  readonly epilogue: Epilogue;
}

/** Windows of up to this many elements are read without loops. */
const UNROLLED = 16;
/** Up to so many sizes of windows, those that the border cuts among them, have code of their own. */
const SIZES = 4;

export const pool: Kernel = { op: "pool", lower };

function lower(call: KernelCall, features: Features): Lowered | string {
  const attrs = call.attrs as unknown as PoolAttrs;
  const { mode, window, strides, pads, prologue, epilogue } = attrs;
  const [input, output] = [call.inputs[0], call.outputs[0]];
  if (input?.dtype !== "float32" || output?.dtype !== "float32") return "only float32 is pooled";
  if (input.shape.length !== 4 || output.shape.length !== 4) return "pooling takes NHWC images";
  const [batch, height, wide, channels] = input.shape as [number, number, number, number];
  const [, outHeight, outWidth] = output.shape as [number, number, number, number];
  if (sizeOf(output.shape) === 0) return NOTHING;
  // One window over the whole image is a reduction, which reads memory in sequence.
  if (outHeight === 1 && outWidth === 1 && window[0] - pads[0] >= height && window[1] - pads[2] >= wide) {
    const over = { mode: mode === "avg" ? "mean" : "max", axes: [1, 2], keepDims: true, prologue, epilogue };
    if (mode === "avg") return reduce.lower({ ...call, op: "reduce", attrs: over }, features);
  }

  const missing = unrenderable(...(prologue ? [prologue] : []));
  if (missing) return missing;
  const words = new Words();
  const plan = planEpilogue(call, { first: 1, moves: true });
  if (typeof plan === "string") return plan;
  const rows = spans(height, outHeight, window[0], strides[0], pads[0], 4 * wide * channels);
  const columns = spans(wide, outWidth, window[1], strides[1], pads[2], 4 * channels);
  const empty = [rows, columns].some((s) => s.some((x) => x.count === 0));
  if (empty) return "a window lies in the padding altogether";
  const some = (s: readonly Span[], size: number): boolean => s.some((x) => x.count === size);
  const [rowCounts, columnCounts] = [rows, columns].map((s) => [...new Set(s.map((x) => x.count))]) as [
    number[],
    number[],
  ];
  const sizes = rowCounts.flatMap((r) => columnCounts.map((c): [number, number] => [r, c]));
  const unrolled =
    window[0] * window[1] > UNROLLED
      ? []
      : sizes.length <= SIZES
        ? sizes
        : sizes.filter(([r, c]) => r === window[0] && c === window[1]);
  const lead = columns.findIndex((x) => x.count === window[1]);
  const tile = tileOf(4 * height * wide * channels);
  const tiles = Math.floor(columns.filter((x) => x.count === window[1]).length / tile);
  const sharing =
    strides[1] === 1 &&
    window[1] > 1 &&
    window[0] * (window[1] + tile - 1) <= TILE_LOADS &&
    !plan.operands.some(isMoved);
  const tiled = sharing && tiles > 0 && some(rows, window[0]);
  const whole = rows.map(({ count }) => count === window[0]);
  const states = tileStates(whole, tiled && strides[0] === 1 && window[0] > 1);

  const width = widthOf(features);
  const { row, trips } = cutRow(channels, width, Math.min(unrollOf(...epilogue), prologue ? unrollOf(prologue) : 2));
  const operands = words.addAll(plan.words);
  const rowOut = plan.pixelBytes * outWidth;
  const structure = {
    mode,
    prologue: prologue ? serialize(prologue) : null,
    row,
    epilogue: [plan.structure, operands],
    /** The sizes of windows that are read without loops, and whether there are others. */
    unrolled,
    cut: unrolled.length < sizes.length,
    /** How columns of windows fall into those before the tiles, the tiles, and those behind. */
    tiles: tiled && {
      window,
      width: tile,
      pairs: states.includes(PAIR),
      lead: words.add(lead),
      count: words.add(tiles),
      rest: words.add(outWidth - lead - tile * tiles),
      gap: words.add(plan.pixelBytes * (tile - 1)),
      all: words.add(plan.pixelBytes * tile * tiles),
      // Constants, for tiles read and write at many places, each of which would take an addition.
      row: 4 * wide * channels,
      rowOut,
      column: 4 * channels,
      columnOut: plan.pixelBytes,
    },
    image: words.add({ input: 0 }),
    batch: words.add(batch),
    imageBytes: words.add(4 * height * wide * channels),
    outHeight: words.add(outHeight),
    outWidth: words.add(outWidth),
    rowTable: words.add({ packed: 0 }),
    columnTable: words.add({ packed: 1 }),
    rowBytes: words.add(4 * wide * channels),
    columnBytes: words.add(4 * channels),
    trips: words.add(trips),
  };
  if (batch > 1)
    words.divide(structure.batch, [
      [structure.image, 4 * height * wide * channels],
      ...epilogueSteps(plan, operands, rowOut * outHeight),
    ]);
  else
    words.divide(structure.outHeight, [[structure.rowTable, 12], ...epilogueSteps(plan, operands, rowOut)], {
      grain: states.includes(PAIR) ? 2 : 1,
    });
  const main = launch("pool", features, structure, words, (f) => {
    const at = structure;
    const lanes = new Lanes(f, width, features);
    const i32 = (): Local => f.local("i32");
    const [image, batches, rowBytes, columnBytes] = [at.image, at.batch, at.rowBytes, at.columnBytes].map((o) =>
      wordLocal(f, o),
    ) as [Local, Local, Local, Local];
    const [rowBase, rowCount, state, origin, columnCount] = [i32(), i32(), i32(), i32(), i32()];
    const writer = new RowEpilogue(lanes, plan, readerOf(f, operands));
    /** Elements of a window, and for tiles one over it. */
    const [size, share] = [lanes.local(), lanes.local()];
    if (at.tiles && mode === "avg") lanes.constant(1 / (window[0] * window[1])).set(share);

    /** Pushes what is at `pointer`, after the prologue. */
    const element = (pointer: Local, count: number, offset: number): void => {
      const load = (): void => void lanes.partialLoad(pointer, count, offset);
      if (prologue) renderExpression(lanes, [prologue], load);
      else load();
    };
    /** `accumulator, element → accumulator`; the accumulator comes first, so that NaN elements are not the maximum. */
    const combine = (): void => void (mode === "max" ? lanes.pmax() : lanes.add());
    const start = (): void => void lanes.constant(mode === "max" ? -Infinity : 0);
    const finish = (sums: readonly Local[], count: number): void =>
      sums.forEach((sum, v) => {
        if (mode === "avg") lanes.get(sum).get(size).div().set(sum);
        writer.write(sum, count, v * lanes.bytes);
      });
    const accumulate = (sums: readonly Local[], pointer: Local, count: number): void =>
      sums.forEach((sum, v) => {
        lanes.get(sum);
        element(pointer, count, v * lanes.bytes);
        combine();
        lanes.set(sum);
      });
    /** The accumulators of `vectors` vectors at their start. */
    const started = (vectors: number): Local[] =>
      Array.from({ length: vectors }, () => {
        start();
        return lanes.keep();
      });

    /** Pointers to so many rows of the window at `origin`. */
    const windowRows = (count: number): Local[] =>
      Array.from({ length: count }, (_, r) => {
        if (r === 0) f.get(origin);
        else f.get(origin).get(rowBytes).i32.const(r).i32.mul().i32.add();
        const pointer = i32();
        f.set(pointer);
        return pointer;
      });

    const unrolledWindow = ([height, width]: readonly [number, number]): void => {
      const starts = windowRows(height);
      const p = i32();
      emitRow(
        lanes,
        row,
        () => word(f, at.trips),
        (vectors, count) => {
          const sums = started(vectors);
          for (const begin of starts) {
            f.get(begin).set(p);
            for (let k = 0; k < width; k++) {
              if (k > 0) advance(f, p, columnBytes);
              accumulate(sums, p, count);
            }
          }
          finish(sums, count);
          f.free(...sums);
        },
        (bytes) => {
          for (const pointer of starts) advance(f, pointer, bytes);
          writer.move(bytes);
        },
      );
      f.free(...starts, p);
    };
    const cutWindow = (): void => {
      const [p, q, y, x] = [i32(), i32(), i32(), i32()];
      emitRow(
        lanes,
        row,
        () => word(f, at.trips),
        (vectors, count) => {
          const sums = started(vectors);
          f.get(origin).set(q).get(rowCount).set(y);
          f.countdown(y, () => {
            f.get(q).set(p).get(columnCount).set(x);
            f.countdown(x, () => {
              accumulate(sums, p, count);
              advance(f, p, columnBytes);
            });
            advance(f, q, rowBytes);
          });
          finish(sums, count);
          f.free(...sums);
        },
        (bytes) => {
          advance(f, origin, bytes);
          writer.move(bytes);
        },
      );
      f.free(p, q, y, x);
    };

    /** Reads a table's entry: base + offset, and the count. */
    const read = (entry: Local, base: Local, begin: Local, count: Local): void => {
      f.get(base).get(entry).i32.load().i32.add().set(begin).get(entry).i32.load(4).set(count);
      advance(f, entry, 8);
    };
    const single = (): void => {
      writer.beginRow();
      if (mode === "avg") {
        f.get(rowCount).get(columnCount).i32.mul().f32.convert_i32_s();
        lanes.splat().set(size);
      }
      const sized = ([size, ...others]: readonly (readonly [number, number])[]): void => {
        if (!size) cutWindow();
        else if (others.length === 0 && !at.cut) unrolledWindow(size);
        else {
          f.get(rowCount).i32.const(size[0]).i32.eq().get(columnCount).i32.const(size[1]).i32.eq().i32.and();
          f.if(
            () => unrolledWindow(size),
            () => sized(others),
          );
        }
      };
      sized(at.unrolled);
      writer.endRow();
    };
    const outputRow = (): void => {
      const [entry, left, tilesLeft] = [wordLocal(f, at.columnTable), wordLocal(f, at.outWidth), i32()];
      const singles = (): void =>
        void f.get(left).if(
          () =>
            void f.countdown(left, () => {
              read(entry, rowBase, origin, columnCount);
              single();
            }),
        );
      const { tiles } = at;
      if (tiles) {
        // Where the row of windows is cut, all are single.
        f.get(rowCount).i32.const(window[0]).i32.eq();
        f.if(() => {
          const [gap, all] = [tiles.gap, tiles.all].map((o) => wordLocal(f, o)) as [Local, Local];
          word(f, tiles.lead).set(left);
          singles();
          word(f, tiles.count).set(tilesLeft);
          const walk = (height: 1 | 2): void =>
            void f.countdown(tilesLeft, () => {
              read(entry, rowBase, origin, columnCount);
              advance(f, entry, 8 * (tile - 1));
              emitTile(lanes, {
                height,
                tiles,
                mode,
                row,
                trips: () => word(f, at.trips),
                origin,
                writer,
                share,
                element,
              });
              writer.endRow();
              writer.skip(gap);
            });
          if (tiles.pairs)
            f.get(state)
              .i32.const(DONE)
              .i32.eq()
              .if(
                () => {
                  f.get(entry)
                    .get(tilesLeft)
                    .i32.const(8 * tile)
                    .i32.mul()
                    .i32.add()
                    .set(entry);
                  writer.skip(all);
                },
                () =>
                  void f.get(state).if(
                    () => walk(2),
                    () => walk(1),
                  ),
              );
          else walk(1);
          word(f, tiles.rest).set(left);
          f.free(gap, all);
        });
      }
      singles();
      f.free(entry, left, tilesLeft);
    };
    f.countdown(batches, () => {
      const [entry, left] = [wordLocal(f, at.rowTable), wordLocal(f, at.outHeight)];
      f.countdown(left, () => {
        read(entry, image, rowBase, rowCount);
        f.get(entry).i32.load().set(state);
        advance(f, entry, 4);
        outputRow();
      });
      f.free(entry, left);
      word(f.get(image), at.imageBytes).i32.add().set(image);
    });
  });
  const read = (s: readonly Span[]): number => s.reduce((n, x) => n + x.count, 0);
  const taken = batch * channels * read(rows) * read(columns);
  const flops =
    taken * (1 + (prologue ? flopsOf(prologue) : 0)) +
    (mode === "avg" ? sizeOf(output.shape) : 0) +
    epilogueFlops(call);
  const { zeroBytes, pitch } = plan;
  return { launches: [main], packed: [() => table(rows, states), () => table(columns)], zeroBytes, pitch, flops };
}

/** What a window covers of one dimension: where it begins, in bytes, and how many elements of it are inside. */
interface Span {
  readonly begin: number;
  readonly count: number;
}

function spans(extent: number, outExtent: number, window: number, stride: number, pad: number, bytes: number): Span[] {
  return Array.from({ length: outExtent }, (_, i) => {
    const origin = i * stride - pad;
    const first = Math.max(0, origin);
    return { begin: first * bytes, count: Math.max(0, Math.min(extent, origin + window) - first) };
  });
}

/** A table of spans, of rows with what their tiles are. */
const table = (spans: readonly Span[], states?: readonly number[]): Int32Array =>
  Int32Array.from(spans.flatMap((s, i) => [s.begin, s.count, ...(states ? [states[i] as number] : [])]));
