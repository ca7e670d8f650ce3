/** Resizes NHWC images, bilinearly or to the nearest pixel, exactly as TensorFlow does. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { sizeOf } from "../src/graph/types.ts";
import { epilogueFlops, epilogueSteps, isMoved, planEpilogue } from "./epilogue.ts";
import { RowEpilogue } from "./epilogue-rows.ts";
import type { Kernel, KernelCall, Lowered } from "./kernel.ts";
import { advance, cutRow, emitRow, NOTHING, unrollOf, widthOf } from "./loops.ts";
import { type ResizeAttrs, resizeTable, ENTRY as SOURCE } from "./resize-table.ts";
import { launch, readerOf, Words, word, wordLocal } from "./words.ts";

/**
 * Words of an entry of this kernel's tables: the first source position, how many bytes further the second is, the weight of the
 * second, and whether the next entry lies between the same two, which are two.
 */
const ENTRY = 4;
const TWIN = 3;

export const resize: Kernel = { op: "resize", lower };

/** Input 0 `[n, h, w, c]`, output `[n, h′, w′, c]`; further inputs are the epilogue's operands. */
function lower(call: KernelCall, features: Features): Lowered | string {
  const attrs = call.attrs as unknown as ResizeAttrs;
  const { mode, epilogue } = attrs;
  const [input, output] = [call.inputs[0], call.outputs[0]];
  if (input?.dtype !== "float32" || output?.dtype !== "float32") return "only float32 images are resized";
  if (input.shape.length !== 4 || output.shape.length !== 4) return "resizing takes NHWC images";
  const [batch, height, wide, channels] = input.shape as [number, number, number, number];
  const [, outHeight, outWidth] = output.shape as [number, number, number, number];
  if (sizeOf(output.shape) === 0) return NOTHING;
  if (sizeOf(input.shape) === 0) return "there is nothing to resize";

  const words = new Words();
  const plan = planEpilogue(call, { first: 1, moves: call.attrs.pitch !== undefined });
  if (typeof plan === "string") return plan;
  const width = widthOf(features);
  const { row, trips } = cutRow(channels, width, unrollOf(...epilogue));
  const operands = words.addAll(plan.words);
  const rowOut = plan.pixelBytes * outWidth;
  const bilinear = mode === "bilinear";
  const tables = [
    sources(resizeTable(attrs, height, outHeight, 4 * wide * channels)),
    sources(resizeTable(attrs, wide, outWidth, 4 * channels)),
  ];
  const twins = tables.map((table) => table.some((flag, i) => i % ENTRY === TWIN && flag !== 0));
  const structure = {
    mode,
    row,
    epilogue: [plan.structure, operands],
    /** Where pixels between the same four are made at once; constants, for each would take an addition where it is used. */
    block:
      twins[0] && !plan.operands.some(isMoved)
        ? {
            twins: twins[1],
            row: 4 * wide * channels,
            column: 4 * channels,
            rowOut,
            columnOut: plan.pixelBytes,
          }
        : undefined,
    image: words.add({ input: 0 }),
    batch: words.add(batch),
    imageBytes: words.add(4 * height * wide * channels),
    outHeight: words.add(outHeight),
    outWidth: words.add(outWidth),
    rowTable: words.add({ packed: 0 }),
    columnTable: words.add({ packed: 1 }),
    trips: words.add(trips),
  };
  if (batch > 1)
    words.divide(structure.batch, [
      [structure.image, 4 * height * wide * channels],
      ...epilogueSteps(plan, operands, rowOut * outHeight),
    ]);
  else words.divide(structure.outHeight, [[structure.rowTable, 4 * ENTRY], ...epilogueSteps(plan, operands, rowOut)]);
  const main = launch("resize", features, structure, words, (f) => {
    const at = structure;
    const { block } = at;
    const lanes = new Lanes(f, width, features);
    const i32 = (): Local => f.local("i32");
    const writer = new RowEpilogue(lanes, plan, readerOf(f, operands));
    const image = wordLocal(f, at.image);
    const [top, below, topLeft, topRight, bottomLeft, bottomRight] = [i32(), i32(), i32(), i32(), i32(), i32()];
    const [dxs, dys] = [0, 1].map(() => [lanes.local(), lanes.local()]) as [Local[], Local[]];

    const sum = (target: Local, base: Local, more: () => void): void => {
      f.get(base);
      more();
      f.i32.add().set(target);
    };
    const offset = (entry: Local, position: number) => (): void => void f.get(entry).i32.load(4 * position);
    const weights = (targets: readonly Local[], entry: Local): void =>
      targets.forEach(
        (target, i) =>
          void lanes
            .get(entry)
            .loadSplat(4 * (ENTRY * i + 2))
            .set(target),
      );

    /**
     * Makes pixels between the same four, of `height` rows and `width` columns.
     * @param corners what pixels they are made of, and how many bytes from there: left and right of the upper row, then of the lower
     */
    const makePixels = (height: number, width: number, corners: readonly (readonly [Local, number])[]): void => {
      writer.beginRow();
      emitRow(
        lanes,
        row,
        () => word(f, at.trips),
        (vectors, count) => {
          for (let v = 0; v < vectors; v++) {
            const load = (corner: number): void => {
              const [pointer, bytes] = corners[corner] as readonly [Local, number];
              lanes.partialLoad(pointer, count, bytes + v * lanes.bytes);
            };
            const write = (further: number): void => {
              const value = lanes.keep();
              writer.write(value, count, v * lanes.bytes, further);
              f.free(value);
            };
            load(0);
            if (!bilinear) {
              write(0);
              continue;
            }
            /** The left pixel of a row, and what the right one is more. */
            const sides = [0, 2].map((first) => {
              if (first) load(first);
              const left = lanes.keep();
              load(first + 1);
              return [left, lanes.get(left).sub().keep()] as const;
            });
            for (const [x, dx] of dxs.slice(0, width).entries()) {
              const [upper, lower] = sides.map(([left, more]) =>
                lanes
                  .get(more)
                  .get(dx)
                  .madd(() => lanes.get(left))
                  .keep(),
              ) as [Local, Local];
              lanes.get(lower).get(upper).sub().set(lower);
              for (const [y, dy] of dys.slice(0, height).entries()) {
                lanes
                  .get(lower)
                  .get(dy)
                  .madd(() => lanes.get(upper));
                write(block ? y * block.rowOut + x * block.columnOut : 0);
              }
              f.free(upper, lower);
            }
            f.free(...sides.flat());
          }
        },
        (bytes) => {
          for (const pointer of new Set(corners.map(([p]) => p))) advance(f, pointer, bytes);
          writer.move(bytes);
        },
      );
      writer.endRow();
    };
    /** Makes as many output rows from the row of the image at `top` and the one so many bytes `below`. */
    const makeRows = (height: number): void => {
      const [entry, counter] = [wordLocal(f, at.columnTable), wordLocal(f, at.outWidth)];
      const single = (): void => {
        if (bilinear) {
          sum(topRight, topLeft, offset(entry, 1));
          sum(bottomLeft, topLeft, () => f.get(below));
          sum(bottomRight, topRight, () => f.get(below));
        }
        makePixels(
          height,
          1,
          [topLeft, topRight, bottomLeft, bottomRight].slice(0, bilinear ? 4 : 1).map((p) => [p, 0]),
        );
      };
      f.countdown(counter, () => {
        sum(topLeft, top, offset(entry, 0));
        if (bilinear) weights(dxs.slice(0, 1), entry);
        if (block?.twins && height > 1)
          f.get(entry)
            .i32.load(4 * TWIN)
            .if(() => {
              weights(dxs, entry);
              makePixels(
                2,
                2,
                [0, block.column, block.row, block.row + block.column].map((bytes) => [topLeft, bytes]),
              );
              writer.skip(block.columnOut);
              advance(f, entry, 4 * ENTRY);
              advance(f, counter, -1);
            }, single);
        else single();
        advance(f, entry, 4 * ENTRY);
      });
      f.free(entry, counter);
    };
    f.countdown(wordLocal(f, at.batch), () => {
      const [entry, left] = [wordLocal(f, at.rowTable), wordLocal(f, at.outHeight)];
      f.countdown(left, () => {
        sum(top, image, offset(entry, 0));
        const one = (): void => makeRows(1);
        if (bilinear) {
          f.get(entry).i32.load(4).set(below);
          weights(dys.slice(0, 1), entry);
        }
        if (block)
          // Another thread may have the second of the two rows.
          f.get(entry)
            .i32.load(4 * TWIN)
            .get(left)
            .i32.const(1)
            .i32.gt_s()
            .i32.and()
            .if(() => {
              weights(dys, entry);
              makeRows(2);
              writer.skip(block.rowOut);
              advance(f, entry, 4 * ENTRY);
              advance(f, left, -1);
            }, one);
        else one();
        advance(f, entry, 4 * ENTRY);
      });
      f.free(entry, left);
      word(f.get(image), at.imageBytes).i32.add().set(image);
    });
  });
  return {
    launches: [main],
    packed: tables.map((table) => () => table),
    zeroBytes: plan.zeroBytes,
    pitch: plan.pitch,
    flops: (mode === "bilinear" ? 9 * sizeOf(output.shape) : 0) + epilogueFlops(call),
  };
}

/** A table of entries as above. */
function sources(table: Int32Array): Int32Array {
  const entries = new Int32Array((table.length / SOURCE) * ENTRY);
  for (let i = 0, o = 0; i < table.length; i += SOURCE, o += ENTRY) {
    const [first = 0, second = 0, weight = 0, next, nextSecond] = table.subarray(i, i + SOURCE + 2);
    const twin = first === next && second === nextSecond && first !== second;
    entries.set([first, second - first, weight, Number(twin)], o);
  }
  return entries;
}
