/** Softmax and its logarithm over the last axis, stable for large inputs. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { MATH } from "../src/codegen/wasm/math.ts";
import { sizeOf } from "../src/graph/types.ts";
import type { Kernel, KernelCall, Lowered } from "./kernel.ts";
import { advance, cutRow, emitAcross, emitRow, launch, NOTHING, Words, widthOf, word, wordLocal } from "./loops.ts";

export interface SoftmaxAttrs {
  /** The logarithm of the softmax instead. */
  readonly log?: boolean;
}

/** Exponentials below this are 0: they don't count beside the largest, which is 1, and denormal numbers are slow. */
const LEAST = -80;

export const softmax: Kernel = { op: "softmax", lower };

/** One input `[…, n]` and one output of the same shape. */
function lower({ attrs, inputs, outputs }: KernelCall, features: Features): Lowered | string {
  const { log = false } = attrs as unknown as SoftmaxAttrs;
  const [input, output] = [inputs[0], outputs[0]];
  if (input?.dtype !== "float32" || output?.dtype !== "float32") return "softmax takes float32";
  const size = sizeOf(input.shape);
  if (size === 0) return NOTHING;
  const n = input.shape.at(-1) ?? 1;
  const width = widthOf(features);
  const words = new Words();
  const { row, trips } = cutRow(n, width, 1);
  const structure = {
    log,
    row,
    source: words.add({ input: 0 }),
    target: words.add({ output: 0 }),
    rows: words.add(size / n),
    trips: words.add(trips),
    bytes: words.add(4 * n),
  };
  const main = launch("softmax", features, structure, words, (f) => {
    const at = structure;
    const lanes = new Lanes(f, width, features);
    const [source, target, rows, bytes] = [at.source, at.target, at.rows, at.bytes].map((o) => wordLocal(f, o)) as [
      Local,
      Local,
      Local,
      Local,
    ];
    const [p, q] = [f.local("i32"), f.local("i32")];
    const [max, sum] = [lanes.local(), lanes.local()];
    /** Pushes elements; lanes that do not exist are −∞, so that they are neither the maximum nor part of the sum. */
    const load = (count: number): void => {
      lanes.partialLoad(p, count);
      if (count === width) return;
      const lane = [0, 1, 2, 3].map((i) => (i < count ? -1 : 0));
      f.f32x4
        .const(-Infinity)
        .i32x4.const(...lane)
        .v128.bitselect();
    };
    const pass = (body: (count: number) => void, writes: boolean): void => {
      f.get(source).set(p);
      if (writes) f.get(target).set(q);
      emitRow(
        lanes,
        row,
        () => word(f, at.trips),
        (_, count) => body(count),
        (bytes) => {
          advance(f, p, bytes);
          if (writes) advance(f, q, bytes);
        },
      );
    };
    const store = (count: number): void => {
      const value = lanes.keep();
      lanes.partialStore(q, value, count);
      f.free(value);
    };
    /** `value →`: what the four lanes make together, in every lane of `local`. */
    const spread = (local: Local, combine: () => void): void => {
      if (width === 4) {
        lanes.get(local);
        emitAcross(lanes, combine);
        lanes.splat().set(local);
      }
    };
    f.countdown(rows, () => {
      lanes.constant(-Infinity).set(max);
      pass((count) => {
        lanes.get(max);
        load(count);
        lanes.pmax().set(max);
      }, false);
      spread(max, () => void lanes.pmax());

      lanes.constant(0).set(sum);
      pass((count) => {
        load(count);
        const d = lanes.get(max).sub().keep();
        lanes.constant(0).get(d).constant(LEAST).pmax();
        MATH.exp(lanes);
        const e = lanes.get(d).constant(LEAST).lt().select().keep();
        if (!log) lanes.partialStore(q, e, count);
        lanes.get(sum).get(e).add().set(sum);
        f.free(d, e);
      }, !log);
      spread(sum, () => void lanes.add());

      if (log) {
        lanes.get(max).get(sum);
        MATH.log(lanes);
        lanes.add().set(max);
        pass((count) => {
          load(count);
          lanes.get(max).sub();
          store(count);
        }, true);
      } else {
        lanes.constant(1).get(sum).div().set(sum);
        f.get(target).set(q);
        emitRow(
          lanes,
          row,
          () => word(f, at.trips),
          (_, count) => {
            lanes.partialLoad(q, count).get(sum).mul();
            store(count);
          },
          (bytes) => advance(f, q, bytes),
        );
      }
      for (const pointer of [source, target]) advance(f, pointer, bytes);
    });
  });
  // Maximum, difference, exponential, sum and quotient; the logarithm has a second difference instead of the quotient.
  return { launches: [main], packed: [], inPlace: input.constant ? [] : [0], flops: 5 * size };
}
