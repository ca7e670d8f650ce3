/** From a graph of TensorFlow ops to steps: the passes in their order. */
import { KERNELS } from "../../kernels/index.ts";
import { GROUPINGS } from "../../patterns/grouping-index.ts";
import { PHASES } from "../../patterns/index.ts";
import type { Features } from "../codegen/wasm/features.ts";
import type { Graph } from "../graph/graph.ts";
import { rewrite } from "../rewrite/driver.ts";
import type { KernelCall } from "../graph/kernel-call.ts";
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
export function compile(graph: Graph, { features, disable = [], explain = false }: CompileOptions): { schedule: Schedule; log: RewriteLog } {
  const log = rewrite(graph, PHASES, { disable, explain });
  const supports = (call: KernelCall): true | string => {
    // A view costs nothing: storage planning gives it its source's memory.
    if (call.op === "view") return true;
    const kernel = BY_OP.get(call.op);
    if (!kernel) return `there is no ${call.op} kernel`;
    const lowered = kernel.lower(call, features);
    return typeof lowered === "string" ? lowered : true;
  };
  group(graph, GROUPINGS, { disable, supports }, log);
  return { schedule: schedule(graph, BY_OP, features), log };
}
