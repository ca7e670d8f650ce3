/** Runs `measure` in headless Chromium, a fresh page for every model. */
import type { Page } from "playwright-core";
import { median } from "simple-statistics";
import type { ExampleCall, Measurement } from "../src/cli/measure.ts";
import type { PageMeasurement } from "./measurement.ts";
import { benchModel } from "./models.ts";
import type {} from "./page-webgl.ts";
import type { Scaling, ScalingOptions } from "./scaling.ts";
import { modelUrl, type OpenPage, type Site, withSite } from "./site.ts";

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
  const isolated = options.threads > 1;
  const version = await inPages(WASM_PAGE, isolated, models, async (page, name, open) => {
    const m = await page.evaluate(([id, url, settings]) => window.measureModel(id, url, settings), [
      name,
      modelUrl(name),
      withCall(name, options),
    ] as const);
    const coldMs = await measureCold(name, m.tier === "parts", open);
    measurements.push({ ...m, coldMs });
    onModel?.(m);
  });
  return { version, measurements };
}

/** Pages opened for the time to the first result, of each side. */
const COLD_PAGES = 8;

/** The time to the first result in pages of their own, of the sides in turn, another one first each time: medians. */
async function measureCold(name: string, dynamic: boolean, open: OpenPage): Promise<Measurement["coldMs"]> {
  const times: { stock: number[]; fused: number[] } = { stock: [], fused: [] };
  const sides = ["stock", "fused"] as const;
  for (let i = 0; i < COLD_PAGES; i++)
    for (const side of i % 2 === 0 ? sides : sides.toReversed()) {
      const page = await open(name);
      const ms = await page.evaluate(([url, settings]) => window.measureCold(url, settings), [
        modelUrl(name),
        withCall(name, { fused: side === "fused", dynamic }),
      ] as const);
      times[side].push(ms);
      await page.close();
    }
  return { stock: median(times.stock), fused: median(times.fused) };
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

/** Measures how plans scale with threads; returns the browser's version. */
export async function scaleInChromium(
  models: readonly string[],
  options: ScalingOptions,
  onModel: (scaling: Scaling) => void,
): Promise<string> {
  return inPages(WASM_PAGE, true, models, async (page, name) =>
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
export async function inPages(
  site: Site,
  isolated: boolean,
  models: readonly string[],
  body: (page: Page, name: string, open: OpenPage) => Promise<void>,
): Promise<string> {
  const { version } = await withSite({ ...site, isolated }, async (open) => {
    for (const name of models) {
      const page = await open(name);
      await body(page, name, open);
      await page.close();
    }
  });
  return version;
}
