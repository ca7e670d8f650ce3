/** The page side of the benchmark of portable plans on WebGL. */
import "@tensorflow/tfjs-backend-webgl";
import { io, ready, setBackend } from "@tensorflow/tfjs-core";
import { type Measurement, type MeasureOptions, measure } from "../src/cli/measure.ts";

declare global {
  interface Window {
    measureOnWebGl(name: string, url: string, options: MeasureOptions): Promise<Measurement>;
  }
}

window.measureOnWebGl = async (name, url, options) => {
  await setBackend("webgl");
  await ready();
  const artifacts = await io.http(url).load?.();
  if (!artifacts) throw new Error(`no model at ${url}`);
  return measure(name, artifacts, options);
};
