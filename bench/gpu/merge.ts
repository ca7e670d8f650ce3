/** Figures of models that are too slow to be timed with all others. */
import { BENCH_MODELS } from "../models.ts";
import type { GpuMeasurement } from "./measure.ts";
import type { GpuWorld } from "./measurement.ts";

/** A world with the rows that only an older run of it has, in the order of the benchmark set. */
export function merged(world: GpuWorld, older: readonly GpuWorld[]): GpuWorld {
  const same = older.find((o) => o.world === world.world && o.device === world.device);
  const known = (same?.measurements ?? []).filter((m) => !world.measurements.some((n) => n.model === m.model));
  const place = ({ model }: GpuMeasurement): number => BENCH_MODELS.findIndex((m) => m.id === model);
  if (!same || known.length === 0) return world;
  const fresh = world.measurements.map((m) => ({ ...m, ceilings: world.ceilings }));
  return { ...same, measurements: [...known, ...fresh].sort((a, b) => place(a) - place(b)) };
}
