/**
 * Arithmetic on constants, for replacements: computed in float64, rounded once to float32, and only when first read, so
 * that a chain of folds into one weight costs nothing until the weight is used.
 */
import { broadcastShapes, broadcastStrides } from "../graph/ops/rows.ts";
import { ConstantTensor, type Shape, sizeOf } from "../graph/types.ts";

/** A float constant computed element by element. */
export const tabulate = (shape: Shape, at: (i: number) => number): ConstantTensor =>
  new ConstantTensor("float32", shape, () => {
    // A loop, for weights are large and `Float32Array.from` is several times slower.
    const out = new Float32Array(sizeOf(shape));
    for (let i = 0; i < out.length; i++) out[i] = at(i);
    return out;
  });

/** `f` of every element. */
export const mapped = (c: ConstantTensor, f: (x: number) => number): ConstantTensor =>
  tabulate(c.shape, (i) => f(c.values[i] as number));

/** `f` of two constants' elements, broadcast. `undefined` when they do not broadcast, or to more elements than either has. */
export function combined(
  a: ConstantTensor,
  b: ConstantTensor,
  f: (x: number, y: number) => number,
): ConstantTensor | undefined {
  const shape = broadcastShapes(a.shape, b.shape);
  if (!shape || sizeOf(shape) > Math.max(sizeOf(a.shape), sizeOf(b.shape))) return undefined;
  const [sa, sb] = [broadcastStrides(a.shape, shape), broadcastStrides(b.shape, shape)];
  const at = (c: ConstantTensor, strides: readonly number[], i: number): number => {
    let offset = 0;
    for (let axis = shape.length - 1, rest = i; axis >= 0; axis--) {
      const d = shape[axis] as number;
      offset += (rest % d) * (strides[axis] as number);
      rest = Math.floor(rest / d);
    }
    return c.values[offset] as number;
  };
  return tabulate(shape, (i) => f(at(a, sa, i), at(b, sb, i)));
}

/** Whether every element is finite, and not so small that float32 loses digits of it. */
export const isNormal = (c: ConstantTensor): boolean =>
  c.values.every((v: number) => v === 0 || (Math.abs(v) >= 2 ** -126 && Math.abs(v) < Number.POSITIVE_INFINITY));

/** A constant vector of integers: a shape, axes, where a slice begins. */
export const vector = (values: readonly number[]): ConstantTensor => ConstantTensor.int([values.length], values);

/** A constant's elements as plain numbers. */
export const numbersOf = (c: { readonly constant: ConstantTensor }): number[] => Array.from(c.constant.values);
