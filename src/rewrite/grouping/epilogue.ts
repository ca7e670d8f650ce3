/** Grows a kernel's epilogue over the pointwise ops that read its result. */
import { postOrder } from "../../expr/expr.ts";
import type { Node, Value } from "../../graph/graph.ts";
import { isStatic, sameShape } from "../../graph/types.ts";
import { type Moved, moverOf, readThrough } from "./moved.ts";
import { type Absorption, canonical, OPERANDS, type OperandKind, type Step } from "./rule.ts";
import { compose, isPointwise, literalOf, operandKind } from "./scalar.ts";
import { exitsOf, finish, type Group, type State, seedOf, show, type Taken } from "./state.ts";

/** Ops on the way from a value to the point where all its readers have met again. */
const DIAMOND_LIMIT = 16;

/** Absorbs consumers until none may be, and records why. */
export function growEpilogue(state: State, group: Group): void {
  for (let step = nextStep(state, group); step; step = nextStep(state, group)) group.steps.push(step);
}

/** Nodes that cannot be absorbed, and the first reason met. */
interface Refusal {
  readonly node: Node;
  readonly reason: string;
}

function nextStep(state: State, group: Group): Taken | undefined {
  const value = group.steps.at(-1)?.value ?? group.root.output;
  const closed = closure(state, group, value);
  if (closed instanceof Set) {
    const taken = takeMoved(state, group, [...closed]) ?? takeStep(state, group, [...closed]);
    return typeof taken === "string" ? refuse(state, group, [...closed], taken) : taken;
  }
  return dualStep(state, group, value, closed);
}

/**
 * The fewest pointwise consumers of `value` that end in a single float result: one op, or a diamond whose last op every
 * path from `value` passes through.
 */
function closure(state: State, group: Group, value: Value): Set<Node> | Refusal | undefined {
  const readers = [...value.users.keys()];
  if (readers.length === 0) return undefined;
  const first = readers.find((n) => isPointwise(n) && state.free(n));
  if (state.graph.isOutput(value))
    return first && { node: first, reason: `"${value.name}" is asked for by the caller` };
  const taken = new Set<Node>();
  const pending = new Set(readers);
  while (taken.size < DIAMOND_LIMIT) {
    const node = earliest(state, pending);
    pending.delete(node);
    const legal = absorbable(state, group, node, taken);
    if (legal !== true) {
      if (readers.length === 1 && taken.size === 0) return legal === undefined ? undefined : { node, reason: legal };
      return first && { node: first, reason: `"${value.name}" is also read by ${node.op} "${node.name}"` };
    }
    taken.add(node);
    const { output } = node;
    if (pending.size === 0 && output.type?.dtype === "float32") return taken;
    if (state.graph.isOutput(output)) {
      const [other] = pending;
      if (other) return { node, reason: `"${value.name}" is also read by ${other.op} "${other.name}"` };
      return { node, reason: `"${output.name}" is asked for by the caller` };
    }
    if (output.users.size === 0) return undefined;
    for (const reader of output.users.keys()) pending.add(reader);
  }
  return first && { node: first, reason: `its readers do not meet again within ${DIAMOND_LIMIT} ops` };
}

function earliest(state: State, nodes: Iterable<Node>): Node {
  let best: Node | undefined;
  for (const n of nodes) if (!best || state.position(n) < state.position(best)) best = n;
  return best as Node;
}

/** Stores `value` beside what one of its readers computes from it. */
function dualStep(state: State, group: Group, value: Value, refusal: Refusal | undefined): Taken | undefined {
  if (!refusal) return undefined;
  const rule = state.dualRule(group.rule.kernel);
  const give = (reason: string): undefined => refuse(state, group, [refusal.node], reason);
  if (!rule || state.options.dualStore === false || group.steps.some((s) => s.dual)) return give(refusal.reason);
  const readers = [...value.users.keys()].sort((a, b) => state.position(a) - state.position(b));
  // With the raw value stored anyway, a lone reader that is illegal by itself stays illegal.
  for (const node of readers) {
    if (node.output.type?.dtype !== "float32" || absorbable(state, group, node, new Set()) !== true) continue;
    const taken = takeMoved(state, group, [node], true) ?? takeStep(state, group, [node], true);
    if (typeof taken !== "object") continue;
    const enabled = state.enabled(rule);
    if (enabled !== true) {
      state.log.miss(rule.name, node.name, enabled);
      return give(refusal.reason);
    }
    return { ...taken, dual: rule };
  }
  return give(refusal.reason);
}

/** Whether a kernel that writes the group's shape can compute `node`, `more` nodes taken for granted; nothing of what is no candidate. */
function absorbable(state: State, group: Group, node: Node, more: ReadonlySet<Node>): true | string | undefined {
  const out = group.root.output.shape ?? [];
  const { type } = node.output;
  if (!isPointwise(node) || !state.free(node)) return undefined;
  if (!type || !isStatic(type.shape)) return "its shape is not known";
  if (!sameShape(type.shape, out)) return `its result is ${show(type.shape)} where the kernel writes ${show(out)}`;
  if (type.dtype !== "float32" && type.dtype !== "bool") return `its result is ${type.dtype}`;
  for (const input of node.inputs) {
    if (isInside(group, input, more) || literalOf(input) !== undefined) continue;
    if (input.type?.dtype !== "float32") return `operand "${input.name}" is ${input.type?.dtype ?? "of unknown type"}`;
    if (!operandKind(input, out))
      return `operand "${input.name}" ${show(input.shape)} is neither scalar, per channel nor full for ${show(out)}`;
  }
  return true;
}

function isInside(group: Group, value: Value, more: ReadonlySet<Node>): boolean {
  return value === group.root.output || more.has(value.node) || group.steps.some((s) => s.nodes.includes(value.node));
}

/** The step that absorbs `nodes` and, with them, what pads, resizes or pools an operand, if there is such a step. */
function takeMoved(state: State, group: Group, nodes: readonly Node[], dual = false): Taken | undefined {
  const [node] = nodes as [Node];
  const mover = nodes.length === 1 && moverOf(state, node, (v) => isInside(group, v, new Set()));
  if (!mover) return undefined;
  const step = describe(group, nodes);
  const rule = state.stepRule(group.rule.kernel, { ...step, ops: [canonical(mover.op), ...step.ops], moved: true });
  if (!rule) return undefined;
  const moved = readThrough(state, mover);
  const taken = typeof moved === "string" ? moved : takeStep(state, group, nodes, dual, { rule, moved });
  const verdict =
    typeof taken !== "object"
      ? (taken as string)
      : state.supports(finish(state, { ...group, steps: [...group.steps, taken] }, true));
  if (verdict === true) return taken as Taken;
  state.log.miss(rule.name, mover.name, verdict);
  return undefined;
}

/** The step that absorbs `nodes`, or why no limit lets it; nothing where no rule does. */
function takeStep(
  state: State,
  group: Group,
  nodes: readonly Node[],
  dual = false,
  through?: { readonly rule: Absorption; readonly moved: Moved },
): Taken | string | undefined {
  const step = describe(group, nodes);
  const rule = through?.rule ?? state.stepRule(group.rule.kernel, step);
  if (!rule) return undefined;
  state.log.tryRule(rule.name);
  const enabled = state.enabled(rule);
  if (enabled !== true) return enabled;
  const value = (nodes.at(-1) as Node).output;
  const residual = step.operand === "full" && step.ops.some((op) => op === "AddV2" || op === "Sub");
  const taken: Taken = { rule, nodes, value, residual, moved: through?.moved };
  const steps = [...group.steps, taken];
  const inside = new Set([group.root, ...steps.flatMap((s) => s.nodes)]);
  const { known, operands } = seedOf(group);
  const exits = dual ? [value] : exitsOf(state, group, steps);
  const composed = compose(exits, inside, known, 1, operands);
  if (composed.operands.length > state.operandLimit)
    return `it would read more than ${state.operandLimit} operands${state.cap}`;
  if (postOrder(...composed.exprs).length > state.sizeLimit)
    return `its expression would exceed ${state.sizeLimit} terms`;
  // A value stored on the way has readers outside: nothing that the kernel waits for may come from them.
  if (dual || group.steps.some((s) => s.dual)) {
    const late = composed.operands.find((o) => state.dependsOn(o, (n) => inside.has(n)));
    if (late) return `operand "${late.name}" depends on the kernel's own result`;
  }
  return taken;
}

function describe(group: Group, nodes: readonly Node[]): Step {
  const out = group.root.output.shape ?? [];
  const inside = new Set(nodes);
  let operand: OperandKind = "none";
  let constant = true;
  for (const input of nodes.flatMap((n) => n.inputs)) {
    if (isInside(group, input, inside)) continue;
    const kind = operandKind(input, out) ?? "full";
    if (OPERANDS.indexOf(kind) > OPERANDS.indexOf(operand)) operand = kind;
    if (!input.constant) constant = false;
  }
  return { ops: nodes.map((n) => canonical(n.op)), operand, constant, residual: group.steps.some((s) => s.residual) };
}

function refuse(state: State, group: Group, nodes: readonly Node[], reason: string): undefined {
  const [first] = nodes;
  const rule = first && isPointwise(first) && state.stepRule(group.rule.kernel, describe(group, nodes));
  if (rule) state.log.miss(rule.name, first.name, reason);
}
