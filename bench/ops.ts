/**
 * Times single ops, stock tfjs wasm against Graphweld: `npm run bench:ops -- [filter]`.
 *
 * Prints microseconds, the gain, and what share of a plain copy's speed ours reaches, counting operands and results once: an
 * op that only moves data can't be faster than that. Interleaved in one process; medians.
 */
import { parseArgs } from "node:util";
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { dispose, type NamedTensorMap, randomUniform, type Tensor } from "@tensorflow/tfjs-core";
import { median } from "simple-statistics";
import { interleave } from "../src/cli/interleave.ts";
import { startBackend } from "../src/cli/node-backend.ts";
import { loadEngine, planners } from "../src/hook/planners.ts";
import type { Plan, Planner } from "../src/runtime/runner.ts";
import { graphModel } from "../test/support/graphdef.ts";
import { OP_CASES, type OpCase } from "./op-cases.ts";

const { positionals } = parseArgs({ allowPositionals: true });
const filter = positionals[0] ?? "";
const BUDGET_MS = 500;

await startBackend("wasm");
await loadEngine("wasm");
const planner = planners.wasm as Planner;

console.log("stock µs  ours µs   gain  of a copy's speed");
for (const test of OP_CASES) if (test.name.includes(filter)) console.log(await report(test));

async function report({ name, graph }: OpCase): Promise<string> {
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
  const cells = [
    (1000 * stock).toFixed(0).padStart(8),
    (1000 * fused).toFixed(0).padStart(8),
    `${(stock / fused).toFixed(1)}×`.padStart(6),
    `${((100 * copyTime(bytes)) / fused).toFixed(0)} %`.padStart(18),
  ];
  return `${cells.join(" ")}  ${name} (${[...kernels].join(", ") || "nothing to run"})`;
}

function planFor(model: GraphModel, inputs: NamedTensorMap): Plan | { readonly reason: string } {
  const shapes = Object.entries(inputs).map(([n, { dtype, shape }]) => [n, { dtype, shape }] as const);
  return planner(model, { inputs: Object.fromEntries(shapes), outputs: ["y"] });
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
