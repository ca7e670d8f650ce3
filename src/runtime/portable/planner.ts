/**
 * Plans for backends without kernels of ours: the rewritten graph in stock ops, which TensorFlow.js's own executor runs.
 *
 * Weights that rewriting leaves alone are the loaded model's own tensors.
 */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import { type GraphDef, graphFromModel } from "../../graph/from-tfjs.ts";
import { bodyOf } from "../../graph/fused.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { rowOf } from "../../graph/ops.ts";
import { type WrittenConstant, writeGraph } from "../../graph/to-tfjs.ts";
import { rewrite } from "../../rewrite/driver.ts";
import type { Phase } from "../../rewrite/rule.ts";
import { internalsOf, loadInternal, type WeightMap } from "../derived.ts";
import { bytesOf } from "../describe.ts";
import { activeBackend, HiddenTensors } from "../hidden.ts";
import type { CallSignature, LaunchInfo, Plan, Planner, PlanOptions } from "../runner.ts";

/** Builds plans from these rules, the last of which use stock's fused ops. */
export const portablePlanner =
  (phases: readonly Phase[]): Planner =>
  (model, signature, options) =>
    plan(model, signature, phases, options);

function plan(
  model: GraphModel,
  signature: CallSignature,
  phases: readonly Phase[],
  { disable = [] }: PlanOptions = {},
): Plan | { readonly reason: string } {
  const start = performance.now();
  const alive = activeBackend();
  const graph = graphFromModel(model, signature);
  if ("reason" in graph) return graph;
  const impure = [...graph.nodes].find((n) => rowOf(n.op)?.impure);
  if (impure) return { reason: `"${impure.name}" (${impure.op}) gives other results each time` };
  const stockNodes = opsOf([...graph.nodes]);
  const log = rewrite(graph, phases, { disable, explain: false });
  const { topology, constants } = writeGraph(graph);
  // Ops that stand for several cost a call of the executor each.
  const fused = (internalsOf(model).artifacts.modelTopology as GraphDef).node.some(bodyOf);
  if (opsOf(topology.node) >= stockNodes && !fused) return { reason: "rewriting saves no op" };

  const weights = internalsOf(model).executor.weightMap;
  const shared = (c: WrittenConstant): Tensor | undefined => weights[c.weight ?? ""]?.[0];
  const made = constants.filter((c) => !shared(c));
  const own = new HiddenTensors(made.map(({ value }) => value));
  const weightMap: WeightMap = Object.fromEntries([
    ...constants.map((c) => [c.name, [shared(c)]]),
    ...made.map(({ name }, i) => [name, [own.tensors[i]]]),
  ]);
  const { executor } = internalsOf(loadInternal(model, topology, { weightMap }));
  const outputs = [...signature.outputs];
  return {
    explain() {
      const again = graphFromModel(model, signature);
      return "reason" in again ? log : rewrite(again, phases, { disable });
    },
    stats: {
      tier: "portable",
      buildMs: performance.now() - start,
      launches: launchesOf(graph, topology),
      stockNodes,
      arenaBytes: 0,
      packedBytes: own.bytes,
    },
    run: (inputs) => fresh(executor.execute(inputs, outputs), inputs),
    valid: () => alive() && own.alive,
    dispose: () => own.dispose(),
  };
}

/** Callers own what they get: what they fed, and weights, they get as copies that share the data. */
const fresh = (results: readonly Tensor[], inputs: NamedTensorMap): Tensor[] => {
  const fed = new Set(Object.values(inputs));
  return results.map((t) => (t.kept || fed.has(t) ? t.clone() : t));
};

/** How many nodes compute something. */
const opsOf = (nodes: readonly { readonly op: string }[]): number =>
  nodes.filter(({ op }) => op !== "Const" && op !== "Placeholder" && op !== "Identity").length;

/** A line for each node that runs; of those that one node was written as, each. */
function launchesOf(graph: Graph, { node: defs }: GraphDef): LaunchInfo[] {
  const byName = new Map<string, Node>([...graph.nodes].map((n) => [n.name, n]));
  return defs
    .filter(({ op }) => op !== "Const" && op !== "Placeholder")
    .map(({ name, op }) => {
      const node = byName.get(name);
      const { origin = [], rules = [] }: Partial<Node> = node ?? {};
      const bytes = node ? bytesOf(node) : 0;
      return { op, node: name, runs: "stock", replaced: origin, rules: [...new Set(rules)], bytes };
    });
}
