/** Takes producers into a kernel: zero padding into its borders, pointwise ops into its loads. */

import { type Expr, postOrder } from "../../expr/expr.ts";
import { FUNCTIONS, type FunctionName } from "../../expr/functions.ts";
import type { Node, Value } from "../../graph/graph.ts";
import { sameShape } from "../../graph/types.ts";
import { growRegion } from "./region.ts";
import { canonical } from "./rule.ts";
import { isPointwise, literalOf } from "./scalar.ts";
import type { Group, State } from "./state.ts";

/** Functions that cost more than reading their operand again. */
const COSTLY: ReadonlySet<FunctionName> = new Set(
  (Object.keys(FUNCTIONS) as FunctionName[]).filter((f) => /^(exp|log|pow|sin|cos|tanh|erf|sigmoid)/.test(f)),
);

/** Lets the kernel take in what computes its first input, and records why not. */
export function takeProducer(state: State, group: Group): void {
  const value = group.reading.inputs[0];
  if (!value) return;
  const { node } = value;
  const step = { ops: [canonical(node.op)], operand: "none", constant: true, residual: false } as const;
  for (const takes of ["pad", "pointwise"] as const) {
    const rule = state.prologueRule(group.rule.kernel, takes, step);
    if (!rule || !(takes === "pad" ? node.op === "Pad" || node.op === "PadV2" : isPointwise(node))) continue;
    state.log.tryRule(rule.name);
    const enabled = state.enabled(rule);
    const made =
      enabled !== true ? enabled : takes === "pad" ? foldPad(state, group, node) : foldPointwise(state, group, value);
    if (typeof made === "string") state.log.miss(rule.name, node.name, made);
    else {
      group.before = { rule, ...made };
      return;
    }
  }
}

type Made = Omit<NonNullable<Group["before"]>, "rule">;

/** Zero padding of the two spatial axes adds to the kernel's own. */
function foldPad(state: State, group: Group, node: Node): Made | string {
  const paddings = node.input(1).constant?.values;
  const value = node.inputs[2] ? literalOf(node.inputs[2]) : 0;
  if (!paddings) return "its paddings are not constant";
  if (value !== 0) return `it pads with ${value ?? "a computed value"}`;
  if (paddings.length !== 8 || [0, 1, 6, 7].some((i) => paddings[i] !== 0))
    return "it pads other axes than the spatial ones";
  if (paddings.some((p) => p < 0)) return "its paddings are negative";
  if (!state.free(node)) return "control edges order it";
  const { output } = node;
  const name = `"${output.name}"`;
  if (state.graph.isOutput(output)) return `${name} is asked for by the caller`;
  // It goes only if every reader can do without it.
  for (const reader of output.users.keys())
    if (!state.takesPad(reader) || reader.input(0) !== output)
      return `${name} is also read by ${reader.op} "${reader.name}"`;
  const pads = group.reading.attrs.pads as readonly number[];
  return {
    nodes: [node],
    inputs: [node.input(0), ...group.reading.inputs.slice(1)],
    attrs: { pads: pads.map((p, i) => p + (paddings[i + 2] as number)) },
  };
}

/** A chain that only the kernel reads, computed from one tensor of the same shape. */
function foldPointwise(state: State, group: Group, value: Value): Made | string {
  const name = `"${value.name}"`;
  if (state.graph.isOutput(value)) return `${name} is asked for by the caller`;
  const other = [...value.users.keys()].find((n) => n !== group.root);
  if (other) return `${name} is also read by ${other.op} "${other.name}"`;
  if (value.type?.dtype !== "float32") return `${name} is ${value.type?.dtype}`;
  const region = growRegion(state, value.node, { operands: 1, size: state.sizeLimit, dual: false });
  if (typeof region === "string") return region;
  const [x, more] = region.inputs;
  const prologue = region.exprs[0] as Expr;
  if (!x || more) return "it reads more than one tensor";
  if (x.type?.dtype !== "float32" || !sameShape(x.shape ?? [], value.shape ?? [])) return `${name} is broadcast`;
  if (overlaps(group) && postOrder(prologue).some((e) => e.kind === "apply" && COSTLY.has(e.fn)))
    return "windows overlap, so it would be computed several times";
  return { nodes: [...region.nodes], inputs: [x, ...group.reading.inputs.slice(1)], attrs: { prologue } };
}

/** Whether a pool reads elements more than once. */
function overlaps(group: Group): boolean {
  const { window, strides } = group.reading.attrs as { window?: readonly number[]; strides?: readonly number[] };
  return window?.some((size, i) => size > (strides?.[i] ?? 1)) ?? false;
}
