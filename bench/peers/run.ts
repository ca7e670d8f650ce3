/**
 * `npm --prefix bench run peers`: Graphweld beside the runtimes that read other formats, on networks that npm packages ship in both.
 *
 * All runtimes run in one Chromium page per network, in turn, on the same input, with one thread each. Their outputs are compared
 * with stock's, so that a twin is known to be the same network.
 */
import { existsSync, rmSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { convertModel } from "../../src/cli/conversion.ts";
import { SILENT } from "../../src/cli/progress.ts";
import { workOfModel } from "../../src/cli/work.ts";
import { graphFromArtifacts } from "../../src/graph/from-tfjs.ts";
import { best, describeCalibration } from "../calibrate.ts";
import { beginFigures } from "../machine.ts";
import { benchModel, loadArtifacts, modelFile } from "../models.ts";
import { updateFigures } from "../report.ts";
import { modelUrl, type OpenPage, withSite } from "../site.ts";
import { textTable } from "../table.ts";
import { type Network, PEER_COLUMNS, peerRows } from "./columns.ts";
import type { PeersRequest } from "./page.ts";
import { TWINS, type Twin, type TwinFile, twinPath } from "./twins.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "40" },
    budget: { type: "string", default: "30000" },
    models: { type: "string" },
    write: { type: "boolean", default: false },
    /** Write figures though others use the machine. */
    noisy: { type: "boolean", default: false },
  },
});
const wanted = values.models?.split(",");
const twins = TWINS.filter((t) => !wanted || wanted.includes(t.model));
const unknown = wanted?.filter((id) => !TWINS.some((t) => t.model === id)) ?? [];
if (unknown.length > 0) fail(`${unknown.join(", ")} has no twin; there are ${TWINS.map((t) => t.model).join(", ")}`);

const INSTALLED = fileURLToPath(new URL("../node_modules", import.meta.url));
const folders = {
  litert: join(INSTALLED, "@litertjs/core/wasm"),
  ort: join(INSTALLED, "onnxruntime-web/dist"),
};
if (!Object.values(folders).every(existsSync)) fail("the runtimes are not installed: `npm --prefix bench ci`");
const files = twins.flatMap((t) => [modelFile(benchModel(t.model)), ...Object.values(t.files).map(twinPath)]);
const missing = files.filter((file) => !existsSync(file));
if (missing.length > 0)
  fail(`${missing.map((f) => basename(f)).join(", ")} not found; fetch with \`npm --prefix bench run models\``);

const taken = await beginFigures(values);

/** What LiteRT.js's files are converted to, a folder for each network. */
const converted = await mkdtemp(join(tmpdir(), "graphweld-peers-"));
process.once("exit", () => rmSync(converted, { recursive: true, force: true }));
const site = {
  script: new URL("page.ts", import.meta.url),
  modules: { "litert.js": join(INSTALLED, "@litertjs/core/dist/index.js") },
  folders: {
    ...folders,
    converted,
    ...Object.fromEntries(
      twins.flatMap((t) => Object.values(t.files)).map((f) => [folderName(f), dirname(twinPath(f))]),
    ),
  },
};
const { version, result } = await withSite(site, async (open) => {
  const done: Network[] = [];
  for (const twin of twins) {
    done.push(await measureTwin(open, twin));
    console.error(textTable(PEER_COLUMNS, peerRows(done.slice(-1))));
  }
  return done;
});
const calibration = best(result.map((n) => n.calibration));
const networks = result.map((n) => ({ ...n, calibration }));
const runtimes = await Promise.all(["@litertjs/core", "onnxruntime-web"].map(versionOf));
const figures = {
  ...taken(),
  browser: `Chromium ${version}`,
  runtimes,
  networks,
};
console.log(`\n${figures.browser}, ${figures.machine}; ${runtimes.join(", ")}\n`);
console.log(textTable(PEER_COLUMNS, peerRows(networks)));
console.log(`\nthe most that this engine can do: ${describeCalibration(calibration)}`);
if (values.write) await updateFigures({ peers: figures });

async function measureTwin(open: OpenPage, { model, files }: Twin): Promise<Network> {
  const artifacts = await loadArtifacts(model);
  const graph = graphFromArtifacts(artifacts);
  if ("reason" in graph) throw new Error(graph.reason);
  const [input] = graph.inputs;
  if (!input?.shape || graph.inputs.length > 1) throw new Error(`${model} does not take one tensor of known shape`);
  const options = { out: join(converted, model), check: undefined, portable: false, asItIs: true };
  if (files.litert) await convertModel({ model: twinPath(files.litert), ...options }, SILENT);
  const page = await open(model);
  const shape = input.shape.map((d) => Math.max(d, 1));
  const request: PeersRequest = {
    model: modelUrl(model),
    shape,
    ...(files.litert ? { converted: `/converted/${model}/model.json` } : {}),
    twins: Object.fromEntries(
      Object.entries(files).map(([id, file]) => [id, `/${folderName(file)}/${basename(twinPath(file))}`]),
    ),
    runs: Number(values.runs),
    budgetMs: Number(values.budget),
  };
  const measured = await page.evaluate((r) => window.measurePeers(r), request);
  await page.close();
  const work = workOfModel(artifacts);
  return { model, input: shape, ...measured, ...(work ? { work } : {}) };
}

/** What a twin's package is called in URLs. */
function folderName({ package: id }: TwinFile): string {
  return `twin-${id.replace(/[^a-z0-9.-]/gi, "-")}`;
}

async function versionOf(name: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(INSTALLED, name, "package.json"), "utf8")) as { version: string };
  return `${name} ${version}`;
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
