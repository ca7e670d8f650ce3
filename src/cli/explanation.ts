/** What becomes of a model: its plan for tfjs's wasm backend, with the rules that made it and those that did not apply. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { env, type io } from "@tensorflow/tfjs-core";
import { optimize, type PlanReport, warmup } from "../core.ts";
import { dynamicReason } from "../hook/explain.ts";
import { loadEngine, planners } from "../hook/planners.ts";
import type { Declaration } from "../rewrite/declarations.ts";
import type { Fired, Missed } from "../rewrite/rule.ts";
import type { LaunchInfo, Planner, PlanStats } from "../runtime/runner.ts";
import type { StockNodes } from "../runtime/split/segments.ts";
import { messageOf } from "./failure.ts";
import { exampleInputs, loadModel } from "./measure.ts";
import { startBackend } from "./node-backend.ts";
import { DECLARATIONS, RULES } from "./rules.ts";

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

/** What rules did to a model, or to its parts. */
interface Log {
  readonly fired: readonly Fired[];
  readonly missed: readonly Missed[];
}
/** What the plan of a whole model, or those of its parts, say of themselves. */
interface Account {
  readonly stats: readonly PlanStats[];
  readonly log: Log;
  readonly rest?: readonly StockNodes[];
}

/** What planning a model for the shapes that it declares gives: figures and the log of its rules; or why it has no plan. */
export async function planOf(artifacts: io.ModelArtifacts): Promise<Account | { readonly reason: string }> {
  await startBackend("wasm");
  const model = await loadModel(artifacts);
  await loadEngine("wasm");
  try {
    return dynamicReason(model) === undefined ? wholePlan(model) : await partPlans(model);
  } finally {
    model.dispose();
  }
}

/** Plans a model for the shapes that it declares. */
export async function explainModel(name: string, artifacts: io.ModelArtifacts): Promise<Explanation> {
  const plan = await planOf(artifacts);
  if ("reason" in plan) return { model: name, tier: "stock", reason: plan.reason };
  const { stats, log, rest } = plan;
  const seen = new Set([...log.fired, ...log.missed].map(({ rule }) => rule));
  const sum = (value: (one: PlanStats) => number): number => stats.reduce((n, one) => n + value(one), 0);
  return {
    model: name,
    tier: rest ? "parts" : "plan",
    nodes: sum((one) => one.stockNodes),
    ...(rest ? { rest } : {}),
    buildMs: sum((one) => one.buildMs),
    bytes: { arena: sum((one) => one.arenaBytes), packed: sum((one) => one.packedBytes) },
    launches: stats.flatMap((one) => one.launches),
    fired: countFired(log.fired),
    missed: log.missed,
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
    const log = plan.explain();
    plan.dispose();
    return { stats: [plan.stats], log };
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
    const log = { fired: planned.flatMap((p) => p.fired ?? []), missed: planned.flatMap((p) => p.missed ?? []) };
    return { stats: planned, log, rest: split?.stock ?? [] };
  } catch (error) {
    return { reason: `${dynamicReason(model)}, which random input does not survive: ${messageOf(error)}` };
  } finally {
    env().set("GRAPHWELD_KEEP_SLOWER", false);
    for (const t of Object.values(inputs)) t.dispose();
  }
}

/** How often each rule fired, the most frequent first. */
export const countFired = (fired: readonly Fired[]): RuleCount[] => counted(fired.map(({ rule }) => rule));

/** How often each name is there, the most frequent first. */
export function counted(names: readonly string[]): RuleCount[] {
  const counts = new Map<string, number>();
  for (const rule of names) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count);
}

/** A declaration with what it found in a model. Sites name the rule, for a declaration may make several. */
export interface Sites extends Declaration {
  readonly matched: readonly Fired[];
  /** Where all but one condition held, with the reason why not. */
  readonly nearMisses: readonly Missed[];
}

/** Sorts what rules did by the declarations that made them. */
export function sitesOf(log: Log): Sites[] {
  return DECLARATIONS.map((declaration) => {
    const own = new Set(declaration.rules);
    const ofOwn = ({ rule }: { readonly rule: string }): boolean => own.has(rule);
    return { ...declaration, matched: log.fired.filter(ofOwn), nearMisses: log.missed.filter(ofOwn) };
  });
}
