/** Which steps of a schedule are so small that a dispatch of their own costs more than they do. */
import type { GpuLimits, GpuLowered } from "../../../kernels/webgpu/kernel.ts";
import type { Graph } from "../../graph/graph.ts";
import type { KernelStep, Schedule, Step } from "../../plan/schedule.ts";

export type Small = KernelStep<GpuLowered>;

/** Workgroups, which would take turns, and operations of a step: as much takes a few microseconds. */
const MOST = { groups: 16, flops: 5e4 };

export const isSmall = (step: Step<GpuLowered> | undefined): step is Small =>
  step?.kind === "kernel" &&
  // Products have more to do than one workgroup should, and take long to compile.
  step.lowered.packed.length === 0 &&
  !step.lowered.scratchBytes &&
  step.lowered.flops <= MOST.flops &&
  step.lowered.launches.every(
    ({ code, workgroups: [x, y] }) =>
      x <= MOST.groups && y === 1 && code.includes("size(64, 1, 1)") && !code.includes("var<workgroup>"),
  );

/** The schedule with small steps that follow each other as one, by code that is loaded where there are any. */
export async function withChains(
  graph: Graph,
  schedule: Schedule<GpuLowered>,
  limits: GpuLimits,
): Promise<Schedule<GpuLowered>> {
  const { steps } = schedule;
  if (!steps.some((s, i) => isSmall(s) && isSmall(steps[i + 1]))) return schedule;
  const { chained } = await import("./chains.ts");
  return chained(graph, schedule, limits);
}
