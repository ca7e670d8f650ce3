/** Helpers that the op table's rows are written with: row builders, operand access and shape arithmetic. */
import type { Attrs } from "../graph.ts";
import type { OperandInfo, OpRow } from "../op-row.ts";
import type { ConstantTensor, DType, Shape, TensorType } from "../types.ts";

export type Infer = OpRow["infer"];
export type Fold = NonNullable<OpRow["fold"]>;
type Rest = Omit<OpRow, "inputs" | "infer">;
type Row<I extends readonly string[]> = Omit<OpRow, "inputs"> & { readonly inputs: I };

/** A row; keeps the operand names as literal types, from which the pattern language derives its builders. */
export const row = <const I extends readonly string[]>(inputs: I, infer: Infer, rest: Rest = {}): Row<I> => ({
  inputs,
  infer,
  ...rest,
});

/** A single output type. */
export const typed = (dtype: DType, shape: Shape | undefined): readonly [TensorType | undefined] => [
  shape && { dtype, shape },
];

/** The output has the type of the `i`-th operand. */
export const like =
  (i = 0): Infer =>
  (inputs) => {
    const x = inputs[i];
    return x ? typed(x.dtype, x.shape) : [undefined];
  };

/** The shape that `a` and `b` broadcast to, -1 where it is not known; `undefined` when they do not. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x === y || y === 1) shape.push(x);
    else if (x === 1) shape.push(y);
    else if (x < 0 || y < 0) shape.push(Math.max(x, y));
    else return undefined;
  }
  return shape;
}

/** The dtype that tfjs computes mixed operands in. */
export function upcast(a: DType, b: DType): DType {
  const order: readonly DType[] = ["bool", "int32", "float32", "complex64"];
  return a === b ? a : (order[Math.max(order.indexOf(a), order.indexOf(b))] as DType);
}

/** A constant operand's values as plain numbers; `undefined` when the operand is missing or not constant. */
export function numbers(operand: { readonly constant?: ConstantTensor | undefined } | undefined): number[] | undefined {
  return operand?.constant && Array.from(operand.constant.values);
}

/** An attribute that is a number, or the default that tfjs takes. */
export const num = (attrs: Attrs, name: string, otherwise: number): number => Number(attrs[name] ?? otherwise);
/** An attribute that is a list of numbers. */
export const list = (attrs: Attrs, name: string): readonly number[] | undefined => {
  const value = attrs[name];
  return Array.isArray(value) ? (value as number[]) : undefined;
};

/** Counts an axis from the front; `undefined` when it is out of range. */
export function axisOf(axis: number | undefined, rank: number): number | undefined {
  if (axis === undefined) return undefined;
  const a = axis < 0 ? axis + rank : axis;
  return a >= 0 && a < rank ? a : undefined;
}

/** A product of extents: -1 when any is not known. */
export const product = (shape: Shape): number => (shape.some((d) => d < 0) ? -1 : shape.reduce((n, d) => n * d, 1));
/** A sum of extents: -1 when any is not known. */
export const total = (extents: readonly number[]): number =>
  extents.some((d) => d < 0) ? -1 : extents.reduce((n, d) => n + d, 0);
/** `f` of an extent, or -1 when it is not known. */
export const extent = (d: number, f: (d: number) => number): number => (d < 0 ? -1 : f(d));

/** The shape with one extent replaced. */
export const withExtent = (shape: Shape, axis: number, d: number): Shape => shape.map((s, i) => (i === axis ? d : s));

/** Row-major strides. */
export function stridesOf(shape: Shape): number[] {
  const strides: number[] = new Array(shape.length);
  for (let i = shape.length - 1, n = 1; i >= 0; n *= shape[i] as number, i--) strides[i] = n;
  return strides;
}

/** Row-major strides for reading `from` at the coordinates of `to`, which it broadcasts to: 0 along repeated axes. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const strides = stridesOf(from);
  return to.map((_, i) => {
    const j = i - to.length + from.length;
    return j >= 0 && from[j] !== 1 ? (strides[j] as number) : 0;
  });
}

/** Operands at whose types a rule looks more closely. */
export const at = (inputs: readonly OperandInfo[], i: number): OperandInfo => inputs[i] as OperandInfo;
