/** Graph models made of other ones, by the same copy of the converter. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { io, NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import type { GraphDef } from "../graph/from-tfjs.ts";
import { markInternal } from "./internal.ts";

export interface Topology extends GraphDef {
  readonly library?: unknown;
}
export type WeightMap = Readonly<Record<string, readonly Tensor[]>>;

/** What this folder reads of a `GraphModel`; its public types hide it. */
export interface Internals {
  readonly artifacts: io.ModelArtifacts;
  readonly resourceManager: unknown;
  readonly executor: {
    weightMap: WeightMap;
    resourceManager: unknown;
    execute(inputs: NamedTensorMap, outputs: string[]): Tensor[];
  };
}

export const internalsOf = (model: GraphModel): Internals => model as unknown as Internals;

/**
 * Loads a graph as a model of its own, by the copy of the converter that `source` comes from. It must not be disposed: it
 * shares weights and tables with `source`, or has those given.
 */
export function loadInternal(
  source: GraphModel,
  topology: Topology,
  { weightMap, more = {} }: { readonly weightMap?: WeightMap; readonly more?: Partial<io.ModelArtifacts> } = {},
): GraphModel {
  const { artifacts, executor, resourceManager } = internalsOf(source);
  const { versions } = artifacts.modelTopology as Topology;
  const own: io.ModelArtifacts = {
    modelTopology: { versions, ...topology },
    weightSpecs: [],
    weightData: new ArrayBuffer(0),
    ...more,
  };
  const Model = source.constructor as typeof GraphModel;
  const model = new Model({ load: () => own } as unknown as io.IOHandler);
  markInternal(model);
  model.load();
  const internals = internalsOf(model);
  internals.executor.weightMap = weightMap ?? executor.weightMap;
  internals.executor.resourceManager = resourceManager;
  return model;
}
