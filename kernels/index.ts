/** The kernel families, one per op. */
import { conv2d } from "./conv2d.ts";
import { depthwise } from "./depthwise.ts";
import type { Kernel } from "./kernel.ts";
import { matmul } from "./matmul.ts";

export const KERNELS: readonly Kernel[] = [conv2d, depthwise, matmul];
