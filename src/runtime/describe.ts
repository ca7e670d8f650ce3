/** What plans of all runtimes tell of themselves, and how they find a model's weights. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Work } from "../../kernels/kernel.ts";
import type { Graph, Node, Value } from "../graph/graph.ts";
import { rowOf } from "../graph/ops.ts";
import { isStatic, sizeOf } from "../graph/types.ts";
import type { Step } from "../plan/schedule.ts";
import type { LaunchInfo } from "./runner.ts";

type WeightMap = Readonly<Record<string, readonly Tensor[]>>;
/** A model's weights. Asking the model itself would tell that the app has them. */
export const weightMap = (model: GraphModel): WeightMap =>
  (model as unknown as { executor: { weightMap: WeightMap } }).executor.weightMap;

/** The tensor that holds a constant in the loaded model, where there is one. */
export function weightTensors(model: GraphModel): (value: Value) => Tensor | undefined {
  const weights = new Map(
    Object.entries(weightMap(model)).flatMap(([name, [tensor]]) => (tensor ? [[name, tensor]] : [])),
  );
  return (value) => weights.get(String(value.node.attrs.weight));
}

/** Why no plan can stand in for a graph as loaded, if none can. */
export function impurity(graph: Graph): string | undefined {
  const impure = [...graph.nodes].find((n) => rowOf(n.op)?.impure);
  return (
    impure && `"${impure.name}" (${impure.op}) gives other results each time, which nothing can be checked against`
  );
}

/** Nodes that the stock executor would run. */
export const stockNodes = (graph: Graph): number =>
  [...graph.nodes].filter((n) => n.op !== "Const" && n.op !== "Placeholder").length;

/** A line of the launch list for each launch of ours, and for each node that a stock step runs. */
export function describe(step: Step<Work>): LaunchInfo[] {
  if (step.kind === "stock")
    return step.nodes.map((node) => {
      const reason = step.reasons.get(node);
      return {
        op: node.op,
        node: node.name,
        runs: "stock" as const,
        ...made(node),
        bytes: bytesOf(node),
        ...(reason ? { reason } : {}),
      };
    });
  const { node, lowered } = step;
  const { algorithm } = lowered;
  const info = { op: node.op, node: node.name, runs: "graphweld" as const, ...made(node) };
  return lowered.launches.map((_, i) => ({
    ...info,
    bytes: i === 0 ? bytesOf(node) : 0,
    ...(algorithm ? { algorithm } : {}),
  }));
}

/** Bytes of a node's operands and results. */
export const bytesOf = ({ inputs, outputs }: Node): number =>
  [...inputs, ...outputs].reduce((sum, { shape }) => sum + (shape && isStatic(shape) ? 4 * sizeOf(shape) : 0), 0);

/** What a node stands for, and by which rules. */
const made = ({ origin, rules }: Node): Pick<LaunchInfo, "replaced" | "rules"> => ({
  replaced: origin,
  rules: [...new Set(rules)],
});
