/**
 * Where values live: which share memory, and where in the arena each piece of memory lies.
 *
 * Liveness is counted in steps. A view shares its input's storage; what a join finds in place lies in the join's storage; a
 * kernel that may work in place takes over the storage of an operand that dies with it; the rest is packed into the arena
 * greedily by size, as TensorFlow Lite's planner does
 * (Pisarchyk & Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020).
 */

import type { Work } from "../../kernels/kernel.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { type DType, sizeOf } from "../graph/types.ts";
import type { KernelStep, Schedule, Step, StockStep } from "./schedule.ts";

/** Arena offsets, constants and parameter blocks are multiples of this many bytes: a cache line. */
export const ALIGNMENT = 64;
export const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

const BYTES: Record<DType, number> = { float32: 4, int32: 4, bool: 1, string: 0, complex64: 8 };
/** Size of a value in bytes, as JavaScript and wasm hold it. Its type must be static. */
export function bytesOf(value: Value): number {
  if (!value.type) throw new Error(`the type of "${value.name}" is not known`);
  return sizeOf(value.type.shape) * BYTES[value.type.dtype];
}

/** Where a value begins: `offset` bytes into a piece of memory. */
export type Place = { readonly offset: number } & (
  | /** The caller's `index`-th tensor. */ { readonly kind: "input"; readonly index: number }
  | /** The `index`-th output tensor, allocated afresh for every run. */ {
      readonly kind: "output";
      readonly index: number;
    }
  | /** The values of a constant, stored with the plan. */ { readonly kind: "constant"; readonly value: Value }
  | /** Bytes of the arena, or of its buffer of that number where it has several. */ {
      readonly kind: "arena";
      readonly buffer?: number;
    }
);

export interface StoragePlan {
  placeOf(value: Value): Place;
  readonly arenaBytes: number;
  /** Sum over all arena values, as if none shared memory: what sharing saved is the difference. */
  readonly unsharedBytes: number;
  /** How many values took over an operand's memory. */
  readonly inPlace: number;
  /** Graph outputs whose value lives elsewhere (an input, a constant, another output) and must be copied at the end. */
  readonly copies: readonly { readonly output: number; readonly value: Value }[];
}

/** A piece of memory, alive from step `first` to step `last` inclusive. */
export interface Storage {
  bytes: number;
  first: number;
  last: number;
  place: Place | undefined;
  /** The piece that it is a part of, and how many bytes into it. */
  inside?: { readonly whole: Storage; readonly offset: number } | undefined;
}

/** How a runtime lays out its arena. */
export interface ArenaLayout {
  readonly bytesOf: (value: Value) => number;
  /** Gives every piece its place, and returns the bytes that all need together. */
  readonly pack: (pieces: readonly Storage[]) => number;
}
/** One block: values that do not live at once share addresses. */
const ONE_BLOCK: ArenaLayout = { bytesOf, pack };

/** Values that a stock step hands to the caller as its own tensors need no storage; `external` names them. */
export function planStorage<L extends Work>(
  graph: Graph,
  { steps, views }: Schedule<L>,
  external: ReadonlySet<Value>,
  { bytesOf, pack }: ArenaLayout = ONE_BLOCK,
): StoragePlan {
  const storages = new Map<Value, Storage>();
  const locate = locatorOf(views);
  const rootOf = (value: Value): Value => locate(value).root;
  const reads = steps.map((step) => readsOf(step).map(rootOf));
  const writes = steps.map((step) => writesOf(step).filter((v) => !external.has(v)));
  const keep = (v: Value, place: Place, last: number): unknown => storages.set(v, { bytes: 0, first: -1, last, place });

  graph.inputs.forEach((value, index) => {
    keep(value, { kind: "input", index, offset: 0 }, steps.length);
  });
  writes.forEach((values, t) => {
    for (const v of values) storages.set(v, { bytes: bytesOf(v), first: t, last: t, place: undefined });
  });
  reads.forEach((values, t) => {
    for (const v of values) {
      const storage = storages.get(v);
      if (storage) storage.last = Math.max(storage.last, t);
      else if (v.constant) keep(v, { kind: "constant", value: v, offset: 0 }, t);
    }
  });

  const copies: { output: number; value: Value }[] = [];
  graph.outputs.forEach(({ value }, index) => {
    if (external.has(value)) return;
    const { root } = locate(value);
    if (root.constant && !storages.has(root)) keep(root, { kind: "constant", value: root, offset: 0 }, steps.length);
    const storage = storages.get(root);
    if (!storage) throw new Error(`nothing computes the output "${value.name}"`);
    if (storage.place || storage.bytes !== bytesOf(value)) {
      storage.last = steps.length;
      copies.push({ output: index, value });
    } else Object.assign(storage, { last: steps.length, place: { kind: "output", index, offset: 0 } });
  });

  for (const step of steps)
    for (const { input, offset } of (step.kind === "kernel" && step.lowered.placed) || []) {
      const { node } = step as KernelStep<L>;
      const [part, whole] = [storages.get(rootOf(node.input(input))), storages.get(node.output)];
      if (!part || !whole || part.place || part.inside)
        throw new Error(`"${node.name}" can't have its input ${input} in place`);
      part.inside = { whole, offset };
    }
  spreadLives(storages.values());

  let inPlace = 0;
  steps.forEach((step, t) => {
    // A slice of wider pixels has no memory that could be an operand's.
    if (step.kind !== "kernel" || step.lowered.pitch) return;
    const { node, lowered } = step;
    const mine = storages.get(node.output);
    for (const i of lowered.inPlace ?? []) {
      const operand = storages.get(rootOf(node.input(i)));
      if (!mine || !operand || operand === mine || operand.place || operand.inside || operand.last !== t) continue;
      if (operand.bytes !== mine.bytes || bytesOf(node.input(i)) !== mine.bytes) continue;
      if ((reads[t] as Value[]).filter((v) => storages.get(v) === operand).length !== 1) continue;
      Object.assign(operand, { last: mine.last, place: mine.place, inside: mine.inside });
      for (const [v, s] of storages) if (s === mine) storages.set(v, operand);
      inPlace++;
      break;
    }
  });
  spreadLives(storages.values());

  const arenaBytes = pack([...new Set(storages.values())].filter((s) => !s.place && !s.inside));
  return {
    placeOf(value) {
      const { root, offset } = locate(value);
      const storage = storages.get(root);
      const place = storage && placeOf(storage);
      if (!place) throw new Error(`"${value.name}" has no place in memory`);
      return moved(place, offset);
    },
    arenaBytes,
    unsharedBytes: writes.flat().reduce((sum, v) => sum + align(bytesOf(v)), 0),
    inPlace,
    copies,
  };
}

/** Follows views to the value whose memory they show, and adds up how far into it they begin. */
function locatorOf(views: Schedule["views"]): (value: Value) => { readonly root: Value; readonly offset: number } {
  const known = new Map<Value, { readonly root: Value; readonly offset: number }>();
  const locate = (value: Value) => known.get(value) ?? { root: value, offset: 0 };
  for (const { node, offset } of views) {
    const source = locate(node.input(0));
    known.set(node.output, { root: source.root, offset: source.offset + offset });
  }
  return locate;
}

/** A piece lives from the first to the last step that needs a part of it. */
function spreadLives(storages: Iterable<Storage>): void {
  for (const { first, last, inside } of storages)
    for (let whole = inside?.whole; whole; whole = whole.inside?.whole) {
      whole.first = Math.min(whole.first, first);
      whole.last = Math.max(whole.last, last);
    }
}

const moved = (place: Place, by: number): Place => ({ ...place, offset: place.offset + by });
function placeOf({ inside, place }: Storage): Place | undefined {
  const whole = inside && placeOf(inside.whole);
  return whole ? moved(whole, inside.offset) : place;
}

/** What a step reads from memory; constants that a kernel packed are not among them. */
function readsOf(step: Step<Work>): Value[] {
  if (step.kind === "stock") return step.inputs.filter((v) => !v.constant);
  const indices = new Set<number>();
  for (const { words } of step.lowered.launches)
    for (const word of words) if (typeof word === "object" && "input" in word) indices.add(word.input);
  return [...indices].map((i) => step.node.input(i));
}

function writesOf(step: Step<Work>): readonly Value[] {
  return step.kind === "stock" ? step.outputs : step.node.outputs;
}

/** Graph outputs that a stock step computes and nobody else reads: its tensor goes to the caller as it is. */
export function handedOverOutputs<L extends Work>(graph: Graph, { steps }: Schedule<L>): Set<Value> {
  const values = new Set<Value>();
  for (const step of steps.filter((s): s is StockStep => s.kind === "stock"))
    for (const value of step.outputs) {
      const asked = graph.outputs.filter((o) => o.value === value).length;
      const inside = [...value.users.keys()].every((user) => step.nodes.includes(user));
      if (asked === 1 && inside) values.add(value);
    }
  return values;
}

/** Gives every piece an arena offset, large ones first, each at the lowest offset free for its whole life. Returns the arena's size. */
function pack(pieces: readonly Storage[]): number {
  const placed: { from: number; to: number; first: number; last: number }[] = [];
  let size = 0;
  for (const piece of [...pieces].sort((a, b) => b.bytes - a.bytes)) {
    const bytes = align(piece.bytes);
    let offset = 0;
    for (const other of placed) {
      if (other.last < piece.first || other.first > piece.last) continue;
      if (other.from >= offset + bytes) break;
      offset = Math.max(offset, other.to);
    }
    piece.place = { kind: "arena", offset };
    const at = placed.findIndex((p) => p.from > offset);
    placed.splice(at < 0 ? placed.length : at, 0, {
      from: offset,
      to: offset + bytes,
      first: piece.first,
      last: piece.last,
    });
    size = Math.max(size, offset + bytes);
  }
  return size;
}
