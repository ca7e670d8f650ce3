/** Runs `measure` in this Node process. */

import { type Measurement, type MeasureOptions, measure } from "../src/cli/measure.ts";
import { startBackend } from "../src/cli/node-backend.ts";
import { benchModel, loadArtifacts } from "./models.ts";

export interface NodeOptions extends MeasureOptions {
  readonly onModel?: (measurement: Measurement) => void;
}

export async function measureInNode(models: readonly string[], options: NodeOptions): Promise<Measurement[]> {
  await startBackend("wasm");
  const measurements: Measurement[] = [];
  for (const name of models) {
    const m = await measure(name, await loadArtifacts(name), { ...options, ...callOf(name) });
    measurements.push(m);
    options.onModel?.(m);
  }
  return measurements;
}

const callOf = (name: string): Pick<MeasureOptions, "call"> => {
  const { call } = benchModel(name);
  return call ? { call } : {};
};
