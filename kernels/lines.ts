/** Tensors as lines of elements along one axis. */
import { type Shape, sizeOf } from "../src/graph/types.ts";

/** `[outer, n, inner]`: a line has n elements, `inner` elements apart. */
export interface Lines {
  readonly outer: number;
  readonly n: number;
  readonly inner: number;
}

/** @param axis counted from the end where it is negative */
export function linesAlong(shape: Shape, axis: number): Lines | string {
  const d = axis < 0 ? axis + shape.length : axis;
  const n = shape[d];
  if (n === undefined) return `there is no axis ${axis}`;
  return { outer: sizeOf(shape.slice(0, d)), n, inner: sizeOf(shape.slice(d + 1)) };
}
