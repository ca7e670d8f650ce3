/** Runs the WebGPU benchmark in headless Chromium and in this Node process, both on the software device. */
import type { Page } from "playwright-core";
import { SOFTWARE_WEBGPU } from "../../scripts/software-webgpu.ts";
import { FINE_TIMESTAMPS } from "../../scripts/use-dawn.ts";
import { installDawn } from "../../test/support/dawn.ts";
import { inPages } from "../chromium.ts";
import { loadArtifacts } from "../models.ts";
import { modelUrl } from "../site.ts";
import type { GpuMeasurement, GpuMeasureOptions } from "./measure.ts";
import type { GpuWorld } from "./measurement.ts";
import { gpuOptions } from "./models.ts";

export interface GpuRun {
  readonly options: Omit<GpuMeasureOptions, "call" | "work">;
  readonly onModel: (measurement: GpuMeasurement) => void;
}

/** A fresh page for each model. */
export async function gpuInChromium(models: readonly string[], { options, onModel }: GpuRun): Promise<GpuWorld> {
  const measurements: GpuMeasurement[] = [];
  let told: Awaited<ReturnType<Page["evaluate"]>> | undefined;
  const site = { script: new URL("page.ts", import.meta.url), switches: SOFTWARE_WEBGPU };
  const version = await inPages(site, true, models, async (page, name) => {
    told ??= await page.evaluate(() => window.measureCeilings());
    const settings = await gpuOptions(name, options);
    const m = await page.evaluate(([id, url, given]) => window.measureGpuModel(id, url, given), [
      name,
      modelUrl(name),
      settings,
    ] as const);
    measurements.push(m);
    onModel(m);
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
