/** Seeded random numbers. */

/** A generator of numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomizer(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** `size` floats, roughly uniform in [-1, 1). */
export function randomFloats(size: number, seed: number): Float32Array {
  const random = randomizer(seed);
  return Float32Array.from({ length: size }, () => 2 * random() - 1);
}
