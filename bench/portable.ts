/**
 * `npm run bench:portable`: the models on backends without kernels of Graphweld's, stock against the rewritten graph in stock ops:
 * cpu in Node, WebGL in Chromium on its software device. What the hook measured to be slower runs on stock, as it does for apps.
 *
 * `--write` puts the figures into docs/, in place of those of the same models.
 */
import { parseArgs } from "node:util";
import { measure } from "../src/cli/measure.ts";
import { startBackend } from "../src/cli/node-backend.ts";
import { measureOnWebGl } from "./chromium.ts";
import { GAINS, gain } from "./columns.ts";
import { machineLine, quietness } from "./machine.ts";
import { BENCH_MODELS, loadArtifacts } from "./models.ts";
import { updatePortable } from "./report.ts";
import { textTable } from "./table.ts";

const { values } = parseArgs({
  options: {
    models: { type: "string" },
    /** cpu or webgl. */
    only: { type: "string" },
    runs: { type: "string", default: "20" },
    budget: { type: "string", default: "8000" },
    write: { type: "boolean", default: false },
  },
});
const models =
  values.models?.split(",") ??
  BENCH_MODELS.filter(({ group, dynamic }) => group === "human" && !dynamic).map((m) => m.id);
const options = { runs: Number(values.runs), budgetMs: Number(values.budget) };
const quiet = await quietness();
const worlds = [];
if (values.only !== "webgl") {
  await startBackend("cpu");
  const measurements = [];
  for (const id of models) measurements.push(await measure(id, await loadArtifacts(id), options));
  worlds.push({ world: `cpu, Node ${process.versions.node}`, measurements });
}
if (values.only !== "cpu") {
  const { version, measurements } = await measureOnWebGl(models, options);
  worlds.push({ world: `WebGL on SwiftShader, Chromium ${version}`, measurements });
}
for (const { world, measurements } of worlds)
  console.log(
    `\n${world}, ${machineLine(1)}\n\n${textTable(GAINS, measurements)}\n\ngeometric mean ${gain(measurements).toFixed(2)}×`,
  );
if (values.write)
  await updatePortable({ date: new Date().toISOString().slice(0, 10), machine: machineLine(1), quiet, worlds });
