/** Softmax and its logarithm over the last axis, stable for large inputs. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { expOfNegative, MATH } from "../src/codegen/wasm/math.ts";
import { sizeOf } from "../src/graph/types.ts";
import type { Kernel, KernelCall, Launch, Lowered } from "./kernel.ts";
import { advance, cutRow, emitAcross, emitRow, NOTHING, type Row, widthOf } from "./loops.ts";
import { launch, Words, word, wordLocal } from "./words.ts";

export interface SoftmaxAttrs {
  /** The logarithm of the softmax instead. */
  readonly log?: boolean;
}

export const softmax: Kernel = { op: "softmax", lower };

/** One input `[…, n]` and one output of the same shape. */
function lower({ attrs, inputs, outputs }: KernelCall, features: Features): Lowered | string {
  const { log = false } = attrs as unknown as SoftmaxAttrs;
  const [input, output] = [inputs[0], outputs[0]];
  if (input?.dtype !== "float32" || output?.dtype !== "float32") return "softmax takes float32";
  const size = sizeOf(input.shape);
  if (size === 0) return NOTHING;
  const n = input.shape.at(-1) ?? 1;
  // Maximum, difference, exponential, sum and quotient; the logarithm has a second difference instead of the quotient.
  const work = { packed: [], inPlace: input.constant ? [] : [0], flops: 5 * size };
  const rows = size / n;
  const grouped = features.simd && n <= SHORT && rows >= MANY ? rows - (rows % 4) : 0;
  const launches = grouped > 0 ? [shortRows(n, grouped / 4, log, features)] : [];
  if (grouped < rows) launches.push(longRows(n, grouped, rows - grouped, log, features));
  return { launches, ...work };
}

/** Rows up to this length fit the registers, one element of four rows in each. */
const SHORT = 8;
/** From so many rows on what this saves is worth a launch for the rest. */
const MANY = 64;

/** The constants of an exponential, which its loops keep. */
const exponentialConstants = (lanes: Lanes): ReturnType<Lanes["constantsIn"]> =>
  lanes.constantsIn((probe) => void expOfNegative(probe.get(probe.local())));

/** Four rows at a time, one in each lane, so that neither maximum nor sum goes across lanes. */
function shortRows(n: number, groups: number, log: boolean, features: Features): Launch {
  const words = new Words();
  const at = {
    short: n,
    log,
    source: words.add({ input: 0 }),
    target: words.add({ output: 0 }),
    groups: words.add(groups),
  };
  words.divide(
    at.groups,
    [at.source, at.target].map((o) => [o, 16 * n]),
  );
  return launch("softmax", features, at, words, (f) => {
    const lanes = new Lanes(f, 4, features);
    const [source, target, left] = [at.source, at.target, at.groups].map((o) => wordLocal(f, o)) as [
      Local,
      Local,
      Local,
    ];
    const values = Array.from({ length: n }, () => lanes.local());
    const [max, sum] = [lanes.local(), lanes.local()];
    const offset = (j: number, row: number): number => 4 * (row * n + j);
    const group = (): void => {
      lanes.constant(-Infinity).set(max);
      for (const [j, x] of values.entries()) {
        f.get(source).v128.load32_zero(offset(j, 0)).set(x);
        for (let row = 1; row < 4; row++) f.get(source).get(x).v128.load32_lane(row, offset(j, row)).set(x);
        lanes.get(max).get(x).pmax().set(max);
      }
      lanes.constant(0).set(sum);
      for (const x of values) {
        lanes.get(x).get(max).sub();
        if (log) lanes.tee(x);
        expOfNegative(lanes);
        if (!log) lanes.tee(x);
        lanes.get(sum).add().set(sum);
      }
      if (log) {
        lanes.get(sum);
        MATH.log(lanes);
      } else lanes.constant(1).get(sum).div();
      lanes.set(sum);
      for (const [j, x] of values.entries()) {
        lanes.get(x).get(sum);
        (log ? lanes.sub() : lanes.mul()).set(x);
        for (let row = 0; row < 4; row++) f.get(target).get(x).v128.store32_lane(row, offset(j, row));
      }
      for (const pointer of [source, target]) advance(f, pointer, 16 * n);
    };
    lanes.keeping(exponentialConstants(lanes), () => void f.countdown(left, group));
  });
}

function longRows(n: number, first: number, count: number, log: boolean, features: Features): Launch {
  const width = widthOf(features);
  const words = new Words();
  const single = cutRow(n, width, 2);
  const wide = cutRow(n, width, 4);
  const structure = {
    log,
    /** The passes that compute little are unrolled more; exponentials fill the registers by themselves. */
    single: single.row,
    wide: wide.row,
    source: words.add({ input: 0, offset: 4 * n * first }),
    target: words.add({ output: 0, offset: 4 * n * first }),
    rows: words.add(count),
    singleTrips: words.add(single.trips),
    wideTrips: words.add(wide.trips),
    bytes: words.add(4 * n),
  };
  words.divide(
    structure.rows,
    [structure.source, structure.target].map((at) => [at, 4 * n]),
  );
  return launch("softmax", features, structure, words, (f) => {
    const at = structure;
    const lanes = new Lanes(f, width, features);
    const [source, target, rows, bytes] = [at.source, at.target, at.rows, at.bytes].map((o) => wordLocal(f, o)) as [
      Local,
      Local,
      Local,
      Local,
    ];
    const [p, q, next, from, to] = Array.from({ length: 5 }, () => f.local("i32")) as [
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const [max, nextMax, sum, factor] = Array.from({ length: 4 }, () => lanes.local()) as [Local, Local, Local, Local];
    /** The maximum of the row to finish. Subtracted first: it may be so large that the sum's logarithm is lost beside it. */
    const shift = log ? lanes.local() : undefined;
    /** Pushes elements; lanes that do not exist are −∞, so that they are neither the maximum nor part of the sum. */
    const load = (pointer: Local, count: number, offset: number): void => {
      lanes.partialLoad(pointer, count, offset);
      if (count === width) return;
      const lane = [0, 1, 2, 3].map((i) => (i < count ? -1 : 0));
      f.f32x4
        .const(-Infinity)
        .i32x4.const(...lane)
        .v128.bitselect();
    };
    /** Goes through the row with p in the input and q in the output; what `moved` lists moves along. */
    const pass = (
      row: Row,
      trips: number,
      moved: readonly Local[],
      body: (count: number, offset: number) => void,
    ): void => {
      f.get(source).set(p).get(target).set(q);
      emitRow(
        lanes,
        row,
        () => word(f, trips),
        (vectors, count) => {
          for (let v = 0; v < vectors; v++) body(count, v * lanes.bytes);
        },
        (bytes) => {
          for (const pointer of [p, q, ...moved]) advance(f, pointer, bytes);
        },
      );
    };
    const wide = (body: (count: number, offset: number) => void): void => pass(at.wide, at.wideTrips, [], body);
    const takeMax = (pointer: Local, count: number, offset: number): void => {
      lanes.get(nextMax);
      load(pointer, count, offset);
      lanes.pmax().set(nextMax);
    };
    /** What the lanes of `local` make together, in every lane of it. */
    const spread = (local: Local, combine: () => void): void => {
      if (width === 1) return;
      lanes.get(local);
      emitAcross(lanes, combine);
      lanes.splat().set(local);
    };
    /** Makes a result of an exponential, or of an element where logarithms are asked for. */
    const finish = (from: Local, to: Local, count: number, offset: number): void => {
      lanes.partialLoad(from, count, offset);
      if (shift) lanes.get(shift).sub();
      lanes.get(factor);
      const value = (log ? lanes.sub() : lanes.mul()).keep();
      lanes.partialStore(to, value, count, offset);
      f.free(value);
    };
    lanes.constant(-Infinity).set(nextMax);
    wide((count, offset) => takeMax(p, count, offset));
    // Before the first row there is none to finish, so that row itself is written as it is, before its exponentials are.
    lanes.constant(log ? 0 : 1).set(factor);
    const remember = (): void =>
      void f
        .get(log ? source : target)
        .set(from)
        .get(target)
        .set(to);
    remember();
    const row = (): void => {
      lanes.get(nextMax).set(max);
      spread(max, () => void lanes.pmax());
      // The last row is its own successor, for want of another.
      f.get(source).get(bytes).i32.const(0).get(rows).i32.const(1).i32.gt_s().select().i32.add().set(next);
      lanes.constant(-Infinity).set(nextMax);
      lanes.constant(0).set(sum);
      pass(at.single, at.singleTrips, [next, from, to], (count, offset) => {
        takeMax(next, count, offset);
        load(p, count, offset);
        lanes.get(max).sub();
        const x = lanes.keep();
        finish(from, to, count, offset);
        lanes.get(x);
        expOfNegative(lanes);
        lanes.set(x);
        if (!log) lanes.partialStore(q, x, count, offset);
        lanes.get(sum).get(x).add().set(sum);
        f.free(x);
      });
      spread(sum, () => void lanes.add());
      if (log) {
        lanes.get(sum);
        MATH.log(lanes);
        lanes.set(factor);
      } else lanes.constant(1).get(sum).div().set(factor);
      if (shift) lanes.get(max).set(shift);
      remember();
      for (const pointer of [source, target]) advance(f, pointer, bytes);
    };
    lanes.keeping(exponentialConstants(lanes), () => void f.countdown(rows, row));
    f.get(from).set(source).get(to).set(target);
    wide((count, offset) => finish(p, q, count, offset));
  });
}
