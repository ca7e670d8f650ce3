/** Gathers pointwise ops upwards from the one that computes their result. */
import { type Expr, postOrder } from "../../expr/expr.ts";
import type { Node, Value } from "../../graph/graph.ts";
import { isStatic, sameShape, sizeOf } from "../../graph/types.ts";
import type { RegionForm } from "./rule.ts";
import { compose, isPointwise, literalOf } from "./scalar.ts";
import { NOT_FREE, type PointwiseGroup, type State } from "./state.ts";

export interface RegionLimits {
  readonly operands: number;
  readonly size: number;
  /** A value on the way may be stored too. */
  readonly dual: boolean;
  /** Told why a producer stays outside. */
  readonly refused?: (node: Node, reason: string) => void;
}

/** The largest region that computes `root` and nothing that others need, or why there is none. */
export function growRegion(state: State, root: Node, limits: RegionLimits): PointwiseGroup | string {
  // Nodes found unable to join: they need truth values that can't be computed inside.
  const barred = new Map<Node, string>();
  for (;;) {
    const reason = barred.get(root) ?? member(state, root);
    if (reason !== true && reason !== undefined) return reason;
    const region = attempt(state, root, limits, barred);
    if (region) return region;
  }
}

/** Whether a node can be computed per element from float32 tensors, at least as far as its result goes. */
function member(state: State, node: Node): true | string {
  if (!isPointwise(node) || !state.free(node)) return NOT_FREE;
  const { type } = node.output;
  if (!type || !isStatic(type.shape)) return "its shape is not known";
  if (type.dtype !== "float32" && type.dtype !== "bool") return `its result is ${type.dtype}`;
  for (const input of node.inputs) {
    if (literalOf(input) !== undefined) continue;
    const dtype = input.type?.dtype;
    if (!input.shape || !isStatic(input.shape)) return `the shape of "${input.name}" is not known`;
    if (dtype !== "float32" && dtype !== "bool" && !(dtype === "int32" && node.op === "Cast"))
      return `operand "${input.name}" is ${dtype}`;
  }
  return true;
}

function attempt(
  state: State,
  root: Node,
  limits: RegionLimits,
  barred: Map<Node, string>,
): PointwiseGroup | undefined {
  const nodes = new Set([root]);
  const outside = new Set<Node>();
  let exits: readonly Value[] = [root.output];
  let made = measure(nodes, exits);
  for (;;) {
    const [node, value] = latestProducer(state, nodes, outside);
    if (!node || !value) break;
    const truth = value.type?.dtype === "bool";
    const nodesWith = new Set(nodes).add(node);
    const stored = truth ? undefined : storedValue(state, value, nodesWith);
    const exitsWith = stored ? [stored, root.output] : exits;
    const next = fits(state, root, node, value, barred) ?? measure(nodesWith, exitsWith);
    const reason =
      typeof next === "string"
        ? next
        : (excess(next, limits, state.cap) ?? (stored && dualProblem(state, stored, next, nodesWith, exits, limits)));
    if (typeof next !== "string" && reason === undefined) {
      nodes.add(node);
      exits = exitsWith;
      made = next;
      continue;
    }
    outside.add(node);
    if (truth) {
      for (const reader of value.users.keys())
        if (nodes.has(reader))
          barred.set(reader, `operand "${value.name}" is bool and can't be computed inside: ${reason}`);
      return undefined;
    }
    if (isPointwise(node) && state.free(node) && reason) limits.refused?.(node, reason);
  }
  return { nodes, exits, inputs: made.operands, exprs: made.exprs };
}

const measure = (nodes: ReadonlySet<Node>, exits: readonly Value[]) => compose(exits, nodes, new Map(), 0);

/** The producer of an operand that runs last; producers that were refused stand outside. */
function latestProducer(state: State, nodes: ReadonlySet<Node>, outside: ReadonlySet<Node>): [Node?, Value?] {
  let best: [Node?, Value?] = [];
  for (const n of nodes)
    for (const value of n.inputs) {
      const { node } = value;
      if (nodes.has(node) || outside.has(node) || literalOf(value) !== undefined) continue;
      if (!best[0] || state.position(node) > state.position(best[0])) best = [node, value];
    }
  return best;
}

function fits(
  state: State,
  root: Node,
  node: Node,
  value: Value,
  barred: ReadonlyMap<Node, string>,
): string | undefined {
  const legal = barred.get(node) ?? member(state, node);
  if (legal !== true) return legal;
  // A smaller value would be computed anew for every element that it is broadcast to; truth values can't be stored.
  if (sizeOf(value.shape ?? []) !== sizeOf(root.output.shape ?? []) && value.type?.dtype !== "bool")
    return "its result is broadcast";
  return undefined;
}

/** The value itself when somebody outside reads it too. */
function storedValue(state: State, value: Value, nodes: ReadonlySet<Node>): Value | undefined {
  return state.graph.isOutput(value) || [...value.users.keys()].some((n) => !nodes.has(n)) ? value : undefined;
}

function excess(
  { operands, exprs }: { operands: readonly Value[]; exprs: readonly Expr[] },
  limits: RegionLimits,
  cap: string,
): string | undefined {
  if (operands.length > limits.operands) return `the region would read more than ${limits.operands} tensors${cap}`;
  if (postOrder(...exprs).length > limits.size) return `the region's expression would exceed ${limits.size} terms`;
  return undefined;
}

/** Why a value that others read too can't be stored on the way. */
function dualProblem(
  state: State,
  stored: Value,
  { operands }: { operands: readonly Value[] },
  nodes: ReadonlySet<Node>,
  exits: readonly Value[],
  { dual }: RegionLimits,
): string | undefined {
  if (!dual || exits.length > 1) return `"${stored.name}" is needed elsewhere too`;
  if (stored.type?.dtype !== "float32" || !sameShape(stored.shape ?? [], exits[0]?.shape ?? []))
    return `"${stored.name}" is needed elsewhere too`;
  // Its other readers run after the region: nothing that the region reads may come from them.
  const late = operands.find((o) => state.dependsOn(o, (n) => nodes.has(n)));
  return late && `operand "${late.name}" depends on "${stored.name}"`;
}

/** What a region looks like. */
export function formOf({ nodes, inputs, exits }: PointwiseGroup): RegionForm {
  if (nodes.size === 1) return "op";
  // A value that is stored on the way has a second reader anyway.
  const values = [...inputs, ...[...nodes].map((n) => n.output)].filter(
    (v) => v.constant === undefined && v !== exits[0],
  );
  const shared = values.some((v) => [...v.users.keys()].filter((n) => nodes.has(n)).length > 1);
  if (shared) return "diamond";
  return inputs.filter((v) => !v.constant).length > 1 ? "tree" : "chain";
}
