/**
 * The one block of memory that a plan owns: parameter words, constants, zeros, scratch, private memory, the arena, and the
 * caller's tensors where these are copied, in this order.
 */
import type { Value } from "../graph/graph.ts";
import type { Values } from "../graph/types.ts";
import type { KernelStep, Schedule } from "./schedule.ts";
import { ALIGNMENT, align, type StoragePlan } from "./storage.ts";

export interface LayoutSizes {
  /** Number of parameter words of each call. */
  readonly words: readonly number[];
  /** The most parts that a launch has. */
  readonly parts: number;
  /** Bytes of copies of the caller's tensors. */
  readonly slots: readonly number[];
}

/** Offsets into the block, in bytes, every one a multiple of `ALIGNMENT`. */
export class BlockLayout {
  readonly bytes: number;
  /** Bytes of constants and packed weights. */
  readonly constantBytes: number;
  readonly zeros: number;
  readonly scratch: number;
  readonly arena: number;
  /** Offset of each call's words. */
  readonly words: readonly number[];
  readonly slots: readonly number[];
  readonly #private: number;
  readonly #privateBytes: number;
  #content: { readonly offset: number; readonly values: Values }[] = [];
  readonly #constants = new Map<Value, number>();
  readonly #packed = new Map<KernelStep, number[]>();

  /** Packs the weights, which takes most of the time that building a plan takes. */
  constructor({ steps }: Schedule, storage: StoragePlan, { words, parts, slots }: LayoutSizes) {
    const kernels = steps.filter((s) => s.kind === "kernel");
    let end = 0;
    const reserve = (bytes: number): number => {
      const offset = end;
      end = align(end + bytes);
      return offset;
    };
    const place = (values: Values): number => {
      const offset = reserve(values.byteLength);
      this.#content.push({ offset, values });
      return offset;
    };
    this.words = words.map((n) => reserve(4 * n));

    const start = end;
    for (const step of kernels)
      this.#packed.set(
        step,
        step.lowered.packed.map((pack) => place(pack())),
      );
    for (const value of constantsOf(kernels, storage))
      if (value.constant) this.#constants.set(value, place(value.constant.values));
    this.constantBytes = end - start;

    this.zeros = reserve(Math.max(0, ...kernels.map((s) => s.lowered.zeroBytes ?? 0)));
    this.scratch = reserve(Math.max(0, ...kernels.map((s) => s.lowered.scratchBytes ?? 0)));
    this.#privateBytes = align(Math.max(0, ...kernels.map((s) => s.lowered.privateBytes ?? 0)));
    this.#private = reserve(parts * this.#privateBytes);
    this.arena = reserve(storage.arenaBytes);
    this.slots = slots.map(reserve);
    this.bytes = Math.max(end, ALIGNMENT);
  }

  /** Memory of one part of a launch. */
  private(part: number): number {
    return this.#private + part * this.#privateBytes;
  }
  packed(step: KernelStep, i: number): number {
    return known(this.#packed.get(step)?.[i]);
  }
  constant(value: Value): number {
    return known(this.#constants.get(value));
  }

  /** Writes constants and zeros, once: the layout then lets go of the packed copies. Words and arena need no initial value. */
  write(buffer: ArrayBufferLike, base: number): void {
    for (const { offset, values } of this.#content.splice(0))
      new Uint8Array(buffer, base + offset, values.byteLength).set(
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      );
    new Uint8Array(buffer, base + this.zeros, this.scratch - this.zeros).fill(0);
  }
}

/** Constants that launches, or copies to the caller, read as they are. */
function constantsOf(kernels: readonly KernelStep[], storage: StoragePlan): Set<Value> {
  const constants = new Set<Value>();
  const add = (value: Value): void => {
    const place = storage.placeOf(value);
    if (place.kind === "constant") constants.add(place.value);
  };
  for (const { node, lowered } of kernels)
    for (const word of lowered.launches.flatMap((l) => l.words))
      if (typeof word === "object" && "input" in word) add(node.input(word.input));
  for (const { value } of storage.copies) add(value);
  return constants;
}

function known(offset: number | undefined): number {
  if (offset === undefined) throw new Error("the block has no such part");
  return offset;
}
