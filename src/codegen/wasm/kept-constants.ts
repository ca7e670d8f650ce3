/** Constants of a function, of which some are kept in locals for a while. */
import type { FunctionBuilder, Local } from "./assembler.ts";

export const bitsOf = (value: number): number => new Int32Array(Float32Array.of(value).buffer)[0] as number;

/** The bits of a word that all lanes have, or a float64 that both halves have, as text. */
export type Constant = number | string;

export class KeptConstants {
  /** All that were used so far. */
  readonly used: Set<Constant> = new Set();
  readonly #kept = new Map<Constant, Local>();

  /** Notes that a constant is used. Returns the local that holds it, if one does. */
  use(bits: Constant): Local | undefined {
    this.used.add(bits);
    return this.#kept.get(bits);
  }

  /**
   * Keeps vectors of constants in locals while `body` emits: V8 makes a constant anew wherever it stands, in three instructions, and a
   * local at worst takes a load. Zero is one instruction and is not kept.
   */
  keeping(f: FunctionBuilder, bits: Iterable<Constant>, body: () => void): void {
    const made: Constant[] = [];
    for (const word of bits) {
      if (word === 0 || this.#kept.has(word)) continue;
      const local = f.local("v128");
      (typeof word === "number" ? f.i32x4.const(word) : f.f64x2.const(Number(word))).set(local);
      this.#kept.set(word, local);
      made.push(word);
    }
    body();
    for (const word of made) {
      f.free(this.#kept.get(word) as Local);
      this.#kept.delete(word);
    }
  }
}
