/** Whether tfjs and shape inference take a graph, and what stock makes of it. */
import { sizeOf } from "../../src/graph/types.ts";
import { exampleGraph } from "../../src/rewrite/example.ts";
import type { Example } from "../../src/rewrite/term.ts";
import { type Result, runGraph } from "./run-graph.ts";

/** Why there is nothing to compare with: the sentence of inference or of tfjs. */
export interface Refusal {
  readonly refused: string;
}
export const isRefusal = (o: object | string): o is Refusal => typeof o === "object" && "refused" in o;

/** What a graph is refused for that differs in nothing else. */
export const RANKS_AND_SHAPES = /\b(rank|shape|shapes|elements|parameters)\b/;

/** What `make` gives, or what it throws. */
export function attempt<T extends object>(make: () => T): T | Refusal {
  try {
    return make();
  } catch (error) {
    return { refused: (error as Error).message };
  }
}

/** What stock tfjs computes of a graph. It and inference must take the graph, and agree on the shape of every value. */
export const stock = (variant: Example): readonly Result[] | Refusal =>
  attempt(() => {
    const { graph, feeds, nodes } = exampleGraph(variant);
    for (const { name, output } of nodes.values()) graph.outputs.push({ name, value: output });
    const results = runGraph(graph, feeds);
    results.forEach(({ shape, values }, i) => {
      const inferred = graph.outputs[i]?.value.shape ?? [];
      if (inferred.some((d, k) => d >= 0 && d !== shape[k]))
        throw new Error(`tfjs makes shape [${shape}] of [${inferred}]`);
      // As products do whose batches broadcast each other.
      if (values.length !== sizeOf(shape))
        throw new Error(`tfjs computes only ${values.length} values of shape [${shape}]`);
    });
    return results.slice(0, 1);
  });
