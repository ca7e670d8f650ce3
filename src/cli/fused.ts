/** Writes fused ops of ours into a model. */
import { dispose, type NamedTensorMap, type Tensor } from "@tensorflow/tfjs-core";
import { PHASES } from "../../patterns/index.ts";
import { type GraphDef, graphFromModel, type NodeDef } from "../graph/from-tfjs.ts";
import { expandFused } from "../graph/fused.ts";
import type { TensorType } from "../graph/types.ts";
import { observe } from "../hook/segments/observe.ts";
import { describe } from "../hook/signature.ts";
import { type Executor, executorOf } from "../hook/tfjs-internals.ts";
import { segmentsOf } from "../runtime/split/segments.ts";
import { segmentModel } from "../runtime/split/splice.ts";
import { messageOf } from "./failure.ts";
import { fuse, type Part, type Parts, wholeModel } from "./fuse.ts";
import { hasFused } from "./fused-calls.ts";
import { exampleInputs, loadModel } from "./measure.ts";
import { startBackend } from "./node-backend.ts";
import { constantsOf, loadable, type StoredModel, tooLargeToRun } from "./stored-model.ts";

/** The model with its fused ops written out, in stock ops; itself where it has none. */
export function withoutFusedOps(model: StoredModel): StoredModel {
  if (!hasFused(model.files)) return model;
  const modelTopology = expandFused(model.files.modelTopology as GraphDef);
  return { ...model, files: { ...model.files, modelTopology } };
}

/**
 * The model with fused ops in place of what kernels of ours compute, or why it gets none. One with control flow is run once,
 * on random input, to see which parts of it are static, and of which shapes.
 */
export async function withFusedOps(model: StoredModel): Promise<StoredModel | { readonly reason: string }> {
  const plain = withoutFusedOps(model);
  const topology = plain.files.modelTopology as GraphDef;
  const weights = constantsOf(model);
  const fused = (parts: Parts): NodeDef[] => fuse(topology.node, weights, parts);
  try {
    const whole = wholeModel(plain.files, weights);
    const large = whole ? undefined : tooLargeToRun(plain);
    if (large !== undefined) return { reason: `only a run shows its static parts, and ${large}` };
    const node = whole ? fused(whole) : await withObserved(plain, fused);
    const files = { ...plain.files, modelTopology: { ...topology, node } };
    return hasFused(files) ? { ...plain, files } : { reason: "no kernel of Graphweld's would gain on its ops" };
  } catch (error) {
    return { reason: messageOf(error) };
  }
}

/** The parts of a model read their weights where it has them, so it is there while something is done with them. */
async function withObserved<T>(model: StoredModel, work: (parts: Parts) => T): Promise<T> {
  await startBackend("wasm");
  const loaded = await loadModel(loadable(model));
  const executor = executorOf(loaded) as Executor;
  const { executeAsync } = executor;
  const seen = new Map<string, TensorType>();
  const asked: { inputs: string[]; outputs: string[] } = { inputs: [], outputs: [] };
  executor.executeAsync = (inputs: NamedTensorMap, outputs: string[]): Promise<Tensor[]> => {
    const signature = describe(executor, inputs, outputs, false);
    if (typeof signature === "string") throw new Error(signature);
    Object.assign(asked, { inputs: Object.keys(signature.call.inputs), outputs: signature.call.outputs });
    return observe(executor, executeAsync, inputs, outputs, seen);
  };
  const inputs = exampleInputs(loaded);
  try {
    dispose(await loaded.executeAsync(inputs));
    const { segments } = segmentsOf(loaded, asked, seen, PHASES.slice(0, 1));
    const parts = segments.flatMap((segment): Part[] => {
      const { model: part, inputs: names, outputs } = segmentModel(loaded, segment);
      const types = [...segment.inputs].map((value, i) => [names[i] as string, seen.get(value)] as const);
      const graph = graphFromModel(part, { inputs: Object.fromEntries(types), outputs });
      return "reason" in graph ? [] : [{ graph, types: seen }];
    });
    return work({ parts, outputs: asked.outputs });
  } finally {
    dispose(inputs);
    loaded.dispose();
  }
}
