/** Shape inference: asks the op table. */
import type { Attrs, Value } from "./graph.ts";
import type { OperandInfo } from "./op-row.ts";
import { rowOf } from "./ops.ts";
import type { TensorType } from "./types.ts";

/** The types of a node's outputs; `undefined` entries are unknown. An op outside the table has one output of unknown type. */
export function infer(op: string, inputs: readonly Value[], attrs: Attrs): readonly (TensorType | undefined)[] {
  const row = rowOf(op);
  if (!row) return [undefined];
  const operands: OperandInfo[] = [];
  for (const { type, constant } of inputs) {
    if (!type) return new Array(row.outputs?.(inputs.length, attrs) ?? 1).fill(undefined);
    operands.push({ ...type, constant });
  }
  return row.infer(operands, attrs);
}
