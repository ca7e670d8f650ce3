/** The page side of the browser benchmark: one model, measured in this page alone. */
import { io } from "@tensorflow/tfjs-core";
import { type ExampleCall, firstResult, type MeasureOptions, measure } from "../src/cli/measure.ts";
import { loadEngine } from "../src/hook/planners.ts";
import { best, calibrate } from "./calibrate.ts";
import type { PageMeasurement } from "./measurement.ts";
import { measureScaling, type Scaling, type ScalingOptions } from "./scaling.ts";
import { startWasm } from "./start-wasm.ts";

export interface ColdOptions {
  readonly fused: boolean;
  readonly dynamic: boolean;
  readonly call?: ExampleCall;
}

declare global {
  interface Window {
    measureModel(name: string, url: string, options: MeasureOptions): Promise<PageMeasurement>;
    /** Milliseconds to the first result, in a page that has run no model. */
    measureCold(url: string, options: ColdOptions): Promise<number>;
    measureScaling(name: string, url: string, options: ScalingOptions): Promise<Scaling>;
  }
}

async function artifactsOf(url: string): Promise<io.ModelArtifacts> {
  await startWasm();
  const artifacts = await io.http(url).load?.();
  if (!artifacts) throw new Error(`no model at ${url}`);
  return artifacts;
}

window.measureModel = async (name, url, options) => {
  const artifacts = await artifactsOf(url);
  const before = calibrate();
  const measured = await measure(name, artifacts, options);
  return { ...measured, calibration: best([before, calibrate()]) };
};
window.measureCold = async (url, { fused, dynamic, call }) => {
  const artifacts = await artifactsOf(url);
  await loadEngine("wasm");
  return (await firstResult(artifacts, fused, dynamic, call?.inputs)).ms;
};
window.measureScaling = async (name, url, options) => measureScaling(name, await artifactsOf(url), options);
