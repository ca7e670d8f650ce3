/** The page side of the browser benchmark: one model, measured in this page alone. */
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { io, ready, setBackend } from "@tensorflow/tfjs-core";
import { type Measurement, type MeasureOptions, measure } from "../src/cli/measure.ts";
import { measureScaling, type Scaling, type ScalingOptions } from "./scaling.ts";

declare global {
  interface Window {
    measureModel(name: string, url: string, options: MeasureOptions): Promise<Measurement>;
    measureScaling(name: string, url: string, options: ScalingOptions): Promise<Scaling>;
  }
}

async function artifactsOf(url: string): Promise<io.ModelArtifacts> {
  setWasmPaths("/wasm/");
  await setBackend("wasm");
  await ready();
  const artifacts = await io.http(url).load?.();
  if (!artifacts) throw new Error(`no model at ${url}`);
  return artifacts;
}

window.measureModel = async (name, url, options) => measure(name, await artifactsOf(url), options);
window.measureScaling = async (name, url, options) => measureScaling(name, await artifactsOf(url), options);
