/** Runs a graph of TensorFlow ops in stock tfjs, on the current backend. */
import { loadGraphModelSync } from "@tensorflow/tfjs-converter";
import { type io, type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { Graph } from "../../src/graph/graph.ts";
import { toGraphDef } from "../../src/graph/to-tfjs.ts";
import { ConstantTensor, type DType, sizeOf } from "../../src/graph/types.ts";
import { toTensor } from "./graphdef.ts";

/** The graph's outputs, by the names they were asked for. */
export function runStock(graph: Graph, feeds: ReadonlyMap<string, ConstantTensor>): Map<string, ConstantTensor> {
  const model = loadGraphModelSync(toGraphDef(graph) as io.ModelArtifacts);
  const names = graph.outputs.map((o) => o.name);
  const results = new Map<string, ConstantTensor>();
  tidy(() => {
    const tensors = Object.fromEntries([...feeds].map(([name, value]) => [name, toTensor(value)]));
    const outputs = [model.execute(tensors, names)].flat() as Tensor[];
    outputs.forEach((t, i) => {
      const values = t.dataSync().slice() as Float32Array;
      results.set(names[i] as string, new ConstantTensor(t.dtype as DType, t.shape, values));
    });
  });
  model.dispose();
  return results;
}

/** Normalised mean squared error: 0 where both are equal, whatever they are. */
export function nmse(actual: ConstantTensor, expected: ConstantTensor): number {
  let [error, power] = [0, 0];
  const n = sizeOf(expected.shape);
  for (let i = 0; i < n; i++) {
    const [a, e] = [actual.values[i] as number, expected.values[i] as number];
    if (Object.is(a, e) || a === e) continue;
    error += (a - e) ** 2;
  }
  for (const e of expected.values) power += Number.isFinite(e) ? e * e : 0;
  return error === 0 ? 0 : error / (power || 1);
}
