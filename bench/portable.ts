/**
 * `npm run bench:portable`: models on backends without kernels of Graphweld's, stock against the rewritten graph in stock ops:
 * cpu in Node, WebGL in Chromium on its software device. What the hook measured not to be faster runs on stock, as it does for apps.
 *
 * `--models a,b`, `--only cpu` or `webgl`, `--runs N`, `--budget MS` a model; `--write` makes docs/portable.md of what it measured.
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Measurement, measure } from "../src/cli/measure.ts";
import { startBackend } from "../src/cli/node-backend.ts";
import { measureOnWebGl } from "./chromium.ts";
import { GAINS } from "./columns.ts";
import { machineLine } from "./machine.ts";
import { loadArtifacts } from "./models.ts";
import { markdownTable, textTable } from "./table.ts";

const { values } = parseArgs({
  options: {
    models: { type: "string", default: "liveness,antispoof,emotion,handlandmark-lite" },
    only: { type: "string" },
    runs: { type: "string", default: "5" },
    budget: { type: "string", default: "6000" },
    write: { type: "boolean", default: false },
  },
});
/** Where stock runs on both sides there is no gain to tell. */
const COLUMNS = GAINS.filter(({ title }) => !["least ms", "cold ms", "MB"].includes(title)).map((column) =>
  column.title === "gain" || column.title === "95 %"
    ? { ...column, cell: (m: Measurement) => (m.tier === "stock" ? "–" : column.cell(m)) }
    : column,
);
const models = values.models.split(",");
const options = { runs: Number(values.runs), budgetMs: Number(values.budget) };
const worlds: { readonly world: string; readonly measurements: readonly Measurement[] }[] = [];
if (values.only !== "webgl") {
  await startBackend("cpu");
  const measurements: Measurement[] = [];
  for (const id of models) measurements.push(await measure(id, await loadArtifacts(id), options));
  worlds.push({ world: `cpu, Node ${process.versions.node}`, measurements });
}
if (values.only !== "cpu") {
  const { version, measurements } = await measureOnWebGl(models, options);
  worlds.push({ world: `WebGL on SwiftShader, Chromium ${version}`, measurements });
}
for (const { world, measurements } of worlds)
  console.log(`\n${world}, ${machineLine(1)}\n\n${textTable(COLUMNS, measurements)}`);
if (values.write) await writeFile(fileURLToPath(new URL("../docs/portable.md", import.meta.url)), page());

function page(): string {
  return [
    "# Backends without kernels of Graphweld's",
    `Made by \`npm run bench:portable -- --write\` on ${new Date().toISOString().slice(0, 10)}: ${machineLine(1)}.
Stock and Graphweld take turns in one process, ${options.runs} runs of each; medians. The graph as Graphweld rewrites it runs in stock ops
here (\`portable\`); where that was not measured to be faster, or saves no op, the model stays on stock.`,
    ...worlds.flatMap(({ world, measurements }) => [`## ${world}`, markdownTable(COLUMNS, measurements)]),
  ]
    .join("\n\n")
    .concat("\n");
}
