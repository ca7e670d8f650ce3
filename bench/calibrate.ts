/**
 * What this engine can do at most: the rates that no kernel on 128-bit vectors exceeds, measured by generated loops.
 * Runs in Node and in pages alike, for about a second.
 */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import { detectFeatures } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { ModuleBuilder } from "../src/codegen/wasm/module.ts";

/** Rates in 10⁹ per second; a multiply-add counts as two operations. */
export interface Calibration {
  /** GFLOP/s of f32x4 multiplications and additions in registers. */
  readonly mulAdd: number;
  /** GFLOP/s of relaxed_madd in registers, where the engine has it. */
  readonly madd?: number;
  /** The highest rate of arithmetic of all. */
  readonly peak: number;
  /** GFLOP/s of a 3×3 depthwise convolution on data in the first-level cache. */
  readonly depthwise: number;
  /** GB/s, read and written, of copying a block that fits a second-level cache, and one that does not. */
  readonly copySmall: number;
  readonly copyLarge: number;
}

const VECTOR = 16;
/** The tile of accumulators of the loop of products, with its operands in 15 registers, one of them for a product that is yet to be added. */
const tileOf = (fused: boolean) => (fused ? { rows: 3, columns: 3 } : { rows: 2, columns: 4 });
/** Outputs that the depthwise loop makes at once. */
const OUTPUTS = 4;
const SMALL = 256 << 10;
const LARGE = 32 << 20;
/** Milliseconds of a timed stretch, and of all stretches of one loop. */
const STRETCH = 10;
const BUDGET = 150;

/** Throws where the engine has no SIMD, whose rates these are. */
export function calibrate(): Calibration {
  const { simd, relaxedSimd } = detectFeatures();
  if (!simd) throw new Error("this engine has no SIMD");
  const module = new ModuleBuilder();
  const kinds = relaxedSimd ? [false, true] : [false];
  for (const fused of kinds) {
    module.function(`products ${fused}`, ["i32"], (f) => products(new Lanes(f, 4, { simd, relaxedSimd: fused })));
    module.function(`depthwise ${fused}`, ["i32"], (f) => depthwise(new Lanes(f, 4, { simd, relaxedSimd: fused })));
  }
  module.function("copy", ["i32"], (f) => copy(new Lanes(f, 4, { simd, relaxedSimd })));
  const memory = new WebAssembly.Memory({ initial: (2 * LARGE) / 65536 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.build()), { env: { memory } });
  const run = (name: string) => exports[name] as (argument: number) => void;

  const arithmetic = (name: string, multiplyAdds: (fused: boolean) => number): number[] =>
    kinds.map((fused) => bestRate(run(`${name} ${fused}`), 2 * 4 * multiplyAdds(fused)));
  const [mulAdd, madd] = arithmetic("products", (fused) => tileOf(fused).rows * tileOf(fused).columns) as [
    number,
    number?,
  ];
  const depthwiseRate = Math.max(...arithmetic("depthwise", () => 9 * OUTPUTS));
  const bandwidth = (bytes: number): number =>
    bestRate((count) => {
      for (let i = 0; i < count; i++) run("copy")(bytes);
    }, 2 * bytes);
  return {
    mulAdd,
    ...(madd === undefined ? {} : { madd }),
    peak: Math.max(mulAdd, madd ?? 0, depthwiseRate),
    depthwise: depthwiseRate,
    copySmall: bandwidth(SMALL),
    copyLarge: bandwidth(LARGE),
  };
}

/** Returns a function that multiplies and adds in registers for some milliseconds, and gives the mean GFLOP/s. */
export function multiplyAdds(): (milliseconds: number) => number {
  const module = new ModuleBuilder();
  const { rows, columns } = tileOf(false);
  module.function("products", ["i32"], (f) => products(new Lanes(f, 4, { simd: true, relaxedSimd: false })));
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.build()), { env: { memory } });
  const run = exports.products as (count: number) => void;
  const count = 1 << 16;
  return (milliseconds) => {
    const start = performance.now();
    let spent = 0;
    let passes = 0;
    for (; spent < milliseconds; spent = performance.now() - start, passes++) run(count);
    return (2 * 4 * rows * columns * count * passes) / spent / 1e6;
  };
}

/** The best of what an engine did at several times. Throws when there is none. */
export function best(calibrations: readonly Calibration[]): Calibration {
  return calibrations.reduce((a, b) => {
    const higher = (key: keyof Calibration): number => Math.max(a[key] ?? 0, b[key] ?? 0);
    return {
      mulAdd: higher("mulAdd"),
      ...(a.madd === undefined ? {} : { madd: higher("madd") }),
      peak: higher("peak"),
      depthwise: higher("depthwise"),
      copySmall: higher("copySmall"),
      copyLarge: higher("copyLarge"),
    };
  });
}

export function describeCalibration({ mulAdd, madd, depthwise, copySmall, copyLarge }: Calibration): string {
  return [
    `f32x4 mul+add ${mulAdd.toFixed(1)} GFLOP/s`,
    ...(madd === undefined ? [] : [`relaxed_madd ${madd.toFixed(1)} GFLOP/s`]),
    `depthwise 3×3 in cache ${depthwise.toFixed(1)} GFLOP/s`,
    `copying 256 KiB ${copySmall.toFixed(0)} GB/s, 32 MiB ${copyLarge.toFixed(0)} GB/s`,
  ].join(", ");
}

/**
 * `accumulator += a · b` for all pairs, as in a matrix product. All values are zero, which costs the same as others. The rows are
 * loaded anew each time, for of constant operands an engine may compute the products once, before the loop.
 */
function products(lanes: Lanes): void {
  const { f } = lanes;
  const [count, p, at] = [f.params[0] as Local, f.local("i32"), f.local("i32")];
  const tile = tileOf(lanes.fused);
  const accumulators = vectors(lanes, tile.rows * tile.columns);
  const [rows, columns] = [vectors(lanes, tile.rows), vectors(lanes, tile.columns)];
  for (const [i, b] of columns.entries()) {
    f.i32.const(VECTOR * i);
    lanes.load().set(b);
  }
  f.forEach(p, 0, count, 1, () => {
    address(lanes, p, at);
    for (const [i, a] of rows.entries())
      lanes
        .get(at)
        .load(VECTOR * i)
        .set(a);
    accumulators.forEach((accumulator, i) => {
      lanes.get(rows[i % tile.rows] as Local).get(columns[Math.floor(i / tile.rows)] as Local);
      lanes.madd(() => lanes.get(accumulator)).set(accumulator);
    });
  });
  // Results that nothing reads need not be computed.
  for (const accumulator of accumulators) {
    f.i32.const(0);
    lanes.get(accumulator).store();
  }
}

/** Nine weights and the accumulators of adjacent outputs in registers; each input is loaded once for all outputs that it feeds. */
function depthwise(lanes: Lanes): void {
  const { f } = lanes;
  const [count, p, at] = [f.params[0] as Local, f.local("i32"), f.local("i32")];
  const [weights, accumulators] = [vectors(lanes, 9), vectors(lanes, OUTPUTS)];
  const input = lanes.local();
  const row = VECTOR * (OUTPUTS + 2);
  loadAll(lanes, weights, 0);
  f.forEach(p, 0, count, 1, () => {
    address(lanes, p, at);
    for (const accumulator of accumulators) lanes.constant(0).set(accumulator);
    for (let y = 0; y < 3; y++)
      for (let x = 0; x < OUTPUTS + 2; x++) {
        lanes
          .get(at)
          .load(y * row + VECTOR * x)
          .set(input);
        accumulators.forEach((accumulator, o) => {
          const kx = x - o;
          if (kx < 0 || kx > 2) return;
          lanes.get(input).get(weights[3 * y + kx] as Local);
          lanes.madd(() => lanes.get(accumulator)).set(accumulator);
        });
      }
    for (const [o, accumulator] of accumulators.entries())
      lanes
        .get(at)
        .get(accumulator)
        .store(3 * row + VECTOR * o);
  });
}

/** Copies as many bytes as its argument says from the memory's first half to its second. */
function copy(lanes: Lanes): void {
  const { f } = lanes;
  const p = f.local("i32");
  const at = [0, VECTOR, 2 * VECTOR, 3 * VECTOR];
  f.forEach(p, 0, f.params[0] as Local, at.length * VECTOR, () => {
    for (const offset of at)
      lanes
        .get(p)
        .get(p)
        .load(offset)
        .store(offset + LARGE);
  });
}

/** Another address in each pass, within the first-level cache: what is loaded from one place an engine may keep. */
function address({ f }: Lanes, pass: Local, into: Local): void {
  f.get(pass).i32.const(4).i32.shl().i32.const(0xff0).i32.and().set(into);
}

/** Loads one after the other: of values that are known to be the same, an engine may compute a product once. */
function loadAll(lanes: Lanes, into: readonly Local[], start: number): void {
  for (const [i, local] of into.entries()) {
    lanes.f.i32.const(start + VECTOR * i);
    lanes.load().set(local);
  }
}

const vectors = (lanes: Lanes, count: number): Local[] => Array.from({ length: count }, () => lanes.local());

/** 10⁹ units per second of `run(count)`, which does `count · units`: the best of many stretches, once the code is optimised. */
function bestRate(run: (count: number) => void, units: number): number {
  const time = (count: number): number => {
    const start = performance.now();
    run(count);
    return performance.now() - start;
  };
  let count = 1;
  let best = 0;
  // Code gets faster while it runs, so a stretch may turn out to be too short for the clock at any time.
  for (const end = performance.now() + BUDGET; performance.now() < end || best === 0; ) {
    const ms = time(count);
    if (ms < STRETCH) count *= 2;
    else best = Math.max(best, (count * units) / ms / 1e6);
  }
  return best;
}
