/** Resizes NHWC images, bilinearly or to the nearest pixel, exactly as TensorFlow does. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { sizeOf } from "../src/graph/types.ts";
import { epilogueFlops, epilogueSteps, planEpilogue } from "./epilogue.ts";
import { RowEpilogue } from "./epilogue-rows.ts";
import type { Kernel, KernelCall, Lowered } from "./kernel.ts";
import { advance, cutRow, emitRow, NOTHING, unrollOf, widthOf } from "./loops.ts";
import { ENTRY, type ResizeAttrs, resizeTable } from "./resize-table.ts";
import { launch, readerOf, Words, word, wordLocal } from "./words.ts";

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
  const plan = planEpilogue(call, { first: 1 });
  if (typeof plan === "string") return plan;
  const width = widthOf(features);
  const { row, trips } = cutRow(channels, width, unrollOf(...epilogue));
  const operands = words.addAll(plan.words);
  const structure = {
    mode,
    /** Whether there may be neighbours that are made from the same pixels. */
    grows: mode === "bilinear" && outWidth > wide,
    row,
    epilogue: [plan.structure, operands],
    image: words.add({ input: 0 }),
    batch: words.add(batch),
    imageBytes: words.add(4 * height * wide * channels),
    outHeight: words.add(outHeight),
    outWidth: words.add(outWidth),
    rowTable: words.add({ packed: 0 }),
    columnTable: words.add({ packed: 1 }),
    trips: words.add(trips),
    rowOut: words.add(4 * outWidth * channels),
    pixel: words.add(4 * channels),
  };
  const rowOut = 4 * outWidth * channels;
  if (batch > 1)
    words.divide(structure.batch, [
      [structure.image, 4 * height * wide * channels],
      ...epilogueSteps(plan, operands, rowOut * outHeight),
    ]);
  else words.divide(structure.outHeight, [[structure.rowTable, 4 * ENTRY], ...epilogueSteps(plan, operands, rowOut)]);
  const bilinear = mode === "bilinear";
  const main = launch("resize", features, structure, words, (f) => {
    const at = structure;
    const lanes = new Lanes(f, width, features);
    const i32 = (): Local => f.local("i32");
    const [rowOut, pixel] = [wordLocal(f, at.rowOut), wordLocal(f, at.pixel)];
    /** For each output row that is made at once a writer for each pixel. */
    const writers: RowEpilogue[][] = [];
    const channel = i32();
    f.i32.const(0).set(channel);
    for (const below of bilinear ? [0, 1] : [0]) {
      const row: RowEpilogue[] = [];
      for (const beside of at.grows ? [0, 1] : [0]) {
        const element = i32();
        f.get(rowOut).i32.const(below).i32.mul().get(pixel).i32.const(beside).i32.mul().i32.add().set(element);
        row.push(new RowEpilogue(lanes, plan, readerOf(f, operands), { element, channel }));
        f.free(element);
      }
      writers.push(row);
    }
    f.free(channel);
    const image = wordLocal(f, at.image);
    const [top, bottom, topLeft, topRight, bottomLeft, bottomRight] = [i32(), i32(), i32(), i32(), i32(), i32()];
    const [dxs, dys] = [0, 1].map(() => [lanes.local(), lanes.local()]) as [Local[], Local[]];
    const corners = bilinear ? [topLeft, topRight, bottomLeft, bottomRight] : [topLeft];

    const offset = (target: Local, base: Local, entry: Local, position: number): void =>
      void f
        .get(base)
        .get(entry)
        .i32.load(4 * position)
        .i32.add()
        .set(target);
    const weight = (target: Local, entry: Local, further = 0): void =>
      void lanes
        .get(entry)
        .loadSplat(4 * ENTRY * further + 8)
        .set(target);
    /** Pushes the value between two: `from`, and what is `difference` more. */
    const between = (from: Local, difference: Local, part: Local): Lanes =>
      lanes
        .get(difference)
        .get(part)
        .madd(() => lanes.get(from));
    const minus = (from: Local, load: () => void): Local => {
      load();
      return lanes.get(from).sub().keep();
    };
    /** Runs `two` if the next entry of a table has the same two sources as this one, as it has when images grow, else `one`. */
    const paired = (entry: Local, left: Local, two: () => void, one: () => void): void => {
      const same = i32();
      f.get(left).i32.const(1).i32.gt_s();
      f.if(
        () => {
          for (const i of [0, 1])
            f.get(entry)
              .i32.load(4 * i)
              .get(entry)
              .i32.load(4 * (ENTRY + i))
              .i32.eq();
          f.i32.and().set(same);
        },
        () => void f.i32.const(0).set(same),
      );
      f.get(same).if(two, one).free(same);
    };
    /** Makes as many pixels, behind each other in rows, from the same four of the image. */
    const makePixels = (pixels: readonly (readonly RowEpilogue[])[]): void => {
      const all = pixels.flat();
      for (const writer of all) writer.beginRow();
      emitRow(
        lanes,
        row,
        () => word(f, at.trips),
        (vectors, count) => {
          for (let v = 0; v < vectors; v++) {
            const load = (p: Local) => (): void => void lanes.partialLoad(p, count, v * lanes.bytes);
            const write = (writer: RowEpilogue): void => {
              const value = lanes.keep();
              writer.write(value, count, v * lanes.bytes);
              f.free(value);
            };
            load(topLeft)();
            if (!bilinear) {
              for (const writer of all) write(writer);
              continue;
            }
            const upper = lanes.keep();
            load(bottomLeft)();
            const lower = lanes.keep();
            const [alongUpper, alongLower] = [minus(upper, load(topRight)), minus(lower, load(bottomRight))];
            for (const beside of (pixels[0] as readonly RowEpilogue[]).keys()) {
              const dx = dxs[beside] as Local;
              const top = between(upper, alongUpper, dx).keep();
              const down = between(lower, alongLower, dx).get(top).sub().keep();
              for (const [below, row] of pixels.entries()) {
                between(top, down, dys[below] as Local);
                write(row[beside] as RowEpilogue);
              }
              f.free(top, down);
            }
            f.free(upper, lower, alongUpper, alongLower);
          }
        },
        (bytes) => {
          for (const corner of corners) advance(f, corner, bytes);
          for (const writer of all) writer.move(bytes);
        },
      );
    };
    /** Makes as many output rows from the same rows of the image, `top` and `bottom`. */
    const makeRows = (rows: readonly (readonly RowEpilogue[])[]): void => {
      const [entry, left] = [wordLocal(f, at.columnTable), wordLocal(f, at.outWidth)];
      const done = (count: number): void => {
        advance(f, entry, 4 * ENTRY * count);
        advance(f, left, -count);
      };
      f.loop((again) => {
        offset(topLeft, top, entry, 0);
        const one = (): void => {
          makePixels(rows.map(([first]) => [first as RowEpilogue]));
          for (const [, second] of rows) second?.skip(pixel);
          done(1);
        };
        if (bilinear) {
          offset(topRight, top, entry, 1);
          offset(bottomLeft, bottom, entry, 0);
          offset(bottomRight, bottom, entry, 1);
          weight(dxs[0] as Local, entry);
        }
        if (at.grows)
          paired(
            entry,
            left,
            () => {
              weight(dxs[1] as Local, entry, 1);
              makePixels(rows);
              for (const writer of rows.flat()) writer.skip(pixel);
              done(2);
            },
            one,
          );
        else one();
        f.get(left).br_if(again);
      });
      f.free(entry, left);
    };
    f.countdown(wordLocal(f, at.batch), () => {
      const [entry, left] = [wordLocal(f, at.rowTable), wordLocal(f, at.outHeight)];
      const done = (rows: number): void => {
        advance(f, entry, 4 * ENTRY * rows);
        advance(f, left, -rows);
      };
      f.loop((again) => {
        offset(top, image, entry, 0);
        const [first, second] = writers as [RowEpilogue[], RowEpilogue[] | undefined];
        const one = (): void => {
          makeRows([first]);
          for (const writer of second ?? []) writer.skip(rowOut);
          done(1);
        };
        if (second) {
          offset(bottom, image, entry, 1);
          weight(dys[0] as Local, entry);
          paired(
            entry,
            left,
            () => {
              weight(dys[1] as Local, entry, 1);
              makeRows(writers);
              for (const writer of writers.flat()) writer.skip(rowOut);
              done(2);
            },
            one,
          );
        } else one();
        f.get(left).br_if(again);
      });
      f.free(entry, left);
      word(f.get(image), at.imageBytes).i32.add().set(image);
    });
  });
  return {
    launches: [main],
    packed: [
      () => resizeTable(attrs, height, outHeight, 4 * wide * channels),
      () => resizeTable(attrs, wide, outWidth, 4 * channels),
    ],
    flops: (mode === "bilinear" ? 9 * sizeOf(output.shape) : 0) + epilogueFlops(call),
  };
}
