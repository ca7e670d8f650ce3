/** Fused ops on tfjs's WebGPU backend: plans of one op, encoded among stock's own commands. */
import { compile, type Rules } from "../../plan/compile.ts";
import { type BuildFused, fusedGraph, leftToStock, operandsOf } from "../fused.ts";
import type { PlanOptions } from "../runner.ts";
import { activeWebGpuBackend } from "./backend.ts";
import { WebGpuPlan } from "./plan.ts";
import { compileOptionsOf, readable } from "./planner.ts";

export const fusedForWebGpu =
  (rules: Rules, options: () => PlanOptions): BuildFused =>
  async (body, tensors) => {
    const backend = activeWebGpuBackend();
    if (typeof backend === "string") return { reason: backend };
    const weights = await readable(
      body.weights.flatMap((i) => tensors[i] ?? []),
      backend,
    );
    try {
      const graph = fusedGraph(body, operandsOf(body, tensors));
      const { schedule } = compile(graph, rules, compileOptionsOf(backend, options()));
      const reason = leftToStock(schedule);
      if (reason !== undefined) return { reason };
      return await WebGpuPlan.create({ backend, graph, schedule, weightTensor: () => undefined });
    } finally {
      weights.release();
    }
  };
