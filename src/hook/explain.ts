/** Tells what Graphweld does for a model, as plain data. */
import type { DataType } from "@tensorflow/tfjs-core";
import type { Fired, Missed } from "../rewrite/rule.ts";
import type { LaunchInfo } from "../runtime/runner.ts";
import type { StockNodes } from "../runtime/split/segments.ts";
import type { Entry } from "./entry.ts";
import { hookOf } from "./install.ts";
import { type LayersModel, layersHookOf } from "./layers.ts";
import type { CallCounts } from "./model-hook.ts";
import type { AsyncCalls } from "./segments/async-calls.ts";
import { dynamicNode } from "./signature.ts";
import { executorOf, type LoadedModel } from "./tfjs-internals.ts";
import type { TrustState } from "./trust.ts";

/** What became of one call signature. */
export interface PlanReport {
  readonly backend: string;
  readonly inputs: Readonly<Record<string, { readonly dtype: DataType; readonly shape: readonly number[] }>>;
  readonly outputs: readonly string[];
  /** Who answers now: a plan of generated kernels, the rewritten graph in stock ops, or the graph as loaded. */
  readonly tier: "plan" | "portable" | "stock";
  readonly state: TrustState;
  /** Why stock stays, where the plan was rejected. */
  readonly reason?: string;
  /** Best times measured so far, in ms per call. */
  readonly planMs?: number;
  readonly stockMs?: number;
  /** Everything below is known once a plan was built. */
  readonly buildMs?: number;
  readonly arenaBytes?: number;
  readonly packedBytes?: number;
  readonly threads?: number;
  /** Whether weights and intermediate values are in half precision. */
  readonly half?: boolean;
  /** On a GPU: how many distinct pipelines the plan has. */
  readonly pipelines?: number;
  /** On a GPU: how many buffers its intermediate values share. */
  readonly colours?: number;
  /** Nodes that stock runs for the same outputs. */
  readonly stockNodes?: number;
  readonly launches?: readonly LaunchInfo[];
  readonly fired?: readonly Fired[];
  readonly missed?: readonly Missed[];
}

/** How a model is split for one kind of `executeAsync` calls. */
export interface SplitReport {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Why it is not, where that is known. */
  readonly reason?: string;
  readonly segments: readonly SegmentReport[];
  /** Nodes that stay with the stock executor, by the reason for it. */
  readonly stock: readonly StockNodes[];
}

/** A static part of a model. */
export interface SegmentReport {
  /** Nodes that run in it alone. */
  readonly nodes: number;
  /** One per signature of the values that it reads; the last used first. */
  readonly plans: readonly PlanReport[];
}

export interface Explanation {
  /** Why the model as a whole runs on stock right now, if it does. */
  readonly reason?: string;
  /** Which path answered the calls so far; one by plan is one in which a plan ran at least a part. */
  readonly calls: CallCounts;
  /** One per call signature that has, or was denied, a plan; the last used first. */
  readonly plans: readonly PlanReport[];
  /** Bytes of weights that TensorFlow.js's memory does without while plans answer. */
  readonly freedBytes?: number;
  /** One per kind of `executeAsync` calls; the last used first. */
  readonly splits?: readonly SplitReport[];
}

/** What Graphweld does for a model, and why where it does nothing. */
export function explain(model: LoadedModel | LayersModel): Explanation {
  const hook = hookOf(model);
  const freedBytes = hook?.weightMemory.freedBytes;
  const splits = hook?.asyncCalls?.kinds.map(splitReport) ?? [];
  const planned = splits.some(({ segments }) =>
    segments.some(({ plans }) => plans.some(({ tier }) => tier !== "stock")),
  );
  const refused = layersHookOf(model);
  const reason =
    hook === undefined
      ? typeof refused === "string"
        ? refused
        : "not hooked"
      : (hook.guard() ?? (planned ? undefined : dynamicReason(model)));
  return {
    ...(reason === undefined ? {} : { reason }),
    calls: structuredClone(hook?.calls ?? { plan: 0, stock: 0, reasons: {} }),
    plans: hook?.entries.map(report) ?? [],
    ...(freedBytes ? { freedBytes } : {}),
    ...(splits.length === 0 ? {} : { splits }),
  };
}

function splitReport({ inputs, outputs, reason, split, segments }: AsyncCalls["kinds"][number]): SplitReport {
  return {
    inputs: [...inputs],
    outputs: [...outputs],
    ...(reason === undefined ? {} : { reason }),
    segments: (split ? (segments?.segments ?? []) : []).map(({ owned }, i) => ({
      nodes: owned.size,
      plans: split?.hooks[i]?.entries.map(report) ?? [],
    })),
    stock: structuredClone(segments?.stock ?? []),
  };
}

/** Why the model as a whole can only run by `executeAsync`. */
export function dynamicReason(model: LoadedModel | LayersModel): string | undefined {
  const executor = executorOf(model as LoadedModel);
  const node =
    executor &&
    dynamicNode(
      executor,
      executor.outputNodes,
      executor.inputs.map(({ name }) => name),
    );
  return node && `node '${node.name}' (${node.op}) needs executeAsync`;
}

function report({ backendName, signature, trust, stats, log }: Entry): PlanReport {
  const { planTimes, stockTimes, state, reason } = trust;
  return structuredClone({
    backend: backendName,
    inputs: signature.call.inputs,
    outputs: signature.call.outputs,
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(planTimes.count === 0 ? {} : { planMs: planTimes.best }),
    ...(stockTimes.count === 0 ? {} : { stockMs: stockTimes.best }),
    ...stats,
    tier: state === "trusted" ? (stats?.tier ?? "plan") : "stock",
    ...(log === undefined ? {} : { fired: log.fired, missed: log.missed }),
  } satisfies PlanReport);
}
