/** Interleaved A/B timing: both sides see the same machine at the same time, so its moods cancel in the ratio. */

export interface Samples {
  readonly stock: number[];
  readonly fused: number[];
}

export interface AbOptions {
  /** Each runs once and has finished, with its results freed, when it returns or resolves. */
  readonly stock: () => void | Promise<void>;
  readonly fused: () => void | Promise<void>;
  /** Timed runs of each side. */
  readonly runs: number;
  /** Untimed runs of each side first. */
  readonly warmup?: number;
  /** Stops early after this much wall time, though never before five runs of each. */
  readonly budgetMs?: number;
  /** Called after each pair; may yield to the event loop. */
  readonly onPair?: (done: number, total: number) => void | Promise<void>;
}

/** Times the two sides in turn, the order changing from pair to pair. Milliseconds. */
export async function abTime(options: AbOptions): Promise<Samples> {
  const { runs, warmup = 3, budgetMs = Number.POSITIVE_INFINITY, onPair } = options;
  for (let i = 0; i < warmup; i++) {
    await options.stock();
    await options.fused();
  }
  const samples: Samples = { stock: [], fused: [] };
  const start = performance.now();
  for (let i = 0; i < runs; i++) {
    for (const side of i % 2 === 0 ? (["stock", "fused"] as const) : (["fused", "stock"] as const)) {
      const t = performance.now();
      await options[side]();
      samples[side].push(performance.now() - t);
    }
    await onPair?.(i + 1, runs);
    if (i >= 4 && performance.now() - start > budgetMs) break;
  }
  return samples;
}
