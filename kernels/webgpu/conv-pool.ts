/** Convolution whose map is pooled in windows of 2×2, two apart, on WebGPU: the four rows of an invocation are one window. */
import { sizeOf } from "../../src/graph/types.ts";
import type { ConvPoolAttrs } from "../conv-pool.ts";
import type { KernelTensor } from "../kernel.ts";
import { lateEpilogue, readsAccumulator } from "../late-epilogue.ts";
import { lowerConvolution } from "./conv2d.ts";
import type { GpuKernel } from "./kernel.ts";

export const convPool: GpuKernel = {
  op: "conv-pool",
  lower(call, limits) {
    const { pool: mode, map: extents, epilogue, after } = call.attrs as unknown as ConvPoolAttrs;
    const pooled = call.outputs.at(-1) as KernelTensor;
    const [images, height, width, channels] = pooled.shape as [number, number, number, number];
    if (epilogue.length > 1) return "it stores two maps";
    if (call.attrs.resized || call.attrs.pooled) return "its map would be added to a picture of another size";
    if (height !== extents[0] >> 1 || width !== extents[1] >> 1) return "its windows reach beyond the map";
    const size = sizeOf(pooled.shape);
    if (size === 0) return "there is nothing to pool";
    const map = [images, ...extents, channels];
    const kept = call.outputs.length > 1;
    if (kept && extents.some((n) => n % 2 > 0)) return "its windows do not cover the map that it stores";
    if (kept && channels % 4 > 0) return "it would store a map whose channels make no whole vectors";
    const combined = kept ? epilogue[0] : lateEpilogue(call, map);
    if (!combined || (kept && !readsAccumulator(after))) return "what follows the pool would have to be computed apart";
    const attrs = { ...call.attrs, epilogue: [combined] };
    return lowerConvolution({ ...call, attrs }, limits, { mode, map, windows: size / channels, kept });
  },
};
