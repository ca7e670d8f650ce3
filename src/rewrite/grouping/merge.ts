/** Joins two kernels of which one reads what the other makes, once all kernels are formed. */
import type { Node, Value } from "../../graph/graph.ts";
import type { Merge } from "./rule.ts";
import type { State } from "./state.ts";

/** Applies the rules that join kernels to the kernel nodes of the graph. */
export function merge(state: State): void {
  for (const reader of state.graph.topological())
    for (const rule of state.merges) {
      let producer = reader.inputs[0]?.node;
      if (rule.reshaped && producer?.op === "view") producer = producer.input(0).node;
      if (rule.of !== reader.op || rule.into !== producer?.op) continue;
      state.log.tryRule(rule.name);
      const verdict = mergeNodes(state, rule, producer, reader);
      if (typeof verdict === "string") state.log.miss(rule.name, reader.name, verdict);
      else if (verdict) break;
    }
}

/** Whether the rule has joined the nodes, or why it has not. */
function mergeNodes(state: State, rule: Merge, producer: Node, reader: Node): boolean | string {
  const { graph, log } = state;
  const attrs = rule.merge(producer, reader);
  if (attrs === undefined || typeof attrs === "string") return attrs ?? false;
  const enabled = state.enabled(rule);
  if (enabled !== true) return enabled;
  const [made] = producer.outputs as [Value];
  // A view between them is needed as little as the value.
  const values = [...new Set([made, reader.input(0)])];
  const kept = values.some((v) => graph.isOutput(v) || v.users.size > 1);
  // What else the reader reads could wait for other readers of the value.
  const others = reader.inputs.slice(1);
  if (kept && (rule.alone || others.length > 0 || state.options.dualStore === false))
    return `"${made.name}" is needed elsewhere too`;
  const exits = kept ? [made, reader.output] : reader.outputs;
  const inputs = [...producer.inputs, ...others];
  const call = { op: rule.kernel, attrs, inputs, exits };
  const verdict = state.supports(call);
  if (verdict !== true) return verdict;
  const node = graph.add(rule.kernel, inputs, attrs, {
    name: `${reader.name}/${rule.kernel}`,
    types: exits.map((v) => v.type),
  });
  const joined = [...values.map((v) => v.node), reader];
  node.origin = [...new Set(joined.flatMap((n) => n.origin))];
  node.rules = [...new Set([...joined.flatMap((n) => n.rules), rule.name])];
  exits.forEach((value, i) => {
    graph.replace(value, node.outputs[i] as Value);
  });
  graph.remove(reader);
  for (const { node: made } of values.reverse()) graph.remove(made);
  log.fire(rule.name, node.name, node.origin);
  return true;
}
