/** Layers models as TensorFlow.js stores them: model.json with the description, and weights under the names of Keras. */
import { isObject } from "../../layers/config.ts";
import type { SourceModel } from "../source.ts";
import { sourceFromLayers } from "./source.ts";
import { byName, type Stored } from "./weights.ts";

/**
 * @param topology the `modelTopology`
 * @throws NoGraph, BadModel
 */
export function sourceFromTfjsLayers(topology: unknown, weights: Stored): SourceModel {
  const model = isObject(topology) ? (topology.model_config ?? topology) : topology;
  return sourceFromLayers(model, byName(weights), {});
}
