/** Runs a graph in stock tfjs, on the current backend, through export. */
import { loadGraphModelSync } from "@tensorflow/tfjs-converter";
import { tidy } from "@tensorflow/tfjs-core";
import type { Graph } from "../../src/graph/graph.ts";
import { toGraphDef } from "../../src/graph/to-tfjs.ts";
import type { ConstantTensor } from "../../src/graph/types.ts";
import { toTensor } from "./graphdef.ts";

export interface Result {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** The graph's outputs, in order. Throws where tfjs does. */
export function runGraph(graph: Graph, feeds: ReadonlyMap<string, ConstantTensor>): Result[] {
  const model = loadGraphModelSync(toGraphDef(graph));
  try {
    return tidy(() => {
      const inputs = Object.fromEntries(
        graph.inputs.map(({ node: { name } }) => [name, toTensor(feeds.get(name) as ConstantTensor)]),
      );
      const names = graph.outputs.map((o) => o.name);
      return [model.execute(inputs, names)].flat().map((t) => ({ shape: t.shape, values: t.dataSync() }));
    });
  } finally {
    model.dispose();
  }
}

/** The largest difference, relative to the largest finite magnitude of `b`; infinite where one is NaN and the other is not. */
export function difference(a: Result, b: Result): number {
  if (a.shape.join() !== b.shape.join()) return Number.POSITIVE_INFINITY;
  let [most, scale] = [0, 1];
  for (let i = 0; i < b.values.length; i++) {
    const [p, q] = [a.values[i] as number, b.values[i] as number];
    if (Number.isFinite(q)) scale = Math.max(scale, Math.abs(q));
    if (p === q || (Number.isNaN(p) && Number.isNaN(q))) continue;
    const d = Math.abs(p - q);
    most = Number.isNaN(d) ? Number.POSITIVE_INFINITY : Math.max(most, d);
  }
  return most / scale;
}
