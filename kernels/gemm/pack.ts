/** Panels of B: `[ceil(N / nr)][K][nr]`, the last panel as narrow as whole vectors allow, zero padded. */
import type { FunctionBuilder, Local } from "../../src/codegen/wasm/assembler.ts";
import type { Features } from "../../src/codegen/wasm/features.ts";
import { Lanes, type Width } from "../../src/codegen/wasm/lanes.ts";
import type { Values } from "../../src/graph/types.ts";
import type { Launch, Word } from "../kernel.ts";
import { advance } from "../loops.ts";
import { launch, type Offsets, readerOf, Words } from "../words.ts";

export interface PanelShape {
  /** Steps of the reduction, columns, columns per panel, and the vector width that the last panel is padded to. */
  readonly k: number;
  readonly n: number;
  readonly nr: number;
  readonly width: Width;
}

/** Floats in the panels of one matrix. */
export function panelSize({ k, n, width }: PanelShape): number {
  return k * Math.ceil(n / width) * width;
}

/** Packs a constant matrix whose element (k, n) is `values[k · kStride + n · nStride]`. */
export function packPanels(
  shape: PanelShape,
  values: Values,
  kStride: number,
  nStride: number,
  start = 0,
): Float32Array {
  const { k, n, nr, width } = shape;
  const packed = new Float32Array(panelSize(shape));
  for (let n0 = 0; n0 < n; n0 += nr) {
    const columns = Math.min(nr, n - n0);
    const padded = Math.ceil(columns / width) * width;
    for (let i = 0; i < k; i++)
      for (let j = 0; j < columns; j++)
        packed[n0 * k + i * padded + j] = values[start + i * kStride + (n0 + j) * nStride] as number;
  }
  return packed;
}

/** The structure of a packing function. */
export interface PackSpec {
  readonly nr: number;
  readonly whole: boolean;
  readonly tail: number;
  /** Whether the columns of a row of B are adjacent, so that vectors can be copied. */
  readonly adjacent: boolean;
  readonly width: Width;
}

/** Strides are in bytes; `target` gets the batches one after the other. */
export type PackWords = Record<
  "source" | "target" | "k" | "kStride" | "nStride" | "wholePanels" | "batches" | "sourceBatch",
  Word
>;

/** A launch that packs matrices at run time, each to `targetBatch` bytes after the one before. */
export function packLaunch(spec: PackSpec, features: Features, values: PackWords, targetBatch = 0): Launch {
  const words = new Words();
  const at = words.addAll(values);
  words.divide(at.batches, [
    [at.source, values.sourceBatch as number],
    [at.target, targetBatch],
  ]);
  return launch("pack", features, { spec, at }, words, (f) => emitPack(f, spec, at));
}

function emitPack(f: FunctionBuilder, spec: PackSpec, at: Offsets): void {
  const lanes = new Lanes(f, spec.width, { simd: spec.width > 1, relaxedSimd: false });
  const parameter = readerOf(f, at);
  const i32 = (): Local => f.local("i32");
  const [batch, start, source, target, n, k, element] = [i32(), i32(), i32(), i32(), i32(), i32(), i32()];
  const panel = (columns: number): void => {
    const vectors = Math.ceil(columns / spec.width);
    const padded = vectors * spec.width;
    const last = columns - (vectors - 1) * spec.width;
    parameter("k").set(k);
    f.get(source).set(element);
    const lane = i32();
    f.countdown(k, () => {
      if (spec.adjacent)
        for (let j = 0; j < vectors; j++) {
          f.get(target);
          lanes.partialLoad(element, j === vectors - 1 ? last : spec.width, j * lanes.bytes).store(j * lanes.bytes);
        }
      else {
        f.get(element).set(lane);
        for (let j = 0; j < padded; j++) {
          f.get(target);
          if (j < columns) {
            f.get(lane)
              .f32.load()
              .f32.store(4 * j)
              .get(lane);
            parameter("nStride").i32.add().set(lane);
          } else f.f32.const(0).f32.store(4 * j);
        }
      }
      f.get(element);
      parameter("kStride").i32.add().set(element);
      f.get(target)
        .i32.const(4 * padded)
        .i32.add()
        .set(target);
    });
    f.free(lane);
  };
  parameter("source").set(start);
  parameter("target").set(target);
  parameter("batches").set(batch);
  f.countdown(batch, () => {
    f.get(start).set(source);
    if (spec.whole) {
      parameter("wholePanels").set(n);
      f.countdown(n, () => {
        panel(spec.nr);
        f.get(source).i32.const(spec.nr);
        parameter("nStride").i32.mul().i32.add().set(source);
      });
    }
    if (spec.tail > 0) panel(spec.tail);
    f.get(start);
    parameter("sourceBatch").i32.add().set(start);
  });
}

/** A launch that scales each row of packed panels, at `source`, by the float of `factors` for its step of the reduction. */
export function scaleLaunch(
  { k, n, nr, width }: PanelShape,
  features: Features,
  values: Record<"source" | "target" | "factors", Word>,
): Launch {
  const words = new Words();
  const at = words.addAll<string>({ ...values, k, wholePanels: Math.floor(n / nr) });
  const spec = { nr, whole: n >= nr, tail: n % nr, width };
  return launch("scale", features, { spec, at }, words, (f) => {
    const lanes = new Lanes(f, width, { simd: width > 1, relaxedSimd: false });
    const parameter = readerOf(f, at);
    const [source, target, factors, panels, step] = [0, 1, 2, 3, 4].map(() => f.local("i32")) as [
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const panel = (columns: number): void => {
      const vectors = Math.ceil(columns / width);
      parameter("factors").set(factors);
      parameter("k").set(step);
      f.countdown(step, () => {
        const factor = lanes.get(factors).loadSplat().keep();
        for (let j = 0; j < vectors; j++) {
          lanes
            .get(target)
            .get(source)
            .load(j * lanes.bytes);
          lanes
            .get(factor)
            .mul()
            .store(j * lanes.bytes);
        }
        f.free(factor);
        advance(f, factors, 4);
        for (const pointer of [source, target]) advance(f, pointer, vectors * lanes.bytes);
      });
    };
    parameter("source").set(source);
    parameter("target").set(target);
    if (spec.whole) {
      parameter("wholePanels").set(panels);
      f.countdown(panels, () => panel(nr));
    }
    if (spec.tail > 0) panel(spec.tail);
  });
}
