/** The page side of the browser benchmark: one model, measured in this page alone. */
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { io, ready, setBackend } from "@tensorflow/tfjs-core";
import { type Measurement, type MeasureOptions, measure } from "../src/cli/measure.ts";

declare global {
  interface Window {
    measureModel(name: string, url: string, options: MeasureOptions): Promise<Measurement>;
  }
}

window.measureModel = async (name, url, options) => {
  setWasmPaths("/wasm/");
  await setBackend("wasm");
  await ready();
  const artifacts = await io.http(url).load?.();
  if (!artifacts) throw new Error(`no model at ${url}`);
  return measure(name, artifacts, options);
};
