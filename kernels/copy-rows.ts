/** Copies of strided regions row by row: runs of vectors, also backwards, blocks of memory, repeated values or single elements. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes, type Width } from "../src/codegen/wasm/lanes.ts";
import type { Launch, Word } from "./kernel.ts";
import {
  advance,
  BULK,
  cutRow,
  divideNest,
  emitOuter,
  emitRow,
  fold,
  type Nest,
  outerLoops,
  type Row,
  widthOf,
} from "./loops.ts";
import { launch, Words, word, wordLocal } from "./words.ts";

/** Runs up to this length, in elements, are copied without a loop. */
const INLINE = 16;

/** Operands of a region's nest. */
export const IN = 0;
export const OUT = 1;
export type Pair = readonly [input: Word, output: Word];

/** How a run of `n` elements is cut. */
export const runOf = (n: number, width: Width): ReturnType<typeof cutRow> =>
  n <= INLINE ? { row: { unroll: 1, loop: false, rest: n }, trips: 0 } : cutRow(n, width, 4);

/** @param filled the source is a value, not a tensor */
export function lowerRows(whole: Nest, [source, target]: Pair, filled: boolean, features: Features): Launch {
  const nest = fold(whole);
  const width = widthOf(features);
  const words = new Words();
  const n = nest.extents.at(-1) as number;
  const [inStep, outStep] = nest.strides.map((s) => s.at(-1) as number) as [number, number];
  const repeated = filled || inStep === 0;
  const contiguous = outStep === 1 && (repeated || inStep === 1);
  const reversed = outStep === 1 && inStep === -1 && width > 1;
  const kind = reversed ? "reversed" : !contiguous ? "strided" : repeated ? "splat" : n >= BULK ? "bulk" : "run";
  const cut = runOf(n, kind === "strided" ? 1 : width);
  const row = kind === "bulk" ? undefined : cut.row;
  const at = {
    source: words.add(source),
    target: words.add(target),
    count: words.add(row ? cut.trips : 4 * n),
    inStep: words.add(4 * inStep),
    outStep: words.add(4 * outStep),
  };
  const loops = outerLoops(nest, words);
  divideNest(words, loops, nest, [filled ? undefined : at.source, at.target]);
  return launch("copy", features, { kind, filled, row, loops }, words, (f) => {
    const lanes = new Lanes(f, width, features);
    const target = wordLocal(f, at.target);
    const source = filled ? undefined : wordLocal(f, at.source);
    /** The value of a whole row, where there is one. */
    const splat = kind === "splat" ? lanes.local() : undefined;
    const loadSplat = (from: Local, offset: number): void => {
      f.get(from);
      lanes.loadSplat(offset);
      lanes.set(splat as Local);
    };
    if (filled && splat) loadSplat(f.params[0] as Local, at.source);

    const elements = (row: Row): void => {
      const [inStep, outStep] = [wordLocal(f, at.inStep), wordLocal(f, at.outStep)];
      const body = (count: number): void => {
        for (let i = 0; i < count; i++) {
          f.get(target);
          if (source) f.get(source);
          (source ? f.i32.load() : word(f, at.source)).i32.store();
          if (source) advance(f, source, inStep);
          advance(f, target, outStep);
        }
      };
      emitRow(
        new Lanes(f, 1, features),
        row,
        () => word(f, at.count),
        body,
        () => {},
      );
      f.free(inStep, outStep);
    };
    const reverse = (row: Row): void => {
      const [from, moving] = [f.local("i32"), source as Local];
      emitRow(
        lanes,
        row,
        () => word(f, at.count),
        (vectors, count) => {
          const last = 4 * (count < width ? count : width * vectors) - 4;
          f.get(moving).i32.const(-last).i32.add().set(from);
          if (count < width)
            for (let i = 0; i < count; i++)
              f.get(target)
                .get(from)
                .i32.load(last - 4 * i)
                .i32.store(4 * i);
          else
            for (let v = 0; v < vectors; v++) {
              const value = lanes
                .get(from)
                .load((vectors - 1 - v) * lanes.bytes)
                .keep();
              f.get(target).get(value).get(value).i32x4.shuffle(3, 2, 1, 0);
              lanes.store(v * lanes.bytes);
              f.free(value);
            }
        },
        (bytes) => {
          advance(f, target, bytes);
          advance(f, moving, -bytes);
        },
      );
      f.free(from);
    };
    const vectors = (row: Row): void => {
      if (splat && source) loadSplat(source, 0);
      emitRow(
        lanes,
        row,
        () => word(f, at.count),
        (vectors, count) => {
          for (let v = 0; v < vectors; v++) {
            const value = splat ?? lanes.partialLoad(source as Local, count, v * lanes.bytes).keep();
            lanes.partialStore(target, value, count, v * lanes.bytes);
            if (!splat) f.free(value);
          }
        },
        (bytes) => {
          advance(f, target, bytes);
          if (source && !splat) advance(f, source, bytes);
        },
      );
    };
    const bulk = (): void => {
      const bytes = wordLocal(f, at.count);
      f.get(target)
        .get(source as Local)
        .get(bytes)
        .memory.copy();
      for (const pointer of [target, source as Local]) advance(f, pointer, bytes);
      f.free(bytes);
    };
    emitOuter(f, loops, [source, target], () => {
      if (!row) bulk();
      else if (kind === "strided") elements(row);
      else if (kind === "reversed") reverse(row);
      else vectors(row);
    });
  });
}
