/** From a graph of TensorFlow ops to steps: the passes in their order. */
import type { Work } from "../../kernels/kernel.ts";
import type { Attrs, Graph } from "../graph/graph.ts";
import type { KernelCall } from "../graph/kernel-call.ts";
import { rewriting } from "../rewrite/driver.ts";
import type { Grouping } from "../rewrite/grouping/rule.ts";
import { groupingSteps } from "../rewrite/grouping.ts";
import type { Phase, RewriteLog } from "../rewrite/rule.ts";
import { drain, type Steps } from "../rewrite/steps.ts";
import { type Schedule, schedule } from "./schedule.ts";

/** All that is declared outside of src. Passed in, since each part is a chunk of its own in a page. */
export interface Rules {
  /** The rewrite rules. */
  readonly phases: readonly Phase[];
  /** The rules by which ops join kernels. */
  readonly groupings: readonly Grouping[];
}

/** A runtime's kernels, by op. */
export type Kernels<L extends Work> = ReadonlyMap<string, (call: KernelCall) => L | string>;

export interface CompileOptions<L extends Work> {
  readonly kernels: Kernels<L>;
  /** The most tensors that a group of pointwise ops reads beside its anchor's own. */
  readonly operands?: number;
  /** Why no more, in words. */
  readonly cap?: string;
  /** Names of rules that must not run. */
  readonly disable?: readonly string[];
  /** Record near misses, which costs another sweep. */
  readonly explain?: boolean;
}

export interface Compiled<L extends Work> {
  readonly schedule: Schedule<L>;
  readonly log: RewriteLog;
}

/** Rewrites and groups `graph` in place, then orders it. */
export const compile = <L extends Work>(graph: Graph, rules: Rules, options: CompileOptions<L>): Compiled<L> =>
  drain(compiling(graph, rules, options));

/** The same in steps. */
export function* compiling<L extends Work>(
  graph: Graph,
  { phases, groupings }: Rules,
  options: CompileOptions<L>,
): Steps<Compiled<L>> {
  const { kernels, operands, cap, disable = [], explain = false } = options;
  const log = yield* rewriting(graph, phases, { disable, explain });
  // Grouping asks whether a kernel can run a call, scheduling then takes what the kernel said.
  const lowerings = new Map<Attrs, L | string>();
  const lower = (call: KernelCall): L | string => {
    const known = lowerings.get(call.attrs);
    if (known !== undefined) return known;
    const kernel = kernels.get(call.op);
    let lowered = kernel ? kernel(call) : `no kernel of ours computes ${call.op}`;
    if (typeof lowered !== "string" && lowered.pitch !== call.attrs.pitch)
      lowered = `${call.op} leaves no gaps between pixels here`;
    lowerings.set(call.attrs, lowered);
    return lowered;
  };
  yield* groupingSteps(
    graph,
    groupings,
    { disable, supports: (call) => supports(call, lower), ...(operands ? { operands } : {}), ...(cap ? { cap } : {}) },
    log,
  );
  yield;
  return { schedule: schedule(graph, lower), log };
}

function supports(call: KernelCall, lower: (call: KernelCall) => Work | string): true | string {
  // A view costs nothing: storage planning gives it its source's memory.
  if (call.op === "view") return true;
  const lowered = lower(call);
  return typeof lowered === "string" ? lowered : (lowered.costly ?? true);
}
