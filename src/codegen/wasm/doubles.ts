/** Float64 arithmetic inside a kernel over float32 lanes: two lanes at a time at width 4, one at width 1. */
import type { FunctionBuilder, Local } from "./assembler.ts";
import type { Lanes, Width } from "./lanes.ts";

type Name = "add" | "sub" | "mul" | "div" | "sqrt" | "floor" | "nearest";

/** Stack operations on float64 lanes. */
export class Doubles {
  readonly f: FunctionBuilder;
  readonly #lanes: Lanes;
  readonly #width: Width;

  constructor(lanes: Lanes) {
    this.f = lanes.f;
    this.#lanes = lanes;
    this.#width = lanes.width;
  }

  get(local: Local): this {
    this.f.get(local);
    return this;
  }
  /** Pops a value into a new local. */
  keep(): Local {
    const local = this.f.local(this.#width === 4 ? "v128" : "f64");
    this.f.set(local);
    return local;
  }
  constant(value: number): this {
    this.#lanes.double(value);
    return this;
  }
  op(name: Name): this {
    if (this.#width === 4) this.f.f64x2[name]();
    else this.f.f64[name]();
    return this;
  }
  /** `a, b → a·b + c`, fused where the engine has relaxed SIMD; `addend` pushes c. */
  madd(addend: () => void): this {
    if (!this.#lanes.fused) this.op("mul");
    addend();
    if (!this.#lanes.fused) return this.op("add");
    this.f.f64x2.relaxed_madd();
    return this;
  }
  /** Limits the value on the stack to [low, high]; NaN passes. At width 4 these are two instructions on x86, not sixteen. */
  clamp(low: number, high: number): this {
    const { f } = this.constant(low);
    if (this.#width === 4) f.f64x2.pmax();
    else f.f64.max();
    this.constant(high);
    if (this.#width === 4) f.f64x2.pmin();
    else f.f64.min();
    return this;
  }
}

/** Added to a float64, rounds it to an integer, which stands in the low bits of the sum in two's complement. */
export const ROUND_DOUBLE = 1.5 * 2 ** 52;

/** What becomes of a float64: it is rounded to a float32, or is an integer plus `ROUND_DOUBLE`, of which the integer is taken. */
type Result = "float" | "integer";

/**
 * Computes in float64: `inputs` are promoted, and `body` leaves `results` on the stack. At width 4 `body` is emitted twice,
 * for the lower and the upper lanes.
 * @returns locals with the results
 */
export function inDoubles(
  lanes: Lanes,
  inputs: readonly Local[],
  results: readonly Result[],
  body: (doubles: Doubles, inputs: readonly Local[]) => void,
): Local[] {
  const { f, width } = lanes;
  const doubles = new Doubles(lanes);
  const outputs = results.map((r) => (r === "integer" ? f.local(lanes.integerType) : lanes.local()));
  f.scoped(() => {
    if (width === 1) {
      const promoted = inputs.map((x) => {
        f.get(x).f64.promote_f32();
        return doubles.keep();
      });
      body(doubles, promoted);
      for (const [i, output] of [...outputs.entries()].reverse()) {
        if (results[i] === "integer") f.f64.const(ROUND_DOUBLE).f64.sub().i32.trunc_sat_f64_s();
        else f.f32.demote_f64();
        f.set(output);
      }
      return;
    }
    for (const upper of [false, true]) {
      const promoted = inputs.map((x) => {
        f.get(x);
        if (upper) f.get(x).i32x4.shuffle(2, 3, 2, 3);
        f.f64x2.promote_low_f32x4();
        return doubles.keep();
      });
      body(doubles, promoted);
      for (const [i, output] of [...outputs.entries()].reverse()) {
        const integer = results[i] === "integer";
        if (!integer) f.f32x4.demote_f64x2_zero();
        if (upper) {
          const half = lanes.keep();
          f.get(output).get(half);
          if (integer) f.i32x4.shuffle(0, 2, 4, 6);
          else f.i32x4.shuffle(0, 1, 4, 5);
        }
        f.set(output);
      }
    }
  });
  return outputs;
}
