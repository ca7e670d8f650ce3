/** The page side of the browser benchmark: one model, measured in this page alone. */
import { io } from "@tensorflow/tfjs-core";
import { type MeasureOptions, measure } from "../src/cli/measure.ts";
import { calibrate } from "./calibrate.ts";
import type { PageMeasurement } from "./measurement.ts";
import { startWasm } from "./start-wasm.ts";

declare global {
  interface Window {
    measureModel(name: string, url: string, options: MeasureOptions): Promise<PageMeasurement>;
  }
}

window.measureModel = async (name, url, options) => {
  await startWasm();
  const artifacts = await io.http(url).load?.();
  if (!artifacts) throw new Error(`no model at ${url}`);
  return { ...(await measure(name, artifacts, options)), calibration: calibrate() };
};
