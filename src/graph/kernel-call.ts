/** A call of a kernel as the graph states it: what grouping builds and kernels lower. */
import type { Expr } from "../expr/expr.ts";
import type { Attrs } from "./graph.ts";
import type { ConstantTensor, TensorType } from "./types.ts";

/** An operand or result of a call; constants carry their values, so that a kernel can pack them. */
export interface KernelTensor extends TensorType {
  readonly constant?: ConstantTensor | undefined;
}

export interface KernelCall {
  readonly op: string;
  readonly attrs: Attrs;
  readonly inputs: readonly KernelTensor[];
  readonly outputs: readonly KernelTensor[];
}

/**
 * What happens to an anchor's accumulator before it is stored. Argument 0 is the accumulator, argument i > 0 the i-th extra
 * operand. One expression per output: the second, where there is one, stores a second tensor of the same shape.
 * An operand is scalar (one element), per channel (the size of the last axis), full (the output's shape but for leading ones) or narrow
 * (the output's shape with fewer channels; it is 0 in the others). The attributes `resized` and `pooled` say how pictures of other
 * sizes are made into the output's, by argument.
 */
export type Epilogue = readonly [Expr] | readonly [Expr, Expr];
