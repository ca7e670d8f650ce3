/** Runs `measure` in headless Chromium, a fresh page for every model. */
import type { PageMeasurement } from "./measurement.ts";
import { benchModel } from "./models.ts";
import { modelUrl, withSite } from "./site.ts";

export interface ChromiumOptions {
  readonly runs: number;
  readonly budgetMs: number;
  readonly onModel?: (measurement: PageMeasurement) => void;
}

/** Measures models one after the other; returns the browser's version with the results. */
export async function measureInChromium(
  models: readonly string[],
  { runs, budgetMs, onModel }: ChromiumOptions,
): Promise<{ version: string; measurements: PageMeasurement[] }> {
  const { version, result } = await withSite({ script: new URL("page.ts", import.meta.url) }, async (open) => {
    const measurements: PageMeasurement[] = [];
    for (const name of models) {
      const page = await open(name);
      const { call } = benchModel(name);
      const m = await page.evaluate(([id, url, options]) => window.measureModel(id, url, options), [
        name,
        modelUrl(name),
        { runs, budgetMs, ...(call ? { call } : {}) },
      ] as const);
      measurements.push(m);
      onModel?.(m);
      await page.close();
    }
    return measurements;
  });
  return { version, measurements: result };
}
