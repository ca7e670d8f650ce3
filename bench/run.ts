/**
 * `npm run bench`: every model of the benchmark set, in Node and in Chromium, written to docs/benchmarks.{json,md}; with more
 * threads than one to docs/benchmarks-threads.{json,md}.
 */
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Measurement } from "../src/cli/measure.ts";
import { measureInChromium } from "./chromium.ts";
import { BENCH_MODELS } from "./models.ts";
import { measureInNode } from "./node.ts";
import { writeFigures } from "./readme.ts";
import { againstCpu } from "./reference.ts";
import { gain, markdownTable, textTable } from "./table.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "40" },
    budget: { type: "string", default: "15000" },
    models: { type: "string" },
    /** human, more, stress or all. */
    set: { type: "string", default: "human" },
    only: { type: "string" },
    /** Threads of plans, and in Chromium of stock, as many as it takes. */
    threads: { type: "string", default: "1" },
    /** Compare with tfjs's cpu backend too, which takes minutes on the large models. */
    check: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const known = BENCH_MODELS.filter((m) => m.noPlan === undefined);
const models =
  values.models?.split(",") ?? known.filter((m) => values.set === "all" || m.group === values.set).map((m) => m.id);
const unknown = models.filter((id) => !known.some((m) => m.id === id));
if (unknown.length > 0 || models.length === 0) {
  console.error(
    `unknown model or set ${unknown.join(", ") || values.set}; the benchmark set is ${known.map((m) => m.id).join(", ")}`,
  );
  process.exit(2);
}
const threads = Number(values.threads);
const options = { runs: Number(values.runs), budgetMs: Number(values.budget), threads };
const onModel = (m: Measurement): void =>
  console.error(`  ${m.model}: ${m.stock.medianMs.toFixed(2)} → ${m.fused.medianMs.toFixed(2)} ms`);
const worlds: { world: string; measurements: Measurement[] }[] = [];
if (values.only !== "node") {
  console.error("Chromium");
  const { version, measurements } = await measureInChromium(models, { ...options, onModel });
  worlds.push({ world: `Chromium ${version}`, measurements });
}
if (values.only !== "chromium") {
  console.error("Node");
  worlds.push({
    world: `Node ${process.versions.node}`,
    measurements: await measureInNode(models, { ...options, onModel }),
  });
}
const checks = values.check ? await againstCpu(models, (m) => console.error(`  cpu: ${m}`)) : [];

const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, ${threads === 1 ? "one thread" : `${threads} threads`} used`;
for (const { world, measurements } of worlds) {
  console.log(
    `\n${world}, ${machine}\n\n${textTable(measurements)}\n\ngeometric mean ${gain(measurements).toFixed(2)}×`,
  );
}
for (const c of checks)
  console.log(
    `${c.model}: NMSE against cpu: graphweld ${c.fused.toExponential(1)}, stock wasm ${c.stock.toExponential(1)}`,
  );

if (values.write) {
  const page = threads === 1 ? "benchmarks" : "benchmarks-threads";
  const target = (type: string): string => fileURLToPath(new URL(`../docs/${page}.${type}`, import.meta.url));
  const date = new Date().toISOString().slice(0, 10);
  await writeFile(target("json"), `${JSON.stringify({ date, machine, worlds, checks }, null, 2)}\n`);
  await writeFile(target("md"), report(date));
  if (threads === 1) await writeFigures(worlds, machine);
}

function report(date: string): string {
  const sections = worlds.map(
    ({ world, measurements }) =>
      `## ${world}\n\n${markdownTable(measurements)}\n\nGeometric mean: **${gain(measurements).toFixed(2)}×**.\n`,
  );
  const table = checks
    .map((c) => `| ${c.model} | ${c.fused.toExponential(1)} | ${c.stock.toExponential(1)} |`)
    .join("\n");
  const accuracy = checks.length
    ? `## Accuracy\n\nNMSE of the worst output against tfjs's cpu backend, on random input.\n\n| model | Graphweld | stock wasm |\n| --- | ---: | ---: |\n${table}\n`
    : "";
  return `# Benchmarks

Made by \`npm run bench --${threads === 1 ? "" : ` --threads ${threads}`} --check --write\` on ${date}: ${machine}. Stock tfjs wasm (SIMD) and Graphweld run interleaved in one process or
page; times are medians in milliseconds, gains are ratios of medians. "kernels" counts what one inference launches, "cold" is
from the start of loading to the first result, "MB" counts weights, packed weights and intermediate values, NMSE is against stock
wasm on the same input.

${sections.join("\n")}
${accuracy}`;
}
