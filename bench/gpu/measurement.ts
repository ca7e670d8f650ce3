/** What one engine gave on one device, and what stands out in it. */
import { geometricMean } from "simple-statistics";
import type { Ceilings } from "./ceilings.ts";
import type { Gain, GpuMeasurement } from "./measure.ts";

export interface GpuWorld {
  /** Engine and version. */
  readonly world: string;
  /** What the adapter calls itself. */
  readonly device: string;
  readonly ceilings: Ceilings;
  readonly measurements: readonly GpuMeasurement[];
}

/** Geometric means of what is gained over models that have plans as a whole, for the main thread, or at all. */
export function meanGain(measurements: readonly GpuMeasurement[], which: "main" | "endToEnd"): number {
  const gains = measurements.map((m): Gain | undefined => m[which]).filter((g) => g !== undefined);
  return gains.length > 0 ? geometricMean(gains.map((g) => g.ratio)) : Number.NaN;
}

/** What a plan should reach on every model, whatever the device. First results are timed up to three times, and differ by a fifth between runs. */
const GOALS = { main: 10, nmse: 1e-8, cold: 1.2, dispatches: 0.6 } as const;
/** Models with fewer of their products in fused ops are meant to need that much fewer dispatches. */
const UNFUSED = 0.5;

/** A line for each model that misses a goal. */
export const misses = ({ world, measurements }: Pick<GpuWorld, "world" | "measurements">): string[] =>
  measurements.flatMap((m) => {
    const said = (text: string): string => `${m.model} in ${world}: ${text}`;
    const { stock, fused, main, endToEnd, cold } = m;
    return [
      ...(m.tier === "stock" ? [said(`runs on stock: ${m.reason}`)] : []),
      ...(main && main.interval[1] < GOALS.main ? [said(`the main thread gains ${main.ratio.toFixed(1)} times`)] : []),
      ...(fused.pipelines >= stock.pipelines
        ? [said(`${fused.pipelines} pipelines, where stock has ${stock.pipelines}`)]
        : []),
      ...((m.shippedFused ?? 1) < UNFUSED && fused.dispatches > GOALS.dispatches * stock.dispatches
        ? [said(`${fused.dispatches} dispatches, where stock has ${stock.dispatches}, though it comes unfused`)]
        : []),
      ...(endToEnd.interval[1] < 1 ? [said(`is slower than stock, ${endToEnd.ratio.toFixed(2)} times as fast`)] : []),
      ...(cold && Math.min(cold.call, cold.warmup) > GOALS.cold * cold.stock
        ? [
            said(
              `the first result takes ${Math.min(cold.call, cold.warmup).toFixed(0)} ms, stock's ${cold.stock.toFixed(0)}`,
            ),
          ]
        : []),
      ...((fused.nmse ?? 0) > GOALS.nmse ? [said(`NMSE ${fused.nmse?.toExponential(1)} against cpu`)] : []),
    ];
  });
