/**
 * Convolution whose map is pooled, in windows of 2×2 with stride 2, before it is stored: tiles of Winograd's filtering hold whole
 * windows, and tiles of the implicit product are made of four neighbours.
 *
 * An activation that never falls follows the maximum instead of preceding it, and a bias the mean: a quarter of the work.
 */
import type { Expr } from "../src/expr/expr.ts";
import { sizeOf } from "../src/graph/types.ts";
import { type ConvSchedule, lowerConvolution } from "./conv2d.ts";
import type { Epilogue, KernelTensor, TunableKernel } from "./kernel.ts";
import { lateEpilogue, readsAccumulator } from "./late-epilogue.ts";
import type { TilePool } from "./tile-pool.ts";

export interface ConvPoolAttrs {
  readonly pool: TilePool["mode"];
  /** Height and width of the map. What is pooled has half of them, rounded down. */
  readonly map: readonly [number, number];
  /** What makes the map of the sums. */
  readonly epilogue: Epilogue;
  /** What is done to the pooled map, argument 0. Other arguments count on from those of `epilogue`. */
  readonly after: Expr;
}

/** Its outputs are what is pooled, or the map and what is pooled. The other attributes are those of the convolution. */
export const convPool: TunableKernel<ConvSchedule> = {
  op: "conv-pool",
  lower(call, features, choose) {
    const { pool: mode, map, epilogue, after } = call.attrs as unknown as ConvPoolAttrs;
    const [e] = epilogue;
    if (epilogue.length > 1) return "it stores two maps";
    const pooled = call.outputs.at(-1) as KernelTensor;
    const [images, height, width, channels] = pooled.shape as [number, number, number, number];
    if (height !== map[0] >> 1 || width !== map[1] >> 1) return "its windows reach beyond the map";
    if (sizeOf(pooled.shape) === 0) return "there is nothing to pool";
    const shape = [images, ...map, channels];
    const kept = call.outputs.length > 1;
    const combined = kept ? undefined : lateEpilogue(call, shape);
    const late = combined !== undefined;
    if (!late && !readsAccumulator(after)) return "what follows the pool would have to be computed apart";
    const attrs = { ...call.attrs, epilogue: [combined ?? e] };
    const outputs = [{ ...pooled, shape }];
    const lowered = lowerConvolution({ ...call, attrs, outputs }, features, choose, { mode, kept, late });
    if (typeof lowered === "string") return lowered;
    return {
      ...lowered,
      inPlace: kept ? (lowered.inPlace ?? []) : [],
      algorithm: [lowered.algorithm, `${mode === "max" ? "maximum" : "mean"} of 2×2`].filter(Boolean).join(", "),
      flops: lowered.flops + 4 * sizeOf(pooled.shape),
    };
  },
};
