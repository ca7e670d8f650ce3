/**
 * What a kernel family is: `(call, features) → launches`.
 *
 * A launch is one call of a generated function. The function's code depends on structure alone (expression, operand kinds,
 * tile sizes, remainders) and is shared by every launch with the same key; extents, strides and addresses reach it through
 * a block of 32-bit parameter words, whose address is its only argument.
 */
import type { FunctionBuilder } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import type { Epilogue, KernelCall, KernelTensor } from "../src/graph/kernel-call.ts";

export type { Epilogue, KernelCall, KernelTensor };

/** One 32-bit parameter: a number (int32), a float32, or an address that the plan fills in. `offset` counts bytes. */
export type Word =
  | number
  | { readonly f32: number }
  | { readonly input: number; readonly offset?: number }
  | { readonly output: number; readonly offset?: number }
  /** Address of the call's `packed[i]`, 64-byte aligned. */
  | { readonly packed: number; readonly offset?: number }
  /** Address of `zeroBytes` bytes that are always zero, shared by all launches. */
  | { readonly zeros: true }
  /** Address of `scratchBytes` bytes for the time of the call: what one of its launches leaves there the next may read. */
  | { readonly scratch: true; readonly offset?: number }
  /** Address of `privateBytes` bytes for the time of the launch, which no other thread uses meanwhile. */
  | { readonly private: true; readonly offset?: number };

/**
 * The outer loop of a launch as units that do not depend on each other: a run of them is a launch of the same code with
 * other words, so that several threads can share the work. A unit's results do not depend on how the units are divided.
 */
export interface Units {
  readonly total: number;
  /** Byte offset of the word that counts the units, and how often it counts each: the word is `total · each`. */
  readonly count: readonly [word: number, each: number];
  /** What each unit adds to words, by their byte offsets: to numbers, or to the offsets of addresses. */
  readonly steps: readonly (readonly [word: number, step: number])[];
  /** Runs start at multiples of this: what the code does at a time. */
  readonly grain: number;
}

/** What planning knows of a lowered call, whichever the runtime: what its launches touch, and what they may overwrite. */
export interface Work {
  /** What sets it apart from the kernel's usual way, for people to read. */
  readonly algorithm?: string;
  readonly launches: readonly { readonly words: readonly Word[] }[];
  /** Why the call is rather not made in one, where there are other ways: the sentence says what those are quicker at. */
  readonly costly?: string | undefined;
  /** Inputs whose memory output 0 may take over when nothing else needs them. */
  readonly inPlace?: readonly number[];
  /** Inputs that must lie in output 0's memory from the start, `offset` bytes in: what writes them writes there. */
  readonly placed?: readonly { readonly input: number; readonly offset: number }[];
  /** Output 0 is input 0's memory from this byte on. */
  readonly viewAt?: number;
  /** Output 0 lies in wider pixels: the call's attribute `pitch`, elements from pixel to pixel, where the kernel can do that. */
  readonly pitch?: number | undefined;
}

export interface Launch {
  /** Canonical text of everything that the code depends on. */
  readonly key: string;
  /** Emits the body: `f` has one i32 parameter, the address of the words. */
  readonly emit: (f: FunctionBuilder) => void;
  readonly words: readonly Word[];
  /** How the launch can be divided, where it can. */
  readonly units?: Units | undefined;
}

export interface Lowered extends Work {
  readonly launches: readonly Launch[];
  /** Constants in the layout that the kernel reads, computed when the plan is built. */
  readonly packed: readonly (() => Float32Array | Int32Array)[];
  readonly zeroBytes?: number;
  readonly scratchBytes?: number;
  readonly privateBytes?: number;
  /** Floating-point operations, a multiply-add counting two; an algorithm that does with fewer counts the same. */
  readonly flops: number;
}

export interface Kernel {
  /** The graph's op that it runs, in lower case. */
  readonly op: string;
  /** Launches for a call with static shapes, or one sentence that says why this kernel can't run it here. */
  lower(call: KernelCall, features: Features): Lowered | string;
}

/** A kernel with choices that do not change its results (but for rounding). */
export interface TunableKernel<Schedule> extends Kernel {
  /** @param choose picks one of the schedules that fit the call, best first by the kernel's own model; the first by default */
  lower(call: KernelCall, features: Features, choose?: Choose<Schedule>): Lowered | string;
}
export type Choose<Schedule> = (schedules: readonly Schedule[]) => Schedule | undefined;
