/** Reads a model from an address or from dropped files, and says in a sentence what is wrong with it where it cannot. */
import type { io } from "@tensorflow/tfjs-core";
import { bytesOf, type GraphModelJson, graphModelOf } from "../../src/cli/model-json.ts";
import type { ModelSource, NamedFile } from "../types.ts";

type Read = (path: string) => Promise<Uint8Array>;

/** @throws Error with a message for the user when anything is missing, damaged or no graph model */
export async function readModel(source: ModelSource): Promise<io.ModelArtifacts> {
  if (source.kind === "url") {
    const base = new URL(".", source.url);
    return assemble(source.name, await fetched(source.url), (path) => fetched(new URL(path, base).href));
  }
  const json = jsonOf(source.files);
  const folder = json.path.replace(/[^/]*$/, "");
  const read: Read = async (path) => {
    const found = source.files.find((f) => f.path === folder + path) ?? source.files.find((f) => f.file.name === path);
    if (!found) throw new Error(`The weight file “${path}” is missing. Drop it together with ${json.file.name}.`);
    return new Uint8Array(await found.file.arrayBuffer());
  };
  return assemble(json.file.name, new Uint8Array(await json.file.arrayBuffer()), read);
}

/** The file that describes the model: `model.json`, or the only JSON file there is. */
function jsonOf(files: readonly NamedFile[]): NamedFile {
  const candidates = files.filter((f) => f.path.endsWith(".json"));
  const chosen = candidates.find((f) => f.file.name === "model.json") ?? candidates[0];
  if (!chosen) {
    const foreign = files.find((f) => /\.(tflite|onnx|pb|h5|keras)$/.test(f.path));
    if (foreign) throw new Error(`“${foreign.file.name}” is not a TensorFlow.js graph model; convert it first.`);
    throw new Error("There is no model.json among these files.");
  }
  if (candidates.length > 1 && chosen.file.name !== "model.json")
    throw new Error(
      `There are ${candidates.length} JSON files and none is called model.json. Drop one model at a time.`,
    );
  return chosen;
}

async function assemble(name: string, bytes: Uint8Array, read: Read): Promise<io.ModelArtifacts> {
  const model = parse(name, bytes);
  const parts: Uint8Array[] = [];
  for (const { paths, weights } of model.weightsManifest) {
    const shards = concatenate(await Promise.all(paths.map(read)));
    const wanted = bytesOf(weights, shards);
    if (typeof wanted === "string")
      throw new Error(`The weights in ${paths.join(", ")} ${wanted}. The file is damaged.`);
    parts.push(shards.subarray(0, wanted));
  }
  const { weightsManifest, ...rest } = model;
  return {
    ...rest,
    weightSpecs: weightsManifest.flatMap((g) => [...g.weights]),
    weightData: concatenate(parts).buffer,
  };
}

function parse(name: string, bytes: Uint8Array): GraphModelJson {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Error(`${name} is not JSON. It may be cut off, or the address may lead to a web page.`);
  }
  const model = graphModelOf(json);
  if (typeof model === "string") throw new Error(`${name} ${model}.`);
  return model;
}

async function fetched(url: string): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch {
    throw new Error(
      `${url} cannot be reached. The server may be down, or may not allow other sites to read it (CORS).`,
    );
  }
  if (!response.ok)
    throw new Error(`${url} cannot be read: the server answered ${response.status} ${response.statusText}.`);
  return new Uint8Array(await response.arrayBuffer());
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
