/** Fused ops as a saved model holds them: a node that names a kernel of ours and carries the ops that it stands for. */
import type { NodeDef } from "./from-tfjs.ts";

/** The op of all such nodes. */
export const FUSED_OP = "GraphweldFused";

/** What a fused op computes, in ops that TensorFlow.js has; its attribute `body` is `{ graphweld: FusedBody }`. */
export interface FusedBody {
  /** The kernel family that computes it, such as `conv2d`. */
  readonly kernel: string;
  /** In any order; what they read from outside is `operandName(i)` for the fused op's `i`-th input. */
  readonly node: readonly NodeDef[];
  /** Values of these nodes, in the order of the fused op's outputs; the first has the fused op's own name. */
  readonly outputs: readonly string[];
  /** Which inputs are weights, and so the same in each call. */
  readonly weights: readonly number[];
}

/** No node of TensorFlow's can have such a name. */
export const operandName = (i: number): string => `$${i}`;
