/** Shows plans of the wasm backend: their graphs, the code of each launch, and how long each launch takes. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { ModuleBuilder } from "../../codegen/wasm/module.ts";
import { graphFromModel } from "../../graph/from-tfjs.ts";
import { compile } from "../../plan/compile.ts";
import { impurity } from "../describe.ts";
import { calmMeans, type Inspection, launchViews, viewOf } from "../inspection.ts";
import type { CallSignature, PlanOptions } from "../runner.ts";
import { activeWasmBackend } from "./backend.ts";
import { heapOf } from "./home.ts";
import { WasmPlan } from "./plan.ts";
import { compileOptionsOf, type WasmCatalogue } from "./planner.ts";

export interface WasmInspection extends Inspection {
  source(code: number): Uint8Array;
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
  const impure = impurity(graph);
  if (impure) return { reason: impure };
  const before = viewOf(graph);
  const { schedule, log } = compile(graph, catalogue, {
    ...compileOptionsOf(catalogue, options),
    explain: true,
  });
  const { launches, codes } = launchViews(schedule.steps, ({ key }) => key);
  return {
    view: {
      before,
      after: viewOf(graph),
      launches,
      fired: log.fired,
      missed: log.missed,
      functions: codes.length,
    },
    source(code) {
      const module = new ModuleBuilder();
      module.function("launch", ["i32"], (f) => codes[code]?.emit(f));
      return module.build();
    },
    async time(inputs, runs) {
      const backend = activeWasmBackend();
      if (typeof backend === "string") throw new Error(backend);
      // On one thread: shares of launches would say little about each.
      const plan = new WasmPlan({ backend, graph, schedule, home: heapOf(backend), weightTensor: () => undefined });
      try {
        return await calmMeans(launches.length, runs, () => plan.profile(inputs, 1));
      } finally {
        plan.dispose();
      }
    },
  };
}
