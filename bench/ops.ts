/**
 * Times single ops, stock tfjs wasm against Graphweld: `npm run bench:ops -- [--write] [filter]`.
 *
 * Prints microseconds, the gain, and what share of a plain copy's speed ours reaches, counting operands and results once: an
 * op that only moves data can't be faster than that. Interleaved in one process; medians. `--write` makes docs/ops.md.
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { dispose, type NamedTensorMap, randomUniform, type Tensor } from "@tensorflow/tfjs-core";
import { median } from "simple-statistics";
import { interleave } from "../src/cli/interleave.ts";
import { startBackend } from "../src/cli/node-backend.ts";
import { loadEngine, planners } from "../src/hook/planners.ts";
import type { Plan, Planner } from "../src/runtime/runner.ts";
import { graphModel } from "../test/support/graphdef.ts";
import { machineLine } from "./machine.ts";
import { OP_CASES, type OpCase } from "./op-cases.ts";

const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean", default: false } },
});
const filter = positionals[0] ?? "";
const BUDGET_MS = 500;

await startBackend("wasm");
await loadEngine("wasm");
const planner = planners.wasm as Planner;

interface OpTimes {
  readonly name: string;
  /** Kernels that the plan launches. */
  readonly kernels: string;
  /** Milliseconds. */
  readonly stock: number;
  readonly ours: number;
  readonly copy: number;
}

const measured: OpTimes[] = [];
console.log("stock µs  ours µs   gain  of a copy's speed");
for (const test of OP_CASES.filter(({ name }) => name.includes(filter))) {
  const times = await measure(test);
  console.log(typeof times === "string" ? times : textLine(times));
  if (typeof times !== "string") measured.push(times);
}
if (options.write) {
  if (filter) throw new Error("a table of some ops only is not written");
  await writeFile(fileURLToPath(new URL("../docs/ops.md", import.meta.url)), markdown(measured));
}

function cells({ stock, ours, copy }: OpTimes): [string, string, string, string] {
  return [
    (1000 * stock).toFixed(0),
    (1000 * ours).toFixed(0),
    `${(stock / ours).toFixed(1)}×`,
    `${((100 * copy) / ours).toFixed(0)} %`,
  ];
}

function textLine(times: OpTimes): string {
  const [stock, ours, gain, copy] = cells(times);
  return `${stock.padStart(8)} ${ours.padStart(8)} ${gain.padStart(6)} ${copy.padStart(18)}  ${times.name} (${times.kernels})`;
}

function markdown(all: readonly OpTimes[]): string {
  return [
    "# Single ops",
    "",
    `Made by \`npm run bench:ops -- --write\` on ${new Date().toISOString().slice(0, 10)}: ${machineLine()}, Node ${process.versions.node}.`,
    "Stock tfjs wasm and Graphweld take turns in one process; medians in microseconds of whole calls. The last column is the time of a plain",
    "copy that reads half of the op's operands and results and writes the other half, as a share of ours.",
    "",
    "| op | kernels | stock µs | graphweld µs | gain | of a copy's speed |",
    "| --- | --- | ---: | ---: | ---: | ---: |",
    ...all.map((times) => `| ${[times.name, times.kernels, ...cells(times)].join(" | ")} |`),
    "",
  ].join("\n");
}

/** The times, or why there is no plan. */
async function measure({ name, graph }: OpCase): Promise<OpTimes | string> {
  const model = graphModel(graph) as unknown as GraphModel;
  const inputs: NamedTensorMap = Object.fromEntries(
    model.inputs.map(({ name, shape }, i) => [name, randomUniform(shape as number[], 0.1, 2, "float32", i + 1)]),
  );
  const plan = planFor(model, inputs);
  if ("reason" in plan) return `${name}: ${plan.reason}`;
  let bytes = 0;
  const run = (side: () => Tensor | Tensor[]) => (): void => {
    const outputs = [side()].flat();
    bytes = outputs.reduce((n, t) => n + 4 * t.size, 0);
    dispose(outputs);
  };
  const samples = await interleave(
    { stock: run(() => model.execute(inputs, "y")), fused: run(() => plan.run(inputs)) },
    { runs: 400, warmup: 12, budgetMs: BUDGET_MS },
  );
  const [stock, fused] = [median(samples.stock), median(samples.fused)];
  bytes += Object.values(inputs).reduce((n, t) => n + 4 * t.size, 0);
  const kernels = new Set(plan.stats.launches.map((l) => (l.runs === "stock" ? `stock ${l.op}` : l.op)));
  plan.dispose();
  dispose(inputs);
  model.dispose();
  return { name, kernels: [...kernels].join(", ") || "nothing to run", stock, ours: fused, copy: copyTime(bytes) };
}

function planFor(model: GraphModel, inputs: NamedTensorMap): Plan | { readonly reason: string } {
  const shapes = Object.entries(inputs).map(([n, { dtype, shape }]) => [n, { dtype, shape }] as const);
  return planner(model, { inputs: Object.fromEntries(shapes), outputs: ["y"] }, { threads: 1 });
}

/** Milliseconds that the engine's own copy takes to read half of these bytes and write the other half: the best of some. */
function copyTime(bytes: number): number {
  const [from, to] = [new Float32Array(bytes / 8), new Float32Array(bytes / 8)];
  let best = Infinity;
  for (let i = 0; i < 30; i++) {
    const start = performance.now();
    to.set(from);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
