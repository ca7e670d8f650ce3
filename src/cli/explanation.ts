/** What becomes of a model: its plan for tfjs's wasm backend, with the rules that made it and those that did not apply. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { env, type io } from "@tensorflow/tfjs-core";
import { optimize, type PlanReport, warmup } from "../core.ts";
import { dynamicReason } from "../hook/explain.ts";
import { loadEngine, planners } from "../hook/planners.ts";
import type { Fired, Missed } from "../rewrite/rule.ts";
import type { LaunchInfo, Planner, PlanStats } from "../runtime/runner.ts";
import type { StockNodes } from "../runtime/split/segments.ts";
import { messageOf } from "./failure.ts";
import { exampleInputs, loadModel } from "./measure.ts";
import { startBackend } from "./node-backend.ts";
import { RULES } from "./rules.ts";

export interface RuleCount {
  readonly rule: string;
  readonly count: number;
}

/** A model that gets a plan, or plans for parts of it. */
export interface Explained {
  readonly model: string;
  readonly tier: "plan" | "parts";
  /** Nodes that stock tfjs would run in place of the plans. */
  readonly nodes: number;
  /** Nodes beside the parts, by the reason why they stay with stock tfjs. */
  readonly rest?: readonly StockNodes[];
  readonly buildMs: number;
  readonly bytes: { readonly arena: number; readonly packed: number };
  readonly launches: readonly LaunchInfo[];
  readonly fired: readonly RuleCount[];
  /** Sites where a rule nearly applied, with the reason why not. */
  readonly missed: readonly Missed[];
  /** Rules that found no such site either. */
  readonly unused: readonly string[];
}
/** A model that has none. */
interface Unplanned {
  readonly model: string;
  readonly tier: "stock";
  readonly reason: string;
}
export type Explanation = Explained | Unplanned;

/** What the plan of a whole model, or those of its parts, say of themselves. */
interface Account {
  readonly stats: readonly PlanStats[];
  readonly logs: readonly { readonly fired: readonly Fired[]; readonly missed: readonly Missed[] }[];
  readonly rest?: readonly StockNodes[];
}

/** Plans a model for the shapes that it declares. */
export async function explainModel(name: string, artifacts: io.ModelArtifacts): Promise<Explanation> {
  await startBackend("wasm");
  const model = await loadModel(artifacts);
  await loadEngine("wasm");
  const account = dynamicReason(model) === undefined ? wholePlan(model) : await partPlans(model);
  model.dispose();
  if ("reason" in account) return { model: name, tier: "stock", reason: account.reason };
  const { stats, logs, rest } = account;
  const fired = logs.flatMap((log) => log.fired);
  const missed = logs.flatMap((log) => log.missed);
  const seen = new Set([...fired, ...missed].map(({ rule }) => rule));
  const sum = (value: (one: PlanStats) => number): number => stats.reduce((n, one) => n + value(one), 0);
  return {
    model: name,
    tier: rest ? "parts" : "plan",
    nodes: sum((one) => one.stockNodes),
    ...(rest ? { rest } : {}),
    buildMs: sum((one) => one.buildMs),
    bytes: { arena: sum((one) => one.arenaBytes), packed: sum((one) => one.packedBytes) },
    launches: stats.flatMap((one) => one.launches),
    fired: countFired(fired),
    missed,
    unused: RULES.map((rule) => rule.name).filter((rule) => !seen.has(rule)),
  };
}

function wholePlan(model: GraphModel): Account | { readonly reason: string } {
  const inputs = exampleInputs(model);
  const signature = {
    inputs: Object.fromEntries(Object.entries(inputs).map(([n, t]) => [n, { dtype: t.dtype, shape: t.shape }])),
    outputs: model.outputs.map((o) => o.name),
  };
  for (const t of Object.values(inputs)) t.dispose();
  try {
    const plan = (planners.wasm as Planner)(model, signature);
    if ("reason" in plan) return plan;
    const account = { stats: [plan.stats], logs: [plan.explain()] };
    plan.dispose();
    return account;
  } catch (error) {
    // The hook takes a throw for a reason too.
    return { reason: `planning failed: ${messageOf(error)}` };
  }
}

/** Only a call shows what the parts of a model with control flow are, so random input is run through it. */
async function partPlans(model: GraphModel): Promise<Account | { readonly reason: string }> {
  const inputs = exampleInputs(model);
  optimize(model);
  env().set("GRAPHWELD_KEEP_SLOWER", true);
  try {
    const { reason, splits } = await warmup(model, inputs);
    const [split] = splits ?? [];
    const plans = (split?.segments ?? []).flatMap((segment) => segment.plans.slice(0, 1));
    const planned = plans.filter(({ tier }) => tier === "plan") as (PlanReport & PlanStats)[];
    const why = split?.reason ?? plans.find((plan) => plan.reason !== undefined)?.reason;
    if (planned.length === 0) return { reason: [reason, why].filter((text) => text !== undefined).join("; ") };
    const logs = planned.map(({ fired = [], missed = [] }) => ({ fired, missed }));
    return { stats: planned, logs, rest: split?.stock ?? [] };
  } catch (error) {
    return { reason: `${dynamicReason(model)}, which random input does not survive: ${messageOf(error)}` };
  } finally {
    env().set("GRAPHWELD_KEEP_SLOWER", false);
    for (const t of Object.values(inputs)) t.dispose();
  }
}

/** How often each rule fired, the most frequent first. */
export function countFired(fired: readonly Fired[]): RuleCount[] {
  const counts = new Map<string, number>();
  for (const { rule } of fired) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count);
}
