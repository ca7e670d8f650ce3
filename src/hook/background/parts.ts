/**
 * Large nodes in parts, so that a backend that computes in the page does not hold it up. A part is a box of the result; each of
 * its elements is computed from the same numbers in the same order as in the whole.
 */
import { type Attrs, Graph, type Node, type Value } from "../../graph/graph.ts";
import { channelsFirst } from "../../graph/ops/anchors.ts";
import { rowOf } from "../../graph/ops.ts";
import { type DType, type Shape, sizeOf } from "../../graph/types.ts";
import type { Steps } from "../../rewrite/steps.ts";
import type { TensorValues } from "../compare.ts";

type Range = readonly [from: number, to: number];
/** Ranges along axes that go with them. */
type Box = readonly Range[];
type Axes = readonly (number | undefined)[];

/** How a node's result falls apart, along two of its axes. */
export interface Cut {
  readonly attrs: Attrs;
  readonly shape: Shape;
  /** Rows and columns; where there are no columns to cut, the rows alone. */
  readonly axes: readonly number[];
  /** What the node does, in multiply-adds, about. */
  readonly work: number;
  /** Which of its operand's axes has an element for each along `axis` of the result, if any. */
  follows(operand: number, axis: number): number | undefined;
  /** The rows of the first operand that some rows of the result are made of, and the node's attributes then; without it, the same rows. */
  window?(rows: Range): { readonly read: Range; readonly attrs: Attrs };
}

/** What an element costs besides its sum of products, in multiply-adds. */
const ELEMENT = 8;

/** How a node may be cut; `undefined` where it is computed as a whole. */
export function cutOf({ op, attrs, inputs, outputs }: Node): Cut | undefined {
  const shape = outputs[0]?.shape ?? [];
  const shapes = inputs.map((v) => v.shape ?? [-1]);
  if (shape.length === 0 || [shape, ...shapes].flat().some((n) => n < 1) || channelsFirst(attrs)) return undefined;
  const rank = shape.length;
  const aligned = (i: number, axis: number): number | undefined => {
    const own = shapes[i] as Shape;
    const at = axis - rank + own.length;
    return own[at] === shape[axis] ? at : undefined;
  };
  const cost = (sum: number): number => sizeOf(shape) * (sum + ELEMENT);
  const [x, w] = shapes as [Shape, Shape];
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
  if (deep || /DepthwiseConv2dNative$/.test(op)) {
    const [height, width, depth] = w as [number, number, number];
    const window = windowOf(attrs, x, w, shape);
    if (rank !== 4 || window === undefined || (deep && depth !== x[3])) return undefined;
    return {
      attrs,
      shape,
      axes: deep ? [1, 3] : [1],
      work: cost(height * width * (deep ? depth : 1)),
      follows: (i, axis) => (i === 0 ? undefined : i === 1 ? (axis === 3 ? 3 : undefined) : aligned(i, axis)),
      window,
    };
  }
  const apart = /^(Max|Avg)Pool$|^Resize(Bilinear|NearestNeighbor)$/.test(op);
  if (apart || /^(Mean|Sum|Prod|Max|Min)$/.test(op)) {
    // Nothing is added up across channels.
    const along = inputs[1]?.constant?.values;
    const free = apart ? rank === 4 : along && ![-1, x.length - 1].some((axis) => along.includes(axis as never));
    if (!free || x.at(-1) !== shape.at(-1)) return undefined;
    const window = sizeOf((attrs.ksize as Shape | undefined) ?? []);
    const work = apart ? cost(window) : sizeOf(x) * ELEMENT;
    return { attrs, shape, axes: [rank - 1], work, follows: (i) => (i === 0 ? x.length - 1 : undefined) };
  }
  if (op === "Select" || !(rowOf(op)?.scalar || op.startsWith("FusedBatchNorm"))) return undefined;
  const first = Math.max(
    0,
    shape.findIndex((n) => n > 1),
  );
  return { attrs, shape, axes: first < rank - 1 ? [first, rank - 1] : [first], work: cost(0), follows: aligned };
}

function windowOf(attrs: Attrs, x: Shape, w: Shape, shape: Shape): Cut["window"] {
  const of = (name: string, axis: number): number => (attrs[name] as readonly number[] | undefined)?.[axis] ?? 1;
  const padding = String(attrs.padding).toUpperCase();
  const [vertical, horizontal] = [1, 2].map((axis) => {
    const reach = ((w[axis - 1] as number) - 1) * of("dilations", axis) + 1;
    const [stride, size] = [of("strides", axis), x[axis] as number];
    const around = padding === "SAME" ? Math.max(0, ((shape[axis] as number) - 1) * stride + reach - size) : 0;
    const given = attrs.explicit_paddings as readonly number[] | undefined;
    const before = padding === "EXPLICIT" ? (given?.[2 * axis] ?? 0) : Math.floor(around / 2);
    const after = padding === "EXPLICIT" ? (given?.[2 * axis + 1] ?? 0) : around - before;
    return { reach, stride, size, before, after };
  }) as [Window, Window];
  // Some windows may lie outside of the image.
  if (Math.max(vertical.before, vertical.after) >= vertical.reach) return undefined;
  return ([from, to]) => {
    const { reach, stride, size, before } = vertical;
    const [top, bottom] = [from * stride - before, (to - 1) * stride - before + reach];
    const read: Range = [Math.max(0, top), Math.min(size, bottom)];
    const explicit = [0, 0, read[0] - top, bottom - read[1], horizontal.before, horizontal.after, 0, 0];
    return { read, attrs: { ...attrs, padding: "EXPLICIT", explicit_paddings: explicit } };
  };
}

interface Window {
  readonly reach: number;
  readonly stride: number;
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

/** The box of a tensor that has some `ranges` along `axes` and is whole along others: where its runs begin, and their length. */
function runs(shape: Shape, axes: Axes, ranges: Box): [number[], number] {
  const box = shape.map((n, axis): Range => ranges[axes.indexOf(axis)] ?? [0, n]);
  let last = shape.length - 1;
  while (last > 0 && !axes.includes(last)) last--;
  if (last < 0) return [[0], 1];
  let starts = [0];
  const [begin, end] = box[last] as Range;
  box.slice(0, last + 1).forEach(([from, to], axis) => {
    const stride = sizeOf(shape.slice(axis + 1));
    const count = axis === last ? 1 : to - from;
    starts = starts.flatMap((at) => Array.from({ length: count }, (_, i) => at + (from + i) * stride));
  });
  return [starts, (end - begin) * sizeOf(shape.slice(last + 1))];
}

/** What a part of the result is computed from: of each operand what it reads, and the node's attributes for that. */
function partOf(
  { axes, attrs, follows, window }: Cut,
  operands: readonly TensorValues[],
  ranges: Box,
): { fed: TensorValues[]; attrs: Attrs } {
  const seen = window?.(ranges[0] as Range);
  const fed = operands.map((own, i) =>
    seen && i === 0
      ? slice(own, [1], [seen.read])
      : slice(
          own,
          axes.map((axis) => follows(i, axis)),
          ranges,
        ),
  );
  return { fed, attrs: seen?.attrs ?? attrs };
}

function slice({ values, shape, dtype }: TensorValues, axes: Axes, ranges: Box): TensorValues {
  const [starts, length] = runs(shape, axes, ranges);
  const first = starts[0] as number;
  const one = starts.length === 1;
  const part = one
    ? values.subarray(first, first + length)
    : new (values.constructor as Float32ArrayConstructor)(starts.length * length);
  if (!one)
    starts.forEach((at, i) => {
      part.set(values.subarray(at, at + length), i * length);
    });
  const extents = shape.map((n, axis) => {
    const range = ranges[axes.indexOf(axis)];
    return range ? range[1] - range[0] : n;
  });
  return { dtype, shape: extents, values: part };
}

/** Writes a part of the result where it belongs. */
function place(part: TensorValues["values"], whole: TensorValues, axes: Axes, ranges: Box): void {
  const [starts, length] = runs(whole.shape, axes, ranges);
  starts.forEach((at, i) => {
    whole.values.set(part.subarray(i * length, (i + 1) * length), at);
  });
}

/** How long a part takes, in ms, by the pace of those before. */
const LONG = 16;
/** Multiply-adds in a ms of code that has not run yet. */
const COLD = 2e4;
/** How much faster than before a backend is taken to be after a part. */
const WARMER = 4;

/** How much work a backend gets through, by op, as it shows. */
export class Pace {
  readonly #rates = new Map<string, number>();

  #rate(op: string): number {
    return this.#rates.get(op) ?? COLD;
  }

  /** The work of a part. The `first` one of a node is small: another shape of the same op may take longer. */
  budget(op: string, first: boolean): number {
    return (this.#rate(op) * LONG) / (first ? 4 : 1);
  }

  learn(op: string, work: number, ms: number): void {
    const rate = this.#rate(op);
    // Little work tells of what a call costs, and clocks have grains.
    if (work > rate || ms > 1) this.#rates.set(op, Math.min(WARMER * rate, work / ms));
  }
}

/** The boxes of a cut, each as large as `budget` says when it is its turn: some rows, or some columns of a row. */
function* boxes({ shape, axes, work }: Cut, budget: (first: boolean) => number): Generator<Box> {
  const [rows, columns = 1] = axes.map((axis) => shape[axis] as number) as [number, number?];
  let first = true;
  const next = (from: number, count: number, one: number): number => {
    const most = Math.max(1, Math.floor(budget(first) / one));
    first = false;
    const left = count - from;
    return from + Math.ceil(left / Math.ceil(left / most));
  };
  for (let r = 0; r < rows; ) {
    let end = r + 1;
    if (budget(first) >= work / rows || axes.length < 2) {
      end = next(r, rows, work / rows);
      yield [
        [r, end],
        [0, columns],
      ];
    } else
      for (let c = 0; c < columns; ) {
        const to = next(c, columns, work / rows / columns);
        yield [
          [r, end],
          [c, to],
        ];
        c = to;
      }
    r = end;
  }
}

/** Has a backend compute a node. */
type Compute = (
  node: Node,
  operands: readonly Value[],
  results: readonly Value[],
  fed: readonly TensorValues[],
) => TensorValues[];

/** A node's result, a part at a time. */
export function* inParts(
  compute: Compute,
  { op }: Node,
  read: readonly TensorValues[],
  cut: Cut,
  pace: Pace,
): Steps<TensorValues> {
  let whole: TensorValues | undefined;
  for (const box of boxes(cut, (first) => pace.budget(op, first))) {
    if (whole) yield;
    const start = performance.now();
    const { fed, attrs } = partOf(cut, read, box);
    const graph = new Graph();
    const operands = fed.map(({ dtype, shape }) => {
      const types = [{ dtype: dtype as DType, shape }];
      return graph.add("Placeholder", [], {}, { types }).output;
    });
    const node = graph.add(op, operands, attrs);
    const [part] = compute(node, operands, node.outputs, fed) as [TensorValues];
    const { dtype, values } = part;
    whole ??= {
      dtype,
      shape: cut.shape,
      values: new (values.constructor as Float32ArrayConstructor)(sizeOf(cut.shape)),
    };
    place(values, whole, cut.axes, box);
    pace.learn(op, (cut.work / sizeOf(cut.shape)) * values.length, performance.now() - start);
  }
  return whole as TensorValues;
}
