/** The JavaScript renderer: the oracle that other renderers are tested against, and the constant folder. */
import { type Expr, postOrder } from "./expr.ts";
import { FUNCTIONS } from "./functions.ts";

/**
 * Compiles an expression to a function of its arguments.
 * @param round applied after every step: `Math.fround` gives float32 arithmetic, the identity float64.
 */
export function compile(root: Expr, round: (x: number) => number = Math.fround): (args: ArrayLike<number>) => number {
  const order = postOrder(root);
  const slot = new Map(order.map((e, i) => [e, i]));
  const values: (number | boolean)[] = new Array(order.length);
  const steps = order.map((e, i): ((args: ArrayLike<number>) => void) => {
    if (e.kind === "constant") {
      return () => {
        values[i] = e.value;
      };
    }
    if (e.kind === "argument") {
      return (args) => {
        values[i] = args[e.index] as number;
      };
    }
    const meaning = FUNCTIONS[e.fn].meaning as (...v: (number | boolean)[]) => number | boolean;
    const operands = e.args.map((a) => slot.get(a) as number);
    return () => {
      const result = meaning(...operands.map((o) => values[o] as number | boolean));
      values[i] = typeof result === "number" ? round(result) : result;
    };
  });
  return (args) => {
    for (const step of steps) step(args);
    return values[order.length - 1] as number;
  };
}
