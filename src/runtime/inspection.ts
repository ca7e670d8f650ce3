/**
 * Plans for people to look at: the graph as loaded and as planned, and which launch came of which nodes, as plain data.
 * Nothing here is part of the package: it is loaded by tools that show plans.
 */
import type { NamedTensorMap } from "@tensorflow/tfjs-core";
import type { Expr } from "../expr/expr.ts";
import { argumentsOf } from "../expr/expr.ts";
import { printExpressions } from "../expr/print.ts";
import type { Graph, Node, Value } from "../graph/graph.ts";
import { sizeOf, type TensorType } from "../graph/types.ts";
import type { StockStep } from "../plan/schedule.ts";
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
  /** Names of its values that the caller asks for. */
  readonly asked: readonly string[];
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
  /** Of a model with control flow, the nodes that stay with the stock executor, by the reason for it. */
  readonly left?: readonly { readonly reason: string; readonly count: number; readonly node: string }[];
}

/** A plan to look at. */
export interface Inspection {
  readonly view: PlanView;
  /** The generated function `code` of a launch: a wasm module that holds it alone, or a shader's text. */
  source(code: number): Uint8Array | string;
  /**
   * Milliseconds of each launch, a mean over up to `runs` inferences on these inputs, by name of the graph's inputs.
   * Rejects where the device does not tell.
   */
  time(inputs: NamedTensorMap, runs: number): Promise<number[]>;
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
        asked: graph.outputs.filter((o) => o.value.node === node).map((o) => o.name),
        formula: formulaOf(node),
      };
    });
}

/** A step of a plan whose launches are of a kind `L`, as far as it is shown. */
type ShownStep<L> =
  | StockStep
  | { readonly kind: "kernel"; readonly node: Node; readonly lowered: { readonly launches: readonly L[] } };

/** One view for each call that a plan makes, and the generated functions. Launches with the same key share one. */
export function launchViews<L>(
  steps: readonly ShownStep<L>[],
  keyOf: (launch: L) => string,
): { launches: LaunchView[]; codes: L[] } {
  const codes: L[] = [];
  const numbers = new Map<string, number>();
  const launches = steps.flatMap((step): LaunchView[] => {
    if (step.kind === "stock") {
      const last = step.nodes.at(-1);
      if (!last) return [];
      const reason = [...new Set(step.reasons.values())].join("; ");
      const op = step.nodes.length === 1 ? last.op : `${step.nodes.length} stock ops`;
      const nodes = step.nodes.map((n) => n.id);
      return [{ node: last.id, name: last.name, op, runs: "stock", nodes, ...(reason ? { reason } : {}) }];
    }
    const { node, lowered } = step;
    return lowered.launches.map((launch) => {
      let code = numbers.get(keyOf(launch));
      if (code === undefined) {
        code = codes.push(launch) - 1;
        numbers.set(keyOf(launch), code);
      }
      return { node: node.id, name: node.name, op: node.op, runs: "graphweld", nodes: [node.id], code };
    });
  });
  return { launches, codes };
}

/** Milliseconds after which a model that takes long is not run again. */
const ENOUGH_MS = 2000;

/**
 * Times a run of `count` launches up to `runs` times. For each, the mean without the slowest fifth, which other work of the
 * machine has disturbed. Pages see clocks that tick more slowly than most launches take, so a best or a median would be a
 * multiple of the tick.
 * @param run gives the milliseconds of each launch of one run; its first results are not counted
 */
export async function calmMeans(
  count: number,
  runs: number,
  run: () => readonly number[] | Promise<readonly number[]>,
): Promise<number[]> {
  await run();
  const samples: (readonly number[])[] = [];
  const start = performance.now();
  do samples.push(await run());
  while (samples.length < runs && performance.now() - start < ENOUGH_MS);
  return Array.from({ length: count }, (_, i) => {
    const sorted = samples.map((sample) => sample[i] as number).sort((a, b) => a - b);
    const calm = sorted.slice(0, Math.ceil(0.8 * sorted.length));
    return calm.reduce((sum, x) => sum + x, 0) / calm.length;
  });
}

export const typeText = (type: TensorType | undefined): string =>
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
