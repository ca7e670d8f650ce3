/**
 * Large nodes in parts, so that a backend that computes in the page does not hold it up. A part is a box of the result, or the best of a slice.
 */
import { type Attrs, Graph, type Node, type Value } from "../../graph/graph.ts";
import { type DType, sizeOf } from "../../graph/types.ts";
import type { Steps } from "../../rewrite/steps.ts";
import type { TensorValues } from "../compare.ts";
import { type Box, copy, place, slice, valuesLike } from "./boxes.ts";
import { type Cut, cutOf } from "./cuts.ts";

export { cutOf };

/** What a part of the result is computed from: of each operand what it reads, and the node's attributes for that. */
function partOf(
  { axes, attrs, follows, window }: Cut,
  operands: readonly TensorValues[],
  box: Box,
): { fed: TensorValues[]; attrs: Attrs } {
  const seen = window?.(box);
  const fed = operands.map(
    (own, i) =>
      seen?.fed(own, i) ??
      slice(
        own,
        axes.map((axis) => follows(i, axis)),
        box,
      ),
  );
  return { fed, attrs: seen?.attrs ?? attrs };
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

/** The node once more, for other operands. */
function again(compute: Compute, op: string, attrs: Attrs, fed: readonly TensorValues[]): TensorValues[] {
  const graph = new Graph();
  const operands = fed.map(({ dtype, shape }) => {
    const types = [{ dtype: dtype as DType, shape }];
    return graph.add("Placeholder", [], {}, { types }).output;
  });
  const node = graph.add(op, operands, attrs);
  return compute(node, operands, node.outputs, fed);
}

/** A node's results, a part at a time. */
export function* inParts(
  compute: Compute,
  { op }: Node,
  read: readonly TensorValues[],
  cut: Cut,
  pace: Pace,
): Steps<TensorValues[]> {
  if (cut.best) return yield* bestOf(compute, op, read, cut, pace);
  let whole: TensorValues | undefined;
  for (const box of boxes(cut, (first) => pace.budget(op, first))) {
    if (whole) yield;
    const start = performance.now();
    const { fed, attrs } = partOf(cut, read, box);
    const [{ dtype, values }] = again(compute, op, attrs, fed) as [TensorValues];
    whole ??= { dtype, shape: cut.shape, values: valuesLike(values, sizeOf(cut.shape)) };
    place(values, whole, cut.axes, box);
    pace.learn(op, (cut.work / sizeOf(cut.shape)) * values.length, performance.now() - start);
  }
  return [whole as TensorValues];
}

/** The best elements along the last axis: of a slice and of the best so far, which come first, for the lower index is better. */
function* bestOf(
  compute: Compute,
  op: string,
  [x, k]: readonly TensorValues[],
  { attrs, shape, work, best = 0 }: Cut,
  pace: Pace,
): Steps<TensorValues[]> {
  const { values, dtype } = x as TensorValues;
  const size = shape.at(-1) as number;
  const rows = sizeOf(shape) / size;
  let kept: TensorValues[] | undefined;
  for (let from = 0; from < size; ) {
    if (kept) yield;
    const start = performance.now();
    // Slices stay small, for each element becomes an object there, and to collect those may take longer.
    const count = Math.max(best, Math.floor((pace.budget(op, true) * size) / work));
    const to = Math.min(size, from + count);
    const held = kept ? best : 0;
    const width = held + to - from;
    const joined = valuesLike(values, rows * width);
    for (let row = 0; row < rows; row++) {
      if (kept) copy((kept[0] as TensorValues).values, row * best, best, joined, row * width);
      copy(values, row * size + from, to - from, joined, row * width + held);
    }
    const extents = [...shape.slice(0, -1), width];
    const found = again(compute, op, attrs, [{ dtype, shape: extents, values: joined }, k as TensorValues]);
    const at = (found[1] as TensorValues).values;
    at.forEach((place, i) => {
      const before = kept?.[1]?.values[Math.floor(i / best) * best + place];
      at[i] = place < held ? (before as number) : place - held + from;
    });
    pace.learn(op, (work / size) * (to - from), performance.now() - start);
    [kept, from] = [found, to];
  }
  return kept as TensorValues[];
}
