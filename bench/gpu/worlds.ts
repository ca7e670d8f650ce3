/** Runs the WebGPU benchmark in headless Chromium and in this Node process, both on the software device. */
import type { Page } from "playwright-core";
import { median } from "simple-statistics";
import { SOFTWARE_WEBGPU } from "../../scripts/software-webgpu.ts";
import { FINE_TIMESTAMPS } from "../../scripts/use-dawn.ts";
import { installDawn } from "../../test/support/dawn.ts";
import { loadArtifacts } from "../models.ts";
import { modelUrl, withSite } from "../site.ts";
import type { ColdStart, GpuMeasurement, GpuMeasureOptions } from "./measure.ts";
import type { GpuWorld } from "./measurement.ts";
import { gpuOptions } from "./models.ts";

export interface GpuRun {
  readonly options: Omit<GpuMeasureOptions, "call" | "work" | "shippedFused">;
  readonly onModel: (measurement: GpuMeasurement) => void;
}
interface PageRun extends GpuRun {
  /** First results: `with` all else, `without` them, or `only` them, beside figures that are known. */
  readonly cold: string;
  readonly known: (model: string) => GpuMeasurement | undefined;
}

const WAYS = ["stock", "call", "warmup"] as const;
/** Pages for each way to a first result. Their order turns: what pages before have left to the browser's device makes later ones slower. */
const ROUNDS = 3;
/** After so long no further round begins. */
const PATIENCE_MS = 30_000;

/** Fresh pages for each model: some for each way to a first result, and one for all else. */
export async function gpuInChromium(
  models: readonly string[],
  { options, onModel, cold, known }: PageRun,
): Promise<GpuWorld> {
  const measurements: GpuMeasurement[] = [];
  let told: Awaited<ReturnType<Page["evaluate"]>> | undefined;
  const site = { script: new URL("page.ts", import.meta.url), switches: SOFTWARE_WEBGPU, isolated: true };
  const { version } = await withSite(site, async (open) => {
    for (const name of models) {
      const settings = await gpuOptions(name, options);
      const inPage = async <T>(body: (page: Page) => Promise<T>): Promise<T> => {
        const page = await open(name);
        const result = await body(page);
        await page.close();
        return result;
      };
      const first = (way: keyof ColdStart): Promise<number> =>
        inPage((page) =>
          page.evaluate(([url, given, how]) => window.measureGpuCold(url, given, how), [
            modelUrl(name),
            settings,
            way,
          ] as const),
        );
      const starts = async (): Promise<ColdStart> => {
        const [times, began] = [{ stock: [], call: [], warmup: [] } as Record<keyof ColdStart, number[]>, Date.now()];
        for (let round = 0; round < ROUNDS && Date.now() - began < PATIENCE_MS; round++)
          for (const way of round % 2 === 0 ? WAYS : WAYS.toReversed()) times[way].push(await first(way));
        return { stock: median(times.stock), call: median(times.call), warmup: median(times.warmup) };
      };
      const started = cold === "without" ? known(name)?.cold : await starts();
      const measured = await inPage(async (page) => {
        told ??= await page.evaluate(() => window.measureCeilings());
        if (cold === "only") return known(name);
        return page.evaluate(([id, url, given]) => window.measureGpuModel(id, url, given), [
          name,
          modelUrl(name),
          settings,
        ] as const);
      });
      if (!measured) throw new Error(`there are no figures of ${name} for its first results to stand beside`);
      const m = { ...measured, ...(started ? { cold: started } : {}) };
      measurements.push(m);
      onModel(m);
    }
  });
  return { world: `Chromium ${version}`, ...(told as Pick<GpuWorld, "device" | "ceilings">), measurements };
}

export async function gpuInNode(models: readonly string[], { options, onModel }: GpuRun): Promise<GpuWorld> {
  await installDawn(FINE_TIMESTAMPS);
  const { inProcess } = await import("./process.ts");
  return inProcess(models, {
    settings: (name) => gpuOptions(name, options),
    artifacts: loadArtifacts,
    onModel,
  });
}
