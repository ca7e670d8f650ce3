/** `npm run bench -- --backend webgpu`: stock against Graphweld on tfjs's WebGPU backend, in Chromium and in Node. */
import { beginFigures, processorLine } from "../machine.ts";
import type { GpuMeasurement } from "./measure.ts";
import type { GpuWorld } from "./measurement.ts";
import { merged } from "./merge.ts";
import { knownGpuFigures, textReport, writeGpuFigures } from "./report.ts";
import { gpuInChromium, gpuInNode } from "./worlds.ts";

export interface GpuBenchmark {
  readonly models: readonly string[];
  readonly runs: number;
  readonly budgetMs: number;
  readonly only: string | undefined;
  readonly write: boolean;
  readonly noisy: boolean;
  /** First results in fresh pages: `with`, `without` or `only`. */
  readonly cold: string;
}

export async function runGpu({ models, runs, budgetMs, only, write, noisy, cold }: GpuBenchmark): Promise<void> {
  const taken = await beginFigures({ write, noisy }, processorLine());
  const onModel = ({ model, stock, fused, main, endToEnd }: GpuMeasurement): void => {
    const ms = `${stock.endToEndMs.median.toFixed(1)} → ${fused.endToEndMs.median.toFixed(1)} ms`;
    const onMain = main ? `, main thread ${main.ratio.toFixed(1)}×` : "";
    console.error(`  ${model}: ${ms}, ${endToEnd.ratio.toFixed(2)}×${onMain}`);
  };
  const { worlds: older } = await knownGpuFigures();
  const known = (model: string) => older.flatMap((w) => w.measurements).find((m) => m.model === model);
  const run = { options: { runs, budgetMs, reference: true, looked: 1 }, onModel, cold, known };
  const worlds: GpuWorld[] = [];
  if (only !== "node") worlds.push(await gpuInChromium(models, run));
  if (only !== "chromium") worlds.push(await gpuInNode(models, run));
  for (const world of worlds) console.log(`\n${textReport(world)}`);
  const how = taken();
  if (!write) return;
  // Rows of models that this run left out stay.
  const { busyCores } = how.quiet;
  const noted = worlds.map((w) => ({ ...w, measurements: w.measurements.map((m) => ({ ...m, busyCores })) }));
  const all = noted.map((world) => merged(world, older));
  await writeGpuFigures({ ...how, worlds: all });
}
