/** Real graph models for specs, from the `@vladmandic/human` package, read the same way in Node and in the browser. */
import { io } from "@tensorflow/tfjs-core";
import { inNode } from "./world.ts";

/** The graph models in the package, each a `.json` and a `.bin` file. */
export type ModelName =
  | "antispoof"
  | "blazeface"
  | "centernet"
  | "emotion"
  | "facemesh"
  | "faceres"
  | "handlandmark-lite"
  | "handtrack"
  | "iris"
  | "liveness"
  | "movenet-lightning";

/**
 * Reads a model's topology and weights, for `loadGraphModel(io.fromMemory(artifacts))`.
 * Weights stay as stored: quantized ones keep their `quantization` and are decoded by the loader, as for any app.
 */
export async function loadModelArtifacts(name: ModelName): Promise<io.ModelArtifacts> {
  const model = JSON.parse(new TextDecoder().decode(await readModelFile(`${name}.json`))) as io.ModelJSON;
  return io.getModelArtifactsForJSON(model, async (manifest) => {
    const shards = await Promise.all(manifest.flatMap((group) => group.paths).map(readModelFile));
    return [manifest.flatMap((group) => group.weights), concatenate(shards)];
  });
}

async function readModelFile(file: string): Promise<Uint8Array> {
  if (!inNode) {
    const response = await fetch(`/models/${file}`);
    if (!response.ok) throw new Error(`/models/${file}: ${response.status} ${response.statusText}`);
    return new Uint8Array(await response.arrayBuffer());
  }
  const { readFile } = await import("node:fs/promises");
  const folder = new URL("../../node_modules/@vladmandic/human/models/", import.meta.url);
  return readFile(new URL(file, folder));
}

function concatenate(parts: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole.buffer;
}
