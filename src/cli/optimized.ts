/** Rewrites a model's files. */
import type { io } from "@tensorflow/tfjs-core";
import { STOCK_PHASES } from "../../patterns/index.ts";
import { graphFromArtifacts } from "../graph/from-tfjs.ts";
import { toGraphDef } from "../graph/to-tfjs.ts";
import { rewrite } from "../rewrite/driver.ts";
import { countFired, type RuleCount } from "./explanation.ts";

export interface Optimized {
  readonly artifacts: io.ModelArtifacts;
  readonly rewrites: number;
  readonly fired: readonly RuleCount[];
}

/** The model after all rewrites, in stock ops, or why it can't be had. */
export function optimized(artifacts: io.ModelArtifacts): Optimized | { readonly reason: string } {
  // An initializer shares weights with the graph, and tables with nodes that rewriting might remove.
  if ((artifacts.modelInitializer as { node?: unknown[] } | undefined)?.node?.length)
    return { reason: "it has an initializer graph" };
  const graph = graphFromArtifacts(artifacts);
  if ("reason" in graph) return graph;
  const { fired } = rewrite(graph, STOCK_PHASES, { explain: false });
  const signature = artifacts.userDefinedMetadata?.signature ?? artifacts.signature;
  return {
    artifacts: toGraphDef(graph, { signature, artifacts }),
    rewrites: fired.length,
    fired: countFired(fired),
  };
}
