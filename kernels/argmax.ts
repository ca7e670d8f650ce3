/** The index of the largest or smallest element along one axis; of equal ones the first. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { sizeOf } from "../src/graph/types.ts";
import type { Kernel, KernelCall, Launch, Lowered } from "./kernel.ts";
import { linesAlong } from "./lines.ts";
import { advance, cutRow, emitRow, NOTHING, widthOf } from "./loops.ts";
import { launch, Words, word, wordLocal } from "./words.ts";

export interface ArgmaxAttrs {
  readonly mode: "max" | "min";
  readonly axis: number;
}

export const argmax: Kernel = { op: "argmax", lower };

/** float32 `[outer, n, inner]` to int32 `[outer, inner]`. Like TensorFlow.js it never leaves a NaN that comes first, nor finds one later. */
function lower({ attrs, inputs, outputs }: KernelCall, features: Features): Lowered | string {
  const { mode, axis } = attrs as unknown as ArgmaxAttrs;
  const [input, output] = [inputs[0], outputs[0]];
  if (input?.dtype !== "float32" || output?.dtype !== "int32") return "argmax takes float32 and gives int32";
  const { shape } = input;
  const lines = linesAlong(shape, axis);
  if (typeof lines === "string") return lines;
  const { n } = lines;
  if (sizeOf(output.shape) === 0) return NOTHING;
  if (n === 0) return "there is nothing to compare";
  const plan = { mode, ...lines, features };
  const main = plan.inner === 1 && features.simd ? alongRows(plan) : acrossRows(plan);
  return { launches: [main], packed: [], flops: sizeOf(shape) };
}

interface Plan {
  readonly mode: "max" | "min";
  readonly outer: number;
  readonly n: number;
  readonly inner: number;
  readonly features: Features;
}

/** `element, best → mask`, whether the element is better. */
const better = (lanes: Lanes, mode: "max" | "min"): Lanes => (mode === "max" ? lanes.gt() : lanes.lt());

/** Rows from this length on have several vectors of winners: one alone would wait for each comparison to be done. */
const LONG = 64;
const UNROLL = 4;

/**
 * inner = 1: a running winner for each lane of some vectors, which meet at the end of the row without a branch. Of an equal element
 * the index is no larger only where it comes later, so the largest index that was ever better is the winner's.
 */
function alongRows({ mode, outer, n, features }: Plan): Launch {
  const words = new Words();
  const { row, trips } = cutRow(n, 4, n >= LONG ? UNROLL : 1);
  const at = {
    source: words.add({ input: 0 }),
    target: words.add({ output: 0 }),
    outer: words.add(outer),
    trips: words.add(trips),
  };
  words.divide(at.outer, [
    [at.source, 4 * n],
    [at.target, 4],
  ]);
  return launch("argmax", features, { mode, along: row, ...at }, words, (f) => {
    const lanes = new Lanes(f, 4, features);
    const [source, target, rows] = [at.source, at.target, at.outer].map((o) => wordLocal(f, o)) as [
      Local,
      Local,
      Local,
    ];
    const vectors = (count: number): Local[] => Array.from({ length: count }, () => f.local("v128"));
    const [bests, indices] = [vectors(row.unroll), vectors(row.unroll)];
    const [best, index] = [bests[0], indices[0]] as [Local, Local];
    const [value, current, mask] = vectors(3) as [Local, Local, Local];
    /** Takes `value` and its index `current` where they win; of equal ones the first. */
    const meet = (): void => {
      f.get(value).get(best);
      better(lanes, mode);
      f.get(value).get(best).f32x4.eq().get(current).get(index).i32x4.lt_s().v128.and().v128.or();
      f.set(mask).get(value).get(best).get(mask).v128.bitselect().set(best);
      f.get(current).get(index).get(mask).v128.bitselect().set(index);
    };
    f.countdown(rows, () => {
      for (const b of bests) f.get(source).v128.load32_splat().set(b);
      for (const i of indices) f.i32x4.const(0).set(i);
      // The index, less 4 for each vector that lies before in the same trip.
      f.i32x4.const(0, 1, 2, 3).set(current);
      emitRow(
        lanes,
        row,
        () => word(f, at.trips),
        (vectors, count) => {
          for (let v = 0; v < vectors; v++) {
            const [b, i] = [bests[v], indices[v]] as [Local, Local];
            lanes.partialLoad(source, count, 16 * v);
            if (count < 4) {
              // NaN in lanes that do not exist: never better.
              const exists = [0, 1, 2, 3].map((i) => (i < count ? -1 : 0));
              f.f32x4
                .const(NaN)
                .i32x4.const(...exists)
                .v128.bitselect();
            }
            lanes.tee(value).get(b);
            better(lanes, mode);
            f.get(current).v128.and().get(i).i32x4.max_s().set(i);
            lanes.get(b).get(value);
            (mode === "max" ? lanes.pmax() : lanes.pmin()).set(b);
          }
          f.get(current)
            .i32x4.const(4 * vectors)
            .i32x4.add()
            .set(current);
        },
        (bytes) => advance(f, source, bytes),
      );
      for (let v = 1; v < row.unroll; v++) {
        f.get(bests[v] as Local).set(value);
        f.get(indices[v] as Local)
          .i32x4.const(4 * v)
          .i32x4.add()
          .set(current);
        meet();
      }
      for (const [a, b, c, d] of [
        [2, 3, 0, 1],
        [1, 0, 3, 2],
      ] as const) {
        f.get(best).get(best).i32x4.shuffle(a, b, c, d).set(value);
        f.get(index).get(index).i32x4.shuffle(a, b, c, d).set(current);
        meet();
      }
      f.get(target).get(index).i32x4.extract_lane(0).i32.store();
      advance(f, target, 4);
    });
  });
}

/** inner > 1: a vector of columns at a time, from the first row to the last. */
function acrossRows({ mode, outer, n, inner, features }: Plan): Launch {
  const width = widthOf(features);
  const words = new Words();
  const { row, trips } = cutRow(inner, width, 1);
  const at = {
    source: words.add({ input: 0 }),
    target: words.add({ output: 0 }),
    outer: words.add(outer),
    length: words.add(n),
    trips: words.add(trips),
    stride: words.add(4 * inner),
    rest: words.add(4 * (n - 1) * inner),
  };
  words.divide(at.outer, [
    [at.source, 4 * n * inner],
    [at.target, 4 * inner],
  ]);
  return launch("argmax", features, { mode, across: row, ...at }, words, (f) => {
    const lanes = new Lanes(f, width, features);
    const [source, target, rows, stride] = [at.source, at.target, at.outer, at.stride].map((o) => wordLocal(f, o)) as [
      Local,
      Local,
      Local,
      Local,
    ];
    const p = f.local("i32");
    const [best, value] = [lanes.local(), lanes.local()];
    const [mask, index, current] = [0, 1, 2].map(() => f.local(lanes.integerType)) as [Local, Local, Local];
    f.countdown(rows, () => {
      emitRow(
        lanes,
        row,
        () => word(f, at.trips),
        (_, count) => {
          f.get(source).set(p);
          lanes.partialLoad(p, count).set(best).integer(0).set(index).integer(0).set(current);
          const counter = wordLocal(f, at.length);
          f.countdown(counter, () => {
            lanes.partialLoad(p, count).tee(value).get(best);
            better(lanes, mode).set(mask);
            lanes.get(value).get(best).get(mask).select().set(best);
            lanes.get(current).get(index).get(mask).select().set(index);
            lanes.get(current).integer(1).integerOp("add").set(current);
            advance(f, p, stride);
          });
          f.free(counter);
          lanes.get(index).fromBits().set(value);
          lanes.partialStore(target, value, count);
        },
        (bytes) => {
          for (const pointer of [source, target]) advance(f, pointer, bytes);
        },
      );
      word(f.get(source), at.rest).i32.add().set(source);
    });
  });
}
