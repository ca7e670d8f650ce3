/** Boxes of tensors: what lies in ranges along some axes, and is whole along others. */
import { type Shape, sizeOf } from "../../graph/types.ts";
import type { TensorValues } from "../compare.ts";

export type Range = readonly [from: number, to: number];
/** Ranges along axes that go with them. */
export type Box = readonly Range[];
export type Axes = readonly (number | undefined)[];

/** Goes through the runs of the box of a tensor that has some `ranges` along `axes` and is whole along others. */
function eachRun(shape: Shape, axes: Axes, ranges: Box, visit: (at: number, length: number) => void): void {
  const box = shape.map((n, axis): Range => ranges[axes.indexOf(axis)] ?? [0, n]);
  let last = shape.length - 1;
  while (last > 0 && !axes.includes(last)) last--;
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const walk = (axis: number, at: number): void => {
    const [from, to] = box[axis] ?? [0, 1];
    const stride = strides[axis] ?? 1;
    if (axis >= last) visit(at + from * stride, (to - from) * stride);
    else for (let i = from; i < to; i++) walk(axis + 1, at + i * stride);
  };
  walk(0, 0);
}

export type Values = TensorValues["values"];
export const valuesLike = (values: Values, size: number): Values =>
  new (values.constructor as Float32ArrayConstructor)(size);

/** Copies a run; views of short ones would take longer than their elements. */
export function copy(from: Values, begin: number, length: number, to: Values, at: number): void {
  if (length > 64) to.set(from.subarray(begin, begin + length), at);
  else for (let i = 0; i < length; i++) to[at + i] = from[begin + i] as number;
}

export function slice({ values, shape, dtype }: TensorValues, axes: Axes, ranges: Box): TensorValues {
  const extents = shape.map((n, axis) => {
    const range = ranges[axes.indexOf(axis)];
    return range ? range[1] - range[0] : n;
  });
  const size = sizeOf(extents);
  let part: Values | undefined;
  let done = 0;
  eachRun(shape, axes, ranges, (at, length) => {
    if (length === size) part = values.subarray(at, at + length);
    else {
      part ??= valuesLike(values, size);
      copy(values, at, length, part, done);
      done += length;
    }
  });
  return { dtype, shape: extents, values: part as Values };
}

/** Writes a part of the result where it belongs. */
export function place(part: Values, whole: TensorValues, axes: Axes, ranges: Box): void {
  let done = 0;
  eachRun(whole.shape, axes, ranges, (at, length) => {
    copy(part, done, length, whole.values, at);
    done += length;
  });
}
