/** From a graph of TensorFlow ops to steps: the passes in their order. */
import type { Work } from "../../kernels/kernel.ts";
import { GROUPINGS } from "../../patterns/grouping-index.ts";
import { PHASES } from "../../patterns/index.ts";
import type { Attrs, Graph } from "../graph/graph.ts";
import type { KernelCall } from "../graph/kernel-call.ts";
import { rewrite } from "../rewrite/driver.ts";
import { group } from "../rewrite/grouping.ts";
import type { RewriteLog } from "../rewrite/rule.ts";
import { type Schedule, schedule } from "./schedule.ts";

/** A runtime's kernels, by op. */
export type Kernels<L extends Work> = ReadonlyMap<string, (call: KernelCall) => L | string>;

export interface CompileOptions<L extends Work> {
  readonly kernels: Kernels<L>;
  /** The most tensors that a group of pointwise ops reads beside its anchor's own. */
  readonly operands?: number;
  /** Names of rules that must not run. */
  readonly disable?: readonly string[];
  /** Record near misses, which costs another sweep. */
  readonly explain?: boolean;
}

/** Rewrites and groups `graph` in place, then orders it. */
export function compile<L extends Work>(
  graph: Graph,
  options: CompileOptions<L>,
): { schedule: Schedule<L>; log: RewriteLog } {
  const { kernels, operands, disable = [], explain = false } = options;
  const log = rewrite(graph, PHASES, { disable, explain });
  // Grouping asks whether a kernel can run a call, scheduling then takes what the kernel said.
  const lowerings = new Map<Attrs, L | string>();
  const lower = (call: KernelCall): L | string => {
    const known = lowerings.get(call.attrs);
    if (known !== undefined) return known;
    const kernel = kernels.get(call.op);
    const lowered = kernel ? kernel(call) : `no kernel of ours computes ${call.op}`;
    lowerings.set(call.attrs, lowered);
    return lowered;
  };
  group(
    graph,
    GROUPINGS,
    { disable, supports: (call) => supports(call, lower), ...(operands ? { operands } : {}) },
    log,
  );
  return { schedule: schedule(graph, lower), log };
}

function supports(call: KernelCall, lower: (call: KernelCall) => Work | string): true | string {
  // A view costs nothing: storage planning gives it its source's memory.
  if (call.op === "view") return true;
  const lowered = lower(call);
  return typeof lowered === "string" ? lowered : true;
}
