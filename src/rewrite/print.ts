/** Terms and graphs as text: one-line notation and Mermaid diagrams, for docs, the demo and the command line. */
import type { Graph, Node } from "../graph/graph.ts";
import { sizeOf } from "../graph/types.ts";
import { type InputSpec, OpTerm, type Term, Variable } from "./term.ts";

/** A term in the notation that patterns are written in: `Mul(x, Sigmoid(x))`. */
export function notation(term: Term): string {
  if (term instanceof Variable) return term.name;
  if (typeof term === "number") return String(Number(term.toPrecision(6)));
  if (!(term instanceof OpTerm)) return "…";
  const attrs = Object.entries(term.attrs).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `${term.op}(${[...term.args.map(notation), ...attrs].join(", ")})`;
}

/** What an input of a pattern matches, in words. */
export function describeInput({ kind, dtype, anyDType }: InputSpec): string {
  const what = { tensor: "any value", weight: "a constant", scalar: "a constant of one element" }[kind];
  return anyDType ? `${what} of any dtype` : dtype === "float32" ? what : `${what}, ${dtype}`;
}

/** A graph as the lines of a Mermaid flowchart, in a box with a title. Node ids start with `prefix`. */
export function mermaid(graph: Graph, title: string, prefix: string): string[] {
  const id = (n: Node): string => `${prefix}${n.id}`;
  const lines = [`subgraph ${prefix}[${title}]`];
  for (const node of graph.topological()) {
    lines.push(`  ${id(node)}${label(node)}`);
    for (const { node: from } of node.inputs) lines.push(`  ${id(from)} --> ${id(node)}`);
  }
  return [...lines, "end"];
}

function label({ op, name, attrs, output, origin }: Node): string {
  if (op === "Placeholder") return `([${name}])`;
  if (/^[a-z]/.test(op)) return `["${op}: ${origin.join(", ")}"]`;
  const { constant } = output ?? {};
  if (!constant) {
    const fused = Array.isArray(attrs.fused_ops) ? ` + ${attrs.fused_ops.join(" + ")}` : "";
    return `["${op}${fused}"]`;
  }
  const { splat } = constant;
  if (splat !== undefined && sizeOf(constant.shape) <= 1) return `(("${Number(splat.toPrecision(4))}"))`;
  const small = constant.dtype === "int32" && sizeOf(constant.shape) <= 8;
  return `[("${small ? `[${[...constant.values]}]` : `${/^(const|.*\/c)$/.test(name) ? "constant" : name} [${constant.shape.join("×")}]`}")]`;
}
