/** Ops that move elements without computing: reshapes, slices, joins, pads and gathers. */
import type { Attrs } from "../graph.ts";
import type { OperandInfo } from "../op-row.ts";
import { type ConstantTensor, type DType, type Shape, sizeOf } from "../types.ts";
import {
  broadcastRead,
  filled,
  gathered,
  placed,
  type Read,
  sameElements,
  strided,
  typesFor,
  walk,
  written,
} from "./moves.ts";
import {
  at,
  axisOf,
  extent,
  type Infer,
  like,
  list,
  num,
  numbers,
  product,
  row,
  stridesOf,
  total,
  typed,
  withExtent,
} from "./rows.ts";
import { type StridedRead, sliceShape, stridedSlice } from "./slicing.ts";

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

/** Throws where operands are not lists of so many elements, or pairs: tfjs takes what it finds. */
function expectLength(length: number, ...operands: readonly (OperandInfo | undefined)[]): void {
  for (const { shape } of operands.filter((o) => o !== undefined))
    if ((shape[0] as number) >= 0 && !(shape[0] === length && (shape[1] ?? 2) === 2))
      throw new Error(`an operand has shape [${shape}], not ${length} elements`);
}

const pad: Infer = (inputs) => {
  const [x, pads] = [at(inputs, 0), numbers(inputs[1])];
  expectLength(x.shape.length, inputs[1]);
  const shape = x.shape.map((d, i) => (pads ? extent(d, (n) => n + (pads[2 * i] ?? 0) + (pads[2 * i + 1] ?? 0)) : -1));
  return typed(x.dtype, shape);
};

/** A concatenation of values along an axis given last. */
const concat: Infer = (inputs) => {
  const parts = inputs.slice(0, -1);
  const first = at(parts, 0);
  const axis = axisOf(numbers(inputs.at(-1))?.[0], first.shape.length);
  if (axis === undefined) return [undefined];
  const along = total(parts.map((v) => v.shape[axis] as number));
  const shape = first.shape.map((d, i) => (i === axis ? along : Math.max(d, ...parts.map((v) => v.shape[i] ?? -1))));
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
  const type = axis !== undefined && {
    dtype: x?.dtype as DType,
    shape: withExtent(
      x?.shape as Shape,
      axis,
      extent(x?.shape[axis] as number, (d) => d / n),
    ),
  };
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
  return x
    ? typed(
        x.dtype,
        x.shape.map((d, i) => (n ? extent(d, (e) => e * (n[i] as number)) : -1)),
      )
    : [undefined];
};

const spaceToBatch: Infer = ([x, block, pads]) => {
  if (block) expectLength(block.shape[0] as number, pads);
  const [b, p] = [numbers(block), numbers(pads)];
  if (!x || !b || !p) return [undefined];
  const inner = b.map((n, i) =>
    extent(x.shape[i + 1] as number, (d) => (d + (p[2 * i] as number) + (p[2 * i + 1] as number)) / n),
  );
  const batch = extent(x.shape[0] as number, (d) => d * product(b));
  return typed(x.dtype, [batch, ...inner, ...x.shape.slice(b.length + 1)]);
};

const batchToSpace: Infer = ([x, block, crops]) => {
  if (block) expectLength(block.shape[0] as number, crops);
  const [b, p] = [numbers(block), numbers(crops)];
  if (!x || !b || !p) return [undefined];
  const inner = b.map((n, i) =>
    extent(x.shape[i + 1] as number, (d) => d * n - (p[2 * i] as number) - (p[2 * i + 1] as number)),
  );
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

const slice: Infer = ([x, begin, size]) => {
  if (x) expectLength(x.shape.length, begin, size);
  return x ? typed(x.dtype, sliceShape(x.shape, numbers(begin), numbers(size))) : [undefined];
};

const stridedInfer: Infer = ([x, begin, end, strides], attrs) => {
  if (begin) expectLength(begin.shape[0] as number, end, strides);
  return x
    ? typed(x.dtype, stridedSlice(x.shape, numbers(begin), numbers(end), numbers(strides), attrs)?.shape)
    : [undefined];
};

const broadcastTo: Infer = ([x, shape]) => (x ? typed(x.dtype, numbers(shape)) : [undefined]);
const sparseToDense: Infer = ([, shape, values]) => (values ? typed(values.dtype, numbers(shape)) : [undefined]);

// Folding. Operands are constants here, so what inference needs is known.

const values = (x: ConstantTensor | undefined): number[] => Array.from(x?.values ?? []);

/** Reads of a result that keeps the operand's axes but starts, steps or repeats differently along them. */
const readFrom = (x: ConstantTensor, begin: readonly number[], step: readonly number[] = begin.map(() => 1)): Read => {
  const { strides, offset } = placed(x.shape, begin);
  return { strides: strides.map((s, i) => s * (step[i] ?? 1)), offset };
};

const foldStrided = strided(stridedInfer, ([x, begin, end, strides], attrs) => {
  const c = x as ConstantTensor;
  const read = stridedSlice(c.shape, values(begin), values(end), values(strides), attrs) as StridedRead;
  const { strides: all, offset } = readFrom(c, read.begin, read.step);
  return { strides: read.axes.map((axis) => (axis < 0 ? 0 : (all[axis] as number))), offset };
});

/** Reads `size` elements at a time along one axis: the `k`-th output starts after those before it. */
const splitRead = (x: ConstantTensor, axis: number, start: number): Read =>
  readFrom(
    x,
    x.shape.map((_, i) => (i === axis ? start : 0)),
  );

const foldSplit = strided(
  split,
  ([axis, x], _, type, k) => {
    const c = x as ConstantTensor;
    const a = axisOf(values(axis)[0], c.shape.length) ?? 0;
    return splitRead(c, a, k * (type.shape[a] as number));
  },
  1,
);

const foldSplitV = strided(splitV, ([x, sizes, axis], _, __, k) => {
  const c = x as ConstantTensor;
  const a = axisOf(values(axis)[0], c.shape.length) ?? 0;
  const all = splitSizes(values(sizes), c.shape[a] as number) as number[];
  return splitRead(c, a, total(all.slice(0, k)));
});

const foldUnpack = strided(unpack, ([x], attrs, _, k) => {
  const c = x as ConstantTensor;
  const axis = axisOf(num(attrs, "axis", 0), c.shape.length) ?? 0;
  const { strides, offset } = splitRead(c, axis, k);
  return { strides: strides.filter((_, i) => i !== axis), offset };
});

const foldTranspose = strided(transpose, ([x, perm]) => {
  const strides = stridesOf((x as ConstantTensor).shape);
  return { strides: values(perm).map((p) => strides[p] as number), offset: 0 };
});

/** Along one axis, elements before it are copied whole. */
const foldConcat = written(
  concat,
  (inputs) => inputs.slice(0, -1),
  (inputs, _, out, before) => {
    const axis = axisOf(values(inputs.at(-1))[0], out.length) ?? 0;
    const start = total(before.map((c) => c.shape[axis] as number));
    return placed(
      out,
      out.map((_, i) => (i === axis ? start : 0)),
    );
  },
);

const foldPack = written(
  pack,
  (inputs) => inputs,
  (_, attrs, out, before) => {
    const axis = axisOf(num(attrs, "axis", 0), out.length) ?? 0;
    const { strides, offset } = placed(
      out,
      out.map((_, i) => (i === axis ? before.length : 0)),
    );
    return { strides: strides.filter((_, i) => i !== axis), offset };
  },
);

const foldPad = written(
  pad,
  (inputs) => inputs.slice(0, 1),
  ([, pads], _, out) =>
    placed(
      out,
      out.map((_, i) => values(pads)[2 * i] as number),
    ),
  (inputs, attrs) => values(inputs[2])[0] ?? num(attrs, "constant_value", 0),
);

/** Tiling repeats every axis, which is a broadcast of a shape with an axis of length one before each. */
const foldTile = (inputs: readonly ConstantTensor[], attrs: Attrs): ConstantTensor[] =>
  typesFor(tile, inputs, attrs).map((type) => {
    const [x, reps] = inputs as [ConstantTensor, ConstantTensor];
    const shape = x.shape.flatMap((d, i) => [values(reps)[i] as number, d]);
    const strides = stridesOf(x.shape).flatMap((s) => [0, s]);
    return filled(type, (out) =>
      walk(shape, strides, 0, (to, from) => {
        out[to] = x.values[from] as number;
      }),
    );
  });

const foldSparse = (inputs: readonly ConstantTensor[], attrs: Attrs): ConstantTensor[] =>
  typesFor(sparseToDense, inputs, attrs).map((type) =>
    filled(type, (out) => {
      const [indices, , given, otherwise] = inputs as [ConstantTensor, ConstantTensor, ConstantTensor, ConstantTensor];
      out.fill(values(otherwise)[0] ?? 0);
      const strides = stridesOf(type.shape);
      const depth = strides.length;
      for (let i = 0; i < sizeOf(indices.shape) / depth; i++) {
        const at = strides.reduce((sum, s, j) => sum + s * (indices.values[i * depth + j] as number), 0);
        out[at] = given.values[given.shape.length === 0 ? 0 : i] as number;
      }
    }),
  );

const scatterNd: Infer = ([, v, shape]) => (v ? typed(v.dtype, numbers(shape)) : [undefined]);

/** Slices of `values` added where `indices` say; those for one place are summed. */
const foldScatter = (inputs: readonly ConstantTensor[], attrs: Attrs): ConstantTensor[] =>
  typesFor(scatterNd, inputs, attrs).map((type) =>
    filled(type, (out) => {
      const [indices, given] = inputs as [ConstantTensor, ConstantTensor];
      const depth = indices.shape.length > 1 ? (indices.shape.at(-1) as number) : 1;
      const slice = sizeOf(type.shape.slice(depth));
      const strides = stridesOf(type.shape);
      for (let i = 0; i < sizeOf(indices.shape) / depth; i++) {
        let at = 0;
        for (let j = 0; j < depth; j++) at += (strides[j] as number) * (indices.values[i * depth + j] as number);
        for (let k = 0; k < slice; k++) out[at + k] = (out[at + k] as number) + (given.values[i * slice + k] as number);
      }
    }),
  );

const outputs = (name: string) => (_: number, attrs: Attrs) => num(attrs, name, 1);

/** Ranks of operands: lists of numbers, lists of pairs, and single axes. */
const lists = {
  ranks: { begin: 1, end: 1, size: 1, strides: 1, shape: 1, perm: 1, multiples: 1, block: 1, paddings: 2, crops: 2 },
};
const axes = (axis: number | readonly number[]) => ({ ranks: { axis, sizes: 1 } });

export const MOVEMENT = {
  Reshape: row(["x", "shape"], reshape, { fold: sameElements(reshape), ...lists }),
  EnsureShape: row(["x", "shape"], like(), { fold: sameElements(like()) }),
  Squeeze: row(["x"], squeeze, { fold: sameElements(squeeze) }),
  ExpandDims: row(["x", "axis"], expandDims, { fold: sameElements(expandDims), ...axes([0, 1]) }),
  Transpose: row(["x", "perm"], transpose, { fold: foldTranspose, ...lists }),
  /** The axis is the last operand. */
  ConcatV2: row(["...valuesAndAxis"], concat, { fold: foldConcat }),
  Pack: row(["...values"], pack, { fold: foldPack }),
  Unpack: row(["x"], unpack, { fold: foldUnpack, outputs: outputs("num") }),
  Split: row(["axis", "x"], split, { fold: foldSplit, ...axes(0), outputs: outputs("num_split") }),
  SplitV: row(["x", "sizes", "axis"], splitV, { fold: foldSplitV, ...axes(0), outputs: outputs("num_split") }),
  Slice: row(["x", "begin", "size"], slice, {
    ...lists,
    fold: strided(slice, ([x, begin]) => readFrom(x as ConstantTensor, values(begin))),
  }),
  StridedSlice: row(["x", "begin", "end", "strides"], stridedInfer, { fold: foldStrided, ...lists }),
  Pad: row(["x", "paddings"], pad, { fold: foldPad, ...lists }),
  PadV2: row(["x", "paddings", "value"], pad, { fold: foldPad, ...lists }),
  MirrorPad: row(["x", "paddings"], pad, lists),
  Tile: row(["x", "multiples"], tile, { fold: foldTile, ...lists }),
  BroadcastTo: row(["x", "shape"], broadcastTo, {
    ...lists,
    fold: strided(broadcastTo, ([x], _, { shape }) => broadcastRead((x as ConstantTensor).shape, shape)),
  }),
  GatherV2: row(["x", "indices", "axis"], gather, { fold: gathered(gather), ...axes(0) }),
  GatherNd: row(["x", "indices"], gatherNd),
  ScatterNd: row(["indices", "values", "shape"], scatterNd, { fold: foldScatter, ...lists }),
  TensorScatterUpdate: row(["x", "indices", "values"], like()),
  SparseToDense: row(["indices", "shape", "values", "default"], sparseToDense, { fold: foldSparse, ...lists }),
  Reverse: row(["x", "dims"], like()),
  ReverseV2: row(["x", "axis"], like(), axes(1)),
  SpaceToBatchND: row(["x", "block", "paddings"], spaceToBatch, lists),
  BatchToSpaceND: row(["x", "block", "crops"], batchToSpace, lists),
  DepthToSpace: row(["x"], depthToSpace),
  MatrixBandPart: row(["x", "lower", "upper"], like()),
} as const;
