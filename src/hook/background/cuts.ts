/** Which nodes may be computed in parts: each element of a part from the same numbers in the same order as in the whole. */
import type { Attrs, Node, Value } from "../../graph/graph.ts";
import { channelsFirst } from "../../graph/ops/anchors.ts";
import { rowOf } from "../../graph/ops.ts";
import { type Shape, sizeOf } from "../../graph/types.ts";
import type { TensorValues } from "../compare.ts";
import { type Box, type Range, slice } from "./boxes.ts";

/** How a node's result falls apart, along one or two of its axes. */
export interface Cut {
  readonly attrs: Attrs;
  readonly shape: Shape;
  /** Rows and columns; where there are no columns to cut, the rows alone. */
  readonly axes: readonly number[];
  /** What the node does, in multiply-adds, about. */
  readonly work: number;
  /** Which of its operand's axes has an element for each along `axis` of the result, if any. */
  follows(operand: number, axis: number): number | undefined;
  /** What a part reads of operands where that goes by windows, and the node's attributes then. */
  window?(box: Box): { readonly attrs: Attrs; fed(own: TensorValues, operand: number): TensorValues | undefined };
  /** How many of the best along its last axis the node gives; `shape` is then its operand's. */
  readonly best?: number;
}

/** What an element costs besides its sum of products, in multiply-adds. */
const ELEMENT = 8;

/** How a node may be cut of which `results` are asked for; `undefined` where it is computed as a whole. */
export function cutOf({ op, attrs, inputs, outputs }: Node, results: readonly Value[]): Cut | undefined {
  const shape = outputs[0]?.shape ?? [];
  const shapes = inputs.map((v) => v.shape ?? [-1]);
  if (shape.length === 0 || [shape, ...shapes].flat().some((n) => n < 1)) return undefined;
  const rank = shape.length;
  const aligned = (i: number, axis: number): number | undefined => {
    const own = shapes[i] as Shape;
    const at = axis - rank + own.length;
    return own[at] === shape[axis] ? at : undefined;
  };
  const cost = (sum: number): number => sizeOf(shape) * (sum + ELEMENT);
  const [x, w, y] = shapes as [Shape, Shape, Shape];
  const constant = (i: number): number[] => Array.from(inputs.at(i)?.constant?.values ?? []);
  if (op === "TopKV2") {
    const [best] = constant(1);
    // Unsorted, they come as the whole leaves them.
    if (!best || !attrs.sorted) return undefined;
    return { attrs, shape: x, axes: [rank - 1], work: sizeOf(x) * ELEMENT, follows: () => undefined, best };
  }
  if (results.some((v) => v !== outputs[0])) return undefined;
  if (/MatMul/.test(op)) {
    const turned = [attrs.transpose_a || attrs.adj_x, attrs.transpose_b || attrs.adj_y];
    const [rows, columns] = [x.length - (turned[0] ? 1 : 2), w.length - (turned[1] ? 2 : 1)];
    const axes = [rank - 2, rank - 1];
    const own = [
      [rows, undefined],
      [undefined, columns],
    ];
    const sum = x[turned[0] ? x.length - 2 : x.length - 1] as number;
    return {
      attrs,
      shape,
      axes,
      work: cost(sum),
      follows: (i, axis) => (own[i] ? own[i]?.[axes.indexOf(axis)] : aligned(i, axis)),
    };
  }
  const deep = /^(_Fused)?Conv2D$/.test(op);
  const planes = channelsFirst(attrs);
  if (deep || /DepthwiseConv2dNative$/.test(op)) {
    const [height, width, depth] = w as [number, number, number];
    const [channels, rows] = planes ? [1, 2] : [3, 1];
    // Biases lie along no axis of the result there, and the converter reads strides and dilations of the wrong axes.
    const plain = op === "Conv2D" && [attrs.strides, attrs.dilations].flat().every((n) => (n ?? 1) === 1);
    const window = windowOf(attrs, x, w, shape, rows);
    if (rank !== 4 || !window || (deep && depth !== x[channels]) || (planes && !plain)) return undefined;
    return {
      attrs,
      shape,
      axes: deep ? [rows, channels] : [rows],
      work: cost(height * width * (deep ? depth : 1)),
      follows: (i, axis) => (i === 0 ? undefined : i === 1 ? (axis === channels ? 3 : undefined) : aligned(i, axis)),
      window,
    };
  }
  if (planes) return undefined;
  if (op === "Conv2DBackpropInput") {
    const window = turnedWindowOf(attrs, shape, w, y);
    const work = sizeOf(y) * sizeOf(w.slice(0, 3)) + cost(0);
    return (
      window && {
        attrs,
        shape,
        axes: [1, 3],
        work,
        follows: (i, axis) => (i === 1 && axis === 3 ? 2 : undefined),
        window,
      }
    );
  }
  /** The operand's axis along which nothing is added up or moved, for one of the result. */
  let free: ((axis: number) => number | undefined) | undefined;
  let work = cost(0);
  const along = constant(-1).map((axis) => (axis < 0 ? axis + x.length : axis));
  if (/^(Max|Avg)Pool$|^Resize(Bilinear|NearestNeighbor)$/.test(op)) {
    free = (axis) => (axis === 3 ? 3 : undefined);
    work = cost(sizeOf((attrs.ksize as Shape | undefined) ?? []));
  } else if (/^(Mean|Sum|Prod|Max|Min|ArgMax|ArgMin)$/.test(op) && along.length > 0) {
    const kept = x.map((_, axis) => axis).filter((axis) => attrs.keep_dims || !along.includes(axis));
    free = (axis) => (along.includes(kept[axis] as number) ? undefined : kept[axis]);
    work = sizeOf(x) * ELEMENT;
  } else if (/^(Mirror)?Pad(V2)?$|^Tile$/.test(op)) free = (axis) => (x[axis] === shape[axis] ? axis : undefined);
  else if (/^(Log)?Softmax$/.test(op)) free = (axis) => (axis < rank - 1 ? axis : undefined);
  else if (op === "Transpose" && along.length > 0) free = (axis) => along[axis];
  else if (op === "ConcatV2" && along.length > 0) free = (axis) => (axis === along[0] ? undefined : axis);
  if (free) {
    const of = free;
    const extents = shape.map((n, axis) => (of(axis) === undefined ? 0 : n));
    const axis = extents.indexOf(Math.max(...extents));
    const joined = op === "ConcatV2" ? inputs.length - 1 : 1;
    const follows = (i: number): number | undefined => (i < joined ? of(axis) : undefined);
    return extents[axis] ? { attrs, shape, axes: [axis], work, follows } : undefined;
  }
  if (op === "Select" || !(rowOf(op)?.scalar || op.startsWith("FusedBatchNorm"))) return undefined;
  const first = Math.max(
    0,
    shape.findIndex((n) => n > 1),
  );
  return { attrs, shape, axes: first < rank - 1 ? [first, rank - 1] : [first], work, follows: aligned };
}

interface Window {
  readonly reach: number;
  readonly stride: number;
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

/** Windows of an image of which each gives a pixel of `shape`: down and across. */
function windows(attrs: Attrs, image: Shape, w: Shape, shape: Shape, rows: number): [Window, Window] {
  const of = (name: string, axis: number): number => (attrs[name] as readonly number[] | undefined)?.[axis] ?? 1;
  const padding = String(attrs.padding).toUpperCase();
  return [0, 1].map((i) => {
    const axis = rows + i;
    const reach = ((w[i] as number) - 1) * of("dilations", axis) + 1;
    const [stride, size] = [of("strides", axis), image[axis] as number];
    const around = padding === "SAME" ? Math.max(0, ((shape[axis] as number) - 1) * stride + reach - size) : 0;
    const given = attrs.explicit_paddings as readonly number[] | undefined;
    const before = padding === "EXPLICIT" ? (given?.[2 * axis] ?? 0) : Math.floor(around / 2);
    const after = padding === "EXPLICIT" ? (given?.[2 * axis + 1] ?? 0) : around - before;
    return { reach, stride, size, before, after };
  }) as [Window, Window];
}

/** The same attributes with paddings of a part. */
function padded(attrs: Attrs, rows: number, top: number, bottom: number, { before, after }: Window): Attrs {
  const around = [top, bottom, before, after];
  return {
    ...attrs,
    padding: "EXPLICIT",
    explicit_paddings: [...Array(2 * rows).fill(0), ...around, 0, 0].slice(0, 8),
  };
}

function windowOf(attrs: Attrs, x: Shape, w: Shape, shape: Shape, rows: number): Cut["window"] {
  const [vertical, horizontal] = windows(attrs, x, w, shape, rows);
  const { reach, stride, size, before, after } = vertical;
  // Some windows may lie outside of the image.
  if (Math.max(before, after) >= reach) return undefined;
  return (box) => {
    const [from, to] = box[0] as Range;
    const [top, bottom] = [from * stride - before, (to - 1) * stride - before + reach];
    const read: Range = [Math.max(0, top), Math.min(size, bottom)];
    return {
      attrs: padded(attrs, rows, read[0] - top, bottom - read[1], horizontal),
      fed: (own, i) => (i === 0 ? slice(own, [rows], [read]) : undefined),
    };
  };
}

/** Of a transposed convolution from `y` to `shape`: its windows lie in the result. */
function turnedWindowOf(attrs: Attrs, shape: Shape, w: Shape, y: Shape): Cut["window"] {
  const [vertical, horizontal] = windows({ ...attrs, dilations: undefined }, shape, w, y, 1);
  const { reach, stride, size, before } = vertical;
  const count = y[1] as number;
  // Else some rows of the result lie in no window.
  if (stride > reach || (count - 1) * stride + reach - before < size) return undefined;
  return (box) => {
    const [[from, to], [left, right]] = box as [Range, Range];
    const first = Math.max(0, Math.ceil((from + before - reach + 1) / stride));
    const end = Math.min(count, Math.floor((to - 1 + before) / stride) + 1);
    const top = from + before - first * stride;
    const bottom = (end - first - 1) * stride + reach - (to - from) - top;
    return {
      attrs: padded(attrs, 1, top, bottom, horizontal),
      fed: (own, i) =>
        i === 2
          ? slice(own, [1], [[first, end]])
          : i === 0
            ? { ...own, values: Int32Array.of(shape[0] as number, to - from, shape[2] as number, right - left) }
            : undefined,
    };
  };
}
