/** Measures models in this process, where `navigator.gpu` is Dawn's already. */
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-webgpu";
import { type io, ready, setBackend } from "@tensorflow/tfjs-core";
import { ceilings, type GpuMeasurement, type GpuMeasureOptions, measureGpu } from "./measure.ts";
import type { GpuWorld } from "./measurement.ts";

export interface Models {
  readonly settings: (name: string) => Promise<GpuMeasureOptions>;
  readonly artifacts: (name: string) => Promise<io.ModelArtifacts>;
  readonly onModel: (measurement: GpuMeasurement) => void;
}

/** @throws Error when there is no adapter */
export async function inProcess(
  models: readonly string[],
  { settings, artifacts, onModel }: Models,
): Promise<GpuWorld> {
  if (!(await setBackend("webgpu"))) throw new Error("Dawn finds no adapter; VK_DRIVER_FILES names the driver");
  await ready();
  const told = await ceilings();
  const measurements: GpuMeasurement[] = [];
  for (const name of models) {
    const m = await measureGpu(name, await artifacts(name), await settings(name));
    measurements.push(m);
    onModel(m);
  }
  return { world: `Node ${process.versions.node} with Dawn`, ...told, measurements };
}
