/** What two interleaved series of times say. */
import { median, min, quantileSorted } from "simple-statistics";
import { ratioInterval } from "../src/cli/interleave.ts";

export interface Comparison {
  readonly stock: { readonly median: number; readonly min: number };
  readonly fused: { readonly median: number; readonly min: number };
  /** Median of stock over median of fused: above 1 is faster. */
  readonly ratio: number;
  /** Runs of each side. */
  readonly pairs: number;
  /** 95 % bootstrap interval of the ratio; none of fewer than `ENOUGH` pairs. */
  readonly interval: readonly [number, number] | undefined;
}

/** Fewer pairs than these say nothing about how far ratios spread. */
const ENOUGH = 5;

/** Compares two series of at least one run each, run in pairs. Seeded, so that the same runs give the same interval. */
export function compare(stock: readonly number[], fused: readonly number[]): Comparison {
  const n = Math.min(stock.length, fused.length);
  const [a, b] = [stock.slice(0, n), fused.slice(0, n)];
  return {
    stock: { median: median(a), min: min(a) },
    fused: { median: median(b), min: min(b) },
    ratio: median(a) / median(b),
    pairs: n,
    interval: n < ENOUGH ? undefined : ratioInterval(a, b, generator(n)),
  };
}

/** Gaussian kernel density of a series at `points`, with Silverman's bandwidth. */
export function density(series: readonly number[], points: readonly number[]): number[] {
  const sorted = [...series].sort((x, y) => x - y);
  const spread = quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25);
  const range = (points.at(-1) as number) - (points[0] as number);
  const width = Math.max(0.9 * (spread / 1.34) * series.length ** -0.2, range / 150, Number.MIN_VALUE);
  return points.map((x) => {
    let sum = 0;
    for (const value of series) sum += Math.exp(-0.5 * ((x - value) / width) ** 2);
    return sum / (series.length * width * Math.sqrt(2 * Math.PI));
  });
}

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
