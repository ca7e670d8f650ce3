/**
 * `npm run bench:bundle [-- a,b]`: writes the WebGPU benchmark and its models into `build/gpu-bench`, to be carried to a machine that has
 * nothing but a GPU and its driver. What `standalone.ts` needs there besides is Node and Dawn's native module.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { io } from "@tensorflow/tfjs-core";
import { rolldown } from "rolldown";
import type { ExampleCall } from "../../src/cli/measure.ts";
import { type Work, workOfModel } from "../../src/cli/work.ts";
import { BENCH_MODELS, benchModel, loadArtifacts } from "../models.ts";

/** How a model is called and what arithmetic it asks for; its files are `ID.json` and `ID.bin`. */
export interface BundledModel {
  readonly id: string;
  readonly call?: ExampleCall;
  readonly work?: Work;
}

/** Makes `folder` anew with the benchmark and these models. */
export async function writeBundle(folder: string, ids: readonly string[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const models: BundledModel[] = [];
  for (const id of ids) {
    const { call } = benchModel(id);
    const { weightData: parts, ...json } = await loadArtifacts(id);
    const weightData = io.CompositeArrayBuffer.join(parts);
    const work = workOfModel({ ...json, weightData }, call);
    await writeFile(join(folder, `${id}.json`), JSON.stringify(json));
    await writeFile(join(folder, `${id}.bin`), new Uint8Array(weightData));
    models.push({ id, ...(call ? { call } : {}), ...(work ? { work } : {}) });
  }
  await writeFile(join(folder, "models.json"), JSON.stringify(models));
  const build = await rolldown({
    input: fileURLToPath(new URL("standalone.ts", import.meta.url)),
    platform: "node",
    // The packages' "main" is CommonJS, with another copy of tfjs-core.
    resolve: { mainFields: ["module", "main"] },
    external: /^node:/,
  });
  await build.write({ file: join(folder, "bench.mjs"), format: "es", codeSplitting: false });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL("../../build/gpu-bench/", import.meta.url));
  const ids = process.argv[2]?.split(",") ?? BENCH_MODELS.filter((m) => m.group === "human").map((m) => m.id);
  await writeBundle(folder, ids);
  console.log(`${folder}: bench.mjs and ${ids.length} models`);
}
