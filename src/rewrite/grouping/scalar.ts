/** From pointwise nodes to scalar expressions, and how operands relate to what a kernel writes. */
import { argument, constant, type Expr } from "../../expr/expr.ts";
import type { Attrs, Node, Value } from "../../graph/graph.ts";
import { rowOf } from "../../graph/ops.ts";
import { scalarOf } from "../../graph/scalar.ts";
import { isStatic, type Shape, sameElements, sizeOf } from "../../graph/types.ts";
import type { OperandKind } from "./rule.ts";

/** Larger constants are not searched for equal elements. */
const SPLAT_LIMIT = 1 << 14;

/** Whether a node computes one element from one element of each operand. */
export const isPointwise = (node: Node): boolean => scalarOf(node) !== undefined;

/** The number that a constant of equal elements stands for, where the expression can hold it instead of reading it. */
export function literalOf({ constant: c }: Value): number | undefined {
  return c && c.dtype !== "string" && c.dtype !== "bool" && sizeOf(c.shape) <= SPLAT_LIMIT ? c.splat : undefined;
}

/** How a value is read by a kernel that writes `out`; `undefined` when epilogues can't read it so. */
export function operandKind(value: Value, out: Shape): OperandKind | undefined {
  if (literalOf(value) !== undefined) return "literal";
  const { shape } = value;
  if (!shape || !isStatic(shape)) return undefined;
  const size = sizeOf(shape);
  if (size === 1) return "scalar";
  if (size === out.at(-1) && shape.at(-1) === size) return "channel";
  return sameElements(shape, out) ? "full" : undefined;
}

export interface Composed {
  readonly exprs: readonly Expr[];
  /** The values that arguments `first`, `first + 1`, … read. */
  readonly operands: readonly Value[];
}

/**
 * The expressions of `outs`: nodes `inside` are computed, `known` values stand as given, constants of equal elements become
 * literals, any other value becomes an argument. `operands` are those that `known` expressions read already.
 */
export function compose(
  outs: readonly Value[],
  inside: ReadonlySet<Node>,
  known: ReadonlyMap<Value, Expr>,
  first: number,
  operands: readonly Value[] = [],
): Composed {
  const done = new Map(known);
  const read = [...operands];
  const visit = (value: Value): Expr => {
    const before = done.get(value);
    if (before) return before;
    const { node } = value;
    let e: Expr;
    if (inside.has(node)) e = meaning(node, node.inputs.map(visit));
    else {
      const literal = literalOf(value);
      if (literal !== undefined) e = constant(literal);
      else {
        let i = read.indexOf(value);
        if (i < 0) i = read.push(value) - 1;
        e = argument(first + i);
      }
    }
    done.set(value, e);
    return e;
  };
  return { exprs: outs.map(visit), operands: read };
}

/** A node's meaning on expressions. Throws when it has none. */
function meaning(node: Node, args: readonly Expr[]): Expr {
  const e = scalarOf(node, args);
  if (!e) throw new Error(`${node.op} "${node.name}" is not pointwise`);
  return e;
}

/** An op's meaning on numbers, where there is no node: the activations of fused ops. Throws when it has none. */
export function applyOp(op: string, args: readonly Expr[], attrs: Attrs): Expr {
  const scalar = rowOf(op)?.scalar;
  if (!scalar) throw new Error(`${op} is not pointwise`);
  return scalar(args, attrs);
}
