/** Interleaved timing: all sides see the same machine at the same time, so its moods cancel in the ratios. */
import { median, quantile } from "simple-statistics";

/** Runs once and has finished, with its results freed, when it returns or resolves. */
export type Side = () => void | Promise<void>;

export interface InterleaveOptions<K extends string> {
  /** Timed runs of each side. */
  readonly runs: number;
  /** Untimed runs of each side first, at least; more until each has run for `WARM_MS`. */
  readonly warmup?: number;
  /** Stops early after this much wall time, though never before five runs of each. */
  readonly budgetMs?: number;
  /** Called after each round, with the samples so far; may yield to the event loop, and ends everything by throwing. */
  readonly onRound?: (done: number, total: number, samples: Samples<K>) => void | Promise<void>;
}

/** Milliseconds of one run, by side; sample `i` of every side is of round `i`. */
export type Samples<K extends string> = Readonly<Record<K, readonly number[]>>;

/** Engines optimise code while it runs; by now the hot functions are. */
const WARM_MS = 100;
/** A sample lasts at least this many steps of the clock: one that is off by a step is off by 2 %. */
const LEAST_STEPS = 50;

/**
 * Times the sides in turn, another one first in each round. Where a run is short beside the clock's step, a sample is the mean of
 * several in a row.
 */
export async function interleave<const K extends string>(
  sides: Readonly<Record<K, Side>>,
  options: InterleaveOptions<K>,
): Promise<Record<K, number[]>> {
  const { runs, warmup = 3, budgetMs = Number.POSITIVE_INFINITY, onRound } = options;
  const entries = (Object.entries(sides) as [K, Side][]).map(([name, run]) => ({ name, run, repeats: 1, spent: 0 }));
  const time = async ({ run, repeats }: { run: Side; repeats: number }): Promise<number> => {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) await run();
    return performance.now() - start;
  };
  const least = LEAST_STEPS * clockStep();
  for (const side of entries) {
    let count = 0;
    for (; count < warmup || (warmup > 0 && side.spent < WARM_MS); count++) side.spent += await time(side);
    if (count > 0) side.repeats = Math.max(1, Math.ceil((least * count) / side.spent));
  }
  const samples = Object.fromEntries(entries.map(({ name }) => [name, [] as number[]])) as Record<K, number[]>;
  const start = performance.now();
  for (let i = 0; i < runs; i++) {
    for (let j = 0; j < entries.length; j++) {
      const side = entries[(i + j) % entries.length] as (typeof entries)[number];
      samples[side.name].push((await time(side)) / side.repeats);
    }
    await onRound?.(i + 1, runs, samples);
    if (i >= 4 && performance.now() - start > budgetMs) break;
  }
  return samples;
}

/** The step of this engine's clock in milliseconds: 0.1 in pages that are not cross-origin isolated. */
function clockStep(): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    let now = start;
    while (now === start) now = performance.now();
    least = Math.min(least, now - start);
  }
  return least;
}

const RESAMPLES = 1000;

/**
 * The interval that holds 95 % of median(a) / median(b) when rounds are drawn again with replacement (the percentile bootstrap
 * of Efron, 1979). Rounds are drawn whole, for both samples of a round saw the same machine.
 * @param random gives numbers from 0 up to 1
 */
export function ratioInterval(
  a: readonly number[],
  b: readonly number[],
  random: () => number = Math.random,
): readonly [low: number, high: number] {
  const ratios = Array.from({ length: RESAMPLES }, () => {
    const rounds = a.map(() => Math.floor(random() * a.length));
    const drawn = (from: readonly number[]): number => median(rounds.map((i) => from[i] as number));
    return drawn(a) / drawn(b);
  });
  return [quantile(ratios, 0.025), quantile(ratios, 0.975)];
}
