/**
 * Damaged files: every reader answers with one of its own errors, or with a model, and soon. Mutants are real files with bytes
 * changed, cut off, doubled or removed. `GRAPHWELD_FUZZ=10000` asks for that many cases instead of the few of every day.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { memberOf } from "../../../bench/peers/twins.ts";
import { Failure } from "../../../src/cli/failure.ts";
import { readSource } from "../../../src/cli/sources.ts";
import { constantsOf } from "../../../src/cli/stored-model.ts";
import { BadModel, type SourceModel, UnsupportedModel } from "../../../src/convert/source.ts";
import { sourceFromGraphDef } from "../../../src/convert/tensorflow/graphdef.ts";
import { sourceFromSavedModel } from "../../../src/convert/tensorflow/saved-model.ts";
import { sourceFromLite } from "../../../src/convert/tflite/read.ts";
import { loadModelArtifacts } from "../../support/models.ts";
import { frozenGraph, savedModel } from "../../support/saved-model.ts";
import { MODELS, ROOT, temporaryFolder } from "../cli/support.ts";
import { writeFiles } from "./support.ts";

const CASES = Number(process.env.GRAPHWELD_FUZZ ?? 200);
/** Longer than any reader takes for a sound file of this size. */
const MOST_MS = 3000;

/** Numbers from 0 to below `end`, the same every time. */
function numbers(seed: number): (end: number) => number {
  let state = seed;
  return (end) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
}

/** One mutant of a file. Half of all changes fall where formats have their tables: at the ends. */
function mutant(file: Uint8Array, seed: number): Uint8Array {
  const next = numbers(seed);
  const where = (): number => {
    const span = Math.min(file.length, 4096);
    return next(2) ? next(file.length) : next(2) ? next(span) : file.length - 1 - next(span);
  };
  const kind = next(8);
  if (kind === 0) return file.subarray(0, where());
  // Part of the file twice, or not at all.
  if (kind === 1) return Buffer.concat([file.subarray(0, where()), file.subarray(where())]);
  // Not `slice`, which does not copy buffers of Node.
  const out = new Uint8Array(file);
  for (let i = 0; i <= next(8); i++) out[where()] = next(3) ? next(256) : ([0, 255, 127, 128][next(4)] as number);
  return out;
}

type Weights = Pick<SourceModel, "weights">;

async function sourceFromFolder(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<Weights> {
  await writeFiles(folder, files);
  const { model } = await readSource(folder);
  return { weights: constantsOf(model) };
}

async function outcome(read: () => Weights | Promise<Weights>): Promise<"model" | "refused"> {
  try {
    const { weights } = await read();
    // Values are decoded when they are asked for.
    for (const { values } of weights.values()) expect(values).to.have.property("length");
    return "model";
  } catch (error) {
    if (error instanceof BadModel || error instanceof UnsupportedModel || error instanceof Failure) return "refused";
    throw error;
  }
}

describe("Damaged files", () => {
  const folder = temporaryFolder();
  const readers: Record<string, (bytes: Uint8Array) => Weights | Promise<Weights>> = {};
  const files: Record<string, Uint8Array> = {};
  before(async () => {
    const assets = join(ROOT, "node_modules/@mediapipe/face_mesh/face_mesh_solution_packed_assets");
    files.tflite = memberOf(
      await readFile(`${assets}.data`),
      await readFile(`${assets}_loader.js`, "utf8"),
      "face_landmark.tflite",
    );
    readers.tflite = sourceFromLite;
    const liveness = await loadModelArtifacts("liveness");
    files.graph = frozenGraph(liveness);
    readers.graph = sourceFromGraphDef;
    const saved = savedModel(liveness, "restore function");
    const parts = (index: Uint8Array, data: Uint8Array) => ({
      index,
      read: async (file: string, offset: number, length: number) => {
        const whole = file.includes("00000-of")
          ? data
          : (saved["variables/variables.data-00001-of-00002"] as Uint8Array);
        if (offset + length > whole.length) throw new BadModel("ends early");
        return whole.slice(offset, offset + length);
      },
    });
    const [pb, index, data] = [
      "saved_model.pb",
      "variables/variables.index",
      "variables/variables.data-00000-of-00002",
    ].map((path) => saved[path] as Uint8Array) as [Uint8Array, Uint8Array, Uint8Array];
    Object.assign(files, { saved: pb, index, data });
    readers.saved = (bytes) => sourceFromSavedModel(bytes, parts(index, data));
    readers.index = (bytes) => sourceFromSavedModel(pb, parts(bytes, data));
    readers.data = (bytes) => sourceFromSavedModel(pb, parts(index, bytes));
    // The form that needs no conversion: its text, and its weights.
    const from = (name: string): Promise<Uint8Array> => readFile(join(MODELS, name));
    Object.assign(files, { json: await from("liveness.json"), shard: await from("liveness.bin") });
    readers.json = (bytes) =>
      sourceFromFolder(folder(), { "model.json": bytes, "liveness.bin": files.shard as Uint8Array });
    readers.shard = (bytes) =>
      sourceFromFolder(folder(), { "model.json": files.json as Uint8Array, "liveness.bin": bytes });
  });

  const names = ["tflite", "graph", "saved", "index", "data", "json", "shard"];
  for (const [n, name] of names.entries())
    it(`are refused or read: ${name}`, async function () {
      this.timeout(600000);
      const found = { model: 0, refused: 0 };
      for (let i = 0; i < CASES / names.length; i++) {
        const seed = n * 1000003 + i * 7919 + 1;
        const bytes = mutant(files[name] as Uint8Array, seed);
        const start = performance.now();
        const result = await outcome(() => (readers[name] as (b: Uint8Array) => Weights)(bytes)).catch((error) => {
          throw new Error(`seed ${seed}: ${error}`, { cause: error });
        });
        found[result]++;
        expect(performance.now() - start, `milliseconds of seed ${seed}`).to.be.below(MOST_MS);
      }
      expect(found.refused).to.be.above(0);
      if (name === "tflite" || name === "graph") expect(found.model).to.be.above(0);
    });
});
