/** Shows plans of the wasm backend: their graphs, the code of each launch, and how long each launch takes. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { NamedTensorMap } from "@tensorflow/tfjs-core";
import type { Launch } from "../../../kernels/kernel.ts";
import { ModuleBuilder } from "../../codegen/wasm/module.ts";
import { graphFromModel } from "../../graph/from-tfjs.ts";
import { compile } from "../../plan/compile.ts";
import type { Schedule } from "../../plan/schedule.ts";
import { type LaunchView, type PlanView, viewOf } from "../inspection.ts";
import type { CallSignature, PlanOptions } from "../runner.ts";
import { activeWasmBackend } from "./backend.ts";
import { heapOf } from "./home.ts";
import { WasmPlan } from "./plan.ts";
import { compileOptionsOf, type WasmCatalogue } from "./planner.ts";

export interface WasmInspection {
  readonly view: PlanView;
  /** The module that holds one generated function alone. `code` is a launch's. */
  module(code: number): Uint8Array;
  /** Milliseconds of each launch, a mean over `runs` inferences on these inputs, by name of the graph's inputs. */
  time(inputs: NamedTensorMap, runs: number): number[];
}

/** Plans a call as the planner does, and keeps what a plan throws away. */
export function inspectWasm(
  model: GraphModel,
  signature: CallSignature,
  catalogue: WasmCatalogue,
  options: PlanOptions = {},
): WasmInspection | { readonly reason: string } {
  const graph = graphFromModel(model, signature);
  if ("reason" in graph) return graph;
  const before = viewOf(graph);
  const { schedule, log } = compile(graph, catalogue, {
    ...compileOptionsOf(catalogue, options),
    explain: true,
  });
  const { launches, codes } = launchViews(schedule);
  return {
    view: {
      before,
      after: viewOf(graph),
      launches,
      fired: log.fired,
      missed: log.missed,
      functions: codes.length,
    },
    module(code) {
      const module = new ModuleBuilder();
      module.function("launch", ["i32"], (f) => codes[code]?.emit(f));
      return module.build();
    },
    time(inputs, runs) {
      const backend = activeWasmBackend();
      if (typeof backend === "string") throw new Error(backend);
      // On one thread: shares of launches would say little about each.
      const plan = new WasmPlan({ backend, graph, schedule, home: heapOf(backend), weightTensor: () => undefined });
      try {
        const samples = Array.from({ length: runs }, () => plan.profile(inputs, 1));
        return launches.map((_, i) => calmMean(samples.map((sample) => sample[i] as number)));
      } finally {
        plan.dispose();
      }
    },
  };
}

/**
 * The mean without the slowest fifth, which other work of the machine has disturbed. Pages see clocks that tick more slowly
 * than most launches take, so a best or a median would be a multiple of the tick.
 */
function calmMean(samples: readonly number[]): number {
  const calm = [...samples].sort((a, b) => a - b).slice(0, Math.ceil(0.8 * samples.length));
  return calm.reduce((sum, x) => sum + x, 0) / calm.length;
}

/** One view for each call that a plan makes. */
function launchViews({ steps }: Schedule): { launches: LaunchView[]; codes: Launch[] } {
  const codes: Launch[] = [];
  const numbers = new Map<string, number>();
  const launches = steps.flatMap((step): LaunchView[] => {
    if (step.kind === "stock") {
      const last = step.nodes.at(-1);
      if (!last) return [];
      const reason = [...new Set(step.reasons.values())].join("; ");
      const op = step.nodes.length === 1 ? last.op : `${step.nodes.length} stock ops`;
      const nodes = step.nodes.map((n) => n.id);
      return [{ node: last.id, name: last.name, op, runs: "stock", nodes, ...(reason ? { reason } : {}) }];
    }
    const { node, lowered } = step;
    return lowered.launches.map((launch) => {
      let code = numbers.get(launch.key);
      if (code === undefined) {
        code = codes.push(launch) - 1;
        numbers.set(launch.key, code);
      }
      return { node: node.id, name: node.name, op: node.op, runs: "graphweld", nodes: [node.id], code };
    });
  });
  return { launches, codes };
}
