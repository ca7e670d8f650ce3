/** Builds the example graph that a rule declares. */
import { Graph, type Value } from "../../src/graph/graph.ts";
import { ConstantTensor, sizeOf, type Values } from "../../src/graph/types.ts";
import { type Inputs, OpTerm, type Term, Variable } from "../../src/rewrite/term.ts";

/** A small deterministic generator (mulberry32). */
export function random(seed: number): () => number {
  let s = seed;
  return () => {
    s = (s + 0x6d2b79f5) | 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface ExampleGraph {
  readonly graph: Graph;
  /** Values to feed, by placeholder name. */
  readonly feeds: ReadonlyMap<string, ConstantTensor>;
}

/** A graph with one output per term, and values for its placeholders. */
export function exampleGraph(inputs: Inputs, terms: readonly OpTerm[], seed = 1): ExampleGraph {
  const graph = new Graph();
  const next = random(seed);
  const feeds = new Map<string, ConstantTensor>();
  const variables = new Map<string, Value>();
  for (const [name, { kind, dtype, shape, values, range = [-2, 2] }] of Object.entries(inputs)) {
    const [low, high] = range;
    const numbers = values ?? Array.from({ length: sizeOf(shape) }, () => low + (high - low) * next());
    const data: Values = dtype === "float32" ? Float32Array.from(numbers) : dtype === "int32" ? Int32Array.from(numbers) : Uint8Array.from(numbers);
    const tensor = new ConstantTensor(dtype, shape, data);
    if (kind === "tensor") {
      feeds.set(name, tensor);
      variables.set(name, graph.add("Placeholder", [], { dtype, shape }, { name, types: [{ dtype, shape }] }).output);
    } else variables.set(name, graph.constant(tensor, name));
  }
  const built = new Map<OpTerm, Value>();
  const build = (term: Term): Value => {
    if (typeof term === "number") return graph.constant(ConstantTensor.float([], [term]));
    if (term instanceof ConstantTensor) return graph.constant(term);
    if (term instanceof Variable) return variables.get(term.name) as Value;
    if (!(term instanceof OpTerm)) return term;
    let value = built.get(term);
    if (!value) {
      value = graph.add(term.op, term.args.map(build), { ...term.exampleAttrs, ...term.attrs }, { name: term.op.toLowerCase() }).output;
      built.set(term, value);
    }
    return value;
  };
  terms.forEach((term, i) => graph.outputs.push({ name: `out${i}`, value: build(term) }));
  return { graph, feeds };
}
