/** Reads a tfjs graph model from disk: model.json and its weight shards, whole and checked before anything uses them. */
import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, normalize, resolve, sep } from "node:path";
import type { io } from "@tensorflow/tfjs-core";
import { Failure, messageOf } from "./failure.ts";
import { bytesOf, graphModelOf, type WeightGroup } from "./model-json.ts";
import { readBytes } from "./read-bytes.ts";
import { systemReason } from "./system-reason.ts";

/**
 * Reads a graph model. `path` names the JSON file, or a folder that holds a `model.json`.
 * @param layers whether it may be a layers model too
 * @throws Failure 1 when a file cannot be read, 2 when it is not a whole model
 */
export async function readModel(path: string, layers = false): Promise<io.ModelArtifacts> {
  const file = await modelFile(path);
  const bytes = await readFile(file).catch((error) => {
    throw new Failure(`cannot read the model ${file}: ${systemReason(error)}`, 1);
  });
  let json: unknown;
  try {
    // As a browser decodes it: a byte order mark is no part of the text.
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new Failure(`${file} is not JSON: ${messageOf(error)}`, 2);
  }
  const model = graphModelOf(json, layers);
  if (typeof model === "string") throw new Failure(`${file} ${model}`, 2);

  const weightData: ArrayBuffer[] = [];
  for (const [i, group] of model.weightsManifest.entries()) {
    const shards = await readShards(file, group);
    const wanted = bytesOf(group.weights, shards);
    const length = shards.reduce((n, shard) => n + shard.byteLength, 0);
    const wrong =
      typeof wanted === "string"
        ? wanted
        : // TensorFlow.js reads all groups as one, so the bytes that are too many in one would shift the weights of the next.
          wanted < length && i < model.weightsManifest.length - 1
          ? `hold ${length} bytes, where the weights take ${wanted}`
          : undefined;
    if (wrong) throw new Failure(`${file}: the weight shards ${group.paths.join(", ")} ${wrong}`, 2);
    weightData.push(...shards);
  }
  const { weightsManifest, ...rest } = model;
  return { ...rest, weightSpecs: weightsManifest.flatMap((g) => [...g.weights]), weightData };
}

/** The JSON file of a model that was named by it or by its folder. */
async function modelFile(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? join(path, "model.json") : path;
}

/** What to call a model: the name of its file, or of its folder when the file is just a `model.json`. */
export function modelName(path: string): string {
  const name = basename(resolve(path), ".json");
  return (name === "model" && basename(dirname(resolve(path)))) || name;
}

/** The shards of one group. They may lie only below the model's folder, links followed. */
async function readShards(file: string, { paths }: WeightGroup): Promise<ArrayBuffer[]> {
  const folder = await realpath(dirname(file));
  const shards: ArrayBuffer[] = [];
  for (const path of paths) {
    const outside = `${file} names the weight shard "${path}", which lies outside the model's folder`;
    if (isAbsolute(path) || normalize(path).split(sep).includes("..")) throw new Failure(outside, 2);
    try {
      const real = await realpath(join(folder, path));
      if (!real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) throw new Failure(outside, 2);
      shards.push(await readBytes(real));
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure(`cannot read the weight shard ${join(dirname(file), path)}: ${systemReason(error)}`, 1);
    }
  }
  return shards;
}
