/**
 * `npm run bench:bundle [-- a,b]`: writes the WebGPU benchmark and its models into `build/gpu-bench`, to be carried to a machine that has
 * nothing but a GPU and its driver. What `standalone.ts` needs there besides is Node and Dawn's native module.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
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

const FOLDER = fileURLToPath(new URL("../../build/gpu-bench/", import.meta.url));

async function main(ids: readonly string[]): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const models: BundledModel[] = [];
  for (const id of ids) {
    const { call } = benchModel(id);
    const { weightData, ...json } = await loadArtifacts(id);
    const work = workOfModel({ ...json, weightData: weightData as ArrayBuffer }, call);
    await writeFile(`${FOLDER}${id}.json`, JSON.stringify(json));
    await writeFile(`${FOLDER}${id}.bin`, new Uint8Array(weightData as ArrayBuffer));
    models.push({ id, ...(call ? { call } : {}), ...(work ? { work } : {}) });
  }
  await writeFile(`${FOLDER}models.json`, JSON.stringify(models));
  const build = await rolldown({
    input: fileURLToPath(new URL("standalone.ts", import.meta.url)),
    platform: "node",
    // The packages' "main" is CommonJS, with another copy of tfjs-core.
    resolve: { mainFields: ["module", "main"] },
    external: /^node:/,
  });
  await build.write({ file: `${FOLDER}bench.mjs`, format: "es", codeSplitting: false });
  console.log(`${FOLDER}: bench.mjs and ${models.length} models`);
}

await main(process.argv[2]?.split(",") ?? BENCH_MODELS.filter((m) => m.group === "human").map((m) => m.id));
