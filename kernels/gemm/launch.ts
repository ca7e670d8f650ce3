/** From a product's structure and extents to a launch. */
import type { Features } from "../../src/codegen/wasm/features.ts";
import { type EpiloguePlan, epilogueSteps } from "../epilogue.ts";
import type { Launch, Word } from "../kernel.ts";
import { pooledSteps, poolWords } from "../tile-pool.ts";
import { launch, readerOf, Words } from "../words.ts";
import { emitGemm, type GemmSpec, partName, type Schedule } from "./gemm.ts";
import { STEP, type Steps } from "./micro.ts";
import type { TileWords } from "./pixels.ts";

/** The part of the structure that callers choose. */
export type ProductSpec = Pick<
  GemmSpec,
  "rows" | "padded" | "runs" | "pool" | "panels" | "stream" | "batched" | "parts"
>;
export const ROWS: ProductSpec = { rows: "row", padded: false, runs: "window", panels: "packed", batched: false };

interface Extents {
  readonly n: number;
  readonly k: number;
  /** Rows of A that are never divided: all, unless given. */
  readonly run?: number;
}

/**
 * A launch of `product` with `n` columns. `values` holds the words but for those that follow from the schedule. It is divided
 * by products or by rows of A; rows of A that are pixels by rows of the result, of which `image` says the number of outputs, and
 * the bytes and pixels of the input to the next.
 */
export function gemmLaunch(
  product: ProductSpec,
  extents: Extents,
  schedule: Schedule,
  plan: EpiloguePlan,
  features: Features,
  values: Readonly<Record<string, Word>>,
  image?: { readonly width: number; readonly rowBytes: number; readonly stride: number },
): Launch {
  const { n, k } = extents;
  const { mr, nr, mc, tailRows } = schedule;
  const width = features.simd ? 4 : 1;
  const depth = values.depth as number;
  const { inRows } = schedule;
  const m =
    inRows && image ? ((values.m as number) / image.width) * virtualWidth(image.width, mr) : (values.m as number);
  const runs = Array.from({ length: product.parts ?? 1 }, (_, i) => values[partName("run", i)] as number);
  const steps = stepsOf(product, runs, features);
  const whole = (rows: number): boolean => !product.pool && (image ? inRows === true : (extents.run ?? m) % rows === 0);
  const spec: GemmSpec = {
    ...product,
    fetches: fetchesPanels(product, extents, schedule, m),
    aligned: inRows && image ? (image.width % mr === 0 ? "whole" : "overlapping") : undefined,
    exact: whole(mr),
    tall: tailRows ? { rows: tailRows, exact: whole(tailRows) } : undefined,
    steps,
    taps: product.padded && !steps.looped && depth <= 4 ? { unroll: depth, looped: false } : undefined,
    whole: n >= nr,
    tail: n % nr,
    width,
    fused: features.simd && features.relaxedSimd,
  };
  const words = new Words();
  const at = words.addAll<string>({
    ...values,
    m,
    ...(inRows && image && tileWords(values as Record<string, number>, image.width, mr, plan.pixelBytes)),
    ...plan.words,
    ...(product.pool && poolWords(product.pool)),
    wholePanels: Math.floor(n / nr),
    mc,
    ...(product.panels === "packed" ? { panelStride: 4 * nr * k } : {}),
    ...(product.stream && { stream: 4 * product.stream * k }),
    outputStride: plan.pixelBytes,
  });
  const batches = (values.batches ?? 1) as number;
  if (batches > (values.m as number) / mr)
    words.divide(at.batches as number, [
      [at.a as number, values.aBatch as number],
      [at.b as number, values.bBatch as number],
      [at.outputStart as number, values.outputBatch as number],
    ]);
  else if (image) {
    const { pool } = product;
    const bytes = plan.pixelBytes * image.width;
    const steps = pool
      ? pooledSteps(pool, plan, at, { map: 4 * bytes, pooled: bytes })
      : epilogueSteps(plan, at, bytes);
    words.divide(
      at.m as number,
      [[at.origin as number, image.rowBytes], [at.startY as number, image.stride], ...steps],
      {
        each: (pool ? 4 : 1) * (inRows ? virtualWidth(image.width, mr) : image.width),
      },
    );
  } else {
    const parts = Array.from({ length: product.parts ?? 1 }, (_, i): [number, number] => [
      at[partName("a", i)] as number,
      values[partName("rowStride", i)] as number,
    ]);
    words.divide(at.m as number, [...parts, ...epilogueSteps(plan, at, plan.pixelBytes)], { grain: tailRows ?? mr });
  }
  return launch("gemm", features, { spec, tile: [mr, nr], epilogue: plan.structure, at }, words, (f) =>
    emitGemm(f, spec, schedule, plan, readerOf(f, at)),
  );
}

/** Pixels of tiles that cover a row. */
const virtualWidth = (width: number, mr: number): number => Math.ceil(width / mr) * mr;

function tileWords(of: Record<string, number>, width: number, mr: number, pixel: number): TileWords {
  const { stepX = 0, strideX = 0, endX = 0, insideX = 0 } = of;
  const over = width - virtualWidth(width, mr);
  return {
    tileBytes: mr * stepX,
    tileX: mr * strideX,
    tileOutput: mr * pixel,
    lastX: endX - mr * strideX,
    insideTile: Math.max(0, insideX - (mr - 1) * strideX),
    overBytes: over * stepX,
    overOutput: over * pixel,
  };
}

/** The longest run of which all steps are written out. */
const WRITTEN_OUT = 32;

/**
 * How the reduction's loop is written: short runs without a loop, for the branch that leaves one is mispredicted, others with as many steps in
 * its body as divide every run. Where there is no fused multiply-add, engines keep too few values in registers for more than one.
 */
export function stepsOf({ rows, panels }: ProductSpec, runs: readonly number[], { relaxedSimd }: Features): Steps {
  if (!relaxedSimd || rows === "column" || panels === "matrix") return STEP;
  const [first = 0] = runs;
  if (first <= WRITTEN_OUT && runs.every((r) => r === first)) return { unroll: first, looped: false };
  return { unroll: [8, 4, 2].find((u) => runs.every((r) => r % u === 0)) ?? 1, looped: true };
}

/** Bytes of B that may still be in the second-level cache when the next inference comes to them. */
const CACHED = 64 << 10;
/** Tiles that make up for the first, which waits for memory. */
const MANY = 40;

/** Whether panels are fetched: memory is faster as a stream than in the steps of a product. */
function fetchesPanels({ panels }: ProductSpec, { n, k }: Extents, { mr, nr, mc }: Schedule, m: number): boolean {
  const tiles = Math.ceil(Math.min(m, mc) / mr);
  return panels === "packed" && n >= nr && 4 * n * k >= CACHED && tiles > 1 && tiles <= MANY;
}
