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
  const plan = planEpilogue(call, { first: 1, moves: call.attrs.pitch !== undefined });
  if (typeof plan === "string") return plan;
  const width = widthOf(features);
  const { row, trips } = cutRow(channels, width, unrollOf(...epilogue));
  const operands = words.addAll(plan.words);
  const rowOut = plan.pixelBytes * outWidth;
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
    rowOut: words.add(rowOut),
  };
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
    const rowOut = i32();
    if (bilinear) word(f, at.rowOut).set(rowOut);
    const writers = [new RowEpilogue(lanes, plan, readerOf(f, operands))];
    if (bilinear) {
      const channel = i32();
      f.i32.const(0).set(channel);
      writers.push(new RowEpilogue(lanes, plan, readerOf(f, operands), { element: rowOut, channel }));
      f.free(channel);
    }
    const image = wordLocal(f, at.image);
    const [top, bottom, topLeft, topRight, bottomLeft, bottomRight] = [i32(), i32(), i32(), i32(), i32(), i32()];
    const [dx, ...dys] = [0, 1, 2].map(() => lanes.local()) as [Local, Local, Local];
    const same = i32();
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
    /** Makes `left` the value between two source vectors. */
    const between = (left: Local, right: () => void, part: Local): Local => {
      right();
      lanes
        .get(left)
        .sub()
        .get(part)
        .madd(() => lanes.get(left))
        .set(left);
      return left;
    };
    /** Makes as many output rows from the same rows of the image, `top` and `bottom`. */
    const makeRows = (rows: readonly RowEpilogue[]): void => {
      const [entry, counter] = [wordLocal(f, at.columnTable), wordLocal(f, at.outWidth)];
      f.countdown(counter, () => {
        offset(topLeft, top, entry, 0);
        if (bilinear) {
          offset(topRight, top, entry, 1);
          offset(bottomLeft, bottom, entry, 0);
          offset(bottomRight, bottom, entry, 1);
          weight(dx, entry);
        }
        for (const writer of rows) writer.beginRow();
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
                for (const writer of rows) write(writer);
                continue;
              }
              const upper = between(lanes.keep(), load(topRight), dx);
              load(bottomLeft)();
              const difference = between(lanes.keep(), load(bottomRight), dx);
              lanes.get(difference).get(upper).sub().set(difference);
              for (const [i, writer] of rows.entries()) {
                lanes
                  .get(difference)
                  .get(dys[i] as Local)
                  .madd(() => lanes.get(upper));
                write(writer);
              }
              f.free(upper, difference);
            }
          },
          (bytes) => {
            for (const corner of corners) advance(f, corner, bytes);
            for (const writer of rows) writer.move(bytes);
          },
        );
        for (const writer of rows) writer.endRow();
        advance(f, entry, 4 * ENTRY);
      });
      f.free(entry, counter);
    };
    f.countdown(wordLocal(f, at.batch), () => {
      const [entry, left] = [wordLocal(f, at.rowTable), wordLocal(f, at.outHeight)];
      const done = (rows: number): void => {
        advance(f, entry, 4 * ENTRY * rows);
        advance(f, left, -rows);
      };
      f.loop((again) => {
        offset(top, image, entry, 0);
        const [first, second] = writers as [RowEpilogue, RowEpilogue | undefined];
        if (second) {
          offset(bottom, image, entry, 1);
          weight(dys[0] as Local, entry);
          // Whether the next output row is made from the same two rows, as it is when images grow.
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
          f.get(same).if(
            () => {
              weight(dys[1] as Local, entry, 1);
              makeRows([first, second]);
              for (const writer of writers) writer.skip(rowOut);
              done(2);
            },
            () => {
              makeRows([first]);
              second.skip(rowOut);
              done(1);
            },
          );
        } else {
          makeRows([first]);
          done(1);
        }
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
    zeroBytes: plan.zeroBytes,
    pitch: plan.pitch,
    flops: (mode === "bilinear" ? 9 * sizeOf(output.shape) : 0) + epilogueFlops(call),
  };
}
