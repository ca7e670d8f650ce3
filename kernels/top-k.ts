/**
 * The largest elements of each row with their places, in order; of equal ones the first.
 *
 * The best so far form a binary heap with the worst of them on top (Williams, 1964), in the outputs themselves. Elements are
 * compared with the worst a vector block at a time, since nearly none is better; in the end the heap is sorted in place.
 */
import type { FunctionBuilder, Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { sizeOf } from "../src/graph/types.ts";
import type { Kernel, KernelCall, Lowered } from "./kernel.ts";
import { advance, NOTHING } from "./loops.ts";
import { launch, Words, wordLocal } from "./words.ts";

export const topK: Kernel = { op: "top-k", lower };

/** Elements that are compared at once. */
const BLOCK = 16;

/** float32 `[..., n]` to float32 and int32 `[..., k]`. NaN is never among the best but of the first k. */
function lower({ inputs, outputs }: KernelCall, features: Features): Lowered | string {
  const [x, values, places] = [inputs[0], outputs[0], outputs[1]];
  if (x?.dtype !== "float32" || values?.dtype !== "float32" || places?.dtype !== "int32")
    return "only the best of float32 are found";
  const [n, k] = [x.shape.at(-1), values.shape.at(-1)];
  if (n === undefined || k === undefined) return "it has no last axis";
  if (sizeOf(values.shape) === 0) return NOTHING;
  if (k > n) return `${k} of ${n} are wanted`;
  const words = new Words();
  const blocks = features.simd ? Math.floor((n - k) / BLOCK) : 0;
  const at = {
    source: words.add({ input: 0 }),
    values: words.add({ output: 0 }),
    places: words.add({ output: 1 }),
    rows: words.add(sizeOf(x.shape) / n),
    n: words.add(n),
    k: words.add(4 * k),
    /** Where elements that make whole blocks end. */
    blocks: words.add(k + BLOCK * blocks),
  };
  words.divide(at.rows, [
    [at.source, 4 * n],
    [at.values, 4 * k],
    [at.places, 4 * k],
  ]);
  const main = launch("top-k", features, at, words, (f) => {
    const [source, values, places, rows, n, k, end] = (
      ["source", "values", "places", "rows", "n", "k", "blocks"] as const
    ).map((name) => wordLocal(f, at[name])) as [Local, Local, Local, Local, Local, Local, Local];
    const heap = new Heap(f, values, places);
    const i = f.local("i32");
    /** Takes the element at `source`, the i-th, if it is better than the worst. */
    const consider = (): void => {
      f.get(source).f32.load().tee(heap.value).get(values).f32.load().f32.gt();
      f.if(() => {
        f.get(i).set(heap.place).i32.const(0).set(heap.at);
        heap.sink(k);
      });
      advance(f, source, 4);
    };
    f.countdown(rows, () => {
      f.forEach(i, 0, k, 4, () => {
        f.get(values).get(i).i32.add().get(source).f32.load().f32.store();
        f.get(places).get(i).i32.add().get(i).i32.const(2).i32.shr_u().i32.store();
        advance(f, source, 4);
      });
      // Parents before k / 2 have children, the last parents first.
      f.get(k).i32.const(3).i32.shr_u().i32.const(2).i32.shl().set(i);
      f.block((done) => {
        f.loop((again) => {
          f.get(i).i32.eqz().br_if(done);
          f.get(i).i32.const(4).i32.sub().tee(i).set(heap.at);
          heap.take();
          heap.sink(k);
          f.br(again);
        });
      });
      f.get(k).i32.const(2).i32.shr_u().set(i);
      if (features.simd)
        whileBelow(f, i, end, () => {
          for (let v = 0; v < BLOCK / 4; v++) {
            f.get(source).v128.load(16 * v);
            f.get(values).v128.load32_splat().f32x4.gt();
            if (v > 0) f.v128.or();
          }
          f.v128.any_true().if(
            () => {
              const count = f.local("i32");
              f.i32.const(BLOCK).set(count);
              f.countdown(count, () => {
                consider();
                advance(f, i, 1);
              });
              f.free(count);
            },
            () => {
              advance(f, source, 4 * BLOCK);
              advance(f, i, BLOCK);
            },
          );
        });
      f.forEach(i, i, n, 1, consider);
      // The worst goes to the end, one after the other.
      f.get(k).set(i);
      f.block((done) => {
        f.loop((again) => {
          f.get(i).i32.const(4).i32.sub().tee(i).i32.eqz().br_if(done);
          f.get(i).set(heap.at);
          heap.take();
          for (const [array, type] of [
            [values, f.f32],
            [places, f.i32],
          ] as const) {
            f.get(array).get(i).i32.add().get(array);
            type.load();
            type.store();
          }
          f.i32.const(0).set(heap.at);
          heap.sink(i);
          f.br(again);
        });
      });
      advance(f, values, k);
      advance(f, places, k);
    });
  });
  return { launches: [main], packed: [], flops: sizeOf(x.shape) };
}

/** `while (index < end)`, unsigned: the body moves the index. */
function whileBelow(f: FunctionBuilder, index: Local, end: Local, body: () => void): void {
  f.block((done) => {
    f.loop((again) => {
      f.get(index).get(end).i32.ge_u().br_if(done);
      body();
      f.br(again);
    });
  });
}

/** A heap with the worst on top, over arrays of values and of places; positions and sizes count bytes of one array. */
class Heap {
  readonly at: Local;
  readonly value: Local;
  readonly place: Local;
  readonly #f: FunctionBuilder;
  readonly #arrays: readonly [values: Local, places: Local];
  readonly #child: { readonly at: Local; readonly value: Local; readonly place: Local };

  constructor(f: FunctionBuilder, values: Local, places: Local) {
    this.#f = f;
    this.#arrays = [values, places];
    const element = () => ({ at: f.local("i32"), value: f.local("f32"), place: f.local("i32") });
    ({ at: this.at, value: this.value, place: this.place } = element());
    this.#child = element();
  }

  /** Reads what is at `at`. */
  take(): void {
    this.#read(this);
  }

  /** Puts value and place at `at`, or deeper where children are worse. */
  sink(size: Local): void {
    const f = this.#f;
    const child = this.#child;
    const next = { at: f.local("i32"), value: f.local("f32"), place: f.local("i32") };
    f.block((done) => {
      f.loop((again) => {
        f.get(this.at).i32.const(1).i32.shl().i32.const(4).i32.add().tee(child.at).get(size).i32.ge_u().br_if(done);
        this.#read(child);
        f.get(child.at).i32.const(4).i32.add().tee(next.at).get(size).i32.lt_u();
        f.if(() => {
          this.#read(next);
          this.#worse(next, child);
          f.if(() => {
            for (const part of ["at", "value", "place"] as const) f.get(next[part]).set(child[part]);
          });
        });
        this.#worse(child, this);
        f.i32.eqz().br_if(done);
        this.#write(this.at, child);
        f.get(child.at).set(this.at).br(again);
      });
    });
    this.#write(this.at, this);
    f.free(next.at, next.value, next.place);
  }

  #address(array: 0 | 1, at: Local): FunctionBuilder {
    return this.#f.get(this.#arrays[array]).get(at).i32.add();
  }
  #read(element: Element): void {
    this.#address(0, element.at).f32.load().set(element.value);
    this.#address(1, element.at).i32.load().set(element.place);
  }
  #write(at: Local, { value, place }: Element): void {
    this.#address(0, at).get(value).f32.store();
    this.#address(1, at).get(place).i32.store();
  }
  /** Pushes whether a is worse than b: smaller, or as large and behind it. */
  #worse(a: Element, b: Element): void {
    const f = this.#f;
    f.get(a.value).get(b.value).f32.lt();
    f.get(a.value).get(b.value).f32.eq().get(a.place).get(b.place).i32.gt_s().i32.and().i32.or();
  }
}
interface Element {
  readonly at: Local;
  readonly value: Local;
  readonly place: Local;
}
