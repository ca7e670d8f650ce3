/** A tfjs graph model on disk: model.json and its weight shards, read whole and checked before anything uses them. */
import { type FileHandle, mkdir, mkdtemp, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, normalize, resolve, sep } from "node:path";
import type { io } from "@tensorflow/tfjs-core";
import { Failure, messageOf } from "./failure.ts";

interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly io.WeightsManifestEntry[];
}

/** Bytes of one stored element; quantised weights are stored in their quantised type. */
const STORED_BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
  complex64: 8,
};

/**
 * Reads a graph model. `path` names the JSON file, or a folder that holds a `model.json`.
 * @throws Failure 1 when a file cannot be read, 2 when it is not a whole graph model
 */
export async function readModel(path: string): Promise<io.ModelArtifacts> {
  const file = await modelPath(path);
  const text = await read(file, "the model");
  let json: Partial<io.ModelJSON>;
  try {
    json = JSON.parse(text.toString("utf8")) as io.ModelJSON;
  } catch (error) {
    throw new Failure(`${file} is not JSON: ${messageOf(error)}`, 2);
  }
  const topology = json?.modelTopology as { node?: unknown } | undefined;
  if (json?.format === "layers-model" || (topology && "model_config" in topology))
    throw new Failure(`${file} is a layers model; Graphweld reads graph models (convert it with format "tfjs_graph_model")`, 2);
  if (!topology || !Array.isArray(topology.node))
    throw new Failure(`${file} is not a tfjs graph model: it has no modelTopology with nodes`, 2);
  if (!Array.isArray(json.weightsManifest)) throw new Failure(`${file} has no weightsManifest`, 2);

  const groups = json.weightsManifest as readonly WeightGroup[];
  const data: Buffer[] = [];
  for (const group of groups) data.push(await readGroup(dirname(file), file, group));
  const bytes = Buffer.concat(data);
  return {
    ...json,
    modelTopology: json.modelTopology as object,
    weightSpecs: groups.flatMap((g) => [...g.weights]),
    weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  };
}

async function modelPath(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? join(path, "model.json") : path;
}

async function read(file: string, what: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new Failure(missing ? `${what} ${file} does not exist` : `${what} ${file} cannot be read: ${messageOf(error)}`, 1);
  }
}

/** The shards of one group, joined. Shards may lie only below the model's folder. */
async function readGroup(folder: string, model: string, group: WeightGroup): Promise<Buffer> {
  const shards: Buffer[] = [];
  for (const path of group.paths) {
    if (isAbsolute(path) || normalize(path).split(sep).includes(".."))
      throw new Failure(`${model} names the weight shard "${path}", which lies outside the model's folder`, 2);
    shards.push(await read(join(folder, path), "the weight shard"));
  }
  const data = Buffer.concat(shards);
  let wanted = 0;
  for (const { name, shape, dtype, quantization } of group.weights) {
    const bytes = STORED_BYTES[quantization?.dtype ?? dtype];
    // Strings carry their own lengths, so a group that holds any can only be checked by decoding it.
    if (dtype === "string") return data;
    if (bytes === undefined) throw new Failure(`${model}: the weight "${name}" has the unknown dtype ${dtype}`, 2);
    wanted += bytes * shape.reduce((a, b) => a * b, 1);
    if (wanted > data.length)
      throw new Failure(
        `the weight shards ${group.paths.join(", ")} are too short: "${name}" ends at byte ${wanted}, they hold ${data.length}`,
        2,
      );
  }
  return data;
}

/** The largest shard that is written: what browsers cache well. */
const SHARD_BYTES = 4 * 1024 * 1024;

/**
 * Writes model.json and weight shards into `folder`, all or nothing: files are written aside and moved into place at the end.
 * @throws Failure 1 when the folder cannot be written
 */
export async function writeModel(folder: string, artifacts: io.ModelArtifacts): Promise<{ files: string[]; bytes: number }> {
  const target = resolve(folder);
  let aside: string | undefined;
  try {
    await mkdir(dirname(target), { recursive: true });
    aside = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
    const weights = Buffer.concat([artifacts.weightData ?? []].flat().map((part) => Buffer.from(part as ArrayBuffer)));
    const count = Math.max(1, Math.ceil(weights.length / SHARD_BYTES));
    const names = Array.from({ length: count }, (_, i) => `group1-shard${i + 1}of${count}.bin`);
    for (const [i, name] of names.entries())
      await writeDurably(join(aside, name), weights.subarray(i * SHARD_BYTES, (i + 1) * SHARD_BYTES));
    const { weightData: _, weightSpecs, ...rest } = artifacts;
    const json = { format: "graph-model", ...rest, weightsManifest: [{ paths: names, weights: weightSpecs ?? [] }] };
    await writeDurably(join(aside, "model.json"), JSON.stringify(json));
    await mkdir(target, { recursive: true });
    // model.json last: a reader that finds it finds its shards.
    const files = [...names, "model.json"];
    for (const name of files) await rename(join(aside, name), join(target, name));
    return { files: files.map((name) => join(target, name)), bytes: weights.length };
  } catch (error) {
    throw new Failure(`cannot write to ${folder}: ${messageOf(error)}`, 1);
  } finally {
    if (aside) await rm(aside, { recursive: true, force: true });
  }
}

async function writeDurably(file: string, content: string | Buffer): Promise<void> {
  await writeFile(file, content);
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, "r+");
    await handle.sync();
  } finally {
    await handle?.close();
  }
}
