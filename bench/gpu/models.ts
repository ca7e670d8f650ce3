/** Models as the WebGPU benchmark calls them. */
import { type Work, workOfModel } from "../../src/cli/work.ts";
import type { NodeDef } from "../../src/graph/from-tfjs.ts";
import { benchModel, loadArtifacts } from "../models.ts";
import type { GpuMeasureOptions } from "./measure.ts";

/** Whose pipelines a software device compiles, and whose inferences it runs, in a minute altogether. */
export const GPU_MODELS: readonly string[] = ["liveness", "antispoof", "emotion", "blazeface", "facemesh", "iris"];

const PRODUCT = /^_?(Fused)?(Conv2D|Conv2DBackpropInput|DepthwiseConv2dNative|MatMul)$/;

/** How many of a model's convolutions and matrix products, of all, are fused with what follows them in the model's file. */
export function shippedFused(nodes: readonly Pick<NodeDef, "op">[]): number {
  const products = nodes.filter(({ op }) => PRODUCT.test(op));
  return products.filter(({ op }) => op.includes("Fused")).length / Math.max(1, products.length);
}

/** Options for one model: how it is called and what arithmetic it asks for. */
export async function gpuOptions(
  id: string,
  options: Omit<GpuMeasureOptions, "call" | "work" | "shippedFused">,
): Promise<GpuMeasureOptions> {
  const { call } = benchModel(id);
  const artifacts = await loadArtifacts(id);
  const work: Work | undefined = workOfModel(artifacts, call);
  const { node } = artifacts.modelTopology as { readonly node: readonly NodeDef[] };
  return { ...options, shippedFused: shippedFused(node), ...(call ? { call } : {}), ...(work ? { work } : {}) };
}
