/**
 * The best k elements of each row with their places, in order; of equal ones the first, and NaN after all numbers.
 *
 * The best so far form a binary heap with the worst of them on top (Williams, 1964). Elements are compared with the worst a block of
 * vectors at a time, since nearly none is better; in the end the heap is sorted in place. A long row is read as several streams, for
 * memory is fetched ahead within pages only, and by several threads with a heap each. Keys order all elements strictly, so the best
 * are the same whatever the order in which elements are found.
 */
import type { FunctionBuilder, Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Heap } from "./heap.ts";
import type { Launch, Lowered } from "./kernel.ts";
import { advance } from "./loops.ts";
import { launch, Words, wordLocal } from "./words.ts";

/** Where a row's elements come from. */
export interface Elements {
  /** What the code depends on. */
  readonly structure: unknown;
  /** Elements that are made at once: n is a multiple of it. More than one are made only with SIMD. */
  readonly grain: 1 | 4;
  readonly emit: (f: FunctionBuilder) => ElementCode;
}
export interface ElementCode {
  /** Whether an element can be as large as 0 where what the row holds there is smaller: no negative limit says anything then. */
  readonly fromZero: boolean;
  /** Pushes the address of the elements from byte `at` of the row on: there, or made in the 16 bytes at `buffer`. */
  find(row: Local, at: Local, buffer: Local): void;
}

/** Elements that are compared at once. */
const BLOCK = 16;
/** A long row, and into how many streams it falls: each has four bits of a word. */
const LONG = 1 << 15;
const STREAMS = 8;
/** Into how many segments streams fall, all alike. */
const SEGMENTS = 8;
/** Bytes for elements that are made. */
const BUFFER = 64;

/** Launches over `rows` rows of `n` elements each, input 0, to the values and places that are the outputs. */
export function lowerBest(
  family: string,
  { rows, n, k }: { readonly rows: number; readonly n: number; readonly k: number },
  elements: Elements,
  features: Features,
): Lowered {
  const one = { rows, n, k, family, elements, features };
  const streamed = rows === 1 && n >= LONG && features.simd;
  const whats = streamed ? (["streams", "meeting"] as const) : (["whole"] as const);
  return {
    launches: whats.map((what) => best(one, what)),
    packed: [],
    privateBytes: BUFFER + (streamed ? 0 : 8 * k),
    scratchBytes: streamed ? SEGMENTS * 8 * k : 0,
    flops: rows * n,
  };
}

interface Plan {
  readonly rows: number;
  readonly n: number;
  readonly k: number;
  readonly family: string;
  readonly elements: Elements;
  readonly features: Features;
}

/** One launch: whole rows, the streams of one row, or where the heaps of its segments meet. */
function best({ rows, n, k, family, elements, features }: Plan, what: "whole" | "streams" | "meeting"): Launch {
  const words = new Words();
  const vectors = 4 * BLOCK;
  // One stream is long enough for any row.
  const stream = what === "whole" ? 2 ** 30 : vectors * Math.floor(n / STREAMS / BLOCK);
  const segment = vectors * Math.ceil(stream / vectors / SEGMENTS);
  const at = {
    source: words.add({ input: 0 }),
    values: words.add({ output: 0 }),
    places: words.add({ output: 1 }),
    heap: words.add(what === "whole" ? { private: true, offset: BUFFER } : { scratch: true }),
    buffer: words.add({ private: true }),
    k: words.add(4 * k),
    n: words.add(4 * n),
    begin: words.add(0),
    count: words.add(what === "whole" ? rows : Math.ceil(stream / segment)),
    segment: words.add(segment),
  };
  if (what === "whole")
    words.divide(at.count, [
      [at.source, 4 * n],
      [at.values, 4 * k],
      [at.places, 4 * k],
    ]);
  if (what === "streams")
    words.divide(at.count, [
      [at.begin, segment],
      [at.heap, 8 * k],
    ]);
  // Constants, for all streams are read from one pointer.
  const structure = { what, elements: elements.structure, stream, ...at };
  return launch(family, features, structure, words, (f) => {
    const local = (name: keyof typeof at): Local => wordLocal(f, at[name]);
    const [source, k, n, count, buffer] = [local("source"), local("k"), local("n"), local("count"), local("buffer")];
    const [values, places] = [local("values"), local("places")];
    const heap = new Heap(f, local("heap"), k);
    const code = elements.emit(f);
    const { limit, setLimit, upTo, take } = taking(f, heap, code, source, buffer, elements.grain, features);
    const [from, end, pointer, next] = [local("begin"), f.local("i32"), f.local("i32"), f.local("i32")];
    /** Takes what is good of some streams, from `from` to `end` in each. */
    const scan = (streams: number): void => {
      const [upper, open, stop] = [f.local("v128"), f.local("i32"), f.local("i32")];
      const limits = Array.from({ length: streams }, () => f.local("v128"));
      const setLimits = (): void => {
        setLimit();
        f.get(limit).set(upper);
        // Of equal elements the first is better, so streams before the worst's are open to those too.
        if (streams > 1) setLimit(true);
        f.i32.const(0).set(next);
        heap.placeAt(next);
        f.i32
          .const(stream / 4)
          .i32.div_u()
          .set(next);
        limits.forEach((own, i) => void f.get(upper).get(limit).get(next).i32.const(i).i32.le_u().select().set(own));
      };
      setLimits();
      f.forEach(from, from, end, vectors, () => {
        f.get(source).get(from).i32.add().set(pointer);
        for (const [i, own] of limits.entries()) {
          upTo(own, pointer, BLOCK / 4, i * stream);
          f.i32.const(4 * i).i32.shl();
          if (i > 0) f.i32.or();
        }
        // Bits of streams where something may be better.
        f.i32
          .const(streams > 1 ? -1 : 15)
          .i32.xor()
          .tee(open);
        f.if(() => {
          f.loop((again) => {
            f.get(open).i32.ctz().i32.const(2).i32.shr_u().tee(next);
            f.i32.const(stream).i32.mul().get(from).i32.add().tee(stop).set(pointer);
            advance(f, stop, vectors);
            f.get(open).i32.const(-16).get(next).i32.const(2).i32.shl().i32.rotl().i32.and().set(open);
            take(pointer, stop);
            f.get(open).br_if(again);
          });
          setLimits();
        });
      });
    };
    const finish = (): void => {
      heap.sort();
      f.forEach(next, 0, k, 4, () => {
        f.get(places).get(next).i32.add();
        heap.placeAt(next);
        f.i32.store();
        // The element itself, for keys know neither −0 nor which NaN.
        heap.placeAt(next);
        f.i32.const(-elements.grain).i32.and().i32.const(2).i32.shl().set(from);
        f.get(values).get(next).i32.add();
        code.find(source, from, buffer);
        heap.placeAt(next);
        f.i32
          .const(elements.grain - 1)
          .i32.and()
          .i32.const(2)
          .i32.shl()
          .i32.add()
          .f32.load()
          .f32.store();
      });
    };
    if (what === "whole")
      f.countdown(count, () => {
        heap.clear();
        f.i32.const(0).set(from);
        if (features.simd) {
          f.get(n).i32.const(-vectors).i32.and().set(end);
          scan(1);
        }
        take(from, n);
        finish();
        advance(f, source, n);
        advance(f, values, k);
        advance(f, places, k);
      });
    else if (what === "streams") {
      // A run of segments has one heap, the first's; the others' stay empty.
      const [first, step] = [f.local("i32"), local("segment")];
      f.get(heap.keys).set(first).get(from).set(end);
      f.countdown(count, () => {
        heap.clear();
        heap.move();
        advance(f, end, step);
      });
      heap.moveTo(first);
      f.get(end).i32.const(stream).get(end).i32.const(stream).i32.lt_s().select().set(end);
      scan(STREAMS);
    } else {
      const other = f.local("i32");
      f.get(heap.keys).set(other);
      f.countdown(count, () => {
        f.get(other).get(heap.keys).i32.ne();
        f.if(() => {
          f.forEach(next, 0, k, 4, () => {
            f.get(other).get(next).i32.add().tee(pointer).i32.load().set(heap.key);
            f.get(pointer).get(k).i32.add().i32.load().set(heap.place);
            heap.offer();
          });
        });
        f.get(other).get(k).i32.const(1).i32.shl().i32.add().set(other);
      });
      // What is behind the streams.
      f.i32.const(STREAMS * stream).set(from);
      setLimit();
      take(from, n);
      finish();
    }
  });
}

/** What offers elements to a heap. */
function taking(
  f: FunctionBuilder,
  heap: Heap,
  code: ElementCode,
  row: Local,
  buffer: Local,
  grain: number,
  { simd }: Features,
) {
  const [found, left, place] = [f.local("i32"), f.local("i32"), f.local("i32")];
  const limit = f.local(simd ? "v128" : "f32");
  /**
   * No element up to the limit is better than the worst; NaN, which nothing is up to, where that is unknown.
   * @param below whether those equal to the worst may be better
   */
  const setLimit = (below = false): void => {
    if (!simd) return;
    const worst = f.local("f32");
    heap.worst(below);
    f.set(worst).get(worst);
    // From elements of 0 and less anything up to 0 can be made.
    if (code.fromZero) f.f32.const(Number.NaN).get(worst).f32.const(0).f32.ge().select();
    f.f32x4.splat().set(limit).free(worst);
  };
  /** Pushes a bit for each lane, whether it is up to the limit in all of some vectors. */
  const upTo = (limit: Local, pointer: Local, vectors: number, offset = 0): void => {
    for (let v = 0; v < vectors; v++) {
      f.get(pointer)
        .v128.load(offset + 16 * v)
        .get(limit)
        .f32x4.le();
      if (v > 0) f.v128.and();
    }
    f.i32x4.bitmask();
  };
  const offer = (): void => {
    f.get(found).f32.load();
    heap.setKey();
    heap.offer();
  };
  /** Offers the elements between two bytes of the row; the first moves to the second. */
  const take = (from: Local, to: Local): void =>
    void f.forEach(from, from, to, 4 * grain, () => {
      const each = (): void => {
        code.find(row, from, buffer);
        f.set(found).get(from).i32.const(2).i32.shr_u().set(heap.place);
        if (grain === 1) {
          offer();
          return;
        }
        upTo(limit, found, 1);
        f.i32.const(15).i32.ne();
        f.if(() => {
          f.get(heap.place).set(place).i32.const(grain).set(left);
          f.countdown(left, () => {
            f.get(place).set(heap.place);
            offer();
            advance(f, found, 4);
            advance(f, place, 1);
          });
        });
      };
      if (grain === 1) each();
      else {
        f.get(row).get(from).i32.add().set(found);
        upTo(limit, found, 1);
        f.i32.const(15).i32.ne().if(each);
      }
    });
  return { limit, setLimit, upTo, take };
}
