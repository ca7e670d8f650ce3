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
  };
  const rowOut = 4 * outWidth * channels;
  if (batch > 1)
    words.divide(structure.batch, [
      [structure.image, 4 * height * wide * channels],
      ...epilogueSteps(plan, operands, rowOut * outHeight),
    ]);
  else words.divide(structure.outHeight, [[structure.rowTable, 4 * ENTRY], ...epilogueSteps(plan, operands, rowOut)]);
  const main = launch("resize", features, structure, words, (f) => {
    const at = structure;
    const lanes = new Lanes(f, width, features);
    const writer = new RowEpilogue(lanes, plan, readerOf(f, operands));
    const image = wordLocal(f, at.image);
    const i32 = (): Local => f.local("i32");
    const [top, bottom, topLeft, topRight, bottomLeft, bottomRight] = [i32(), i32(), i32(), i32(), i32(), i32()];
    const [dy, dx] = [lanes.local(), lanes.local()];
    const bilinear = mode === "bilinear";
    const corners = bilinear ? [topLeft, topRight, bottomLeft, bottomRight] : [topLeft];

    /** Walks a table; `entry` points at the entry. */
    const walk = (table: number, length: number, body: (entry: Local) => void): void => {
      const [entry, counter] = [wordLocal(f, table), wordLocal(f, length)];
      f.countdown(counter, () => {
        body(entry);
        advance(f, entry, 4 * ENTRY);
      });
      f.free(entry, counter);
    };
    const offset = (target: Local, base: Local, entry: Local, position: number): void =>
      void f
        .get(base)
        .get(entry)
        .i32.load(4 * position)
        .i32.add()
        .set(target);
    const weight = (target: Local, entry: Local): void => void lanes.get(entry).loadSplat(8).set(target);
    /** Pushes the value between two source vectors. */
    const between = (left: () => void, right: () => void, part: Local): void => {
      left();
      const a = lanes.keep();
      right();
      lanes
        .get(a)
        .sub()
        .get(part)
        .madd(() => lanes.get(a));
      f.free(a);
    };
    f.countdown(wordLocal(f, at.batch), () => {
      walk(at.rowTable, at.outHeight, (entry) => {
        offset(top, image, entry, 0);
        if (bilinear) {
          offset(bottom, image, entry, 1);
          weight(dy, entry);
        }
        walk(at.columnTable, at.outWidth, (entry) => {
          offset(topLeft, top, entry, 0);
          if (bilinear) {
            offset(topRight, top, entry, 1);
            offset(bottomLeft, bottom, entry, 0);
            offset(bottomRight, bottom, entry, 1);
            weight(dx, entry);
          }
          writer.beginRow();
          emitRow(
            lanes,
            row,
            () => word(f, at.trips),
            (vectors, count) => {
              for (let v = 0; v < vectors; v++) {
                const load = (p: Local) => (): void => void lanes.partialLoad(p, count, v * lanes.bytes);
                const across = (left: Local, right: Local) => (): void => between(load(left), load(right), dx);
                if (bilinear) between(across(topLeft, topRight), across(bottomLeft, bottomRight), dy);
                else load(topLeft)();
                const value = lanes.keep();
                writer.write(value, count, v * lanes.bytes);
                f.free(value);
              }
            },
            (bytes) => {
              for (const corner of corners) advance(f, corner, bytes);
              writer.move(bytes);
            },
          );
        });
      });
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
