/** The kernel families on WebGPU, one per op. */
import { conv2d } from "./conv2d.ts";
import { depthwise } from "./depthwise.ts";
import type { GpuKernel } from "./kernel.ts";
import { matmul } from "./matmul.ts";
import { pointwise } from "./pointwise.ts";
import { pool } from "./pool.ts";

export const GPU_KERNELS: readonly GpuKernel[] = [conv2d, depthwise, matmul, pointwise, pool];
