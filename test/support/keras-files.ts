/** Layers models in the files of Keras: what Keras 2 writes to HDF5, and Keras 3 to its archives. */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { io } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { strToU8, zipSync } from "fflate";
import { h5wasm } from "../../src/convert/keras/h5.ts";

interface Variable {
  readonly originalName: string;
  readonly shape: readonly number[];
  read(): { dataSync(): Float32Array };
}
interface Layer {
  readonly name: string;
  readonly layers?: readonly Layer[];
  readonly layer?: Layer;
  readonly forwardLayer?: Layer;
  readonly backwardLayer?: Layer;
  readonly weights: readonly Variable[];
  getClassName(): string;
}
type Json = { [key: string]: unknown };
type Group = InstanceType<typeof h5wasm.Group>;

const own = ({ originalName }: Variable): string => originalName.split("/").at(-1) as string;

/** Names and variables of a layer as Keras 2 names them: inner models are not mentioned, wrappers and cells are. */
function kerasNames(layer: Layer, scope = ""): [string, Variable][] {
  if (layer.layers) return layer.layers.flatMap((one) => kerasNames(one));
  const name = `${scope}${layer.name}/`;
  if (layer.forwardLayer && layer.backwardLayer)
    return [layer.forwardLayer, layer.backwardLayer].flatMap((one) => kerasNames(one, name));
  const cell = layer.getClassName() === "LSTM" ? "lstm_cell_3/" : "";
  return layer.weights.map((variable) => [`${name}${cell}${own(variable)}:0`, variable]);
}

function dataset(group: Group, name: string, variable: Variable): void {
  let at = group;
  const parts = name.split("/");
  for (const part of parts.slice(0, -1)) at = (at.get(part) as Group | null) ?? at.create_group(part);
  const data = variable.read().dataSync();
  at.create_dataset({ name: parts.at(-1) as string, data, shape: [...variable.shape] });
}

/** Writes a model as tfjs does: model.json and one file of weights. */
export async function writeTfjsLayers(folder: string, model: LayersModel): Promise<void> {
  await model.save(
    io.withSaveHandler(async ({ modelTopology, weightSpecs = [], weightData }) => {
      const data = new io.CompositeArrayBuffer(weightData as ArrayBuffer).slice();
      await writeFile(join(folder, "shard.bin"), Buffer.from(data));
      const weightsManifest = [{ paths: ["shard.bin"], weights: weightSpecs }];
      const json = JSON.stringify({ format: "layers-model", modelTopology, weightsManifest });
      await writeFile(join(folder, "model.json"), json);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    }),
  );
}

/** Writes a model as `model.save("….h5")` of Keras 2 does. */
export async function writeH5(file: string, model: LayersModel, description: unknown = describe(model)): Promise<void> {
  const root = new h5wasm.File(file, "w");
  if (description !== null) root.create_attribute("model_config", JSON.stringify(description));
  root.create_attribute("keras_version", "2.15.0");
  const weights = root.create_group("model_weights");
  const list = (model as unknown as Layer).layers as readonly Layer[];
  weights.create_attribute(
    "layer_names",
    list.map(({ name }) => name),
  );
  for (const layer of list) {
    const group = weights.create_group(layer.name);
    for (const [name, variable] of kerasNames(layer)) dataset(group, name, variable);
  }
  root.create_group("optimizer_weights").create_dataset({ name: "kernel:0", data: new Float32Array([1]) });
  root.close();
}

export const describe = (model: LayersModel): Json => model.toJSON(null, false) as unknown as Json;

const snake = (name: string): string =>
  name
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();

function placed(group: Group, list: readonly Layer[]): void {
  const counts = new Map<string, number>();
  for (const layer of list) {
    const kind = layer.layers && layer.getClassName() !== "Sequential" ? "functional" : snake(layer.getClassName());
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    one(group.create_group(count ? `${kind}_${count}` : kind), layer);
  }
}

function one(group: Group, layer: Layer): void {
  if (layer.layers) placed(group.create_group("layers"), layer.layers);
  else if (layer.forwardLayer && layer.backwardLayer) {
    one(group.create_group("forward_layer"), layer.forwardLayer);
    one(group.create_group("backward_layer"), layer.backwardLayer);
  } else if (layer.layer) one(group.create_group("layer"), layer.layer);
  else {
    const at = layer.getClassName() === "LSTM" ? group.create_group("cell") : group;
    const vars = at.create_group("vars");
    for (const [i, variable] of layer.weights.entries()) dataset(vars, String(i), variable);
  }
}

/** A model as `model.save("….keras")` of Keras 3 does; `scratch` is a file to write on the way. */
export async function kerasArchive(model: LayersModel, scratch: string): Promise<Uint8Array> {
  const root = new h5wasm.File(scratch, "w");
  placed(root.create_group("layers"), (model as unknown as Layer).layers as readonly Layer[]);
  root.close();
  return zipSync(
    {
      "metadata.json": strToU8('{"keras_version": "3.6.0"}'),
      "config.json": strToU8(JSON.stringify(keras3(describe(model)))),
      "model.weights.h5": new Uint8Array(readFileSync(scratch)),
    },
    { level: 0 },
  );
}

/** The spelling of Keras 3: shapes of batches, policies of dtypes, and calls by their arguments. */
function keras3(value: unknown, sequential: ReadonlySet<string> = new Set()): unknown {
  if (Array.isArray(value)) return value.map((one) => keras3(one, sequential));
  if (typeof value !== "object" || value === null) return value;
  const { batch_input_shape, dtype, inbound_nodes, ...rest } = value as Json;
  const { layers } = rest as { layers?: readonly { class_name: string; name: string }[] };
  const inner = Array.isArray(layers)
    ? new Set(layers.filter(({ class_name }) => class_name === "Sequential").map(({ name }) => name))
    : sequential;
  const made = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, keras3(one, inner)]));
  if (made.class_name === "Model") made.class_name = "Functional";
  if (batch_input_shape !== undefined) made.batch_shape = batch_input_shape;
  if (typeof dtype === "string")
    made.dtype = { module: "keras", class_name: "DTypePolicy", config: { name: dtype }, registered_name: null };
  if (Array.isArray(inbound_nodes)) made.inbound_nodes = inbound_nodes.map((call) => callOf(call, sequential));
  return made;
}

/** Of sequential models, the making is no call. */
function callOf(tensors: [string, number, number][], sequential: ReadonlySet<string>): Json {
  const args = tensors.map(([layer, call, output]) => ({
    class_name: "__keras_tensor__",
    config: {
      shape: [null],
      dtype: "float32",
      keras_history: [layer, sequential.has(layer) ? call - 1 : call, output],
    },
  }));
  return { args: args.length === 1 ? args : [args], kwargs: {} };
}
