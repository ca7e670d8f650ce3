/** Rewrites a model's files. */
import { STOCK_PHASES } from "../../patterns/index.ts";
import { graphFromArtifacts } from "../graph/from-tfjs.ts";
import { writeGraph } from "../graph/to-tfjs.ts";
import { rewrite } from "../rewrite/driver.ts";
import { countFired, type RuleCount } from "./explanation.ts";
import { constantsOf, plainWeight, type StoredModel } from "./stored-model.ts";

export interface Optimized {
  readonly model: StoredModel;
  readonly rewrites: number;
  readonly fired: readonly RuleCount[];
}

/** The model after all rewrites, in stock ops, or why it can't be had. */
export function optimized(model: StoredModel): Optimized | { readonly reason: string } {
  const { files } = model;
  // An initializer shares weights with the graph, and tables with nodes that rewriting might remove.
  if ((files.modelInitializer as { node?: unknown[] } | undefined)?.node?.length)
    return { reason: "it has an initializer graph" };
  const graph = graphFromArtifacts(files, undefined, constantsOf(model));
  if ("reason" in graph) return graph;
  const { fired } = rewrite(graph, STOCK_PHASES, { explain: false });
  const signature = files.userDefinedMetadata?.signature ?? files.signature;
  const { topology, constants } = writeGraph(graph, signature);
  return {
    model: {
      files: { format: "graph-model", ...files, ...(signature ? { signature } : {}), modelTopology: topology },
      weights: constants.map(({ name, value }) => plainWeight(name, value)),
    },
    rewrites: fired.length,
    fired: countFired(fired),
  };
}
