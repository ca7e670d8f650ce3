/** Products whose rows of A lie in several matrices beside each other: a concatenation that is never stored. */

import { sameShape } from "../../src/graph/types.ts";
import type { KernelCall, Word } from "../kernel.ts";
import { partName } from "./gemm.ts";

/**
 * Steps of the reduction in each part of a call that says `parts: n`: A is input 0 and, after B, inputs 2 to n, one behind the other
 * along their last axis. `undefined` where A is one matrix, a sentence where the parts do not fit.
 */
export function partsOf({ attrs, inputs }: KernelCall): readonly number[] | undefined | string {
  const { parts } = attrs as { parts?: number };
  if (parts === undefined) return undefined;
  const all = [inputs[0], ...inputs.slice(2, parts + 1)];
  const lead = inputs[0]?.shape.slice(0, -1) ?? [];
  if (all.length !== parts || !all.every((t) => t?.dtype === "float32" && sameShape(t.shape.slice(0, -1), lead)))
    return "its parts do not fit";
  return all.map((t) => t?.shape.at(-1) as number);
}

/** Steps of the whole reduction. */
export const sumOfParts = (parts: readonly number[]): number => parts.reduce((sum, run) => sum + run, 0);

/** The words of the parts. */
export const partWords = (parts: readonly number[]): Record<string, Word> =>
  Object.fromEntries(
    parts.flatMap((run, i): [string, Word][] => [
      [partName("a", i), { input: i === 0 ? 0 : i + 1 }],
      [partName("rowStride", i), 4 * run],
      [partName("run", i), run],
    ]),
  );
