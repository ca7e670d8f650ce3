/** Operands that are padded with channels of zeros, resized or pooled before they are added: kernels may read what they are made from. */
import type { Attrs, Node, Value } from "../../graph/graph.ts";
import { sizeOf } from "../../graph/types.ts";
import type { Conversion, Reader } from "./rule.ts";
import { literalOf } from "./scalar.ts";
import { NOT_FREE, type State } from "./state.ts";

/** What a kernel reads in place of an operand. */
export interface Moved {
  /** The op that pads, resizes or pools. */
  readonly node: Node;
  readonly from: Value;
  /** How the kernel resizes or pools it. Without either: it has fewer channels, and is 0 in the others. */
  readonly resized?: Attrs;
  readonly pooled?: Attrs;
}

const isPad = (node: Node): boolean => node.op === "Pad" || node.op === "PadV2";

/** The operand of an op that is padded, resized or pooled, if one is, other than those that are `known`. */
export const moverOf = (state: State, { inputs }: Node, known: (v: Value) => boolean): Node | undefined =>
  inputs
    .filter((v) => !known(v))
    .map((v) => v.node)
    .find((n) => isPad(n) || /^(resize|pool)$/.test(state.conversions.get(n.op)?.kernel ?? ""));

/** What is to be read in place of a mover's result, or why that must be stored. */
export function readThrough(state: State, node: Node): Moved | string {
  const { output } = node;
  const from = node.input(0);
  if (!state.free(node)) return NOT_FREE;
  if (state.graph.isOutput(output)) return `"${output.name}" is asked for by the caller`;
  if (output.users.size > 1) return `"${output.name}" is read by others too`;
  if (isPad(node)) {
    const paddings = node.input(1).constant?.values;
    const value = node.inputs[2] ? literalOf(node.inputs[2]) : 0;
    if (value !== 0) return "it pads with something else than 0";
    if (!paddings?.every((p, i) => (i === paddings.length - 1 ? p > 0 : p === 0)))
      return "it pads elsewhere than behind the channels";
    // A single number is read for all elements.
    return sizeOf(from.shape ?? []) > 1 ? { node, from } : "there is one number only";
  }
  const { reads, kernel } = state.conversions.get(node.op) as Conversion;
  const reading = (reads[node.op] as Reader)(node);
  if (typeof reading === "string") return reading;
  const { attrs } = reading;
  if (kernel === "resize") return { node, from, resized: attrs };
  const [window, strides] = [attrs.window, attrs.strides] as [readonly number[], readonly number[]];
  // Others may join what makes the map.
  return window.some((n, i) => n > (strides[i] as number))
    ? { node, from, pooled: attrs }
    : "its windows do not overlap";
}
