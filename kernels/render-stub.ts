/** Stand-in for the wasm renderer until it exists. */
import type { Lanes } from "../src/codegen/wasm/lanes.ts";
import type { Expr } from "../src/expr/expr.ts";

export function renderExpression(lanes: Lanes, e: Expr, push: (index: number) => void): void {
  if (e.kind === "argument") push(e.index);
  else if (e.kind === "constant") lanes.constant(e.value);
  else {
    for (const a of e.args) renderExpression(lanes, a, push);
    const op = e.fn as "add" | "sub" | "mul" | "div" | "min" | "max" | "neg" | "abs" | "sqrt";
    if (op === "min" && e.args[1]?.kind === "constant") lanes.pmin();
    else if (op === "max" && e.args[1]?.kind === "constant") lanes.pmax();
    else lanes[op]();
  }
}
