/** Models in Keras's own form, `.keras`: a zip archive of the description and the weights. */
import { closeSync, createReadStream, openSync, writeFileSync } from "node:fs";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Unzip, UnzipInflate, unzipSync } from "fflate";
import { type Config, type Described, flag, isObject } from "../../layers/config.ts";
import type { FindWeight } from "../../layers/model.ts";
import { BadModel, type SourceModel } from "../source.ts";
import { datasets, readH5 } from "./h5.ts";
import { described, json, kerasVersion, sourceFromLayers } from "./source.ts";
import type { Stored } from "./weights.ts";

const CONFIG = "config.json";
/** Says what version has written the archive. */
const METADATA = "metadata.json";
const WEIGHTS = "model.weights.h5";
/** Bytes of an archive that are in memory at a time. */
const PIECE = 2 ** 20;
/** The most that a description takes: no model has a million layers. */
const MOST_TEXT = 2 ** 28;
/** Where the first part's flags stand. */
const FLAGS = 6;
/** Nothing is deflated to a smaller part than this. */
const MOST_DEFLATED = 1032;

/**
 * A model as `model.save("model.keras")` makes it.
 * @throws BadModel, NoGraph
 */
export async function sourceFromArchive(file: string): Promise<SourceModel> {
  // The library for HDF5 reads files.
  const folder = await mkdtemp(join(tmpdir(), "graphweld-"));
  try {
    const weights = join(folder, WEIGHTS);
    const texts = await unpack(file, weights);
    const model = json(texts[CONFIG], CONFIG);
    const metadata = json(texts[METADATA] || "{}", METADATA);
    const stored = await readH5(weights, datasets);
    const find = described(() => byPlace(model, stored));
    return sourceFromLayers(model, find, { keras: kerasVersion((isObject(metadata) && metadata.keras_version) || 3) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the weights to a file, piece by piece, and gives the texts. */
async function unpack(
  file: string,
  weights: string,
): Promise<{ readonly [CONFIG]: string; readonly [METADATA]: string }> {
  const out = openSync(weights, "wx");
  try {
    const config = new Text(CONFIG);
    const metadata = new Text(METADATA);
    const takers = new Map([
      [WEIGHTS, (piece: Uint8Array) => writeFileSync(out, piece)],
      [CONFIG, (piece: Uint8Array) => config.take(piece)],
      [METADATA, (piece: Uint8Array) => metadata.take(piece)],
    ]);
    const found = await unzip(file, takers);
    const missing = [CONFIG, WEIGHTS].find((name) => !found.has(name));
    if (missing) throw new BadModel(`is no Keras model: it has no ${missing}`);
    return { [CONFIG]: config.text, [METADATA]: metadata.text };
  } finally {
    closeSync(out);
  }
}

/** A part that is kept in memory. */
class Text {
  readonly #name: string;
  readonly #pieces: Uint8Array[] = [];
  #bytes = 0;

  constructor(name: string) {
    this.#name = name;
  }
  take(piece: Uint8Array): void {
    this.#bytes += piece.length;
    if (this.#bytes > MOST_TEXT) throw new BadModel(`is damaged: ${this.#name} has more than ${MOST_TEXT} bytes`);
    this.#pieces.push(piece);
  }
  get text(): string {
    return new TextDecoder().decode(Buffer.concat(this.#pieces));
  }
}

type Takers = ReadonlyMap<string, (piece: Uint8Array) => void>;

/** Gives what an archive holds to those that take it. @returns the names that were found */
async function unzip(file: string, takers: Takers): Promise<ReadonlySet<string>> {
  try {
    return (await saysSizesLate(file)) ? unzipWhole(await readFile(file), takers) : await unzipPieces(file, takers);
  } catch (error) {
    // The system's errors, such as of a full disk, say all themselves.
    if (error instanceof BadModel || (error as NodeJS.ErrnoException).syscall) throw error;
    throw new BadModel(`is no whole zip archive: ${error instanceof Error ? error.message : error}`);
  }
}

/** Whether sizes stand behind the parts, as in archives that were written to a pipe. Keras writes none such. */
async function saysSizesLate(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(new Uint8Array(FLAGS + 1));
    return ((buffer[FLAGS] as number) & 8) !== 0;
  } finally {
    await handle.close();
  }
}

function unzipWhole(bytes: Uint8Array, takers: Takers): ReadonlySet<string> {
  const parts = unzipSync(bytes, {
    filter({ name, size, originalSize }) {
      if (!takers.has(name)) return false;
      // What follows is allocated before anything is read.
      if (size > bytes.length || originalSize > MOST_DEFLATED * (size + 1))
        throw new BadModel(`is damaged: ${name} is said to have ${originalSize} bytes`);
      return true;
    },
  });
  for (const [name, part] of Object.entries(parts)) takers.get(name)?.(part);
  return new Set(Object.keys(parts));
}

async function unzipPieces(file: string, takers: Takers): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const archive = new Unzip((entry) => {
    // What is not asked for is kept by the library unless it is taken.
    const take = takers.get(entry.name) ?? (() => {});
    if (takers.has(entry.name)) {
      if (entry.size === undefined) throw new BadModel(`says only after ${entry.name} how long it is`);
      found.add(entry.name);
    }
    entry.ondata = (error, piece) => {
      if (error) throw error;
      take(piece);
    };
    entry.start();
  });
  archive.register(UnzipInflate);
  const reading = createReadStream(file, { highWaterMark: PIECE });
  try {
    for await (const piece of reading) archive.push(piece as Uint8Array);
    archive.push(new Uint8Array(0), true);
  } finally {
    reading.destroy();
  }
  return found;
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
