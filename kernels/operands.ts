/** How kernels read the operands of expressions, whatever they are rendered to. */
import { type Shape, sameElements, sizeOf } from "../src/graph/types.ts";
import type { KernelTensor } from "./kernel.ts";

/** What an operand has: one element, one for each channel, or one for each element of the output. */
export type OperandKind = "scalar" | "channel" | "full";

/** How an operand of a kernel's epilogue is read, if it can be. Constants are rather read per channel, where they fit both ways. */
export function operandKind(operand: KernelTensor, output: Shape): OperandKind | undefined {
  const size = sizeOf(operand.shape);
  if (size === 1) return "scalar";
  const perChannel = size === output.at(-1) && operand.shape.at(-1) === size;
  if (perChannel && operand.constant) return "channel";
  if (sameElements(operand.shape, output)) return "full";
  return perChannel ? "channel" : undefined;
}
