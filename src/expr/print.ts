/** Expressions as people write them: infix, with names for operands and for what is used more than once. */
import { type Expr, postOrder } from "./expr.ts";
import type { FunctionName } from "./functions.ts";

/** Functions that have a sign of their own, with how tightly it binds. */
const SIGNS: Partial<Record<FunctionName, readonly [sign: string, level: number]>> = {
  or: ["or", 1],
  and: ["and", 2],
  less: ["<", 3],
  lessEqual: ["≤", 3],
  equal: ["=", 3],
  notEqual: ["≠", 3],
  add: ["+", 4],
  sub: ["−", 4],
  mul: ["·", 5],
  div: ["/", 5],
};
/** Of what never needs brackets. */
const TIGHT = 7;

interface Text {
  readonly text: string;
  readonly level: number;
}

/**
 * Lines of text for expressions: first what several places share (`t1 = …`), then each expression, named in `results`.
 * @param operand names an argument
 */
export function printExpressions(
  roots: readonly Expr[],
  operand: (index: number) => string,
  results: readonly string[],
): string[] {
  const uses = new Map<Expr, number>();
  for (const e of postOrder(...roots))
    if (e.kind === "apply") for (const arg of e.args) uses.set(arg, (uses.get(arg) ?? 0) + 1);
  const texts = new Map<Expr, Text>();
  const lines: string[] = [];
  for (const e of postOrder(...roots)) {
    const made = textOf(e, (arg) => texts.get(arg) as Text, operand);
    const shared = e.kind === "apply" && (uses.get(e) ?? 0) > 1;
    if (!shared) {
      texts.set(e, made);
      continue;
    }
    const name = `t${lines.length + 1}`;
    lines.push(`${name} = ${made.text}`);
    texts.set(e, { text: name, level: TIGHT });
  }
  roots.forEach((root, i) => {
    lines.push(`${results[i]} = ${texts.get(root)?.text}`);
  });
  return lines;
}

function textOf(e: Expr, of: (e: Expr) => Text, operand: (index: number) => string): Text {
  if (e.kind === "argument") return { text: operand(e.index), level: TIGHT };
  if (e.kind === "constant") {
    const text = String(Number(e.value.toPrecision(6))).replace("-", "−");
    return { text, level: e.value < 0 ? 5 : TIGHT };
  }
  const args = e.args.map(of);
  const sign = SIGNS[e.fn];
  if (sign) {
    const [symbol, level] = sign;
    const [a, b] = args as [Text, Text];
    // The right side of a difference or quotient must bind tighter than the sign itself.
    return { text: `${bracket(a, level)} ${symbol} ${bracket(b, level + 1)}`, level };
  }
  if (e.fn === "neg") return { text: `−${bracket(args[0] as Text, 6)}`, level: 6 };
  if (e.fn === "not") return { text: `not ${bracket(args[0] as Text, 6)}`, level: 6 };
  return { text: `${e.fn}(${args.map((a) => a.text).join(", ")})`, level: TIGHT };
}

const bracket = ({ text, level }: Text, least: number): string => (level < least ? `(${text})` : text);
