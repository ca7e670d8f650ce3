/** Ops that move elements without computing: reshapes, slices, joins, pads and gathers. */
import type { DType, Shape } from "../types.ts";
import { at, axisOf, extent, type Infer, list, num, numbers, product, row, total, typed, withExtent } from "./rows.ts";
import { sliceShape, stridedSlice } from "./slicing.ts";

/** A reshape's target with its -1 filled in. */
function reshaped(from: Shape, to: readonly number[]): Shape {
  const hole = to.indexOf(-1);
  if (hole < 0) return to;
  const size = product(from);
  const rest = product(to.filter((_, i) => i !== hole));
  return withExtent(to, hole, size < 0 || rest === 0 ? -1 : size / rest);
}

const reshape: Infer = ([x, shape]) => {
  const to = numbers(shape);
  return typed((x as { dtype: DType }).dtype, to && reshaped((x as { shape: Shape }).shape, to));
};

const pad: Infer = (inputs) => {
  const [x, pads] = [at(inputs, 0), numbers(inputs[1])];
  const shape = x.shape.map((d, i) => (pads ? extent(d, (n) => n + (pads[2 * i] ?? 0) + (pads[2 * i + 1] ?? 0)) : -1));
  return typed(x.dtype, shape);
};

/** A concatenation of values along an axis given last. */
const concat: Infer = (inputs) => {
  const values = inputs.slice(0, -1);
  const first = at(values, 0);
  const axis = axisOf(numbers(inputs.at(-1))?.[0], first.shape.length);
  if (axis === undefined) return [undefined];
  const along = total(values.map((v) => v.shape[axis] as number));
  const shape = first.shape.map((d, i) => (i === axis ? along : Math.max(d, ...values.map((v) => v.shape[i] ?? -1))));
  return typed(first.dtype, shape);
};

const pack: Infer = (inputs, attrs) => {
  const { dtype, shape } = at(inputs, 0);
  const axis = axisOf(num(attrs, "axis", 0), shape.length + 1) ?? 0;
  return typed(dtype, [...shape.slice(0, axis), inputs.length, ...shape.slice(axis)]);
};

const unpack: Infer = ([x], attrs) => {
  if (!x) return [undefined];
  const axis = axisOf(num(attrs, "axis", 0), x.shape.length) ?? 0;
  const n = x.shape[axis] as number;
  const type = { dtype: x.dtype, shape: x.shape.filter((_, i) => i !== axis) };
  return new Array(n < 0 ? num(attrs, "num", 1) : n).fill(type);
};

const split: Infer = ([axisOperand, x], attrs) => {
  const n = num(attrs, "num_split", 1);
  const axis = x && axisOf(numbers(axisOperand)?.[0], x.shape.length);
  const type = axis !== undefined && { dtype: x?.dtype as DType, shape: withExtent(x?.shape as Shape, axis, extent(x?.shape[axis] as number, (d) => d / n)) };
  return new Array(n).fill(type || undefined);
};

const splitV: Infer = ([x, sizesOperand, axisOperand], attrs) => {
  const axis = x && axisOf(numbers(axisOperand)?.[0], x.shape.length);
  const sizes = splitSizes(numbers(sizesOperand), axis === undefined ? -1 : (x?.shape[axis] as number));
  if (!x || axis === undefined || !sizes) return new Array(num(attrs, "num_split", 1)).fill(undefined);
  return sizes.map((d) => ({ dtype: x.dtype, shape: withExtent(x.shape, axis, d) }));
};

/** Sizes of a split with its -1 filled in. */
export function splitSizes(sizes: readonly number[] | undefined, along: number): readonly number[] | undefined {
  const rest = sizes?.filter((d) => d >= 0).reduce((a, b) => a + b, 0) ?? 0;
  return sizes?.map((d) => (d >= 0 ? d : along < 0 ? -1 : along - rest));
}

const gather: Infer = ([x, indices, axisOperand], attrs) => {
  if (!x || !indices) return [undefined];
  const axis = axisOperand ? axisOf(numbers(axisOperand)?.[0], x.shape.length) : 0;
  if (axis === undefined) return [undefined];
  const batch = num(attrs, "batch_dims", 0);
  return typed(x.dtype, [...x.shape.slice(0, axis), ...indices.shape.slice(batch), ...x.shape.slice(axis + 1)]);
};

const squeeze: Infer = ([x], attrs) => {
  if (!x) return [undefined];
  const given = list(attrs, "squeeze_dims") ?? list(attrs, "axis") ?? [];
  const axes = given.map((a) => axisOf(a, x.shape.length));
  // Without axes, which ones go depends on every extent.
  if (axes.length === 0 && x.shape.some((d) => d < 0)) return [undefined];
  return typed(
    x.dtype,
    x.shape.filter((d, i) => (axes.length > 0 ? !axes.includes(i) : d !== 1)),
  );
};

const expandDims: Infer = ([x, axisOperand]) => {
  const axis = x && axisOf(numbers(axisOperand)?.[0], x.shape.length + 1);
  if (!x || axis === undefined) return [undefined];
  return typed(x.dtype, [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)]);
};

const transpose: Infer = ([x, permOperand]) => {
  const perm = numbers(permOperand);
  return x ? typed(x.dtype, perm?.map((p) => x.shape[p] as number) ?? x.shape.map(() => -1)) : [undefined];
};

const tile: Infer = ([x, reps]) => {
  const n = numbers(reps);
  return x ? typed(x.dtype, x.shape.map((d, i) => (n ? extent(d, (e) => e * (n[i] as number)) : -1))) : [undefined];
};

const spaceToBatch: Infer = ([x, block, pads]) => {
  const [b, p] = [numbers(block), numbers(pads)];
  if (!x || !b || !p) return [undefined];
  const inner = b.map((n, i) => extent(x.shape[i + 1] as number, (d) => (d + (p[2 * i] as number) + (p[2 * i + 1] as number)) / n));
  const batch = extent(x.shape[0] as number, (d) => d * product(b));
  return typed(x.dtype, [batch, ...inner, ...x.shape.slice(b.length + 1)]);
};

const batchToSpace: Infer = ([x, block, crops]) => {
  const [b, p] = [numbers(block), numbers(crops)];
  if (!x || !b || !p) return [undefined];
  const inner = b.map((n, i) => extent(x.shape[i + 1] as number, (d) => d * n - (p[2 * i] as number) - (p[2 * i + 1] as number)));
  const batch = extent(x.shape[0] as number, (d) => d / product(b));
  return typed(x.dtype, [batch, ...inner, ...x.shape.slice(b.length + 1)]);
};

const depthToSpace: Infer = ([x], attrs) => {
  if (x?.shape.length !== 4) return [undefined];
  const b = num(attrs, "block_size", 1);
  const first = String(attrs.data_format ?? "NHWC").toUpperCase() === "NCHW";
  const grow = (d: number): number => extent(d, (n) => n * b);
  const shrink = (d: number): number => extent(d, (n) => n / (b * b));
  const [n, p, q, r] = x.shape as [number, number, number, number];
  return typed(x.dtype, first ? [n, shrink(p), grow(q), grow(r)] : [n, grow(p), grow(q), shrink(r)]);
};

const gatherNd: Infer = ([x, indices]) => {
  const depth = indices?.shape.at(-1) ?? -1;
  if (!x || !indices || depth < 0) return [undefined];
  return typed(x.dtype, [...indices.shape.slice(0, -1), ...x.shape.slice(depth)]);
};

const reversed: Infer = ([x]) => (x ? typed(x.dtype, x.shape) : [undefined]);

export const MOVEMENT = {
  Reshape: row(["x", "shape"], reshape),
  EnsureShape: row(["x", "shape"], reversed),
  Squeeze: row(["x"], squeeze),
  ExpandDims: row(["x", "axis"], expandDims),
  Transpose: row(["x", "perm"], transpose),
  /** The axis is the last operand. */
  ConcatV2: row(["...valuesAndAxis"], concat),
  Pack: row(["...values"], pack),
  Unpack: row(["x"], unpack, { outputs: (_: number, attrs) => num(attrs, "num", 1) }),
  Split: row(["axis", "x"], split, { outputs: (_: number, attrs) => num(attrs, "num_split", 1) }),
  SplitV: row(["x", "sizes", "axis"], splitV, { outputs: (_: number, attrs) => num(attrs, "num_split", 1) }),
  Slice: row(["x", "begin", "size"], ([x, begin, size]) =>
    x ? typed(x.dtype, sliceShape(x.shape, numbers(begin), numbers(size))) : [undefined],
  ),
  StridedSlice: row(["x", "begin", "end", "strides"], ([x, begin, end, strides], attrs) =>
    x ? typed(x.dtype, stridedSlice(x.shape, numbers(begin), numbers(end), numbers(strides), attrs)?.shape) : [undefined],
  ),
  Pad: row(["x", "paddings"], pad),
  PadV2: row(["x", "paddings", "value"], pad),
  MirrorPad: row(["x", "paddings"], pad),
  Tile: row(["x", "multiples"], tile),
  BroadcastTo: row(["x", "shape"], ([x, shape]) => (x ? typed(x.dtype, numbers(shape)) : [undefined])),
  GatherV2: row(["x", "indices", "axis"], gather),
  GatherNd: row(["x", "indices"], gatherNd),
  ScatterNd: row(["indices", "values", "shape"], ([, v, shape]) => (v ? typed(v.dtype, numbers(shape)) : [undefined])),
  TensorScatterUpdate: row(["x", "indices", "values"], reversed),
  SparseToDense: row(["indices", "shape", "values", "default"], ([, shape, v]) =>
    v ? typed(v.dtype, numbers(shape)) : [undefined],
  ),
  Reverse: row(["x", "dims"], reversed),
  ReverseV2: row(["x", "axis"], reversed),
  SpaceToBatchND: row(["x", "block", "paddings"], spaceToBatch),
  BatchToSpaceND: row(["x", "block", "crops"], batchToSpace),
  DepthToSpace: row(["x"], depthToSpace),
  MatrixBandPart: row(["x", "lower", "upper"], reversed),
} as const;
