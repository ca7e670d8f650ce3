/** What the benchmark knows of a model: times, and what they are worth beside what the machine can do. */
import type { Measurement } from "../src/cli/measure.ts";
import type { Work } from "../src/cli/work.ts";
import { best, type Calibration } from "./calibrate.ts";

/**
 * A model measured in a page or process, with the best that the engine did there right before and after: what it is held against, for
 * machines that are shared are at times twice as fast as at others.
 */
export interface PageMeasurement extends Measurement {
  readonly calibration: Calibration;
}

/** A model beside what the engine can do. */
export interface ModelResult extends PageMeasurement {
  /** Floating-point operations; unknown for models with control flow. */
  readonly work?: Work;
}

/** One engine's results. */
export interface World {
  /** Name and version. */
  readonly world: string;
  /** The best of the whole run. */
  readonly calibration: Calibration;
  readonly measurements: readonly ModelResult[];
}

/** Puts together what pages measured and what the models ask for. */
export function worldOf(
  world: string,
  measurements: readonly PageMeasurement[],
  work: ReadonlyMap<string, Work | undefined>,
): World {
  return {
    world,
    calibration: best(measurements.map((m) => m.calibration)),
    measurements: measurements.map((m) => {
      const asked = work.get(m.model);
      return { ...m, ...(asked ? { work: asked } : {}) };
    }),
  };
}

/** A line for each model whose plans are slower than stock in all of the interval, so beyond doubt. */
export const slowerThanStock = ({ world, measurements }: Pick<World, "world" | "measurements">): string[] =>
  measurements
    .filter((m) => m.tier !== "stock" && m.interval[1] < 1)
    .map(
      (m) =>
        `${m.model} is slower than stock in ${world}: ${m.interval.map((x) => x.toFixed(2)).join(" to ")} times as fast`,
    );
