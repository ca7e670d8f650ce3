/** The kernel families on WebGPU, one per op. */
import type { GpuKernel } from "./kernel.ts";
import { pointwise } from "./pointwise.ts";

export const GPU_KERNELS: readonly GpuKernel[] = [pointwise];
