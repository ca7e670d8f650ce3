/** Builds plans for tfjs's wasm backend. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { Kernel, Lowered } from "../../../kernels/kernel.ts";
import { detectFeatures } from "../../codegen/wasm/features.ts";
import { graphFromModel } from "../../graph/from-tfjs.ts";
import { type CompileOptions, compile, type Rules } from "../../plan/compile.ts";
import { partsOf } from "../../plan/partition.ts";
import type { Schedule } from "../../plan/schedule.ts";
import { describe, impurity, stockNodes, weightTensors } from "../describe.ts";
import type { CallSignature, Plan, Planner, PlanOptions } from "../runner.ts";
import { activeWasmBackend, defaultThreads, onDispose, type WasmBackend } from "./backend.ts";
import { weightFreer } from "./freed-weights.ts";
import { isShared } from "./functions.ts";
import { heapOf, sharedHome } from "./home.ts";
import { WasmPlan, type WasmPlanOptions } from "./plan.ts";
import { ThreadPool } from "./threads.ts";

export interface WasmCatalogue extends Rules {
  /** The kernel families. */
  readonly kernels: readonly Kernel[];
}

/** A planner that knows these rules and kernels. */
export const wasmPlanner =
  (catalogue: WasmCatalogue): Planner =>
  (model, signature, options) =>
    planForWasm(model, signature, catalogue, options);

function planForWasm(
  model: GraphModel,
  signature: CallSignature,
  catalogue: WasmCatalogue,
  options: PlanOptions = {},
): Plan | { readonly reason: string } {
  const start = performance.now();
  const backend = activeWasmBackend();
  if (typeof backend === "string") return { reason: backend };
  const graph = graphFromModel(model, signature);
  if ("reason" in graph) return graph;
  const impure = impurity(graph);
  if (impure) return { reason: impure };
  const nodes = stockNodes(graph);
  const compileOptions = compileOptionsOf(catalogue, options);
  const { schedule, log } = compile(graph, catalogue, compileOptions);

  const { home, pool } = settle(backend, schedule, options.threads ?? 0);
  const weightTensor = weightTensors(model);
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
      stockNodes: nodes,
      arenaBytes: plan.arenaBytes,
      packedBytes: plan.packedBytes,
      threads: pool?.count ?? 1,
    },
    run: (inputs) => plan.run(inputs),
    reads: new Set(
      schedule.steps.flatMap((step) =>
        step.kind === "stock" ? step.inputs.flatMap((v) => weightTensor(v) ?? []) : [],
      ),
    ),
    freeWeight: weightFreer(backend, model),
    valid: () => plan.alive,
    dispose: () => plan.dispose(),
  };
}

/** What compiling needs of a catalogue. */
export function compileOptionsOf({ kernels }: WasmCatalogue, options: PlanOptions): CompileOptions<Lowered> {
  const features = options.features ?? detectFeatures();
  return { ...options, kernels: new Map(kernels.map((k) => [k.op, (call) => k.lower(call, features)])) };
}

/** Where a plan lives, and the threads that share its work: none where nothing is long enough, or memory can't be shared. */
export function settle(
  backend: WasmBackend,
  { steps }: Schedule,
  asked: number,
): Pick<WasmPlanOptions, "home" | "pool"> {
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
