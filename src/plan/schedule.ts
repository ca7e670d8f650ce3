/**
 * The order of execution: a grouped graph as steps.
 *
 * Kernel nodes become one step each. Nodes that no kernel of ours runs are gathered into as few stock steps as the
 * dependences allow, for each entry into the stock executor costs some microseconds. Views and constants are no steps.
 */
import type { KernelCall, Lowered, Work } from "../../kernels/kernel.ts";
import type { Graph, Node, Value } from "../graph/graph.ts";
import { isStatic } from "../graph/types.ts";

export interface KernelStep<L extends Work = Lowered> {
  readonly kind: "kernel";
  readonly node: Node;
  readonly lowered: L;
}
/** A connected run of nodes that the stock executor computes. */
export interface StockStep {
  readonly kind: "stock";
  readonly nodes: readonly Node[];
  /** Values that it reads from outside, constants among them. */
  readonly inputs: readonly Value[];
  /** Values of its nodes that somebody outside reads. */
  readonly outputs: readonly Value[];
  /** Why: one sentence for each node. */
  readonly reasons: ReadonlyMap<Node, string>;
}
export type Step<L extends Work = Lowered> = KernelStep<L> | StockStep;

export interface Schedule<L extends Work = Lowered> {
  readonly steps: readonly Step<L>[];
  /** Views in order: each output shares its input's memory. */
  readonly views: readonly Node[];
}

/** A node as the kernels see it, or the reason why its types do not suffice. */
function callOf(node: Node): KernelCall | string {
  const side = (values: readonly Value[]) => {
    const tensors = [];
    for (const { type, constant, name } of values) {
      if (!type || !isStatic(type.shape)) return `the shape of "${name}" is not known before the model runs`;
      tensors.push({ ...type, constant });
    }
    return tensors;
  };
  const inputs = side(node.inputs);
  const outputs = side(node.outputs);
  if (typeof inputs === "string") return inputs;
  if (typeof outputs === "string") return outputs;
  return { op: node.op, attrs: node.attrs, inputs, outputs };
}

/**
 * Orders the nodes of a graph.
 * @param lower asks the kernels for the launches of a call, or the reason why there are none
 */
export function schedule<L extends Work>(graph: Graph, lower: (call: KernelCall) => L | string): Schedule<L> {
  const order = graph.topological().filter((n) => n.op !== "Const" && n.op !== "Placeholder");
  const waiting = new Map<Node, number>();
  for (const node of order) waiting.set(node, new Set(node.inputs.map((v) => v.node).filter((n) => !isSource(n))).size);

  const reasons = new Map<Node, string>();
  const lowered = new Map<Node, L>();
  for (const node of order) {
    if (node.op === "view") continue;
    const call = callOf(node);
    const result = typeof call === "string" ? call : lower(call);
    if (typeof result === "string") reasons.set(node, result);
    else lowered.set(node, result);
  }

  const position = new Map(order.map((n, i) => [n, i]));
  const ready: { ours: Node[]; stock: Node[] } = { ours: [], stock: [] };
  const offer = (node: Node): void => {
    const list = reasons.has(node) ? ready.stock : ready.ours;
    const at = position.get(node) as number;
    const i = list.findIndex((n) => (position.get(n) as number) > at);
    list.splice(i < 0 ? list.length : i, 0, node);
  };
  const finish = (node: Node): void => {
    for (const user of new Set(node.outputs.flatMap((v) => [...v.users.keys()]))) {
      const left = (waiting.get(user) as number) - 1;
      waiting.set(user, left);
      if (left === 0) offer(user);
    }
  };
  for (const node of order) if (waiting.get(node) === 0) offer(node);

  const steps: Step<L>[] = [];
  const views: Node[] = [];
  while (ready.ours.length + ready.stock.length > 0) {
    for (let node = ready.ours.shift(); node; node = ready.ours.shift()) {
      const low = lowered.get(node);
      if (low) steps.push({ kind: "kernel", node, lowered: low });
      else views.push(node);
      finish(node);
    }
    const island: Node[] = [];
    for (let node = ready.stock.shift(); node; node = ready.stock.shift()) {
      island.push(node);
      finish(node);
    }
    if (island.length > 0) steps.push(stockStep(graph, island, reasons));
  }
  return { steps, views };
}

const isSource = (node: Node): boolean => node.op === "Const" || node.op === "Placeholder";

function stockStep(graph: Graph, nodes: readonly Node[], reasons: ReadonlyMap<Node, string>): StockStep {
  const own = new Set(nodes);
  const inputs = new Set<Value>();
  const outputs = new Set<Value>();
  for (const node of nodes) {
    for (const value of node.inputs) if (!own.has(value.node)) inputs.add(value);
    for (const value of node.outputs)
      if (graph.isOutput(value) || [...value.users.keys()].some((u) => !own.has(u))) outputs.add(value);
  }
  return { kind: "stock", nodes, inputs: [...inputs], outputs: [...outputs], reasons };
}
