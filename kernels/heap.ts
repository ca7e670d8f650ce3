/** The best so far as a binary heap in memory. */
import type { FunctionBuilder, Local } from "../src/codegen/wasm/assembler.ts";

/** The key of NaN. */
const LEAST = -(2 ** 31);

/** A heap with the worst on top, over keys and the places behind them; positions and sizes count bytes of one array. */
export class Heap {
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
