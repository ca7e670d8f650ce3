/**
 * How a transposed convolution's products become its output where windows neither overlap nor leave gaps: a row of the output is
 * what the input row's pixels have for it, one after the other. So narrow outputs, down to one channel, fill vectors.
 */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { type EpiloguePlan, epilogueSteps } from "./epilogue.ts";
import { RowEpilogue } from "./epilogue-rows.ts";
import type { Epilogue, Launch, Word } from "./kernel.ts";
import { advance, cutRow, emitRow, unrollOf, widthOf } from "./loops.ts";
import { launch, readerOf, Words, word, wordLocal } from "./words.ts";

/** Input rows of products in scratch; each pixel has `strideY` segments of `segment` elements, one for each output row. */
export interface Interleaved {
  readonly rows: number;
  readonly wide: number;
  readonly strideY: number;
  readonly segment: number;
}

/** Whether segments fill vectors, or vectors hold several of them, and operands per channel would gain nothing. */
export function canInterleave(segment: number, channels: number, plan: EpiloguePlan, features: Features): boolean {
  const width = widthOf(features);
  return (
    channels < width &&
    (segment % width === 0 || width % segment === 0) &&
    plan.operands.every(({ kind }) => kind !== "channel")
  );
}

/** @param epilogueWords of the first output row */
export function interleave(
  plan: EpiloguePlan,
  { rows, wide, strideY, segment }: Interleaved,
  epilogueWords: Readonly<Record<string, Word>>,
  epilogue: Epilogue,
  features: Features,
): Launch {
  const width = widthOf(features);
  const words = new Words();
  const operands = words.addAll(epilogueWords);
  const pixel = 4 * segment * strideY;
  // A row is a loop over segments of vectors, or one over vectors of segments.
  const several = segment < width;
  const cut = several ? cutRow(segment * wide, width, 1) : cutRow(segment, width, unrollOf(...epilogue));
  const at = {
    row: cut.row,
    several: several && width / segment,
    trips: words.add(cut.trips),
    rows: words.add(rows),
    products: words.add({ scratch: true }),
    wide: words.add(wide),
    phases: words.add(strideY),
    segment: words.add(4 * segment),
    pixel: words.add(pixel),
    inputRow: words.add(pixel * wide),
    epilogue: [plan.structure, operands],
  };
  words.divide(at.rows, [[at.products, pixel * wide], ...epilogueSteps(plan, operands, pixel * wide)]);
  return launch("interleave", features, at, words, (f) => {
    const lanes = new Lanes(f, width, features);
    const writer = new RowEpilogue(lanes, plan, readerOf(f, operands));
    const [row, phase, pointer] = [wordLocal(f, at.products), f.local("i32"), f.local("i32")];
    const stride = wordLocal(f, at.pixel);
    /** Gathers `count` elements of as many segments as that takes, and goes on behind them. */
    const collect = (count: number): Local => {
      const [first, next] =
        segment === 1 ? (["load32_zero", "load32_lane"] as const) : (["load64_zero", "load64_lane"] as const);
      const vector = f.local("v128");
      f.get(pointer).v128[first]().set(vector);
      advance(f, pointer, stride);
      for (let i = 1; i < count / segment; i++) {
        f.get(pointer).get(vector).v128[next](i).set(vector);
        advance(f, pointer, stride);
      }
      return vector;
    };
    const write = (value: Local, count: number, offset: number): void => {
      writer.write(value, count, offset);
      f.free(value);
    };
    const trips = () => word(f, at.trips);
    const vectors = (): void =>
      emitRow(
        lanes,
        at.row,
        trips,
        (_, count) => write(collect(count), count, 0),
        (bytes) => writer.move(bytes),
      );
    const segments = (): void => {
      const columns = wordLocal(f, at.wide);
      f.countdown(columns, () => {
        emitRow(
          lanes,
          at.row,
          trips,
          (count, elements) => {
            for (let v = 0; v < count; v++) {
              lanes.partialLoad(pointer, elements, v * lanes.bytes);
              write(lanes.keep(), elements, v * lanes.bytes);
            }
          },
          (bytes) => {
            advance(f, pointer, bytes);
            writer.move(bytes);
          },
        );
        f.get(pointer).get(stride).i32.add();
        word(f, at.segment).i32.sub().set(pointer);
      });
      f.free(columns);
    };
    f.countdown(wordLocal(f, at.rows), () => {
      f.get(row).set(phase);
      const phases = wordLocal(f, at.phases);
      f.countdown(phases, () => {
        f.get(phase).set(pointer);
        writer.beginRow();
        (several ? vectors : segments)();
        f.get(phase);
        word(f, at.segment).i32.add().set(phase);
      });
      f.free(phases);
      f.get(row);
      word(f, at.inputRow).i32.add().set(row);
    });
  });
}
