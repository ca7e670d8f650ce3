/**
 * The benchmark for a bare machine with a GPU: one file beside the models that `bundle.ts` wrote, Node, and Dawn's native module,
 * which the environment variable DAWN_NODE names.
 *
 *     node bench.mjs [--models a,b] [--runs 40] [--budget 4000] [--cpu] [--json file]
 */
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import type { io } from "@tensorflow/tfjs-core";
import { type Dawn, FINE_TIMESTAMPS, useDawn } from "../../scripts/use-dawn.ts";
import { beginFigures, processorLine } from "../machine.ts";
import type { BundledModel } from "./bundle.ts";
import type { GpuFigures } from "./report.ts";

const { values } = parseArgs({
  options: {
    models: { type: "string" },
    runs: { type: "string", default: "40" },
    budget: { type: "string", default: "4000" },
    /** Compare outputs with tfjs's cpu backend, which takes seconds a model. */
    cpu: { type: "boolean", default: false },
    json: { type: "string" },
  },
});
const beside = (name: string): URL => new URL(name, import.meta.url);
const module = process.env.DAWN_NODE;
if (module === undefined) {
  console.error("DAWN_NODE must name Dawn's native module, dawn.node");
  process.exit(2);
}
useDawn(createRequire(import.meta.url)(module) as Dawn, FINE_TIMESTAMPS);

const bundled = JSON.parse(await readFile(beside("models.json"), "utf8")) as BundledModel[];
const ids = values.models?.split(",") ?? bundled.map((m) => m.id);
const find = (id: string): BundledModel => {
  const found = bundled.find((m) => m.id === id);
  if (!found) throw new Error(`no model "${id}"; there are ${bundled.map((m) => m.id).join(", ")}`);
  return found;
};
const taken = await beginFigures({ write: false, noisy: true }, processorLine());
const { inProcess } = await import("./process.ts");
const { textReport } = await import("./report.ts");
const world = await inProcess(ids, {
  settings: async (id) => {
    const { call, work } = find(id);
    return {
      runs: Number(values.runs),
      budgetMs: Number(values.budget),
      reference: values.cpu,
      looked: 10,
      ...(call ? { call } : {}),
      ...(work ? { work } : {}),
    };
  },
  artifacts: async (id): Promise<io.ModelArtifacts> => {
    const json = JSON.parse(await readFile(beside(`${find(id).id}.json`), "utf8")) as io.ModelArtifacts;
    const bytes = await readFile(beside(`${id}.bin`));
    return { ...json, weightData: new Uint8Array(bytes).buffer };
  },
  onModel: ({ model, endToEnd }) => console.error(`  ${model}: ${endToEnd.ratio.toFixed(2)} times as fast`),
});
console.log(textReport(world));
const figures: GpuFigures = { ...taken(), worlds: [world] };
if (values.json) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
// Dawn keeps the process alive.
process.exit();
