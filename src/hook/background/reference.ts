/**
 * What stock gives for a call that nobody has answered yet, from a backend that computes at once: WebAssembly where it runs, else
 * plain JavaScript. So a plan can be checked before stock has compiled anything for the GPU.
 */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import {
  findBackend,
  findBackendFactory,
  getKernelsForBackend,
  type KernelBackend,
  tensor,
  tidy,
} from "@tensorflow/tfjs-core";
import { graphFromModel } from "../../graph/from-tfjs.ts";
import type { Graph, Node, Value } from "../../graph/graph.ts";
import { inTurns, type Steps, turn } from "../../rewrite/steps.ts";
import type { CallSignature } from "../../runtime/runner.ts";
import { stockGraph } from "../../runtime/stock.ts";
import type { TensorValues } from "../compare.ts";
import { engine } from "../tfjs-internals.ts";
import type * as Parts from "./parts.ts";

/** Outputs of the loaded graph, a node or a part of a large one at a time, in turns of the event loop; `undefined` where no such backend computes it. */
export async function referenceOutputs(
  model: GraphModel,
  call: CallSignature,
  inputs: Readonly<Record<string, TensorValues>>,
): Promise<TensorValues[] | undefined> {
  const names = [(await startWasm()) && "wasm", findBackend("cpu") && "cpu"].filter((name) => name != null);
  for (const name of names) {
    try {
      const graph = graphFromModel(model, call);
      await turn();
      // WebAssembly takes little time for a node, and may add up in another order for a part.
      const parts = name === "cpu" ? await import("./parts.ts") : undefined;
      return "reason" in graph ? undefined : await inTurns(outputsOn(name as string, graph, inputs, parts));
    } catch {
      // It lacks a kernel.
    }
  }
  return undefined;
}

/**
 * Has the app's WebAssembly backend started, where there is one, for it takes a tenth of the time and less.
 * Not by `findBackend`: until that has started another, none answers the app.
 */
async function startWasm(): Promise<boolean | undefined> {
  const registry = engine().registry as Record<string, object | undefined>;
  if (registry.wasm) return true;
  try {
    const started = await (findBackendFactory("wasm") as (() => Promise<KernelBackend>) | null)?.();
    if (started === undefined) return undefined;
    // The app may have started one meanwhile, which kernels are bound to.
    if (registry.wasm) return true;
    registry.wasm = started;
    for (const { setupFunc } of getKernelsForBackend("wasm")) setupFunc?.(started);
    return true;
  } catch {
    // Its files may not be served.
    return undefined;
  }
}

/** Between steps, values are no tensors: what the app sees of TensorFlow.js stays as it is. */
function* outputsOn(
  name: string,
  graph: Graph,
  inputs: Readonly<Record<string, TensorValues>>,
  parts: typeof Parts | undefined,
): Steps<TensorValues[]> {
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
  const pace = parts && new parts.Pace();
  for (const node of order) {
    yield;
    const operands = [...new Set(node.inputs)];
    const results = node.outputs.filter((v) => readers.has(v));
    const cut = parts?.cutOf(node, results);
    let given: readonly TensorValues[];
    let of: readonly Value[] = results;
    // Large maps would be copied to a backend and back for nothing.
    if (node.op === "Identity") given = operands.map(contentOf);
    else if (parts && pace && cut && cut.work > pace.budget(node.op, true)) {
      const run = compute.bind(undefined, name);
      given = yield* parts.inParts(run, node, node.inputs.map(contentOf), cut, pace);
      of = node.outputs;
    } else {
      const start = performance.now();
      given = compute(name, node, operands, results, operands.map(contentOf));
      if (cut) pace?.learn(node.op, cut.work, performance.now() - start);
    }
    given.forEach((result, i) => {
      const value = of[i] as Value;
      if (readers.has(value)) values.set(value, result);
    });
    for (const v of operands) {
      const left = (readers.get(v) as number) - 1;
      readers.set(v, left);
      if (left === 0) values.delete(v);
    }
  }
  return graph.outputs.map(({ value }) => contentOf(value));
}

/** What a backend gives for a node. */
function compute(
  name: string,
  node: Node,
  operands: readonly Value[],
  results: readonly Value[],
  fed: readonly TensorValues[],
): TensorValues[] {
  const stock = stockGraph([node], operands, results);
  let given: TensorValues[] = [];
  on(name, () => {
    const tensors = fed.map(({ values, shape, dtype }) => tensor(values, shape as number[], dtype));
    given = stock.run(tensors).map((t) => ({ dtype: t.dtype, shape: t.shape, values: t.dataSync() }));
  });
  stock.dispose();
  return given;
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
