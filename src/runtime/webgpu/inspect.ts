/** Shows plans of the WebGPU backend: their graphs, the shader of each launch, and how long each launch takes. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { graphFromModel } from "../../graph/from-tfjs.ts";
import { compile, type Rules } from "../../plan/compile.ts";
import { impurity, weightTensors } from "../describe.ts";
import { calmMeans, type Inspection, launchViews, viewOf } from "../inspection.ts";
import type { CallSignature, PlanOptions } from "../runner.ts";
import { activeWebGpuBackend } from "./backend.ts";
import { DeviceTimer } from "./device-timer.ts";
import { WebGpuPlan } from "./plan.ts";
import { compileOptionsOf, limitsOf, readableWeights } from "./planner.ts";
import { withChains } from "./small.ts";

/** Plans a call as the planner does, and keeps what a plan throws away. */
export async function inspectWebGpu(
  model: GraphModel,
  signature: CallSignature,
  rules: Rules,
  options: PlanOptions = {},
): Promise<Inspection | { readonly reason: string }> {
  const backend = activeWebGpuBackend();
  if (typeof backend === "string") return { reason: backend };
  const readable = async <T>(work: () => T | Promise<T>): Promise<T> => {
    const weights = await readableWeights(model, backend);
    try {
      return await work();
    } finally {
      weights.release();
    }
  };
  return readable(async () => {
    const graph = graphFromModel(model, signature);
    if ("reason" in graph) return graph;
    const impure = impurity(graph);
    if (impure) return { reason: impure };
    const before = viewOf(graph);
    const compileOptions = { ...compileOptionsOf(backend, options), explain: true };
    const compiled = compile(graph, rules, compileOptions);
    const { log } = compiled;
    const schedule = await withChains(graph, compiled.schedule, limitsOf(backend));
    const { launches, codes } = launchViews(schedule.steps, ({ code }) => code);
    const { fired, missed } = log;
    return {
      view: { before, after: viewOf(graph), launches, fired, missed, functions: codes.length },
      source: (code) => codes[code]?.code ?? "",
      async time(inputs, runs) {
        const timer = new DeviceTimer(backend);
        const plan = await readable(() =>
          WebGpuPlan.create({ backend, graph, schedule, weightTensor: weightTensors(model) }),
        );
        try {
          return await calmMeans(launches.length, runs, async () => {
            const outputs = plan.run(inputs, timer);
            const times = await timer.read();
            for (const t of outputs) t.dispose();
            return times;
          });
        } finally {
          timer.dispose();
          plan.dispose();
        }
      },
    };
  });
}
