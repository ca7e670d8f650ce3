/** The page side of the WebGPU benchmark in a browser. */
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-webgpu";
import { io, ready, setBackend } from "@tensorflow/tfjs-core";
import { ceilings, type GpuMeasurement, type GpuMeasureOptions, measureGpu } from "./measure.ts";

declare global {
  interface Window {
    measureGpuModel(name: string, url: string, options: GpuMeasureOptions): Promise<GpuMeasurement>;
    measureCeilings(): ReturnType<typeof ceilings>;
  }
}

async function start(): Promise<void> {
  if (!(await setBackend("webgpu"))) throw new Error("this browser has no WebGPU");
  await ready();
}

window.measureGpuModel = async (name, url, options) => {
  await start();
  const artifacts = await io.http(url).load?.();
  if (!artifacts) throw new Error(`no model at ${url}`);
  return measureGpu(name, artifacts, options);
};
window.measureCeilings = async () => {
  await start();
  return ceilings();
};
