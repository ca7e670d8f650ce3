/** What becomes of a model: its plan for tfjs's wasm backend, with the rules that made it and those that did not apply. */
import type { io } from "@tensorflow/tfjs-core";
import { loadEngine, planners } from "../hook/planners.ts";
import type { Declaration } from "../rewrite/declarations.ts";
import type { Fired, Missed, RewriteLog } from "../rewrite/rule.ts";
import type { LaunchInfo, Planner, PlanStats } from "../runtime/runner.ts";
import { messageOf } from "./failure.ts";
import { exampleInputs, loadModel } from "./measure.ts";
import { startBackend } from "./node-backend.ts";
import { DECLARATIONS, RULES } from "./rules.ts";

export interface RuleCount {
  readonly rule: string;
  readonly count: number;
}

/** A model that gets a plan. */
export interface Explained {
  readonly model: string;
  readonly tier: "plan";
  /** Nodes that stock tfjs runs. */
  readonly nodes: number;
  readonly buildMs: number;
  readonly bytes: { readonly arena: number; readonly packed: number };
  readonly launches: readonly LaunchInfo[];
  readonly fired: readonly RuleCount[];
  /** Sites where a rule nearly applied, with the reason why not. */
  readonly missed: readonly Missed[];
  /** Rules that found no such site either. */
  readonly unused: readonly string[];
}
/** A model that has none, such as one with control flow. */
interface Unplanned {
  readonly model: string;
  readonly tier: "stock";
  readonly reason: string;
}
export type Explanation = Explained | Unplanned;

/** What planning a model for the shapes that it declares gives: figures and the log of its rules; or why it has no plan. */
export async function planOf(
  artifacts: io.ModelArtifacts,
): Promise<{ readonly stats: PlanStats; readonly log: RewriteLog } | { readonly reason: string }> {
  await startBackend("wasm");
  const model = await loadModel(artifacts);
  const inputs = exampleInputs(model);
  const signature = {
    inputs: Object.fromEntries(Object.entries(inputs).map(([n, t]) => [n, { dtype: t.dtype, shape: t.shape }])),
    outputs: model.outputs.map((o) => o.name),
  };
  for (const t of Object.values(inputs)) t.dispose();
  await loadEngine("wasm");
  try {
    const plan = (planners.wasm as Planner)(model, signature);
    if ("reason" in plan) return plan;
    const log = plan.explain();
    plan.dispose();
    return { stats: plan.stats, log };
  } catch (error) {
    // The hook takes a throw for a reason too.
    return { reason: `planning failed: ${messageOf(error)}` };
  } finally {
    model.dispose();
  }
}

/** Plans a model for the shapes that it declares. */
export async function explainModel(name: string, artifacts: io.ModelArtifacts): Promise<Explanation> {
  const plan = await planOf(artifacts);
  if ("reason" in plan) return { model: name, tier: "stock", reason: plan.reason };
  const { stats, log } = plan;
  const seen = new Set([...log.fired, ...log.missed].map(({ rule }) => rule));
  return {
    model: name,
    tier: "plan",
    nodes: stats.stockNodes,
    buildMs: stats.buildMs,
    bytes: { arena: stats.arenaBytes, packed: stats.packedBytes },
    launches: stats.launches,
    fired: countFired(log.fired),
    missed: log.missed,
    unused: RULES.map((rule) => rule.name).filter((rule) => !seen.has(rule)),
  };
}

/** How often each rule fired, the most frequent first. */
export function countFired(fired: readonly Fired[]): RuleCount[] {
  const counts = new Map<string, number>();
  for (const { rule } of fired) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count);
}

/** A declaration with what it found in a model. Sites name the rule, for a declaration may make several. */
export interface Sites extends Declaration {
  readonly matched: readonly Fired[];
  /** Where all but one condition held, with the reason why not. */
  readonly nearMisses: readonly Missed[];
}

/** Sorts what rules did by the declarations that made them. */
export function sitesOf(log: RewriteLog): Sites[] {
  return DECLARATIONS.map((declaration) => {
    const own = new Set(declaration.rules);
    const ofOwn = ({ rule }: { readonly rule: string }): boolean => own.has(rule);
    return { ...declaration, matched: log.fired.filter(ofOwn), nearMisses: log.missed.filter(ofOwn) };
  });
}
