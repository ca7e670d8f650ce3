/** What families share: nests of counted loops over moving pointers, and rows of vectors. */
import type { FunctionBuilder, Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import type { Lanes, Width } from "../src/codegen/wasm/lanes.ts";
import { type Expr, postOrder } from "../src/expr/expr.ts";
import type { Shape } from "../src/graph/types.ts";
import type { Lowered } from "./kernel.ts";
import { type Words, word, wordLocal } from "./words.ts";

/** `pointer += bytes` */
export function advance(f: FunctionBuilder, pointer: Local, bytes: number | Local): void {
  f.get(pointer).value(bytes).i32.add().set(pointer);
}

export const widthOf = (features: Features): Width => (features.simd ? 4 : 1);

/** What a call without any elements lowers to. */
export const NOTHING: Lowered = { launches: [], packed: [], flops: 0 };

/** Floating-point operations of expressions for one element: a function counts one, whatever it costs. */
export const flopsOf = (...exprs: readonly Expr[]): number =>
  postOrder(...exprs).filter((e) => e.kind === "apply").length;

const TRANSCENDENTAL = /^(exp|expm1|log|log1p|sigmoid|tanh|erf|sin|cos|pow)$/;

/** Whether expressions take more than `limit` operations; functions made of polynomials always do. */
export function takesMoreThan(limit: number, ...exprs: readonly Expr[]): boolean {
  const functions = postOrder(...exprs).flatMap((e) => (e.kind === "apply" ? [e.fn] : []));
  return functions.length > limit || functions.some((fn) => TRANSCENDENTAL.test(fn));
}

/** How often to unroll a row of vectors: twice while the expressions' values fit the registers beside each other. */
export const unrollOf = (...exprs: readonly Expr[]): 1 | 2 => (takesMoreThan(8, ...exprs) ? 1 : 2);

/** Runs at least this long, in elements, are worth the call behind `memory.copy`. */
export const BULK = 512;

// ---- nests ----

/** Row-major strides, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let d = shape.length - 2; d >= 0; d--) strides[d] = (strides[d + 1] as number) * (shape[d + 1] as number);
  return strides;
}

/** Strides, in elements, of an operand over the dimensions of `shape`, 0 where it is broadcast; `undefined` where it does not fit. */
export function broadcastStrides(operand: Shape, shape: Shape): number[] | undefined {
  const missing = shape.length - operand.length;
  if (missing < 0 || operand.some((extent, d) => extent !== 1 && extent !== shape[d + missing])) return undefined;
  const own = stridesOf(operand);
  return shape.map((_, d) => (d < missing || operand[d - missing] === 1 ? 0 : (own[d - missing] as number)));
}

/** A loop nest over elements: extents, outermost first, and each operand's strides in elements. */
export interface Nest {
  readonly extents: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/** Drops dimensions of size 1 and merges neighbours that every operand walks as if they were one; at least one remains. */
export function collapse({ extents, strides }: Nest): Nest {
  const sizes: number[] = [];
  const walks: number[][] = strides.map(() => []);
  extents.forEach((extent, d) => {
    if (extent === 1) return;
    const last = sizes.length - 1;
    const merges = last >= 0 && strides.every((s, i) => walks[i]?.[last] === (s[d] as number) * extent);
    if (merges) sizes[last] = (sizes[last] as number) * extent;
    else sizes.push(extent);
    strides.forEach((s, i) => {
      (walks[i] as number[])[merges ? last : sizes.length - 1] = s[d] as number;
    });
  });
  if (sizes.length === 0) return { extents: [1], strides: strides.map(() => [1]) };
  return { extents: sizes, strides: walks };
}

/** A single long dimension as two where it divides well, so that threads can share it. */
export function fold(nest: Nest): Nest {
  const [n = 1, ...others] = nest.extents;
  if (others.length > 0 || n < 2 * LONGEST) return nest;
  for (let inner = LONGEST; inner >= LONGEST / 8; inner -= 8)
    if (n % inner === 0)
      return {
        extents: [n / inner, inner],
        strides: nest.strides.map(([stride = 0]) => [stride * inner, stride]),
      };
  return nest;
}
const LONGEST = 4096;

/** A nest's outer loops as parameter words; only moves that are not zero cost code. */
export interface OuterLoops {
  /** Offsets of the trip counts. */
  readonly counts: readonly number[];
  /** Per loop, the pointers that it moves after each trip: operand and offset of the number of bytes. */
  readonly moves: readonly (readonly (readonly [operand: number, offset: number])[])[];
}

/**
 * Words for all loops but the innermost `inner` ones, which leave each pointer moved by extent × stride.
 * The result holds word offsets only, so it is structure and belongs into the key.
 */
export function outerLoops({ extents, strides }: Nest, words: Words, inner = 1, bytes = 4): OuterLoops {
  const outer = extents.slice(0, Math.max(0, extents.length - inner));
  return {
    counts: outer.map((n) => words.add(n)),
    moves: outer.map((_, d) =>
      strides.flatMap((s, i) => {
        const walked = d + 1 < extents.length ? (s[d + 1] as number) * (extents[d + 1] as number) : 0;
        const move = bytes * ((s[d] as number) - walked);
        return move === 0 ? [] : [[i, words.add(move)] as const];
      }),
    ),
  };
}

/** Says that a launch is divided by its outermost loop, where there is one; `addresses` are the operands' words. */
export function divideNest(
  words: Words,
  { counts }: OuterLoops,
  { strides }: Nest,
  addresses: readonly (number | undefined)[],
): void {
  const steps = addresses.flatMap((at, i) => {
    const stride = strides[i]?.[0];
    return at === undefined || !stride ? [] : [[at, 4 * stride] as const];
  });
  if (counts[0] !== undefined) words.divide(counts[0], steps);
}

/** Emits the outer loops around `body`. */
export function emitOuter(
  f: FunctionBuilder,
  loops: OuterLoops,
  pointers: readonly (Local | undefined)[],
  body: () => void,
): void {
  const level = (d: number): void => {
    if (d === loops.counts.length) {
      body();
      return;
    }
    const counter = wordLocal(f, loops.counts[d] as number);
    f.countdown(counter, () => {
      level(d + 1);
      for (const [operand, offset] of loops.moves[d] ?? []) {
        const pointer = pointers[operand];
        if (pointer) word(f.get(pointer), offset).i32.add().set(pointer);
      }
    });
    f.free(counter);
  };
  level(0);
}

// ---- rows ----

/** How a row of contiguous elements is cut: a loop of `unroll` vectors, single vectors, some lanes of a last one. */
export interface Row {
  readonly unroll: number;
  /** Whether the loop runs at all. */
  readonly loop: boolean;
  /** Elements after the loop. */
  readonly rest: number;
}

/** Cuts a row of `n` elements; `trips` is a parameter, the row structure. */
export function cutRow(n: number, width: Width, unroll: number): { readonly row: Row; readonly trips: number } {
  const step = width * unroll;
  const trips = Math.floor(n / step);
  return { row: { unroll, loop: trips > 0, rest: n % step }, trips };
}

/** Bytes of a cache line. */
export const LINE = 64;

/** Bytes at which processors stop fetching memory ahead, for the next page's physical address is not known. */
const PAGE = 4096;

/** Whether the memory of a row that long, in bytes, is worth fetching ahead. */
export const isLong = (bytes: number): boolean => bytes >= 2 * PAGE;

/** Reads a word at `pointer` + `offset` for nothing but to have its page fetched. */
export function touch(f: FunctionBuilder, pointer: Local, offset: Local): void {
  f.get(pointer).get(offset).i32.add().i32.load().drop();
}

/**
 * Emits a row.
 * @param trips pushes the number of trips
 * @param body does `vectors` vectors at the pointers, of which it may touch `count` lanes each
 * @param move moves the pointers
 * @param fetch for long rows: touches the memory that lies so many bytes ahead, which is in the row. Its page is translated, and its
 * first lines are on their way, by the time they are needed; a loop that computes much does not look so far ahead by itself
 */
export function emitRow(
  lanes: Lanes,
  { unroll, loop, rest }: Row,
  trips: () => void,
  body: (vectors: number, count: number) => void,
  move: (bytes: number) => void,
  fetch?: (ahead: Local) => void,
): void {
  const { f, width } = lanes;
  if (loop) {
    const counter = f.local("i32");
    trips();
    f.set(counter);
    const bytes = 4 * width * unroll;
    const walk = (n: Local): void =>
      void f.countdown(n, () => {
        body(unroll, width);
        move(bytes);
      });
    if (fetch) emitPages(f, counter, PAGE / bytes, walk, fetch);
    else walk(counter);
    f.free(counter);
  }
  const singles = Math.floor(rest / width);
  if (singles > 0) {
    body(singles, width);
    move(4 * width * singles);
  }
  const last = rest % width;
  if (last > 0) {
    body(1, last);
    move(4 * last);
  }
}

/** Calls `walk` with at most `page` trips at a time, each time after `fetch`. */
function emitPages(
  f: FunctionBuilder,
  counter: Local,
  page: number,
  walk: (n: Local) => void,
  fetch: (ahead: Local) => void,
): void {
  const [n, ahead] = [f.local("i32"), f.local("i32")];
  f.loop((again) => {
    f.i32.const(page).get(counter).i32.const(page).get(counter).i32.lt_u().select().set(n);
    f.get(counter).get(n).i32.sub().set(counter);
    f.i32.const(PAGE).i32.const(0).get(counter).select().set(ahead);
    fetch(ahead);
    walk(n);
    f.get(counter).br_if(again);
  });
  f.free(n, ahead);
}

/** `v128 → f32`: combines the four lanes; `combine` takes two vectors and leaves one. */
export function emitAcross(lanes: Lanes, combine: () => void): void {
  const { f } = lanes;
  const v = lanes.keep();
  f.get(v).get(v).get(v).i32x4.shuffle(2, 3, 0, 1);
  combine();
  f.set(v).get(v).get(v).get(v).i32x4.shuffle(1, 0, 3, 2);
  combine();
  f.f32x4.extract_lane(0).free(v);
}
