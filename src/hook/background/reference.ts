/**
 * What stock gives for a call that nobody has answered yet, from a backend that computes at once: WebAssembly where it runs, else
 * plain JavaScript. So a plan can be checked before stock has compiled anything for the GPU.
 */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { findBackend, tensor, tidy } from "@tensorflow/tfjs-core";
import { graphFromModel } from "../../graph/from-tfjs.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { inTurns, type Steps } from "../../rewrite/steps.ts";
import type { CallSignature } from "../../runtime/runner.ts";
import { stockGraph } from "../../runtime/stock.ts";
import type { TensorValues } from "../compare.ts";
import { engine } from "../tfjs-internals.ts";

/** Outputs of the loaded graph, a node at a time in turns of the event loop; `undefined` where no such backend computes it. */
export async function referenceOutputs(
  model: GraphModel,
  call: CallSignature,
  inputs: Readonly<Record<string, TensorValues>>,
): Promise<TensorValues[] | undefined> {
  // Starting WebAssembly takes a while, in which no backend would answer the app.
  const names = [engine().registry.wasm && "wasm", findBackend("cpu") && "cpu"].filter((name) => name != null);
  for (const name of names) {
    try {
      const graph = graphFromModel(model, call);
      return "reason" in graph ? undefined : await inTurns(outputsOn(name as string, graph, inputs));
    } catch {
      // It lacks a kernel.
    }
  }
  return undefined;
}

/** Between steps, values are no tensors: what the app sees of TensorFlow.js stays as it is. */
function* outputsOn(name: string, graph: Graph, inputs: Readonly<Record<string, TensorValues>>): Steps<TensorValues[]> {
  const values = new Map(graph.inputs.map((v) => [v, inputs[v.node.name] as TensorValues]));
  const contentOf = (v: Value): TensorValues => {
    const { constant } = v;
    return constant
      ? { ...constant, values: constant.values as TensorValues["values"] }
      : (values.get(v) as TensorValues);
  };
  const readers = new Map<Value, number>();
  const read = (v: Value): unknown => readers.set(v, (readers.get(v) ?? 0) + 1);
  const order = graph.topological().filter(({ op }) => op !== "Const" && op !== "Placeholder");
  for (const node of order) new Set(node.inputs).forEach(read);
  for (const { value } of graph.outputs) read(value);
  for (const node of order) {
    yield;
    const operands = [...new Set(node.inputs)];
    const results = node.outputs.filter((v) => readers.has(v));
    const stock = stockGraph([node], operands, results);
    on(name, () => {
      const fed = operands.map((v) => {
        const { values: own, shape, dtype } = contentOf(v);
        return tensor(own, shape as number[], dtype);
      });
      stock.run(fed).forEach((t, i) => {
        values.set(results[i] as Value, { dtype: t.dtype, shape: t.shape, values: t.dataSync().slice() });
      });
    });
    stock.dispose();
    for (const v of operands) {
      const left = (readers.get(v) as number) - 1;
      readers.set(v, left);
      if (left === 0) values.delete(v);
    }
  }
  return graph.outputs.map(({ value }) => contentOf(value));
}

/** Runs what does not wait on another backend that has started; unlike `setBackend`, this leaves no turn to others. */
function on(name: string, work: () => void): void {
  const seen = engine() as { backendName: unknown; backendInstance: unknown };
  const { backendName, backendInstance } = seen;
  Object.assign(seen, { backendName: name, backendInstance: engine().registry[name] });
  try {
    tidy(work);
  } finally {
    Object.assign(seen, { backendName, backendInstance });
  }
}
