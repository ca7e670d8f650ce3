/** Example graphs of grouping rules. */
import type { Node } from "../../src/graph/graph.ts";
import { type ExampleGraph, type ExampleOptions, exampleGraph } from "../../src/rewrite/example.ts";
import type { GroupingExample } from "../../src/rewrite/grouping/rule.ts";

/** Builds the graph; its outputs are "result" and, for the terms that are outputs too, "also0" and so on. */
export function groupingExample(example: GroupingExample, options?: ExampleOptions): ExampleGraph {
  const built = exampleGraph(example, options);
  example.also?.forEach((term, i) => {
    built.graph.outputs.push({ name: `also${i}`, value: (built.nodes.get(term) as Node).output });
  });
  return built;
}
