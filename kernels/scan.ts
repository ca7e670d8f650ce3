/** Running sums and products along one axis (prefix scans), as Cumsum and Cumprod define them. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { sizeOf } from "../src/graph/types.ts";
import type { Kernel, KernelCall, Launch, Lowered } from "./kernel.ts";
import { linesAlong } from "./lines.ts";
import { advance, cutRow, emitRow, NOTHING, widthOf } from "./loops.ts";
import { launch, Words, word, wordLocal } from "./words.ts";

export type ScanMode = "sum" | "prod";

export interface ScanAttrs {
  readonly mode: ScanMode;
  readonly axis: number;
  /** Whether an element's result leaves the element itself out. */
  readonly exclusive: boolean;
  /** Whether the scan runs from the last element to the first. */
  readonly reverse: boolean;
}

const COMBINE = { sum: "add", prod: "mul" } as const;
const IDENTITY = { sum: 0, prod: 1 } as const;

export const scan: Kernel = { op: "scan", lower };

/** float32 `[outer, n, inner]` to the same shape. */
function lower({ attrs, inputs, outputs }: KernelCall, features: Features): Lowered | string {
  const { mode, axis, exclusive, reverse } = attrs as unknown as ScanAttrs;
  const [input, output] = [inputs[0], outputs[0]];
  if (input?.dtype !== "float32" || output?.dtype !== "float32") return "only float32 is scanned";
  const { shape } = input;
  const lines = linesAlong(shape, axis);
  if (typeof lines === "string") return lines;
  if (sizeOf(shape) === 0) return NOTHING;
  const { inner, ...rows } = lines;
  const plan = { mode, exclusive, reverse, ...rows, features };
  const main = inner === 1 ? alongRows(plan) : acrossRows(plan, inner);
  // Across rows an exclusive scan reads a row of the input after it has written that row of the output.
  const inPlace = exclusive && inner > 1 ? [] : [0];
  return { launches: [main], packed: [], inPlace, flops: sizeOf(shape) };
}

interface Plan {
  readonly mode: ScanMode;
  readonly exclusive: boolean;
  readonly reverse: boolean;
  readonly outer: number;
  readonly n: number;
  readonly features: Features;
}

/**
 * inner = 1: a vector is scanned in itself in two steps (Hillis & Steele), so that only one addition in four elements waits
 * for the one before.
 */
function alongRows({ mode, exclusive, reverse, outer, n, features }: Plan): Launch {
  const width = widthOf(features);
  const words = new Words();
  const { row, trips } = cutRow(n, width, 1);
  const at = {
    source: words.add({ input: 0 }),
    target: words.add({ output: 0 }),
    outer: words.add(outer),
    trips: words.add(trips),
    rowBytes: words.add(4 * n),
  };
  words.divide(
    at.outer,
    [at.source, at.target].map((word) => [word, 4 * n]),
  );
  return launch("scan", features, { mode, exclusive, reverse, along: row, ...at }, words, (f) => {
    const lanes = new Lanes(f, width, features);
    const [source, target, rows] = [at.source, at.target, at.outer].map((o) => wordLocal(f, o)) as [
      Local,
      Local,
      Local,
    ];
    const [from, to] = [f.local("i32"), f.local("i32")];
    const [carry, value, identity] = [lanes.local(), lanes.local(), lanes.local()];
    const combine = (): Lanes => lanes[COMBINE[mode]]();
    /** `v128 → v128` with lanes moved `by` places in the direction of the scan, behind the identity. */
    const shifted = (by: 1 | 2): void => {
      const picked = [0, 1, 2, 3].map((i) => (reverse ? i + by : i - by));
      const [a, b, c, d] = picked.map((i) => (i >= 0 && i < 4 ? i : 4)) as [number, number, number, number];
      f.get(identity).i32x4.shuffle(a, b, c, d);
    };
    /** What is in `value`, scanned, stays there. */
    const scanLanes = (): void => {
      for (const by of [1, 2] as const) {
        f.get(value);
        shifted(by);
        lanes.get(value);
        combine().set(value);
      }
    };
    const step = (count: number): void => {
      lanes.partialLoad(from, count);
      if (width === 4 && count < 4) {
        // Lanes that do not exist come first in a reverse scan.
        lanes.get(identity);
        f.i32x4.const(...([0, 1, 2, 3].map((i) => (i < count ? -1 : 0)) as [number, number, number, number]));
        lanes.select();
      }
      lanes.set(value);
      if (width === 4) scanLanes();
      lanes.get(value);
      if (exclusive && width === 4) shifted(1);
      if (exclusive && width === 1) f.drop().get(identity);
      lanes.get(carry);
      const result = combine().keep();
      lanes.get(carry).get(value);
      if (width === 4) {
        const last = reverse ? 0 : 3;
        f.get(value).i32x4.shuffle(last, last, last, last);
      }
      combine().set(carry);
      lanes.partialStore(to, result, count);
      f.free(result);
    };
    lanes.constant(IDENTITY[mode]).set(identity);
    f.countdown(rows, () => {
      lanes.get(identity).set(carry);
      // A reverse scan starts with the last whole vector and ends with the elements before the first one.
      for (const [p, base] of [
        [from, source],
        [to, target],
      ] as const) {
        f.get(base);
        if (reverse) word(f, at.rowBytes).i32.add().i32.const(lanes.bytes).i32.sub();
        f.set(p);
      }
      emitRow(
        lanes,
        row,
        () => word(f, at.trips),
        (_, count) => {
          if (reverse && count < width) f.get(source).set(from).get(target).set(to);
          step(count);
        },
        (bytes) => {
          for (const p of [from, to]) advance(f, p, reverse ? -bytes : bytes);
        },
      );
      for (const p of [source, target]) word(f.get(p), at.rowBytes).i32.add().set(p);
    });
  });
}

/** inner > 1: each row of results is the one before combined with a row of the input, so that memory is read in sequence. */
function acrossRows({ mode, exclusive, reverse, outer, n, features }: Plan, inner: number): Launch {
  const width = widthOf(features);
  const words = new Words();
  const { row, trips } = cutRow(inner, width, 2);
  const rowBytes = 4 * inner;
  const step = reverse ? -rowBytes : rowBytes;
  const at = {
    source: words.add({ input: 0, offset: reverse ? rowBytes * (n - 1) : 0 }),
    target: words.add({ output: 0, offset: reverse ? rowBytes * (n - 1) : 0 }),
    outer: words.add(outer),
    trips: words.add(trips),
    others: words.add(n - 1),
    /** From the end of a row to the start of the next. */
    next: words.add(step - rowBytes),
    block: words.add(rowBytes * n),
  };
  words.divide(
    at.outer,
    [at.source, at.target].map((word) => [word, rowBytes * n]),
  );
  return launch("scan", features, { mode, exclusive, reverse, across: row, more: n > 1, ...at }, words, (f) => {
    const lanes = new Lanes(f, width, features);
    const [source, target, blocks] = [at.source, at.target, at.outer].map((o) => wordLocal(f, o)) as [
      Local,
      Local,
      Local,
    ];
    const [from, before, to] = [f.local("i32"), f.local("i32"), f.local("i32")];
    /** One row of results; the pointers in `moving` walk along, then to the next row. */
    const pass = (moving: readonly Local[], element: (count: number, offset: number) => void): void => {
      emitRow(
        lanes,
        row,
        () => word(f, at.trips),
        (vectors, count) => {
          for (let v = 0; v < vectors; v++) {
            element(count, v * lanes.bytes);
            const result = lanes.keep();
            lanes.partialStore(to, result, count, v * lanes.bytes);
            f.free(result);
          }
        },
        (bytes) => {
          for (const p of moving) advance(f, p, bytes);
        },
      );
      for (const p of moving) word(f.get(p), at.next).i32.add().set(p);
    };
    f.countdown(blocks, () => {
      f.get(source).set(from).get(target).set(to).get(target).set(before);
      // An exclusive scan is a row behind with the input.
      pass(exclusive ? [to] : [from, to], (count, offset) => {
        if (exclusive) lanes.constant(IDENTITY[mode]);
        else lanes.partialLoad(from, count, offset);
      });
      if (n > 1) {
        const counter = wordLocal(f, at.others);
        f.countdown(counter, () =>
          pass([from, before, to], (count, offset) => {
            lanes.partialLoad(before, count, offset).partialLoad(from, count, offset)[COMBINE[mode]]();
          }),
        );
        f.free(counter);
      }
      for (const p of [source, target]) word(f.get(p), at.block).i32.add().set(p);
    });
  });
}
