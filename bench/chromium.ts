/** Runs `measure` in headless Chromium, a fresh page for every model. */
import type { Page } from "playwright-core";
import type { ExampleCall, Measurement } from "../src/cli/measure.ts";
import type { PageMeasurement } from "./measurement.ts";
import { benchModel } from "./models.ts";
import type {} from "./page-webgl.ts";
import type { Scaling, ScalingOptions } from "./scaling.ts";
import { modelUrl, type Site, withSite } from "./site.ts";

export interface ChromiumOptions {
  readonly runs: number;
  readonly budgetMs: number;
  readonly threads: number;
  readonly onModel?: (measurement: PageMeasurement) => void;
}

/** Measures models one after the other; returns the browser's version with the results. */
export async function measureInChromium(
  models: readonly string[],
  { onModel, ...options }: ChromiumOptions,
): Promise<{ version: string; measurements: PageMeasurement[] }> {
  const measurements: PageMeasurement[] = [];
  const version = await inPages(WASM_PAGE, options.threads > 1, models, async (page, name) => {
    const m = await page.evaluate(([id, url, settings]) => window.measureModel(id, url, settings), [
      name,
      modelUrl(name),
      withCall(name, options),
    ] as const);
    measurements.push(m);
    onModel?.(m);
  });
  return { version, measurements };
}

/** Measures portable plans on WebGL, which Chromium's software device draws. */
export async function measureOnWebGl(
  models: readonly string[],
  options: Omit<ChromiumOptions, "threads" | "onModel">,
): Promise<{ version: string; measurements: Measurement[] }> {
  const script = new URL("page-webgl.ts", import.meta.url);
  const { version, result } = await withSite({ script, software: true }, async (open) => {
    const measurements: Measurement[] = [];
    for (const name of models) {
      const page = await open(name);
      measurements.push(
        await page.evaluate(([id, url, settings]) => window.measureOnWebGl(id, url, settings), [
          name,
          modelUrl(name),
          options,
        ] as const),
      );
      await page.close();
    }
    return measurements;
  });
  return { version, measurements: result };
}

/** Measures how plans scale with threads. */
export async function scaleInChromium(
  models: readonly string[],
  options: ScalingOptions,
  onModel: (scaling: Scaling) => void,
): Promise<void> {
  await inPages(WASM_PAGE, true, models, async (page, name) =>
    onModel(
      await page.evaluate(([id, url, settings]) => window.measureScaling(id, url, settings), [
        name,
        modelUrl(name),
        options,
      ] as const),
    ),
  );
}

const WASM_PAGE: Site = { script: new URL("page.ts", import.meta.url) };

/** Options with what the model is called with, where it does not say so itself. */
function withCall<T extends object>(name: string, options: T): T & { readonly call?: ExampleCall } {
  const { call } = benchModel(name);
  return { ...options, ...(call ? { call } : {}) };
}

/** Opens a fresh page for each model; returns the browser's version. */
async function inPages(
  site: Site,
  isolated: boolean,
  models: readonly string[],
  body: (page: Page, name: string) => Promise<void>,
): Promise<string> {
  const { version } = await withSite({ ...site, isolated }, async (open) => {
    for (const name of models) {
      const page = await open(name);
      await body(page, name);
      await page.close();
    }
  });
  return version;
}
