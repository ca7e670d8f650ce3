/** The op table: one row per op that rewriting knows. Ops outside it stay opaque nodes that nothing rewrites. */
import type { OpRow } from "./op-row.ts";
import { ANCHORS } from "./ops/anchors.ts";
import { CREATION } from "./ops/creation.ts";
import { MOVEMENT } from "./ops/movement.ts";
import { NORMS } from "./ops/norms.ts";
import { POINTWISE } from "./ops/pointwise.ts";
import { REDUCE } from "./ops/reduce.ts";

export const OPS = {
  ...POINTWISE,
  ...ANCHORS,
  ...REDUCE,
  ...NORMS,
  ...MOVEMENT,
  ...CREATION,
} as const satisfies Record<string, OpRow>;

export type OpName = keyof typeof OPS;

/** The row of an op, or `undefined` for an op that is opaque to us. */
export function rowOf(op: string): OpRow | undefined {
  return Object.hasOwn(OPS, op) ? (OPS as Record<string, OpRow>)[op] : undefined;
}
