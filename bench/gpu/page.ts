/** The page side of the WebGPU benchmark in a browser. */
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-webgpu";
import { io, ready, setBackend } from "@tensorflow/tfjs-core";
import {
  type ColdStart,
  ceilings,
  type GpuMeasurement,
  type GpuMeasureOptions,
  measureCold,
  measureGpu,
} from "./measure.ts";

declare global {
  interface Window {
    measureGpuModel(name: string, url: string, options: GpuMeasureOptions): Promise<GpuMeasurement>;
    measureGpuCold(url: string, options: GpuMeasureOptions, way: keyof ColdStart): Promise<number>;
    measureCeilings(): ReturnType<typeof ceilings>;
  }
}

async function start(): Promise<void> {
  if (!(await setBackend("webgpu"))) throw new Error("this browser has no WebGPU");
  await ready();
}

async function artifactsAt(url: string): Promise<io.ModelArtifacts> {
  await start();
  const artifacts = await io.http(url).load?.();
  if (!artifacts) throw new Error(`no model at ${url}`);
  return artifacts;
}

window.measureGpuModel = async (name, url, options) => measureGpu(name, await artifactsAt(url), options);
window.measureGpuCold = async (url, options, way) => measureCold(await artifactsAt(url), options, way);
window.measureCeilings = async () => {
  await start();
  return ceilings();
};
