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
/** The key of NaN. */
const LEAST = -(2 ** 31);

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
  const stream = vectors * Math.floor(n / STREAMS / BLOCK);
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
  const structure = { what, elements: elements.structure, ...(what === "whole" ? {} : { stream }), ...at };
  return launch(family, features, structure, words, (f) => {
    const local = (name: keyof typeof at): Local => wordLocal(f, at[name]);
    const [source, k, n, count, buffer] = [local("source"), local("k"), local("n"), local("count"), local("buffer")];
    const [values, places] = [local("values"), local("places")];
    const heap = new Heap(f, local("heap"), k);
    const code = elements.emit(f);
    const { limit, setLimit, upTo, take } = taking(f, heap, code, source, buffer, elements.grain, features);
    const [from, end, pointer, next] = [local("begin"), f.local("i32"), f.local("i32"), f.local("i32")];
    /** Takes what is good of the row from `from` on, which moves to its end. */
    const scan = (): void => {
      setLimit();
      f.block((done) => {
        f.loop((again) => {
          f.get(from).get(n).i32.ge_s().br_if(done);
          f.get(n).set(end);
          if (features.simd) {
            f.get(from).i32.const(vectors).i32.add().get(n).i32.le_s();
            f.if(() => {
              f.get(source).get(from).i32.add().set(pointer);
              advance(f, from, vectors);
              upTo(limit, pointer, BLOCK / 4);
              f.i32.const(15).i32.eq().br_if(again);
              f.get(from).set(end);
              advance(f, from, -vectors);
            });
          }
          take(from, end);
          setLimit();
          f.br(again);
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
        scan();
        finish();
        advance(f, source, n);
        advance(f, values, k);
        advance(f, places, k);
      });
    else if (what === "streams") {
      // A run of segments has one heap, the first's; the others' stay empty.
      const [position, first, open, stop] = [from, f.local("i32"), f.local("i32"), f.local("i32")];
      const step = local("segment");
      f.get(heap.keys).set(first).get(from).set(end);
      f.countdown(count, () => {
        heap.clear();
        heap.move();
        advance(f, end, step);
      });
      heap.moveTo(first);
      f.get(end).i32.const(stream).get(end).i32.const(stream).i32.lt_s().select().set(end);
      // Of equal elements the first is better, so those before the worst are open too.
      const [upper, worst] = [f.local("v128"), f.local("i32")];
      const limits = Array.from({ length: STREAMS }, () => f.local("v128"));
      const setLimits = (): void => {
        setLimit();
        f.get(limit).set(upper);
        setLimit(true);
        f.i32.const(0).set(worst);
        heap.placeAt(worst);
        f.i32
          .const(stream / 4)
          .i32.div_u()
          .set(worst);
        limits.forEach((own, i) => void f.get(upper).get(limit).get(worst).i32.const(i).i32.le_u().select().set(own));
      };
      setLimits();
      f.get(end).get(position).i32.sub().set(count);
      f.countdown(
        count,
        () => {
          f.get(source).get(position).i32.add().set(pointer);
          for (const [i, own] of limits.entries()) {
            upTo(own, pointer, BLOCK / 4, i * stream);
            f.i32.const(4 * i).i32.shl();
            if (i > 0) f.i32.or();
          }
          // Bits of streams where something may be better.
          f.i32.const(-1).i32.xor().tee(open);
          f.if(() => {
            f.loop((again) => {
              f.get(open).i32.ctz().i32.const(2).i32.shr_u().tee(next);
              f.i32.const(stream).i32.mul().get(position).i32.add().tee(stop).set(pointer);
              advance(f, stop, vectors);
              f.get(open)
                .i32.const(15)
                .get(next)
                .i32.const(2)
                .i32.shl()
                .i32.shl()
                .i32.const(-1)
                .i32.xor()
                .i32.and()
                .set(open);
              take(pointer, stop);
              f.get(open).br_if(again);
            });
            setLimits();
          });
          advance(f, position, vectors);
        },
        vectors,
      );
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
      scan();
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

/** A heap with the worst on top, over keys and the places behind them; positions and sizes count bytes of one array. */
class Heap {
  readonly keys: Local;
  /** What is offered. */
  readonly key: Local;
  readonly place: Local;
  readonly #places: Local;
  readonly #size: Local;
  readonly #at: Local;
  readonly #f: FunctionBuilder;

  constructor(f: FunctionBuilder, keys: Local, size: Local) {
    this.#f = f;
    this.keys = keys;
    this.#size = size;
    [this.key, this.place, this.#places, this.#at] = [f.local("i32"), f.local("i32"), f.local("i32"), f.local("i32")];
    this.moveTo(keys);
  }

  moveTo(keys: Local): void {
    if (keys !== this.keys) this.#f.get(keys).set(this.keys);
    this.#f.get(this.keys).get(this.#size).i32.add().set(this.#places);
  }
  /** Goes to the heap behind it. */
  move(): void {
    this.#f.get(this.#places).get(this.#size).i32.add().set(this.keys);
    this.moveTo(this.keys);
  }

  /** Fills it with what is worse than any element. */
  clear(): void {
    const f = this.#f;
    f.forEach(this.#at, 0, this.#size, 4, () => {
      f.get(this.keys).get(this.#at).i32.add().i32.const(LEAST).i32.store();
      f.get(this.#places)
        .get(this.#at)
        .i32.add()
        .i32.const(2 ** 31 - 1)
        .i32.store();
    });
  }

  /** `f32 →`: sets the key that integers are compared by as floats are, but for NaN, which comes before all. */
  setKey(): void {
    const f = this.#f;
    const [value, bits] = [f.local("f32"), f.local("i32")];
    // −0 becomes 0.
    f.f32.const(0).f32.add().tee(value).i32.reinterpret_f32().set(bits);
    this.#turn(bits);
    f.i32.const(LEAST).get(value).get(value).f32.eq().select().set(this.key).free(value, bits);
  }
  /** Pushes the value of the worst, or the next below it. */
  worst(below: boolean): void {
    const f = this.#f;
    const key = f.local("i32");
    f.get(this.keys).i32.load().set(key);
    // Between the keys of 0 and of what is negative there is that of −0, which equals 0.
    if (below) f.get(key).i32.const(1).i32.sub().get(key).i32.eqz().i32.sub().set(key);
    // The least key, which is NaN's, and what is below it or −∞ are bits of NaN.
    this.#turn(key);
    f.f32.reinterpret_i32().free(key);
  }
  /** Pushes bits of floats as keys, and back. */
  #turn(bits: Local): void {
    this.#f
      .get(bits)
      .get(bits)
      .i32.const(31)
      .i32.shr_s()
      .i32.const(2 ** 31 - 1)
      .i32.and()
      .i32.xor();
  }

  /** Pushes the place that is at `at`. */
  placeAt(at: Local): void {
    this.#f.get(this.#places).get(at).i32.add().i32.load();
  }

  /** Takes what is offered in place of the worst, if it is better. */
  offer(): void {
    const f = this.#f;
    const top = { key: f.local("i32"), place: f.local("i32") };
    f.get(this.keys).i32.load().set(top.key).get(this.#places).i32.load().set(top.place);
    this.#worse(top, this);
    f.if(() => {
      f.i32.const(0).set(this.#at);
      this.#sink(this.#size);
    });
    f.free(top.key, top.place);
  }

  /** Puts the best first. */
  sort(): void {
    const f = this.#f;
    const end = f.local("i32");
    f.get(this.#size).set(end);
    f.block((done) => {
      f.loop((again) => {
        // The worst goes to the end, one after the other.
        f.get(end).i32.const(4).i32.sub().tee(end).i32.eqz().br_if(done);
        f.get(this.keys).get(end).i32.add().i32.load().set(this.key);
        this.placeAt(end);
        f.set(this.place);
        for (const array of [this.keys, this.#places])
          f.get(array).get(end).i32.add().get(array).i32.load().i32.store();
        f.i32.const(0).set(this.#at);
        this.#sink(end);
        f.br(again);
      });
    });
    f.free(end);
  }

  /** Puts key and place where they are to go, or deeper where children are worse. */
  #sink(size: Local): void {
    const f = this.#f;
    const element = () => ({ at: f.local("i32"), key: f.local("i32"), place: f.local("i32") });
    const [child, next] = [element(), element()];
    const read = (e: typeof child): void => {
      f.get(this.keys).get(e.at).i32.add().i32.load().set(e.key);
      this.placeAt(e.at);
      f.set(e.place);
    };
    const write = ({ key, place }: Element): void => {
      f.get(this.keys).get(this.#at).i32.add().get(key).i32.store();
      f.get(this.#places).get(this.#at).i32.add().get(place).i32.store();
    };
    f.block((done) => {
      f.loop((again) => {
        f.get(this.#at).i32.const(1).i32.shl().i32.const(4).i32.add().tee(child.at).get(size).i32.ge_u().br_if(done);
        read(child);
        f.get(child.at).i32.const(4).i32.add().tee(next.at).get(size).i32.lt_u();
        f.if(() => {
          read(next);
          this.#worse(next, child);
          f.if(() => {
            for (const part of ["at", "key", "place"] as const) f.get(next[part]).set(child[part]);
          });
        });
        this.#worse(child, this);
        f.i32.eqz().br_if(done);
        write(child);
        f.get(child.at).set(this.#at).br(again);
      });
    });
    write(this);
    f.free(...Object.values(child), ...Object.values(next));
  }

  /** Pushes whether a is worse than b: smaller, or as large and behind it. */
  #worse(a: Element, b: Element): void {
    const f = this.#f;
    f.get(a.key).get(b.key).i32.lt_s();
    f.get(a.key).get(b.key).i32.eq().get(a.place).get(b.place).i32.gt_s().i32.and().i32.or();
  }
}
interface Element {
  readonly key: Local;
  readonly place: Local;
}
