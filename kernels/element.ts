/** Expressions applied element by element. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Lanes } from "../src/codegen/wasm/lanes.ts";
import { RENDERABLE, renderExpression } from "../src/codegen/wasm/render.ts";
import { type Expr, postOrder } from "../src/expr/expr.ts";

/** Why expressions can't be computed here, if they can't. */
export function unrenderable(...exprs: readonly Expr[]): string | undefined {
  const missing = postOrder(...exprs).find((e) => e.kind === "apply" && !RENDERABLE.has(e.fn));
  return missing?.kind === "apply" ? `there is no WebAssembly code for ${missing.fn}` : undefined;
}

/**
 * Evaluates expressions of one element, then stores all results, for a result may overwrite what another reads.
 * @param push pushes an argument; called at most once for each
 */
export function emitElement(
  lanes: Lanes,
  exprs: readonly Expr[],
  push: (argument: number) => void,
  store: (output: number, value: Local) => void,
): void {
  renderExpression(lanes, exprs, push);
  const results = exprs.map(() => lanes.keep()).reverse();
  results.forEach((value, o) => {
    store(o, value);
  });
  lanes.f.free(...results);
}
