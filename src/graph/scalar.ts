/** Scalar meanings of nodes: the op table's, where a node's dtypes allow them. */
import { apply, argument, type Expr } from "../expr/expr.ts";
import { FUNCTIONS, type ScalarType } from "../expr/functions.ts";
import type { Node } from "./graph.ts";
import { rowOf } from "./ops.ts";
import type { DType } from "./types.ts";

/** Operands that a meaning takes as masks; it takes all others as numbers. */
const MASKS: Readonly<Record<string, readonly number[]>> = {
  LogicalAnd: [0, 1],
  LogicalOr: [0, 1],
  LogicalNot: [0],
  Select: [0],
};

/** Whether an expression is a number or a mask; an argument is a number. */
const scalarType = (e: Expr): ScalarType => (e.kind === "apply" ? FUNCTIONS[e.fn].result : "float");

/** The expression for element `index` of a kernel's arguments, loaded as a number: a mask where the tensor is bool. */
const loaded = (index: number, dtype: DType | undefined): Expr =>
  dtype === "bool" ? apply("notEqual", argument(index), 0) : argument(index);

/**
 * What a node computes for one element, or `undefined` where its op has no scalar meaning or its dtypes are not those
 * that a meaning holds for: float32 arithmetic, bool logic, and casts from int32 to float32. Integer arithmetic wraps and
 * truncates, so float rules must not touch it.
 *
 * @param args one expression an operand: numbers for float32 operands, masks for bool ones, and for an int32 operand of a
 *   cast the number as float32. Left out: argument `i` loaded from memory.
 * @returns a number where the output is float32, a mask where it is bool.
 */
export function scalarOf(
  node: Node,
  args: readonly Expr[] = node.inputs.map((v, i) => loaded(i, v.type?.dtype)),
): Expr | undefined {
  const scalar = rowOf(node.op)?.scalar;
  const result = node.output.type?.dtype;
  if (!scalar || (result !== "float32" && result !== "bool")) return undefined;
  // These two pass on whatever they are given.
  const plain = node.op === "Identity" || node.op === "Cast";
  const operands: Expr[] = [];
  for (const [i, value] of node.inputs.entries()) {
    const arg = args[i] as Expr;
    const dtype = value.type?.dtype;
    const wantsMask = MASKS[node.op]?.includes(i) ?? false;
    if (dtype === "bool") operands.push(wantsMask || plain ? arg : apply("select", arg, 1, 0));
    else if (!wantsMask && (dtype === "float32" || (node.op === "Cast" && dtype === "int32"))) operands.push(arg);
    else return undefined;
  }
  const attrs = node.op === "Cast" ? { ...node.attrs, SrcT: node.input(0).type?.dtype } : node.attrs;
  const expr = scalar(operands, attrs);
  return plain || (scalarType(expr) === "mask") === (result === "bool") ? expr : undefined;
}
