/** Builds plans for tfjs's wasm backend. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { Tensor } from "@tensorflow/tfjs-core";
import { KERNELS } from "../../../kernels/index.ts";
import { detectFeatures } from "../../codegen/wasm/features.ts";
import { graphFromModel } from "../../graph/from-tfjs.ts";
import type { Node, Value } from "../../graph/graph.ts";
import { rowOf } from "../../graph/ops.ts";
import { compile } from "../../plan/compile.ts";
import type { Step } from "../../plan/schedule.ts";
import type { KernelCall } from "../../graph/kernel-call.ts";
import type { CallSignature, LaunchInfo, Plan, PlanOptions } from "../runner.ts";
import { activeWasmBackend } from "./backend.ts";
import { WasmPlan } from "./plan.ts";

export function planForWasm(
  model: GraphModel,
  signature: CallSignature,
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
  const features = options.features ?? detectFeatures();
  const kernels = new Map(KERNELS.map((k) => [k.op, (call: KernelCall) => k.lower(call, features)]));
  const compileOptions = { ...options, kernels };
  const { schedule, log } = compile(graph, compileOptions);

  const weights = weightTensors(model);
  const weightTensor = (value: Value): Tensor | undefined => weights.get(String(value.node.attrs.weight));
  const plan = new WasmPlan({ backend, graph, schedule, weightTensor });
  return {
    explain: () => {
      const again = graphFromModel(model, signature);
      return "reason" in again ? log : compile(again, { ...compileOptions, explain: true }).log;
    },
    stats: {
      buildMs: performance.now() - start,
      launches: schedule.steps.flatMap(describe),
      stockNodes,
      arenaBytes: plan.arenaBytes,
      packedBytes: plan.packedBytes,
    },
    run: (inputs) => plan.run(inputs),
    valid: () => plan.alive,
    dispose: () => plan.dispose(),
  };
}

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
  return lowered.launches.map(() => ({ op: node.op, node: node.name, runs: "graphweld" as const, ...made(node) }));
}

/** What a node stands for, and by which rules. */
const made = ({ origin, rules }: Node): Pick<LaunchInfo, "replaced" | "rules"> => ({
  replaced: origin,
  rules: [...new Set(rules)],
});
