/** From a graph of TensorFlow ops to steps: the passes in their order. */
import { KERNELS } from "../../kernels/index.ts";
import type { Lowered } from "../../kernels/kernel.ts";
import { GROUPINGS } from "../../patterns/grouping-index.ts";
import { PHASES } from "../../patterns/index.ts";
import type { Features } from "../codegen/wasm/features.ts";
import type { Attrs, Graph } from "../graph/graph.ts";
import type { KernelCall } from "../graph/kernel-call.ts";
import { rewrite } from "../rewrite/driver.ts";
import { group } from "../rewrite/grouping.ts";
import type { RewriteLog } from "../rewrite/rule.ts";
import { type Schedule, schedule } from "./schedule.ts";

const BY_OP = new Map(KERNELS.map((k) => [k.op, k]));

export interface CompileOptions {
  readonly features: Features;
  /** Names of rules that must not run. */
  readonly disable?: readonly string[];
  /** Record near misses, which costs another sweep. */
  readonly explain?: boolean;
}

/** Rewrites and groups `graph` in place, then orders it. */
export function compile(graph: Graph, options: CompileOptions): { schedule: Schedule; log: RewriteLog } {
  const { features, disable = [], explain = false } = options;
  const log = rewrite(graph, PHASES, { disable, explain });
  // Grouping asks whether a kernel can run a call, scheduling then takes what the kernel said.
  const lowerings = new Map<Attrs, Lowered | string>();
  const lower = (call: KernelCall): Lowered | string => {
    const known = lowerings.get(call.attrs);
    if (known !== undefined) return known;
    const kernel = BY_OP.get(call.op);
    const lowered = kernel ? kernel.lower(call, features) : `no kernel of ours computes ${call.op}`;
    lowerings.set(call.attrs, lowered);
    return lowered;
  };
  group(graph, GROUPINGS, { disable, supports: (call) => supports(call, lower) }, log);
  return { schedule: schedule(graph, lower), log };
}

function supports(call: KernelCall, lower: (call: KernelCall) => Lowered | string): true | string {
  // A view costs nothing: storage planning gives it its source's memory.
  if (call.op === "view") return true;
  const lowered = lower(call);
  return typeof lowered === "string" ? lowered : true;
}
