/** Where joins and splits have their seams. */
import type { Node, Value } from "../graph/graph.ts";
import { axisOf, num, numbers } from "../graph/ops/rows.ts";

/** The axis of a join or split, counted from the front. */
export function alongOf({ op: name, inputs, outputs, attrs }: Node): number | undefined {
  const rank = (outputs[0] as Value).rank;
  if (name === "ConcatV2" || name === "SplitV") return axisOf(numbers(inputs.at(-1))?.[0], rank);
  if (name === "Split") return axisOf(numbers(inputs[0])?.[0], rank);
  if (name === "Pack") return axisOf(num(attrs, "axis", 0), rank);
  return name === "Unpack" ? axisOf(num(attrs, "axis", 0), rank + 1) : undefined;
}
/** Where parts begin along an axis; `undefined` where an extent is not known. */
export function beginnings(parts: readonly Value[], axis: number): number[] | undefined {
  let at = 0;
  const starts = parts.map((v) => {
    const start = at;
    at += v.shape?.[axis] ?? Number.NaN;
    return start;
  });
  return Number.isNaN(at) || at < 0 ? undefined : starts;
}
