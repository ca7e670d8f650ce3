/** Conditions that many patterns share: each is `true` or the sentence that `explain` prints. */
import type { Value } from "../graph/graph.ts";
import { broadcastShapes } from "../graph/ops/rows.ts";
import { rowOf } from "../graph/ops.ts";
import { isStatic, type Shape, sameShape } from "../graph/types.ts";

/** `true`, or the sentence that says what keeps a rule from firing. */
export type Verdict = true | string;

/** The result has the shape of `x`: no operand broadcasts it, and no reshape changes it. */
export function keepsShape(x: Value, root: Value): Verdict {
  if (!x.shape || !root.shape || !(isStatic(x.shape) || followsFrom(x, root)))
    return `the shape of "${x.name}" is not known`;
  return sameShape(x.shape, root.shape) || `the result has another shape than "${x.name}"`;
}

/** How many ops lie between the ends of a pattern at most. */
const LONGEST = 8;

/**
 * Whether extents of `root` that are not known, as those of batches, can only be those of `x`: all else that pointwise ops read on the
 * way is static, so that inference would tell if it broadcast them.
 */
function followsFrom(x: Value, root: Value, ops = 0): boolean {
  if (root === x || (root.shape !== undefined && isStatic(root.shape))) return true;
  const { node } = root;
  return ops < LONGEST && rowOf(node.op)?.scalar !== undefined && node.inputs.every((v) => followsFrom(x, v, ops + 1));
}

/** Whether values broadcast to the shape of the result, so that ops between may change places or go. */
export function giveShape(root: Value, ...values: readonly Value[]): Verdict {
  let shape: Shape | undefined = [];
  for (const v of values) shape = shape && v.shape && broadcastShapes(shape, v.shape);
  return (shape !== undefined && root.shape !== undefined && sameShape(shape, root.shape)) || "the shape changes";
}

/** The extents are known. */
export const isKnown = (x: Value): Verdict =>
  (x.shape !== undefined && isStatic(x.shape)) || `the shape of "${x.name}" is not known`;

/** A shape with at most one unknown extent, as a reshape's target. */
export const reshapeTarget = (shape: Shape | undefined): Verdict =>
  (shape !== undefined && shape.filter((d) => d < 0).length <= 1) || "the shape of the result is not known";
