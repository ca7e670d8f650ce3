/** How kernels read the operands of expressions, whatever they are rendered to. */
import { type Shape, sameElements, sizeOf } from "../src/graph/types.ts";
import type { KernelTensor } from "./kernel.ts";
import { stridesOf } from "./loops.ts";

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

/** Strides, in elements, of an operand over the dimensions of `shape`; 0 where it is broadcast. */
export function broadcastStrides(operand: Shape, shape: Shape): number[] | undefined {
  const missing = shape.length - operand.length;
  if (missing < 0 || operand.some((extent, d) => extent !== 1 && extent !== shape[d + missing])) return undefined;
  const own = stridesOf(operand);
  return shape.map((_, d) => (d < missing || operand[d - missing] === 1 ? 0 : (own[d - missing] as number)));
}
