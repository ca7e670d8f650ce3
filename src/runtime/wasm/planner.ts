/** Builds plans for tfjs's wasm backend. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { Tensor } from "@tensorflow/tfjs-core";
import { detectFeatures } from "../../codegen/wasm/features.ts";
import { graphFromModel } from "../../graph/from-tfjs.ts";
import type { Node, Value } from "../../graph/graph.ts";
import { rowOf } from "../../graph/ops.ts";
import { type Catalogue, compile } from "../../plan/compile.ts";
import { partsOf } from "../../plan/partition.ts";
import type { Schedule, Step } from "../../plan/schedule.ts";
import type { CallSignature, LaunchInfo, Plan, Planner, PlanOptions } from "../runner.ts";
import { activeWasmBackend, defaultThreads, onDispose, type WasmBackend } from "./backend.ts";
import { isShared } from "./functions.ts";
import { heapOf, sharedHome } from "./home.ts";
import { WasmPlan, type WasmPlanOptions } from "./plan.ts";
import { ThreadPool } from "./threads.ts";

/** A planner that knows these rules and kernels. */
export const wasmPlanner =
  (catalogue: Catalogue): Planner =>
  (model, signature, options) =>
    planForWasm(model, signature, catalogue, options);

function planForWasm(
  model: GraphModel,
  signature: CallSignature,
  catalogue: Catalogue,
  options: PlanOptions = {},
): Plan | { readonly reason: string } {
  const start = performance.now();
  const backend = activeWasmBackend();
  if (typeof backend === "string") return { reason: backend };
  const graph = graphFromModel(model, signature);
  if ("reason" in graph) return graph;
  const impure = [...graph.nodes].find((n) => rowOf(n.op)?.impure);
  if (impure)
    return {
      reason: `"${impure.name}" (${impure.op}) gives other results each time, which nothing can be checked against`,
    };
  const stockNodes = [...graph.nodes].filter((n) => n.op !== "Const" && n.op !== "Placeholder").length;
  const compileOptions = { features: detectFeatures(), ...options };
  const { schedule, log } = compile(graph, catalogue, compileOptions);

  const weights = weightTensors(model);
  const weightTensor = (value: Value): Tensor | undefined => weights.get(String(value.node.attrs.weight));
  const { home, pool } = settle(backend, schedule, options.threads ?? 0);
  const plan = new WasmPlan({ backend, graph, schedule, home, pool, weightTensor });
  return {
    explain: () => {
      const again = graphFromModel(model, signature);
      return "reason" in again ? log : compile(again, catalogue, { ...compileOptions, explain: true }).log;
    },
    stats: {
      tier: "plan",
      buildMs: performance.now() - start,
      launches: schedule.steps.flatMap(describe),
      stockNodes,
      arenaBytes: plan.arenaBytes,
      packedBytes: plan.packedBytes,
      threads: pool?.count ?? 1,
    },
    run: (inputs) => plan.run(inputs),
    valid: () => plan.alive,
    dispose: () => plan.dispose(),
  };
}

/** Where a plan lives, and the threads that share its work: none where nothing is long enough, or memory can't be shared. */
function settle(backend: WasmBackend, { steps }: Schedule, asked: number): Pick<WasmPlanOptions, "home" | "pool"> {
  const heap = heapOf(backend);
  const count = asked > 0 ? Math.min(asked, MOST_THREADS) : defaultThreads(backend);
  const divides = steps.some(
    (s) => s.kind === "kernel" && partsOf(s, count) > 1 && s.lowered.launches.some((l) => l.units),
  );
  const home = isShared(heap.memory) ? heap : sharedHome();
  if (!divides || !home) return { home: heap };
  const threads = ThreadPool.of(home.memory);
  onDispose(backend, threads);
  return { home, pool: { threads, count } };
}
/** Twice as many parts as threads must fit the ring of jobs. */
const MOST_THREADS = 16;

type WeightMap = Readonly<Record<string, readonly Tensor[]>>;
const weightMap = (model: GraphModel): WeightMap =>
  (model as unknown as { executor: { weightMap: WeightMap } }).executor.weightMap;

function weightTensors(model: GraphModel): Map<string, Tensor> {
  return new Map(Object.entries(weightMap(model)).flatMap(([name, [tensor]]) => (tensor ? [[name, tensor]] : [])));
}

/** A line of the launch list for each launch of ours, and for each node that a stock step runs. */
function describe(step: Step): LaunchInfo[] {
  if (step.kind === "stock")
    return step.nodes.map((node) => {
      const reason = step.reasons.get(node);
      return { op: node.op, node: node.name, runs: "stock" as const, ...made(node), ...(reason ? { reason } : {}) };
    });
  const { node, lowered } = step;
  const { algorithm } = lowered;
  const info = { op: node.op, node: node.name, runs: "graphweld" as const, ...made(node) };
  return lowered.launches.map(() => (algorithm ? { ...info, algorithm } : info));
}

/** What a node stands for, and by which rules. */
const made = ({ origin, rules }: Node): Pick<LaunchInfo, "replaced" | "rules"> => ({
  replaced: origin,
  rules: [...new Set(rules)],
});
