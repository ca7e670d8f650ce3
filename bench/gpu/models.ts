/** Models as the WebGPU benchmark calls them. */
import { type Work, workOfModel } from "../../src/cli/work.ts";
import { benchModel, loadArtifacts } from "../models.ts";
import type { GpuMeasureOptions } from "./measure.ts";

/** Whose pipelines a software device compiles, and whose inferences it runs, in a minute altogether. */
export const GPU_MODELS: readonly string[] = ["liveness", "antispoof", "emotion", "blazeface", "facemesh", "iris"];

/** Options for one model: how it is called and what arithmetic it asks for. */
export async function gpuOptions(
  id: string,
  options: Omit<GpuMeasureOptions, "call" | "work">,
): Promise<GpuMeasureOptions> {
  const { call } = benchModel(id);
  const work: Work | undefined = workOfModel(await loadArtifacts(id), call);
  return { ...options, ...(call ? { call } : {}), ...(work ? { work } : {}) };
}
