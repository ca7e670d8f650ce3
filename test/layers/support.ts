/** Layers models for specs: weights by name, random values, graphs. */
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel, layers } from "@tensorflow/tfjs-layers";
import { ConstantTensor, type DType } from "../../src/graph/types.ts";
import { type FindWeight, graphFromLayers, type LayersGraph } from "../../src/layers/model.ts";
import { randomFloats } from "../support/random.ts";

type Layer = layers.Layer & {
  readonly layers?: Layer[];
  readonly layer?: Layer;
  readonly forwardLayer?: Layer;
  readonly backwardLayer?: Layer;
};

/** The layer at the end of a path of names. */
function layerAt(model: LayersModel, path: readonly string[]): Layer | undefined {
  let at: Layer | undefined = model as unknown as Layer;
  for (const name of path) {
    const inner: (Layer | undefined)[] = at?.layers ?? [at?.layer, at?.forwardLayer, at?.backwardLayer];
    at = inner.find((one) => one?.name === name);
  }
  return at;
}

/** A model's weights, as graphs ask for them. */
export const weightsOf =
  (model: LayersModel): FindWeight =>
  (path, name) => {
    const found = layerAt(model, path)?.weights.find(({ originalName }) => originalName.split("/").at(-1) === name);
    if (!found) return undefined;
    const tensor = found.read();
    const value = new ConstantTensor(tensor.dtype as DType, tensor.shape, () => tensor.dataSync() as Float32Array);
    return { name: found.name, value };
  };

/** A model's graph. Throws where there is none. */
export function graphOf(model: LayersModel): LayersGraph {
  const made = graphFromLayers(model.toJSON(null, false), weightsOf(model));
  if ("reason" in made) throw new Error(made.reason);
  return made;
}

/** Gives a model weights that tell right from wrong: none is zero or one, and variances are positive. */
export function randomWeights(model: LayersModel, seed = 1): void {
  tf.tidy(() => {
    model.setWeights(
      model.weights.map(({ shape, name }, i) => {
        const values = randomFloats(tf.util.sizeFromShape(shape as number[]), seed + i);
        return tf.tensor(name.includes("variance") ? values.map((x) => Math.abs(x) + 0.1) : values, shape as number[]);
      }),
    );
  });
}

/** Random values for a model's inputs. */
export function feedsOf(
  model: LayersModel,
  batch: number,
  values: (size: number) => ArrayLike<number> = (size) => randomFloats(size, 7),
): tf.Tensor[] {
  return model.inputs.map(({ shape }) => {
    const extents = shape.map((d, i) => d ?? (i === 0 ? batch : 6));
    return tf.tensor(Float32Array.from(values(tf.util.sizeFromShape(extents))), extents);
  });
}
