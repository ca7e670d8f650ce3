/** Models in Keras's own form, `.keras`: a zip archive of the description and the weights. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { type Config, type Described, flag, isObject } from "../../layers/config.ts";
import type { FindWeight } from "../../layers/model.ts";
import { BadModel, type SourceModel } from "../source.ts";
import { datasets, readH5 } from "./h5.ts";
import { json, sourceFromLayers } from "./source.ts";
import type { Stored } from "./weights.ts";

const CONFIG = "config.json";
const WEIGHTS = "model.weights.h5";
/** Nothing is deflated to a smaller part than this. */
const MOST_DEFLATED = 1032;

/**
 * A model as `model.save("model.keras")` makes it.
 * @throws BadModel, NoGraph
 */
export async function sourceFromArchive(file: string): Promise<SourceModel> {
  const { [CONFIG]: config, [WEIGHTS]: weights } = unzip(await readFile(file));
  if (!config || !weights) throw new BadModel(`is no Keras model: it has no ${config ? WEIGHTS : CONFIG}`);
  const model = json(new TextDecoder().decode(config), CONFIG);
  // The library for HDF5 reads files.
  const folder = await mkdtemp(join(tmpdir(), "graphweld-"));
  try {
    const copy = join(folder, WEIGHTS);
    await writeFile(copy, weights);
    return sourceFromLayers(model, byPlace(model, await readH5(copy, datasets)), { keras: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function unzip(bytes: Uint8Array): Readonly<Record<string, Uint8Array | undefined>> {
  try {
    return unzipSync(bytes, {
      filter({ name, size, originalSize }) {
        if (name !== CONFIG && name !== WEIGHTS) return false;
        // What follows is allocated before anything is read.
        if (size > bytes.length || originalSize > MOST_DEFLATED * (size + 1))
          throw new BadModel(`is damaged: ${name} is said to have ${originalSize} bytes`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof BadModel) throw error;
    throw new BadModel(`is no whole zip archive: ${error instanceof Error ? error.message : error}`);
  }
}

/** `BatchNormalization` as `batch_normalization`, `Conv2D` as `conv2d`. */
const snake = (name: string): string =>
  name
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();

/** What classes call their weights, in the order in which they make them; of all others it is this. */
const COMMON = ["kernel", "recurrent_kernel", "bias"];
const ORDER: Readonly<Record<string, readonly string[]>> = {
  DepthwiseConv2D: ["depthwise_kernel", "bias"],
  SeparableConv2D: ["depthwise_kernel", "pointwise_kernel", "bias"],
  Embedding: ["embeddings"],
  PReLU: ["alpha"],
};
const RECURRENT = new Set(["SimpleRNN", "LSTM", "GRU"]);

/** The names of a layer's weights in the order of the file. */
function orderOf({ class_name, config }: Described): readonly string[] {
  if (!class_name.endsWith("Normalization"))
    return ORDER[class_name] ?? COMMON.filter((name) => RECURRENT.has(class_name) || name !== "recurrent_kernel");
  const own = [...(flag(config, "scale", true) ? ["gamma"] : []), ...(flag(config, "center", true) ? ["beta"] : [])];
  return class_name === "BatchNormalization" ? [...own, "moving_mean", "moving_variance"] : own;
}

/** Groups that hold the groups of a model's layers, in versions of Keras. */
const CONTAINERS = ["layers", "_layer_checkpoint_dependencies"];

/**
 * By place: a layer's group is called after its class, numbered among the layers of that class, and its weights are numbered in the
 * order in which the layer made them.
 */
function byPlace(model: unknown, stored: Stored): FindWeight {
  const groups = new Map<string, { readonly group: string; readonly order: readonly string[] }>();
  const add = (path: readonly string[], group: string, layer: Described): void => {
    const cell = RECURRENT.has(layer.class_name) ? "/cell" : "";
    groups.set(path.join("/"), { group: `${group}${cell}`, order: orderOf(layer) });
  };
  const walk = (described: unknown, path: readonly string[], prefix: string): void => {
    const layers = isObject(described) && isObject(described.config) ? described.config.layers : undefined;
    if (!Array.isArray(layers)) return;
    const counts = new Map<string, number>();
    const container = CONTAINERS.find((name) => [...stored.keys()].some((key) => key.startsWith(`${prefix}${name}/`)));
    for (const layer of layers as (Described & Config)[]) {
      if (!isObject(layer) || !isObject(layer.config)) continue;
      const kind = snake(String(layer.class_name));
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      const name = String(layer.name ?? layer.config.name ?? layer.class_name);
      const group = `${prefix}${container}/${kind}${count ? `_${count}` : ""}`;
      const inner = layer.config.layer as Described | undefined;
      add([...path, name], group, layer);
      walk(layer, [...path, name], `${group}/`);
      if (!isObject(inner)) continue;
      const wrapped = String(inner.config.name ?? inner.class_name);
      if (layer.class_name === "TimeDistributed") add([...path, name, wrapped], `${group}/layer`, inner);
      else
        for (const way of ["forward", "backward"])
          add([...path, name, `${way}_${wrapped.replace(/^(forward|backward)_/, "")}`], `${group}/${way}_layer`, inner);
    }
  };
  walk(model, [], "");
  return (path, weight) => {
    const place = groups.get(path.join("/"));
    const key = place && `${place.group}/vars/${place.order.indexOf(weight)}`;
    const value = key === undefined ? undefined : stored.get(key);
    return value && { name: `${path.join("/")}/${weight}`, value };
  };
}
