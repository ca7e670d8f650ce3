/** Ops that do most of the arithmetic: convolutions and matrix products. */
import type { Attrs } from "../graph.ts";
import { type Shape, sameShape } from "../types.ts";
import { parseEinsum } from "./einsum.ts";
import { at, broadcastShapes, extent, type Infer, list, numbers, row, typed } from "./rows.ts";

/** Where data formats put the axes; the batch is always first. */
export const channelsFirst = (attrs: Attrs): boolean =>
  String(attrs.data_format ?? "NHWC")
    .toUpperCase()
    .startsWith("NC");

/** Extents of a window operation's output along its spatial axes; `explicit` holds [before, after] for each. */
export function windowExtents(
  input: readonly number[],
  kernel: readonly number[],
  strides: readonly number[],
  dilations: readonly number[],
  padding: string,
  explicit: readonly (readonly number[])[] = [],
): number[] {
  return input.map((size, i) =>
    extent(size, (n) => {
      const [k, stride, dilation] = [kernel[i] ?? 1, strides[i] ?? 1, dilations[i] ?? 1];
      if (k < 0) return -1;
      const reach = (k - 1) * dilation + 1;
      if (padding === "SAME") return Math.ceil(n / stride);
      if (padding === "VALID") return Math.max(0, Math.ceil((n - reach + 1) / stride));
      const [before, after] = explicit[i] ?? [0, 0];
      return Math.max(0, Math.trunc((n - reach + (before ?? 0) + (after ?? 0)) / stride + 1));
    }),
  );
}

/** The entries of a per-axis attribute that belong to the spatial axes. */
export function spatial<T>(values: readonly T[] | undefined, first: boolean): readonly T[] {
  return values ? (first ? values.slice(2) : values.slice(1, -1)) : [];
}

/** A convolution's output, given how many channels a filter of a shape makes. */
const conv =
  (channels: (filter: Shape) => number): Infer =>
  (inputs, attrs) => {
    const [x, filter] = [at(inputs, 0), at(inputs, 1)];
    const first = channelsFirst(attrs);
    const n = x.shape.length;
    if (filter.shape.length !== n || n < 3) return [undefined];
    const pads = list(attrs, "explicit_paddings");
    const pairs = pads && x.shape.map((_, i) => [pads[2 * i] ?? 0, pads[2 * i + 1] ?? 0]);
    const out = windowExtents(
      spatial(x.shape, first),
      filter.shape,
      spatial(list(attrs, "strides"), first),
      spatial(list(attrs, "dilations"), first),
      String(attrs.padding).toUpperCase(),
      spatial(pairs, first),
    );
    const [batch, c] = [x.shape[0] as number, channels(filter.shape)];
    return typed(x.dtype, first ? [batch, c, ...out] : [batch, ...out, c]);
  };

const last = (shape: Shape): number => shape.at(-1) as number;
const full = conv(last);
const depthwise = conv((filter) => {
  const [c, m] = [filter[2] as number, filter[3] as number];
  return c < 0 || m < 0 ? -1 : c * m;
});

const conv1d: Infer = (inputs, attrs) =>
  full(inputs, { ...attrs, strides: [1, attrs.stride, 1], dilations: [1, attrs.dilation ?? 1, 1] });

/** Products of the last two axes; the axes before them broadcast. */
const matmul: Infer = (inputs, attrs) => {
  const [a, b] = [at(inputs, 0).shape, at(inputs, 1).shape];
  if (a.length < 2 || b.length < 2) return [undefined];
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  const m = a.at(attrs.transpose_a || attrs.adj_x ? -1 : -2) as number;
  const n = b.at(attrs.transpose_b || attrs.adj_y ? -2 : -1) as number;
  return typed(at(inputs, 0).dtype, batch && [...batch, m, n]);
};

/** A fused op's bias is a vector, and its slopes do not broadcast the result. */
const fused =
  (plain: Infer): Infer =>
  (inputs, attrs) => {
    const [type] = plain(inputs, attrs);
    const channels = type?.shape.at(channelsFirst(attrs) ? 1 : -1) ?? -1;
    const isBias = (i: number): boolean =>
      i === 0 && (attrs.fused_ops as readonly string[] | undefined)?.[0] === "BiasAdd";
    inputs.slice(2).forEach(({ shape }, i) => {
      const both = type && broadcastShapes(type.shape, shape);
      const fits = isBias(i)
        ? shape.length === 1 && (channels < 0 || shape[0] === channels)
        : !type || (both && sameShape(both, type.shape));
      if (!fits) throw new Error(`a fused op takes no operand of shape [${shape}]`);
    });
    return [type];
  };

/** Pictures and filters. */
const planar = { ranks: { x: 4, filter: 4 } };

export const ANCHORS = {
  Conv2D: row(["x", "filter"], full, planar),
  /** Operands after the filter: as `fused_ops` says, a bias and PReLU's slopes. */
  _FusedConv2D: row(["x", "filter", "...args"], fused(full), planar),
  DepthwiseConv2dNative: row(["x", "filter"], depthwise, planar),
  FusedDepthwiseConv2dNative: row(["x", "filter", "...args"], fused(depthwise), planar),
  /** The transposed convolution; its output shape is an operand. */
  Conv2DBackpropInput: row(["outputShape", "filter", "x"], (inputs) => typed(at(inputs, 2).dtype, numbers(inputs[0])), {
    ranks: { ...planar.ranks, outputShape: 1 },
  }),
  Conv1D: row(["x", "filter"], conv1d),
  Conv3D: row(["x", "filter"], full),
  Dilation2D: row(["x", "filter"], ([x, filter], attrs) => {
    if (!x || !filter || x.shape.length !== 4) return [undefined];
    const [strides, rates] = [spatial(list(attrs, "strides"), false), spatial(list(attrs, "rates"), false)];
    const padding = String(attrs.padding).toUpperCase();
    const out = windowExtents(x.shape.slice(1, 3), filter.shape, strides, rates, padding);
    return typed(x.dtype, [x.shape[0] as number, ...out, last(x.shape)]);
  }),
  MatMul: row(["a", "b"], matmul, { ranks: { a: 2, b: 2 } }),
  _FusedMatMul: row(["a", "b", "...args"], fused(matmul), { ranks: { a: 2, b: 2 } }),
  BatchMatMulV2: row(["a", "b"], matmul),
  Einsum: row(["...values"], (inputs, attrs) => {
    const shapes = inputs.map((x) => x.shape);
    const equation = parseEinsum(attrs.equation, shapes);
    return typed(
      at(inputs, 0).dtype,
      equation && [...equation.result].map((label) => equation.extents.get(label) as number),
    );
  }),
} as const;
