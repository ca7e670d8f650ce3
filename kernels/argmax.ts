/** The index of the largest or smallest element along one axis; of equal ones the first. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { sizeOf } from "../src/graph/types.ts";
import type { Kernel, KernelCall, Launch, Lowered } from "./kernel.ts";
import { advance, cutRow, emitRow, launch, NOTHING, Words, widthOf, word, wordLocal } from "./loops.ts";

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
  const d = axis < 0 ? axis + shape.length : axis;
  const n = shape[d];
  if (n === undefined) return `there is no axis ${axis}`;
  if (sizeOf(output.shape) === 0) return NOTHING;
  if (n === 0) return "there is nothing to compare";
  const plan = { mode, outer: sizeOf(shape.slice(0, d)), n, inner: sizeOf(shape.slice(d + 1)), features };
  const main = plan.inner === 1 && n >= 4 && features.simd ? alongRows(plan) : acrossRows(plan);
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

/** inner = 1: four running winners, one for each lane, which meet at the end of the row. */
function alongRows({ mode, outer, n, features }: Plan): Launch {
  const words = new Words();
  const { row, trips } = cutRow(n, 4, 1);
  const at = {
    source: words.add({ input: 0 }),
    target: words.add({ output: 0 }),
    outer: words.add(outer),
    trips: words.add(trips),
  };
  return launch("argmax", features, { mode, along: row.rest, ...at }, words, (f) => {
    const lanes = new Lanes(f, 4, features);
    const scalar = new Lanes(f, 1, features);
    const [source, target, rows] = [at.source, at.target, at.outer].map((o) => wordLocal(f, o)) as [
      Local,
      Local,
      Local,
    ];
    const [best, value, mask, index, current] = Array.from({ length: 5 }, () => f.local("v128")) as [
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const [winner, candidate] = [f.local("f32"), f.local("f32")];
    const [position, other] = [f.local("i32"), f.local("i32")];
    f.countdown(rows, () => {
      f.get(source).v128.load32_splat().set(best).i32x4.const(0).set(index).i32x4.const(0, 1, 2, 3).set(current);
      const counter = wordLocal(f, at.trips);
      f.countdown(counter, () => {
        f.get(source).v128.load().tee(value).get(best);
        better(lanes, mode);
        f.set(mask).get(value).get(best).get(mask).v128.bitselect().set(best);
        f.get(current).get(index).get(mask).v128.bitselect().set(index);
        f.get(current).i32x4.const(4).i32x4.add().set(current);
        advance(f, source, 16);
      });
      f.free(counter);
      /** Takes the candidate where it is better, or equal and earlier. */
      const meet = (): void => {
        f.get(other).get(position).get(candidate).get(winner);
        better(scalar, mode);
        f.get(candidate).get(winner).f32.eq().get(other).get(position).i32.lt_u().i32.and().i32.or().select();
        f.get(candidate).get(winner).get(candidate).get(winner);
        better(scalar, mode);
        f.select().set(winner).set(position);
      };
      f.get(best).f32x4.extract_lane(0).set(winner).get(index).i32x4.extract_lane(0).set(position);
      for (let lane = 1; lane < 4; lane++) {
        f.get(best).f32x4.extract_lane(lane).set(candidate).get(index).i32x4.extract_lane(lane).set(other);
        meet();
      }
      for (let i = 0; i < row.rest; i++) {
        f.get(source)
          .f32.load(4 * i)
          .set(candidate);
        word(f, at.trips).i32.const(4).i32.mul().i32.const(i).i32.add().set(other);
        meet();
      }
      advance(f, source, 4 * row.rest);
      f.get(target).get(position).i32.store();
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
