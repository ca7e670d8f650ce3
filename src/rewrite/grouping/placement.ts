/** Lets elements be where they belong in place of moving them there: the last thing that grouping does. */
import type { Node, Value } from "../../graph/graph.ts";
import type { Placement } from "./rule.ts";
import type { State } from "./state.ts";

/** Applies the placement rules to the kernel nodes of the graph. */
export function place(state: State): void {
  let taken: ReadonlySet<Value> = new Set();
  for (const node of state.graph.topological())
    for (const rule of state.placements.filter((r) => r.of === node.op)) {
      state.log.tryRule(rule.name);
      const trial = new Set(taken);
      const verdict = placeNode(state, node, rule, trial);
      if (typeof verdict === "string") state.log.miss(rule.name, node.name, verdict);
      else if (verdict) {
        taken = trial;
        break;
      }
    }
}

/** Whether the rule has replaced the node, or why it has not. */
function placeNode(state: State, node: Node, rule: Placement, taken: Set<Value>): boolean | string {
  const { graph, log } = state;
  const readings = rule.place(node, graph, taken, ({ op, inputs, outputs }, attrs) =>
    state.supports({ op, inputs, attrs, exits: outputs }),
  );
  if (readings === undefined || typeof readings === "string") return readings ?? false;
  const enabled = state.enabled(rule);
  if (enabled !== true) return enabled;
  const calls = readings.map((r, i) => ({ op: rule.kernel, ...r, exits: [node.outputs[i] as Value] }));
  const refusal = calls.map((call) => state.supports(call)).find((v) => v !== true);
  if (refusal) return refusal as string;
  for (const { parts = [] } of calls) for (const [part, attrs] of parts) part.attrs = attrs;
  for (const { op, inputs, attrs, exits } of calls) {
    const [value] = exits as [Value];
    if (value.users.size === 0 && !graph.isOutput(value)) continue;
    const placed = graph.add(op, inputs, attrs, { name: `${node.name}/${op}`, types: [value.type] });
    placed.origin = node.origin;
    placed.rules = [...node.rules, rule.name];
    graph.replace(value, placed.output);
    log.fire(rule.name, placed.name, node.origin);
  }
  graph.remove(node);
  return true;
}
