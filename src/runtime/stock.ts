/**
 * Ops without a kernel of ours, inside a plan: the stock executor runs them over a small graph of their own.
 *
 * The nodes are exported to a GraphDef of placeholders and ops and loaded by the converter, so that attribute defaults,
 * dtype rules and errors are exactly tfjs's.
 */
import { GraphModel } from "@tensorflow/tfjs-converter";
import { io, type NamedTensorMap, type Tensor } from "@tensorflow/tfjs-core";
import { Graph, type Node, type Value } from "../graph/graph.ts";
import { toGraphDef } from "../graph/to-tfjs.ts";
import { markInternal } from "./internal.ts";

export interface StockGraph {
  /** Runs the nodes; `inputs` in the order that they were given. The results are fresh tensors of the caller's. */
  run(inputs: readonly Tensor[]): Tensor[];
  dispose(): void;
}

/** Wraps `nodes` (in order of execution), which read `inputs` from outside and give `outputs`. Constants become inputs like others. */
export function stockGraph(nodes: readonly Node[], inputs: readonly Value[], outputs: readonly Value[]): StockGraph {
  const graph = new Graph();
  const copy = new Map<Value, Value>();
  inputs.forEach((value, i) => {
    const dtype = value.type?.dtype ?? "float32";
    const attrs = { dtype, shape: value.type?.shape ?? [] };
    const types = [value.type];
    copy.set(value, graph.add("Placeholder", [], attrs, { name: `in${i}`, types }).output);
  });
  for (const node of nodes) {
    const operands = node.inputs.map((v) => copy.get(v) as Value);
    const types = node.outputs.map((v) => v.type);
    const made = graph.add(node.op, operands, node.attrs, { types });
    node.outputs.forEach((v, i) => {
      copy.set(v, made.outputs[i] as Value);
    });
  }
  const names = outputs.map((_, i) => `out${i}`);
  outputs.forEach((value, i) => {
    graph.outputs.push({ name: names[i] as string, value: copy.get(value) as Value });
  });

  const model = new GraphModel(io.fromMemorySync(toGraphDef(graph)));
  markInternal(model);
  model.load();
  return {
    run(tensors) {
      const feeds: NamedTensorMap = Object.fromEntries(tensors.map((t, i) => [`in${i}`, t]));
      return [model.execute(feeds, names)].flat();
    },
    dispose: () => model.dispose(),
  };
}
