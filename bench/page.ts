/** The page side of the browser benchmark: one model, measured in this page alone. */
import { io } from "@tensorflow/tfjs-core";
import { type MeasureOptions, measure } from "../src/cli/measure.ts";
import { calibrate } from "./calibrate.ts";
import type { PageMeasurement } from "./measurement.ts";
import { measureScaling, type Scaling, type ScalingOptions } from "./scaling.ts";
import { startWasm } from "./start-wasm.ts";

declare global {
  interface Window {
    measureModel(name: string, url: string, options: MeasureOptions): Promise<PageMeasurement>;
    measureScaling(name: string, url: string, options: ScalingOptions): Promise<Scaling>;
  }
}

async function artifactsOf(url: string): Promise<io.ModelArtifacts> {
  await startWasm();
  const artifacts = await io.http(url).load?.();
  if (!artifacts) throw new Error(`no model at ${url}`);
  return artifacts;
}

window.measureModel = async (name, url, options) => ({
  ...(await measure(name, await artifactsOf(url), options)),
  calibration: calibrate(),
});
window.measureScaling = async (name, url, options) => measureScaling(name, await artifactsOf(url), options);
