/** Takes producers into a kernel: zero padding into its borders, pointwise ops into its loads, factors behind it, parts into products. */

import { type Expr, postOrder } from "../../expr/expr.ts";
import { FUNCTIONS, type FunctionName } from "../../expr/functions.ts";
import type { Node, Value } from "../../graph/graph.ts";
import { axisOf, numbers } from "../../graph/ops/rows.ts";
import { sameShape, sizeOf } from "../../graph/types.ts";
import { growRegion } from "./region.ts";
import { canonical, type Prologue } from "./rule.ts";
import { isPointwise, literalOf } from "./scalar.ts";
import { finish, type Group, NOT_FREE, type State } from "./state.ts";

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
  for (const [takes, [applies, fold]] of Object.entries(PROLOGUES) as [Prologue["takes"], Way][]) {
    const rule = applies(node) && state.prologueRule(group.rule.kernel, takes, step);
    if (!rule) continue;
    state.log.tryRule(rule.name);
    const enabled = state.enabled(rule);
    const made = enabled !== true ? enabled : fold(state, group, value);
    // What follows the kernel must not be given up for it.
    const before = typeof made === "string" ? undefined : { rule, ...made };
    const verdict = before ? state.supports(finish(state, { ...group, before }, group.rule.absorbs)) : (made as string);
    if (verdict === true) {
      group.before = before;
      return;
    }
    state.log.miss(rule.name, node.name, verdict);
  }
}

/** Which ops a kernel takes in, and how. */
type Way = readonly [
  applies: (node: Node) => boolean,
  fold: (state: State, group: Group, value: Value) => Made | string,
];
const PROLOGUES: Readonly<Record<Prologue["takes"], Way>> = {
  pad: [({ op }) => op === "Pad" || op === "PadV2", (state, group, { node }) => foldPad(state, group, node)],
  pointwise: [isPointwise, foldPointwise],
  factors: [({ op }) => op === "Mul", foldFactors],
  concat: [({ op }) => op === "ConcatV2", foldConcat],
};

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

/** Why others need a value too, if they do. */
function neededBeside(state: State, group: Group, value: Value): string | undefined {
  const name = `"${value.name}"`;
  if (state.graph.isOutput(value)) return `${name} is asked for by the caller`;
  const other = [...value.users.keys()].find((n) => n !== group.root);
  if (other) return `${name} is also read by ${other.op} "${other.name}"`;
  return state.free(value.node) ? undefined : NOT_FREE;
}

/** The rows and columns of the product that a kernel computes for each element of its input, or why it is none. */
function productOf({ reading, root }: Group): { readonly rows: number; readonly columns: number } | string {
  const [x, w] = reading.inputs as [Value, Value];
  const {
    strides = [1, 1],
    pads = [],
    transposeA,
  } = reading.attrs as {
    strides?: readonly number[];
    pads?: readonly number[];
    transposeA?: boolean;
  };
  const single = (w.shape ?? []).slice(0, -2).every((n) => n === 1) && [...strides, 1].every((s) => s === 1);
  if (!single || pads.some((p) => p !== 0)) return "the window is larger than a pixel, or has steps";
  if (!w.constant || transposeA) return "it is no product of rows and a constant";
  const shape = x.shape ?? [];
  return { rows: sizeOf(shape.slice(0, -1)), columns: root.output.shape?.at(-1) as number };
}

/** Factors go into a product's weights; behind a depthwise convolution, which mixes no channels, they are applied to its result. */
function foldFactors(state: State, group: Group, value: Value): Made | string {
  const mixes = group.rule.kernel !== "depthwise";
  const needed = mixes ? neededBeside(state, group, value) : neededByOthers(state, value);
  if (needed) return needed;
  const product = mixes ? productOf(group) : undefined;
  if (typeof product === "string") return product;
  const channels = value.shape?.at(-1);
  const isFactor = (v: Value): boolean => sizeOf(v.shape ?? []) === channels && v.shape?.at(-1) === channels;
  const { inputs } = value.node;
  const factor = inputs.find(isFactor);
  const x = inputs.find((v) => v !== factor);
  if (!factor || !x) return "there is no factor for each channel";
  if (!sameShape(x.shape ?? [], value.shape ?? [])) return `"${value.name}" is broadcast`;
  if (product && 4 * product.columns > product.rows) return "there are more than a quarter as many outputs as pixels";
  // The kernel that computes x multiplies for nothing, where the factors do not wait for it.
  if (x.node.op !== "Placeholder" && !state.dependsOn(factor, (n) => n === x.node))
    return "the factors do not depend on what they are applied to";
  const [, w, ...more] = group.reading.inputs as [Value, Value, ...Value[]];
  const nodes = [value.node];
  // x·diag(g)·w = x·(diag(g)·w)
  if (product) return { nodes, inputs: [x, w, factor, ...more], attrs: { gated: true } };
  return { nodes, inputs: [x, w, ...more], attrs: {}, fused: [{ op: "Mul", operands: [factor], attrs: {} }] };
}

/** Why a value is needed even where depthwise kernels can do without it. */
function neededByOthers(state: State, value: Value): string | undefined {
  const name = `"${value.name}"`;
  if (state.graph.isOutput(value)) return `${name} is asked for by the caller`;
  for (const reader of value.users.keys()) {
    const rule = state.conversions.get(reader.op);
    if (
      rule?.kernel !== "depthwise" ||
      reader.input(0) !== value ||
      typeof rule.reads[reader.op]?.(reader) !== "object"
    )
      return `${name} is also read by ${reader.op} "${reader.name}"`;
  }
  return state.free(value.node) ? undefined : NOT_FREE;
}

/** The most parts of a concatenation that a product reads where they lie. */
const MOST_PARTS = 8;

/** Rows that are joined of several matrices are read from there. */
function foldConcat(state: State, group: Group, value: Value): Made | string {
  const needed = neededBeside(state, group, value);
  if (needed) return needed;
  const product = productOf(group);
  if (typeof product === "string") return product;
  const parts = value.node.inputs.slice(0, -1);
  const axis = axisOf(numbers(value.node.inputs.at(-1))?.[0], value.rank);
  if (axis !== value.rank - 1) return "it joins along another axis than the channels";
  if (product.rows === 1) return "each part is one run of memory, which is computed in its place";
  if (parts.length > MOST_PARTS) return `it joins more than ${MOST_PARTS} parts`;
  const [, w, ...more] = group.reading.inputs as [Value, Value, ...Value[]];
  const [first, ...others] = parts as [Value, ...Value[]];
  return { nodes: [value.node], inputs: [first, w, ...others, ...more], attrs: { parts: parts.length } };
}

/** A chain that only the kernel reads, computed from one tensor of the same shape. */
function foldPointwise(state: State, group: Group, value: Value): Made | string {
  const name = `"${value.name}"`;
  const needed = neededBeside(state, group, value);
  if (needed) return needed;
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
