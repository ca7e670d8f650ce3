/** Slice arithmetic: what `Slice` and `StridedSlice` read, axis by axis. */
import type { Attrs } from "../graph.ts";
import type { Shape } from "../types.ts";
import { num } from "./rows.ts";

/** The shape of a `Slice`; a size of -1 means up to the end. Unknown without constant sizes. */
export function sliceShape(
  shape: Shape,
  begin: readonly number[] | undefined,
  size: readonly number[] | undefined,
): Shape | undefined {
  return (
    size &&
    shape.map((d, i) => {
      const n = size[i] ?? -1;
      if (n >= 0) return n;
      const b = begin ? (begin[i] ?? 0) : -1;
      return d < 0 || b < 0 ? -1 : d - b;
    })
  );
}

/** What a `StridedSlice` reads: per axis of its operand where it starts, its step and how many elements it takes. */
export interface StridedRead {
  readonly begin: readonly number[];
  readonly step: readonly number[];
  /** Extents along the operand's axes; -1 where not known. */
  readonly count: readonly number[];
  /** The shape of the result, after axes are dropped and added. */
  readonly shape: Shape;
  /** Per axis of the result, the operand's axis; -1 for a new one. */
  readonly axes: readonly number[];
}

/** Resolves a `StridedSlice`'s masks. `undefined` when its operands are not constant. */
export function stridedSlice(
  shape: Shape,
  begin: readonly number[] | undefined,
  end: readonly number[] | undefined,
  strides: readonly number[] | undefined,
  attrs: Attrs,
): StridedRead | undefined {
  if (!begin || !end || !strides) return undefined;
  const mask = (name: string): ((i: number) => boolean) => {
    const bits = num(attrs, name, 0);
    return (i) => ((bits >> i) & 1) === 1;
  };
  const [beginMask, endMask, ellipsis] = [mask("begin_mask"), mask("end_mask"), mask("ellipsis_mask")];
  const [newAxis, shrink] = [mask("new_axis_mask"), mask("shrink_axis_mask")];
  const spec = begin.map((_, i) => i);
  const dots = spec.find(ellipsis) ?? begin.length;
  const consumed = spec.filter((i) => i !== dots && !newAxis(i)).length;
  const read = {
    begin: [] as number[],
    step: [] as number[],
    count: [] as number[],
    shape: [] as number[],
    axes: [] as number[],
  };
  const whole = (): void => {
    const d = shape[read.begin.length] as number;
    read.axes.push(read.begin.length);
    read.begin.push(0);
    read.step.push(1);
    read.count.push(d);
    read.shape.push(d);
  };
  for (const i of [...spec, ...(dots === begin.length ? [dots] : [])]) {
    if (i === dots) for (let n = shape.length - consumed; n > 0; n--) whole();
    else if (newAxis(i)) {
      read.shape.push(1);
      read.axes.push(-1);
    } else {
      const axis = axisRead(
        shape[read.begin.length] as number,
        begin[i] as number,
        end[i] as number,
        strides[i] as number,
        {
          fromStart: beginMask(i),
          toEnd: endMask(i),
          single: shrink(i),
        },
      );
      if (!shrink(i)) {
        read.shape.push(axis.count);
        read.axes.push(read.begin.length);
      }
      read.begin.push(axis.begin);
      read.step.push(axis.step);
      read.count.push(axis.count);
    }
  }
  return read;
}

interface AxisMasks {
  readonly fromStart: boolean;
  readonly toEnd: boolean;
  readonly single: boolean;
}

function axisRead(
  d: number,
  begin: number,
  end: number,
  step: number,
  masks: AxisMasks,
): { begin: number; step: number; count: number } {
  if (masks.single) return { begin: begin < 0 ? begin + Math.max(d, 0) : begin, step: 1, count: 1 };
  if (d < 0) {
    const all = masks.fromStart && masks.toEnd && step === 1;
    return { begin: all ? 0 : begin, step, count: -1 };
  }
  const [low, high] = step > 0 ? [0, d] : [-1, d - 1];
  const clamp = (x: number): number => Math.min(Math.max(x < 0 ? x + d : x, low), high);
  const from = masks.fromStart ? (step > 0 ? low : high) : clamp(begin);
  const to = masks.toEnd ? (step > 0 ? high : low) : clamp(end);
  return { begin: from, step, count: Math.max(0, Math.ceil((to - from) / step)) };
}
