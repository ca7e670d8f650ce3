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

/** A node whose output is its input's memory, from a byte of that on. */
export interface View {
  readonly node: Node;
  readonly offset: number;
}

export interface Schedule<L extends Work = Lowered> {
  readonly steps: readonly Step<L>[];
  /** In order of execution. */
  readonly views: readonly View[];
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
  const views: View[] = [];
  while (ready.ours.length + ready.stock.length > 0) {
    for (let node = ready.ours.shift(); node; node = ready.ours.shift()) {
      const low = lowered.get(node);
      if (low && low.viewAt === undefined) steps.push({ kind: "kernel", node, lowered: low });
      else views.push({ node, offset: low?.viewAt ?? 0 });
      finish(node);
    }
    const island: Node[] = [];
    for (let node = ready.stock.shift(); node; node = ready.stock.shift()) {
      island.push(node);
      finish(node);
    }
    if (island.length > 0) steps.push(stockStep(graph, island, reasons));
  }
  return { steps: pitchedLast(steps), views };
}

/** Moves what is written between others' channels to where all are read: those in the cache would wait for those that are not. */
function pitchedLast<L extends Work>(steps: readonly Step<L>[]): Step<L>[] {
  const order = [...steps];
  for (const step of steps) {
    if (step.kind !== "kernel" || !step.lowered.pitch) continue;
    // Only a join reads it, maybe through views.
    let [join] = step.node.output.users.keys();
    while (join?.op === "view") [join] = join.output.users.keys();
    order.splice(order.indexOf(step), 1);
    order.splice(
      order.findIndex((s) => s.kind === "kernel" && s.node === join),
      0,
      step,
    );
  }
  return order;
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
