/**
 * What a kernel family is on WebGPU: `(call, limits) → dispatches`.
 *
 * The WGSL text depends on structure alone (expression, operand kinds, tile sizes) and is the key of its pipeline;
 * extents, strides and scalars reach it as uniforms.
 */
import type { KernelCall, Word, Work } from "../kernel.ts";

export type { KernelCall };

/** What the device grants, as far as kernels care. */
export interface GpuLimits {
  /** Storage buffers that one dispatch may bind. */
  readonly storageBuffers: number;
  /** Workgroups along one dimension of a dispatch. */
  readonly workgroups: number;
  /** The device is a program on the processor: it has no caches of its own, and pays for every barrier. */
  readonly software: boolean;
  /** Invocations that run together may read each other's values, and know which of these sets they are in. */
  readonly subgroups?: boolean;
}

export type Uniform = number | { readonly f32: number };

export interface Dispatch {
  readonly code: string;
  /** What each storage binding holds, from binding 0 on. */
  readonly words: readonly Word[];
  /** For each of `words`, whether the shader writes it. */
  readonly writes: readonly boolean[];
  /** The struct behind the last binding, in 4-byte members; no binding where it is empty. */
  readonly uniforms: readonly Uniform[];
  readonly workgroups: readonly [x: number, y: number, z: number];
}

export interface GpuLowered extends Work {
  readonly launches: readonly Dispatch[];
  readonly packed: readonly (() => Float32Array | Int32Array)[];
  /** Bytes that the dispatches may use for the time of the call. */
  readonly scratchBytes?: number;
  readonly flops: number;
}

export interface GpuKernel {
  readonly op: string;
  /** Dispatches for a call with static shapes, or one sentence that says why this kernel can't run it here. */
  lower(call: KernelCall, limits: GpuLimits): GpuLowered | string;
}

/** What a call without any elements lowers to. */
export const NOTHING: GpuLowered = { launches: [], packed: [], flops: 0 };
