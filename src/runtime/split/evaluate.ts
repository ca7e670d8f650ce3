/** What a node gives, as far as that can be told before it runs. */
import { decodeAttrs } from "../../graph/attrs.ts";
import { foldNode } from "../../graph/fold.ts";
import type { NodeDef } from "../../graph/from-tfjs.ts";
import { Graph } from "../../graph/graph.ts";
import { canonical, excluded } from "../../graph/import-rules.ts";
import { infer } from "../../graph/infer.ts";
import { ConstantTensor, isStatic, sizeOf, type TensorType } from "../../graph/types.ts";

/** What is known of a value. */
export interface Fact {
  readonly type?: TensorType;
  readonly constant?: ConstantTensor;
}

/** Ops that look at their operand's shape alone. */
export const SHAPE_OPS: ReadonlySet<string> = new Set(["Shape", "Size", "Rank"]);

/** Whether a tensor is small enough to be computed beforehand, and to be made anew in each call. */
export const isSmall = ({ dtype, shape }: TensorType): boolean =>
  dtype !== "string" && isStatic(shape) && sizeOf(shape) <= MOST_ELEMENTS;
const MOST_ELEMENTS = 1024;

/** Facts on a node's outputs, from those on its operands; none where the op is not known. */
export function evaluate(def: NodeDef, given: readonly Fact[]): readonly Fact[] {
  if (excluded(def.op)) return [];
  const graph = new Graph();
  const values = given.map(({ constant, type }) =>
    constant ? graph.constant(constant) : graph.add("Placeholder", [], { ...type }, { types: [type] }).output,
  );
  const { op, inputs } = canonical(def.op, values, () => graph.constant(ConstantTensor.int([], [0])));
  const attrs = decodeAttrs(def.attr);
  const types = typesOf();
  const settled = SHAPE_OPS.has(op) || inputs.every(({ constant }) => constant);
  const constants =
    settled && types.length > 0 && types.every((type) => type && isSmall(type))
      ? foldNode(graph.add(op, inputs, attrs, { types }))
      : undefined;
  return types.map((type, i) => {
    const constant = constants?.[i];
    return { ...(type && { type }), ...(constant && { constant }) };
  });

  function typesOf(): (TensorType | undefined)[] {
    try {
      return [...infer(op, inputs, attrs)];
    } catch {
      // Operands that the op does not take: stock will say so.
      return [];
    }
  }
}
