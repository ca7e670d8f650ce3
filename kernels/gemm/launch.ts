/** From a product's structure and extents to a launch. */
import type { Features } from "../../src/codegen/wasm/features.ts";
import type { EpiloguePlan } from "../epilogue.ts";
import type { Launch, Word } from "../kernel.ts";
import { launch, readerOf, Words } from "../words.ts";
import { emitGemm, type GemmSpec, type Schedule } from "./gemm.ts";

/** The part of the structure that callers choose. */
export type ProductSpec = Pick<GemmSpec, "rows" | "padded" | "runs" | "panels" | "batched">;
export const ROWS: ProductSpec = { rows: "row", padded: false, runs: "window", panels: "packed", batched: false };

/** A launch of `product` with `n` columns. `values` holds the words but for those that follow from the schedule. */
export function gemmLaunch(
  product: ProductSpec,
  extents: { readonly n: number; readonly k: number },
  schedule: Schedule,
  plan: EpiloguePlan,
  features: Features,
  values: Readonly<Record<string, Word>>,
): Launch {
  const { n, k } = extents;
  const { mr, nr, unroll, mc } = schedule;
  const width = features.simd ? 4 : 1;
  const spec: GemmSpec = {
    ...product,
    whole: n >= nr,
    tail: n % nr,
    width,
    fused: features.simd && features.relaxedSimd,
  };
  const words = new Words();
  const at = words.addAll<string>({
    ...values,
    ...plan.words,
    wholePanels: Math.floor(n / nr),
    mc,
    ...(product.panels === "packed" ? { panelStride: 4 * nr * k } : {}),
    outputStride: 4 * n,
  });
  return launch("gemm", features, { spec, tile: [mr, nr, unroll], epilogue: plan.structure, at }, words, (f) =>
    emitGemm(f, spec, schedule, plan, readerOf(f, at)),
  );
}
