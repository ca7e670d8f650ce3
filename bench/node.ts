/** Runs `measure` in this Node process. */

import { type MeasureOptions, measure } from "../src/cli/measure.ts";
import { startBackend } from "../src/cli/node-backend.ts";
import { best, calibrate } from "./calibrate.ts";
import type { PageMeasurement } from "./measurement.ts";
import { benchModel, loadArtifacts } from "./models.ts";

export interface NodeOptions extends MeasureOptions {
  readonly onModel?: (measurement: PageMeasurement) => void;
}

export async function measureInNode(models: readonly string[], options: NodeOptions): Promise<PageMeasurement[]> {
  await startBackend("wasm");
  const measurements: PageMeasurement[] = [];
  for (const name of models) {
    const { call } = benchModel(name);
    const before = calibrate();
    const m = await measure(name, await loadArtifacts(name), { ...options, ...(call ? { call } : {}) });
    measurements.push({ ...m, calibration: best([before, calibrate()]) });
    options.onModel?.(measurements.at(-1) as PageMeasurement);
  }
  return measurements;
}
