/** Rewrites a model's files, and compares the result with the source. */
import type { io } from "@tensorflow/tfjs-core";
import { STOCK_PHASES } from "../../patterns/index.ts";
import { graphFromArtifacts } from "../graph/from-tfjs.ts";
import type { Graph } from "../graph/graph.ts";
import { toGraphDef } from "../graph/to-tfjs.ts";
import { rewrite } from "../rewrite/driver.ts";
import { countFired, type RuleCount } from "./explanation.ts";
import { messageOf } from "./failure.ts";
import { compareOutputs, exampleInputs, loadModel, outputsOf } from "./measure.ts";
import { startBackend } from "./node-backend.ts";

export interface Optimized {
  readonly artifacts: io.ModelArtifacts;
  /** Ops that compute something. */
  readonly nodes: { readonly before: number; readonly after: number };
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
  const before = countOps(graph);
  const { fired } = rewrite(graph, STOCK_PHASES, { explain: false });
  const signature = artifacts.userDefinedMetadata?.signature ?? artifacts.signature;
  return {
    artifacts: toGraphDef(graph, { signature, artifacts }),
    nodes: { before, after: countOps(graph) },
    rewrites: fired.length,
    fired: countFired(fired),
  };
}

const countOps = (graph: Graph): number =>
  [...graph.nodes].filter((n) => n.op !== "Const" && n.op !== "Placeholder").length;

/** How far two models' outputs are apart; or why that was not found out. */
export type Check =
  | { readonly backend: string; readonly nmse: number; readonly maxAbsError: number }
  | { readonly skipped: string };

/** Normalised mean squared error that rewriting may make: rounding, as far as a plan may differ from stock. */
const TOLERANCE = 1e-8;

/** Runs both models on stock tfjs with the same random input; `differs` says how where the outputs are not the same. */
export async function compare(
  result: io.ModelArtifacts,
  source: io.ModelArtifacts,
): Promise<Check | { readonly differs: string }> {
  let backend = "wasm";
  try {
    await startBackend(backend);
  } catch {
    backend = "cpu";
    try {
      await startBackend(backend);
    } catch (error) {
      return { skipped: messageOf(error) };
    }
  }
  const model = await loadModel(source);
  const inputs = exampleInputs(model);
  const expected = await outputsOf(model, inputs, false).catch((error) => ({ skipped: messageOf(error) }));
  if ("skipped" in expected) return { skipped: `the source does not run on random input: ${expected.skipped}` };
  let wrong: string;
  try {
    const error = compareOutputs(await outputsOf(await loadModel(result), inputs, false), expected);
    if (error.nmse <= TOLERANCE) return { backend, ...error };
    wrong = `NMSE ${error.nmse.toExponential(1)} on ${backend}`;
  } catch (error) {
    wrong = messageOf(error);
  }
  return { differs: wrong };
}
