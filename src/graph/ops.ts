/** The op table: one row per op that rewriting knows. Ops outside it stay opaque nodes that nothing rewrites. */
import type { OpRow } from "./op-row.ts";

export const OPS = {
  Const: { inputs: [], infer: () => [] },
  Placeholder: { inputs: [], infer: () => [undefined] },
} as const satisfies Record<string, OpRow>;

export type OpName = keyof typeof OPS;

/** The row of an op, or `undefined` for an op that is opaque to us. */
export function rowOf(op: string): OpRow | undefined {
  return (OPS as Record<string, OpRow>)[op];
}
