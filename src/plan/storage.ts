/**
 * Where values live: which share memory, and where in the arena each piece of memory lies.
 *
 * Liveness is counted in steps. A view shares its input's storage; a kernel that may work in place takes over the storage of
 * an operand that dies with it; the rest is packed into the arena greedily by size, as TensorFlow Lite's planner does
 * (Pisarchyk & Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020).
 */

import type { Work } from "../../kernels/kernel.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { type DType, sizeOf } from "../graph/types.ts";
import type { Schedule, Step, StockStep } from "./schedule.ts";

/** Arena offsets, constants and parameter blocks are multiples of this many bytes: a cache line. */
export const ALIGNMENT = 64;
export const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

const BYTES: Record<DType, number> = { float32: 4, int32: 4, bool: 1, string: 0, complex64: 8 };
/** Size of a value in bytes, as JavaScript and wasm hold it. Its type must be static. */
export function bytesOf(value: Value): number {
  if (!value.type) throw new Error(`the type of "${value.name}" is not known`);
  return sizeOf(value.type.shape) * BYTES[value.type.dtype];
}

export type Place =
  /** Memory of the caller's `index`-th tensor. */
  | { readonly kind: "input"; readonly index: number }
  /** Memory of the `index`-th output tensor, allocated afresh for every run. */
  | { readonly kind: "output"; readonly index: number }
  /** The values of a constant, stored with the plan. */
  | { readonly kind: "constant"; readonly value: Value }
  /** `offset` bytes into the arena, or into the arena's buffer of that number where it has several. */
  | { readonly kind: "arena"; readonly offset: number; readonly buffer?: number };

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
  const rootOf = rootsOf(views.map((v) => [v.output, v.input(0)]));
  const reads = steps.map((step) => readsOf(step).map(rootOf));
  const writes = steps.map((step) => writesOf(step).filter((v) => !external.has(v)));

  graph.inputs.forEach((value, index) => {
    storages.set(value, { bytes: 0, first: -1, last: steps.length, place: { kind: "input", index } });
  });
  writes.forEach((values, t) => {
    for (const v of values) storages.set(v, { bytes: bytesOf(v), first: t, last: t, place: undefined });
  });
  reads.forEach((values, t) => {
    for (const v of values) {
      const storage = storages.get(v);
      if (storage) storage.last = Math.max(storage.last, t);
      else if (v.constant) storages.set(v, { bytes: 0, first: -1, last: t, place: { kind: "constant", value: v } });
    }
  });

  const copies: { output: number; value: Value }[] = [];
  graph.outputs.forEach(({ value }, index) => {
    if (external.has(value)) return;
    const root = rootOf(value);
    if (root.constant && !storages.has(root))
      storages.set(root, { bytes: 0, first: -1, last: steps.length, place: { kind: "constant", value: root } });
    const storage = storages.get(root);
    if (!storage) throw new Error(`nothing computes the output "${value.name}"`);
    if (storage.place) copies.push({ output: index, value: root });
    else Object.assign(storage, { last: steps.length, place: { kind: "output", index } });
  });

  let inPlace = 0;
  steps.forEach((step, t) => {
    if (step.kind !== "kernel") return;
    const output = step.node.output;
    const mine = storages.get(output);
    for (const i of step.lowered.inPlace ?? []) {
      const operand = storages.get(rootOf(step.node.input(i)));
      if (!mine || !operand || operand === mine || operand.place || operand.last !== t || operand.bytes !== mine.bytes)
        continue;
      if ((reads[t] as Value[]).filter((v) => storages.get(v) === operand).length !== 1) continue;
      operand.last = mine.last;
      operand.place = mine.place;
      for (const [v, s] of storages) if (s === mine) storages.set(v, operand);
      inPlace++;
      break;
    }
  });

  const pieces = [...new Set(storages.values())].filter((s) => !s.place);
  const arenaBytes = pack(pieces);
  return {
    placeOf(value) {
      const place = storages.get(rootOf(value))?.place;
      if (!place) throw new Error(`"${value.name}" has no place in memory`);
      return place;
    },
    arenaBytes,
    unsharedBytes: writes.flat().reduce((sum, v) => sum + align(bytesOf(v)), 0),
    inPlace,
    copies,
  };
}

/** Follows views to the value whose memory they show. */
function rootsOf(views: readonly (readonly [Value, Value])[]): (value: Value) => Value {
  const source = new Map(views);
  return (value) => {
    let root = value;
    for (let next = source.get(root); next; next = source.get(root)) root = next;
    return root;
  };
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
