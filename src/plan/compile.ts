/** From a graph of TensorFlow ops to steps: the passes in their order. */
import type { Kernel, Lowered } from "../../kernels/kernel.ts";
import type { Features } from "../codegen/wasm/features.ts";
import type { Attrs, Graph } from "../graph/graph.ts";
import type { KernelCall } from "../graph/kernel-call.ts";
import { rewrite } from "../rewrite/driver.ts";
import type { Grouping } from "../rewrite/grouping/rule.ts";
import { group } from "../rewrite/grouping.ts";
import type { Phase, RewriteLog } from "../rewrite/rule.ts";
import { type Schedule, schedule } from "./schedule.ts";

/** All that is declared outside of src. Passed in, since each part is a chunk of its own in a page. */
export interface Catalogue {
  /** The rewrite rules. */
  readonly phases: readonly Phase[];
  /** The rules by which ops join kernels. */
  readonly groupings: readonly Grouping[];
  /** The kernel families of one backend. */
  readonly kernels: readonly Kernel[];
}

export interface CompileOptions {
  readonly features: Features;
  /** Names of rules that must not run. */
  readonly disable?: readonly string[];
  /** Record near misses, which costs another sweep. */
  readonly explain?: boolean;
}

/** Rewrites and groups `graph` in place, then orders it. */
export function compile(
  graph: Graph,
  { phases, groupings, kernels }: Catalogue,
  options: CompileOptions,
): { schedule: Schedule; log: RewriteLog } {
  const { features, disable = [], explain = false } = options;
  const byOp = new Map(kernels.map((k) => [k.op, k]));
  const log = rewrite(graph, phases, { disable, explain });
  // Grouping asks whether a kernel can run a call, scheduling then takes what the kernel said.
  const lowerings = new Map<Attrs, Lowered | string>();
  const lower = (call: KernelCall): Lowered | string => {
    const known = lowerings.get(call.attrs);
    if (known !== undefined) return known;
    const kernel = byOp.get(call.op);
    const lowered = kernel ? kernel.lower(call, features) : `no kernel of ours computes ${call.op}`;
    lowerings.set(call.attrs, lowered);
    return lowered;
  };
  group(graph, groupings, { disable, supports: (call) => supports(call, lower) }, log);
  return { schedule: schedule(graph, lower), log };
}

function supports(call: KernelCall, lower: (call: KernelCall) => Lowered | string): true | string {
  // A view costs nothing: storage planning gives it its source's memory.
  if (call.op === "view") return true;
  const lowered = lower(call);
  return typeof lowered === "string" ? lowered : true;
}
