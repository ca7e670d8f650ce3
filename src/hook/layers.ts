/**
 * Layers models, as far as the import knows them. Their class is found in TensorFlow.js's registry of classes, so the package need not
 * be there; where it is, what answers for them is loaded.
 */
import { type DataType, serialization, type Tensor } from "@tensorflow/tfjs-core";
import type { LayersCalls } from "./layers/calls.ts";
import type { ModelHook } from "./model-hook.ts";

/** What is used of a `LayersModel` of tfjs-layers. */
export interface LayersModel {
  readonly name: string;
  readonly inputs: readonly {
    readonly name: string;
    readonly shape: readonly (number | null)[];
    readonly dtype: DataType;
  }[];
  predict(inputs: Tensor | Tensor[]): Tensor | Tensor[];
  toJSON(unused?: never, asString?: boolean): unknown;
}

/** Of models that have been called: who answers, or why that is stock. */
export const layersCalls = new WeakMap<object, LayersCalls | string>();

export const isLayers = (model: object): model is LayersModel => "predictOnBatch" in model;

/** The model that runs: a sequential model has one inside. */
export const runningOf = (model: object): object => (model as { readonly model?: object }).model ?? model;

/** The hook of a layers model, or why it has none. */
export function layersHookOf(model: object): ModelHook | string | undefined {
  const calls = layersCalls.get(runningOf(model));
  return typeof calls === "object" ? calls.hook : calls;
}

/** Hands over the prototype of layers models, now or when the class is registered. `replace` puts a method in the place of another. */
export function watchLayers(
  replace: (object: object, key: string, make: (stock: (type: object) => void) => unknown) => void,
  found: (prototype: object) => void,
): void {
  const map = serialization.SerializationMap;
  const look = (): void => {
    const prototype = (map.getMap().classNameMap.Model?.[0] as { prototype?: object } | undefined)?.prototype;
    if (prototype && isLayers(prototype)) found(prototype);
  };
  replace(map, "register", (stock) => (type: { className?: string }) => {
    stock.call(map, type);
    if (type.className === "Model") look();
  });
  look();
}
