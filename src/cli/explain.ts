/** `graphweld explain MODEL.json`: what was fused by which rule, what was not, and why. */
import { GraphModel } from "@tensorflow/tfjs-converter";
import { io } from "@tensorflow/tfjs-core";
import { defineCommand } from "citty";
import { readModel } from "./model-files.ts";
import { exampleInputs } from "./measure.ts";
import { startBackend } from "./node-backend.ts";
import type { Plan } from "../runtime/runner.ts";
import { planForWasm } from "../runtime/wasm/planner.ts";

interface Explanation {
  readonly model: string;
  /** "plan", or "stock" with the reason. */
  readonly tier: "plan" | "stock";
  readonly reason?: string;
  readonly nodes?: number;
  readonly buildMs?: number;
  readonly bytes?: { readonly arena: number; readonly packed: number };
  readonly launches?: Plan["stats"]["launches"];
  readonly fired?: readonly { readonly rule: string; readonly count: number }[];
  readonly missed?: Plan["log"]["missed"];
}

export const explain = defineCommand({
  meta: { name: "explain", description: "Says what was fused by which rule, and what was not and why." },
  args: {
    model: { type: "positional", required: true, description: "model.json, or the folder that holds it" },
    json: { type: "boolean", default: false, description: "print one JSON object" },
  },
  async run({ args }) {
    const artifacts = await readModel(args.model);
    await startBackend("wasm");
    const explanation = await explainArtifacts(args.model, artifacts);
    console.log(args.json ? JSON.stringify(explanation, null, 2) : describe(explanation));
  },
});

async function explainArtifacts(name: string, artifacts: io.ModelArtifacts): Promise<Explanation> {
  const model = new GraphModel(io.fromMemory(artifacts));
  await model.load();
  const inputs = exampleInputs(model);
  const signature = {
    inputs: Object.fromEntries(Object.entries(inputs).map(([n, t]) => [n, { dtype: t.dtype, shape: t.shape }])),
    outputs: model.outputs.map((o) => o.name),
  };
  for (const t of Object.values(inputs)) t.dispose();
  const plan = planForWasm(model, signature, { explain: true });
  if ("reason" in plan) return { model: name, tier: "stock", reason: plan.reason };
  const { stats, log } = plan;
  const counts = new Map<string, number>();
  for (const { rule } of log.fired) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  plan.dispose();
  model.dispose();
  return {
    model: name,
    tier: "plan",
    nodes: stats.stockNodes,
    buildMs: stats.buildMs,
    bytes: { arena: stats.arenaBytes, packed: stats.packedBytes },
    launches: stats.launches,
    fired: [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count),
    missed: log.missed,
  };
}

function describe(e: Explanation): string {
  if (e.tier === "stock") return `${e.model} runs on stock tfjs: ${e.reason}`;
  const launches = e.launches ?? [];
  const stock = launches.filter((l) => l.runs === "stock");
  const lines = [
    `${e.model}: ${e.nodes} nodes become ${launches.length} launches, ${stock.length} of them stock kernels; planned in ${e.buildMs?.toFixed(0)} ms`,
    `memory: ${((e.bytes?.packed ?? 0) / 1e6).toFixed(2)} MB of packed weights, ${((e.bytes?.arena ?? 0) / 1e6).toFixed(2)} MB of intermediate values`,
    "",
    "rules that fired",
    ...(e.fired ?? []).map(({ rule, count }) => `  ${String(count).padStart(4)} × ${rule}`),
  ];
  if (stock.length > 0) lines.push("", "stock kernels, and why", ...stock.map((l) => `  ${l.op} "${l.node}": ${l.reason}`));
  if (e.missed && e.missed.length > 0)
    lines.push("", "near misses", ...e.missed.map((m) => `  ${m.rule} at "${m.node}": ${m.reason}`));
  return lines.join("\n");
}
