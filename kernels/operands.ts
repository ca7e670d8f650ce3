/** How kernels read the operands of expressions, whatever they are rendered to. */
import { type Shape, sameElements, sameShape, sizeOf } from "../src/graph/types.ts";
import type { KernelTensor } from "./kernel.ts";

/**
 * What an operand has: one element, one for each channel, one for each element of the output, or one for each element of the
 * output's first channels; then it counts 0 in all others.
 */
export type OperandKind = "scalar" | "channel" | "full" | "narrow";

/** How an operand of a kernel's epilogue is read, if it can be. Constants are rather read per channel, where they fit both ways. */
export function operandKind(operand: KernelTensor, output: Shape): OperandKind | undefined {
  const size = sizeOf(operand.shape);
  if (size === 1) return "scalar";
  const perChannel = size === output.at(-1) && operand.shape.at(-1) === size;
  if (perChannel && operand.constant) return "channel";
  if (sameElements(operand.shape, output)) return "full";
  if (perChannel) return "channel";
  const fewer = (operand.shape.at(-1) as number) < (output.at(-1) as number);
  return fewer && size > 1 && sameShape(operand.shape.slice(0, -1), output.slice(0, -1)) ? "narrow" : undefined;
}
