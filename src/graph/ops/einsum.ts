/** Einsum equations of one or two operands. */
import type { Shape } from "../types.ts";

export interface Equation {
  /** Labels of each operand, and of the result. */
  readonly operands: readonly string[];
  readonly result: string;
  /** Extents by label. */
  readonly extents: ReadonlyMap<string, number>;
}

/** An equation over operands of these shapes; `undefined` where it has ellipses, repeats a label or does not fit. */
export function parseEinsum(equation: unknown, shapes: readonly Shape[]): Equation | undefined {
  const [left, result = "", more] = String(equation).replace(/\s/g, "").split("->");
  const operands = (left ?? "").split(",");
  if (more !== undefined || operands.length !== shapes.length) return undefined;
  const extents = new Map<string, number>();
  for (const [i, labels] of operands.entries()) {
    if (!isLabels(labels) || labels.length !== shapes[i]?.length) return undefined;
    for (const [axis, label] of [...labels].entries()) {
      const d = shapes[i]?.[axis] as number;
      if ((extents.get(label) ?? d) !== d) return undefined;
      extents.set(label, d);
    }
  }
  const known = isLabels(result) && [...result].every((label) => extents.has(label));
  return known ? { operands, result, extents } : undefined;
}

const isLabels = (text: string): boolean => /^[a-zA-Z]*$/.test(text) && new Set(text).size === text.length;
