/**
 * Plans for people to look at: the graph as loaded and as planned, and which launch came of which nodes, as plain data.
 * Nothing here is part of the package: it is loaded by tools that show plans.
 */
import type { Expr } from "../expr/expr.ts";
import { argumentsOf } from "../expr/expr.ts";
import { printExpressions } from "../expr/print.ts";
import type { Graph, Node, Value } from "../graph/graph.ts";
import { sizeOf, type TensorType } from "../graph/types.ts";
import type { Fired, Missed } from "../rewrite/rule.ts";

/** A node that computes something; constants are told with their readers. */
export interface NodeView {
  readonly id: number;
  readonly name: string;
  readonly op: string;
  /** Ids of the nodes whose values it reads, without constants. */
  readonly inputs: readonly number[];
  readonly constants: readonly string[];
  /** Types of its outputs, as text. */
  readonly types: readonly string[];
  /** Nodes of the graph as loaded that it stands for. */
  readonly origin: readonly string[];
  readonly rules: readonly string[];
  /** The caller asks for one of its values. */
  readonly isOutput: boolean;
  /** What it computes for each element, a line each, where it is a kernel with an expression. */
  readonly formula: readonly string[];
}

export interface LaunchView {
  /** Id of the node in the planned graph; of a stock step, of its last node. */
  readonly node: number;
  readonly name: string;
  readonly op: string;
  readonly runs: "graphweld" | "stock";
  /** Ids of all nodes that it computes. */
  readonly nodes: readonly number[];
  /** Why stock runs it. */
  readonly reason?: string;
  /** Launches with the same code run the same generated function. */
  readonly code?: number;
}

/** A plan as plain data. */
export interface PlanView {
  readonly before: readonly NodeView[];
  readonly after: readonly NodeView[];
  /** In order of execution. */
  readonly launches: readonly LaunchView[];
  readonly fired: readonly Fired[];
  readonly missed: readonly Missed[];
  /** How many distinct functions are generated. */
  readonly functions: number;
}

/** The nodes of a graph in an order of execution, as plain data. */
export function viewOf(graph: Graph): NodeView[] {
  return graph
    .topological()
    .filter((n) => n.op !== "Const")
    .map((node) => {
      const data = node.inputs.filter((v) => !v.constant);
      return {
        id: node.id,
        name: node.name,
        op: node.op,
        inputs: [...new Set(data.map((v) => v.node.id))],
        constants: node.inputs.filter((v) => v.constant).map((v) => `${v.name} ${typeText(v.type)}`),
        types: node.outputs.map((v) => typeText(v.type)),
        origin: node.origin,
        rules: [...new Set(node.rules)],
        isOutput: node.outputs.some((v) => graph.isOutput(v)),
        formula: formulaOf(node),
      };
    });
}

const typeText = (type: TensorType | undefined): string =>
  type ? `${type.dtype} [${type.shape.join("×")}]` : "type not known";

/** The expressions of a kernel node: `acc` is what the anchor accumulates, other names are told below. */
function formulaOf({ attrs, inputs, outputs }: Node): string[] {
  const epilogue = attrs.epilogue as readonly Expr[] | undefined;
  const exprs = epilogue ?? (attrs.exprs as readonly Expr[] | undefined);
  if (!exprs) return [];
  const used = argumentsOf(...exprs);
  // Operands of an epilogue come last among the inputs, the first of them as argument 1.
  const first = epilogue ? inputs.length - Math.max(0, ...used) - 1 : 0;
  const names = new Map<number, string>();
  const legend: string[] = [];
  for (const index of used) {
    const value = inputs[first + index];
    if (epilogue && index === 0) names.set(0, "acc");
    else if (value) {
      const name = literal(value) ?? letter(legend.length);
      names.set(index, name);
      if (literal(value) === undefined) legend.push(`${name}: ${value.name} ${typeText(value.type)}`);
    }
  }
  const results = outputs.length > 1 ? outputs.map((_, i) => `out${i}`) : ["out"];
  return [...printExpressions(exprs, (i) => names.get(i) ?? `x${i}`, results), ...legend];
}

const letter = (i: number): string => "abcdefghijklmnopqrsuvwxyz"[i] ?? `a${i}`;

/** The text of a constant of one element. */
function literal({ constant }: Value): string | undefined {
  if (!constant || sizeOf(constant.shape) !== 1) return undefined;
  return String(Number((constant.values[0] as number).toPrecision(6)));
}
