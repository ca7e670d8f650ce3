/** Shape inference: asks the op table. */
import type { Attrs, Value } from "./graph.ts";
import type { OperandInfo, OpRow } from "./op-row.ts";
import { rowOf } from "./ops.ts";
import type { TensorType } from "./types.ts";

/**
 * The types of a node's outputs; `undefined` entries are unknown. An op outside the table has one output of unknown type.
 * Throws where an operand has a rank that the op does not take.
 */
export function infer(op: string, inputs: readonly Value[], attrs: Attrs): readonly (TensorType | undefined)[] {
  const row = rowOf(op);
  if (!row) return [undefined];
  const operands: OperandInfo[] = [];
  for (const { type, constant } of inputs) {
    if (!type) return new Array(row.outputs?.(inputs.length, attrs) ?? 1).fill(undefined);
    operands.push({ ...type, constant });
  }
  checkRanks(op, row, operands);
  return row.infer(operands, attrs);
}

function checkRanks(op: string, { inputs: names, ranks = {} }: OpRow, operands: readonly OperandInfo[]): void {
  operands.forEach(({ shape: { length } }, i) => {
    const name = names[i] ?? "";
    const wanted = ranks[name];
    if (wanted === undefined || [wanted].flat().includes(length)) return;
    throw new Error(`${op} takes no "${name}" of rank ${length}`);
  });
}
