/** Runs element functions emitted over `Lanes` on arrays, and measures them in units in the last place. */

import { detectFeatures, type Features } from "../../src/codegen/wasm/features.ts";
import { Lanes, type Width } from "../../src/codegen/wasm/lanes.ts";
import { ModuleBuilder } from "../../src/codegen/wasm/module.ts";

/** The ways of emitting that this engine can run. */
export const MODES: readonly { name: string; width: Width; features: Features }[] = (() => {
  const { simd, relaxedSimd } = detectFeatures();
  const modes: { name: string; width: Width; features: Features }[] = [
    { name: "width 1", width: 1, features: { simd: false, relaxedSimd: false } },
  ];
  if (simd) modes.push({ name: "width 4", width: 4, features: { simd, relaxedSimd: false } });
  if (relaxedSimd) modes.push({ name: "width 4 fused", width: 4, features: { simd, relaxedSimd } });
  return modes;
})();

export type Elementwise = (...inputs: Float32Array[]) => Float32Array;

/**
 * Compiles a loop over `arity` inputs.
 * @param emit leaves `results` values; `operand(i)` pushes the element of input i
 * @returns the function; with several results it returns them one after the other
 */
export function elementwise(
  mode: { width: Width; features: Features },
  arity: number,
  emit: (lanes: Lanes, operand: (index: number) => void) => void,
  results = 1,
): Elementwise {
  const module = new ModuleBuilder();
  module.function("run", { bytes: "i32", stride: "i32" }, (f, { bytes, stride }) => {
    const lanes = new Lanes(f, mode.width, mode.features);
    const address = f.local("i32");
    const values = Array.from({ length: results }, () => lanes.local());
    const at = (i: number): void => void f.get(address).get(stride).i32.const(i).i32.mul().i32.add();
    f.forEach(address, 0, bytes, lanes.bytes, () => {
      emit(lanes, (i) => {
        at(i);
        lanes.load();
      });
      for (const value of [...values].reverse()) f.set(value);
      values.forEach((value, i) => {
        at(arity + i);
        lanes.get(value).store();
      });
    });
  });
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.build()), { env: { memory } });
  const run = instance.exports.run as (bytes: number, stride: number) => void;
  return (...inputs) => {
    const length = inputs[0]?.length ?? 4;
    const padded = (length + 3) & ~3;
    const missing = 4 * padded * (arity + results) - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    const floats = new Float32Array(memory.buffer);
    for (const [i, input] of inputs.entries()) floats.set(input, i * padded);
    run(4 * padded, 4 * padded);
    if (results === 1) return floats.slice(arity * padded, arity * padded + length);
    return Float32Array.from(
      Array.from({ length: results }, (_, i) => [
        ...floats.slice((arity + i) * padded, (arity + i) * padded + length),
      ]).flat(),
    );
  };
}

/** The distance of `value` from the exact `reference` in units in the last place of float32 at the reference. */
export function ulps(value: number, reference: number): number {
  const rounded = Math.fround(reference);
  if (Object.is(value, rounded) || value === rounded || (Number.isNaN(value) && Number.isNaN(rounded))) return 0;
  if (Number.isNaN(value) || Number.isNaN(rounded)) return Number.POSITIVE_INFINITY;
  const limit = 2 ** 128; // one step past the largest float: infinity counts as that
  const clip = (x: number): number => Math.max(-limit, Math.min(limit, x));
  const exponent = Math.max(-126, Math.min(127, Math.floor(Math.log2(Math.abs(reference) || Number.MIN_VALUE))));
  return Math.abs(clip(value) - clip(reference)) / 2 ** (exponent - 23);
}

/** Deterministic 32-bit random numbers (xorshift). */
export function randomBits(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Every kind of special value. */
export const SPECIAL = Float32Array.from([
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  2,
  3,
  1e-45,
  -1e-45,
  1e-40,
  -1e-40,
  2 ** -126,
  -(2 ** -126),
  3.4028234663852886e38,
  -3.4028234663852886e38,
  1e-10,
  -1e-10,
  16777217,
  -16777217,
  8388607.5,
  2147483648,
  1e20,
  -1e20,
]);
