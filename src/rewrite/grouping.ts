/**
 * Grouping: turns TensorFlow ops into kernel nodes, each as large as it may be.
 *
 * Anchors, the ops with a kernel of their own, take in the pointwise ops around them; what is left of those becomes pointwise
 * regions. A group keeps all its interior values to itself, or stores the one that others read beside its result, so that
 * merging never creates a cycle: every path that leaves a group leaves from what it stores.
 */
import type { Graph, Node, Value } from "../graph/graph.ts";
import { rowOf } from "../graph/ops.ts";
import { growEpilogue } from "./grouping/epilogue.ts";
import { merge } from "./grouping/merge.ts";
import { place } from "./grouping/placement.ts";
import { takeProducer } from "./grouping/prologue.ts";
import { formOf, growRegion } from "./grouping/region.ts";
import type { Conversion, Grouping, Reader, Region } from "./grouping/rule.ts";
import { isPointwise } from "./grouping/scalar.ts";
import { type Formed, finish, type Group, type GroupingOptions, type PointwiseGroup, State } from "./grouping/state.ts";
import { RewriteLog } from "./rule.ts";
import { drain, type Steps } from "./steps.ts";

export type { GroupingOptions } from "./grouping/state.ts";

/**
 * Replaces what it can of a graph by kernel nodes, in place, and leaves the rest as it is.
 * @param rules which ops become kernels and what kernels may take in, best first
 */
export const group = (
  graph: Graph,
  rules: readonly Grouping[],
  options: GroupingOptions = {},
  log: RewriteLog = new RewriteLog(),
): RewriteLog => drain(groupingSteps(graph, rules, options, log));

/** The same in steps. */
export function* groupingSteps(
  graph: Graph,
  rules: readonly Grouping[],
  options: GroupingOptions,
  log: RewriteLog,
): Steps<RewriteLog> {
  const state = new State(graph, rules, options, log);
  // Later anchors choose first, so that of two which meet in one op the later absorbs it and the earlier only stores.
  const anchors = state.order
    .filter((n) => state.conversions.has(n.op))
    .reverse()
    .sort((a, b) => rankOf(state, a) - rankOf(state, b));
  for (const node of anchors) {
    yield;
    formAnchor(state, node, state.conversions.get(node.op) as Conversion);
  }
  for (const node of state.order.toReversed()) {
    yield;
    if (state.free(node) && isPointwise(node)) formRegion(state, node);
  }
  for (const node of state.order.toReversed()) {
    const rule = state.last.get(node.op);
    if (rule && state.free(node) && !isFloat(node)) formAnchor(state, node, rule);
  }
  for (const pass of [materialise, merge, place, recordLeftovers]) {
    yield;
    pass(state);
  }
  return log;
}

const isFloat = ({ inputs, outputs }: Node): boolean =>
  [...inputs, ...outputs].every((v) => v.type?.dtype === "float32");
const rankOf = (state: State, node: Node): number => state.conversions.get(node.op)?.rank ?? 0;

function formAnchor(state: State, node: Node, rule: Conversion): undefined {
  const { log } = state;
  log.tryRule(rule.name);
  const miss = (reason: string): undefined => void log.miss(rule.name, node.name, reason);
  // Every reader may have taken in what the node does.
  if (!state.needed(node)) return;
  const enabled = state.enabled(rule);
  if (enabled !== true) return miss(enabled);
  if (!state.free(node)) return miss("control edges order it");
  const unknown = [...node.inputs, ...node.outputs].find((v) => !v.type || v.type.shape.some((d) => d < 0));
  if (unknown) return miss(`the shape of "${unknown.name}" is not known`);
  const reading = (rule.reads[node.op] as Reader)(node);
  if (typeof reading === "string") return miss(reading);
  const made: Group = { rule, root: node, reading, steps: [] };
  const absorbs = rule.absorbs;
  if (absorbs) growEpilogue(state, made);
  takeProducer(state, made);
  for (;;) {
    const formed = finish(state, made, absorbs);
    const verdict = state.supports(formed);
    if (verdict === true) return state.form(formed);
    const step = made.steps.pop();
    if (step) log.miss(step.rule.name, step.value.node.name, verdict);
    else if (made.before) {
      log.miss(made.before.rule.name, node.name, verdict);
      made.before = undefined;
    } else return miss(verdict);
  }
}

function formRegion(state: State, root: Node): undefined {
  const single = state.regionRule("op");
  if (!single || root.output.type?.dtype !== "float32" || root.op === "Identity" || !state.needed(root)) return;
  const miss = (rule: Grouping | undefined, node: Node, reason: string): undefined =>
    void state.log.miss((rule ?? single).name, node.name, reason);
  const dual = state.options.dualStore !== false && state.dualRule("pointwise") !== undefined;
  const tree = state.regionRule("tree");
  const most = {
    operands: state.operandLimit,
    size: state.sizeLimit,
    dual,
    refused: (node: Node, reason: string): void => miss(tree, node, reason),
  };
  // What can't run as a whole may run in smaller pieces.
  const attempts = [
    most,
    ...(dual ? [{ ...most, dual: false }] : []),
    { operands: root.inputs.length, size: 0, dual: false },
  ];
  for (const limits of attempts) {
    const region = growRegion(state, root, limits);
    if (typeof region === "string") return miss(single, root, region);
    const formed = regionFormed(state, region);
    const off = formed.rules.find(({ rule }) => state.enabled(rule) !== true);
    const verdict = off ? state.enabled(off.rule) : state.supports(formed);
    if (verdict === true) return state.form(formed);
    miss(off?.rule, root, verdict);
  }
}

function regionFormed(state: State, region: PointwiseGroup): Formed {
  const { nodes, inputs, exits, exprs } = region;
  const dual = exits.length > 1 ? state.dualRule("pointwise") : undefined;
  const rules = [state.regionRule(formOf(region)) as Region, ...(dual ? [dual] : [])];
  for (const { name } of rules) state.log.tryRule(name);
  // Truth values that others read too are computed there once more.
  const isOwn = ({ output: { type, users } }: Node): boolean =>
    type?.dtype !== "bool" || [...users.keys()].every((n) => nodes.has(n));
  const own = [...nodes].filter(isOwn);
  return {
    op: "pointwise",
    inputs,
    attrs: { exprs },
    exits,
    nodes: new Set(own),
    rules: rules.map((rule) => ({ rule, nodes: own })),
  };
}

/** Puts the kernel nodes into the graph. */
function materialise({ graph, formed, log, pinned }: State): void {
  const now = new Map<Value, Value>();
  const replaced: Node[] = [];
  for (const { op, inputs, attrs, exits, nodes, rules } of formed) {
    const last = exits.at(-1)?.node as Node;
    const absorbed = [...new Set([...nodes, ...rules.flatMap((r) => r.nodes)])];
    const operands = inputs.map((v) => now.get(v) ?? v);
    const node = graph.add(op, operands, attrs, { name: `${last.name}/${op}`, types: exits.map((v) => v.type) });
    node.origin = [...new Set(absorbed.flatMap((n) => n.origin))];
    node.rules = [...new Set([...absorbed.flatMap((n) => n.rules), ...rules.map((r) => r.rule.name)])];
    exits.forEach((value, i) => {
      const output = node.outputs[i] as Value;
      graph.replace(value, output);
      now.set(value, output);
    });
    for (const r of rules) {
      const origin = r.nodes.flatMap((n) => n.origin);
      log.fire(r.rule.name, node.name, origin);
    }
    replaced.push(...exits.map((v) => v.node));
  }
  for (const node of replaced) graph.removeUnused(node, pinned);
}

/** Says of each op that no rule of ours knows why it stays. */
function recordLeftovers({ graph, conversions, log }: State): void {
  for (const { op, name, output } of graph.nodes) {
    if (!/^[A-Z_]/.test(op) || op === "Const" || op === "Placeholder" || conversions.has(op)) continue;
    const pointwise = rowOf(op)?.scalar !== undefined;
    log.miss(
      "unsupported",
      name,
      pointwise ? `${op} is computed on ${output.type?.dtype ?? "tensors of unknown type"}` : `${op} has no kernel`,
    );
  }
}
