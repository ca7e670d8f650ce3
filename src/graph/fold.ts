/** Constant folding: what a node computes when its operands, or the facts it asks for, are constant. */
import { compile } from "../expr/evaluate.ts";
import type { Node } from "./graph.ts";
import { filled, walk } from "./ops/moves.ts";
import { broadcastStrides } from "./ops/rows.ts";
import { rowOf } from "./ops.ts";
import { scalarOf } from "./scalar.ts";
import { ConstantTensor, isStatic, sizeOf, type TensorType } from "./types.ts";

/** Results beyond this stay computed: a folded constant is stored, uploaded and kept. */
const MOST_BYTES = 16 << 20;
/** Results this small are folded however much larger than their operands they are. */
const SMALL_BYTES = 64 << 10;
/** Beyond this growth a result that is not small stays computed. */
const MOST_GROWTH = 4;

const MOST_INTEGER = 2 ** 31 - 1;

/** Ops that ask only for their operand's type, which may be known where its value is not. */
const TYPE_ONLY: ReadonlySet<string> = new Set(["Shape", "ShapeN", "Size", "Rank", "ZerosLike", "OnesLike"]);

/** Integer arithmetic as tfjs does it: in float64, stored as int32. */
const INTEGER: Readonly<Record<string, (a: number, b: number, c: number) => number>> = {
  AddV2: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  RealDiv: (a, b) => Math.floor(a / b),
  FloorDiv: (a, b) => Math.floor(a / b),
  FloorMod: (a, b) => (a * b >= 0 ? a % b : ((a % b) + b) % b),
  // The third operand is not there: passed on, it would make NaN.
  Maximum: (a, b) => Math.max(a, b),
  Minimum: (a, b) => Math.min(a, b),
  SquaredDifference: (a, b) => (a - b) ** 2,
  Neg: (a) => -a,
  Abs: Math.abs,
  Sign: Math.sign,
  Square: (a) => a * a,
  Identity: (a) => a,
  Cast: Math.trunc,
  Equal: (a, b) => Number(a === b),
  NotEqual: (a, b) => Number(a !== b),
  Less: (a, b) => Number(a < b),
  LessEqual: (a, b) => Number(a <= b),
  Greater: (a, b) => Number(a > b),
  GreaterEqual: (a, b) => Number(a >= b),
  Select: (a, b, c) => (a ? b : c),
};

/**
 * The node's outputs as constants, or `undefined` when they are not constant, would be too large, or the op is impure.
 * Folds pointwise ops through their scalar meaning, integer arithmetic, shape questions and data movement.
 */
export function foldNode(node: Node): ConstantTensor[] | undefined {
  const row = rowOf(node.op);
  if (!row || row.impure || node.op === "Const" || node.control.length > 0) return undefined;
  const inputs: ConstantTensor[] = [];
  for (const { constant, type } of node.inputs) {
    if (constant) inputs.push(constant);
    else if (type && TYPE_ONLY.has(node.op) && isStatic(type.shape)) inputs.push(typeOnly(type));
    else return undefined;
  }
  const types = node.outputs.map((v) => v.type);
  if (!types.every((t): t is TensorType => t !== undefined && isStatic(t.shape)) || tooLarge(types, inputs))
    return undefined;
  if (row.fold) return [...row.fold(inputs, node.attrs)];
  const value = pointwise(node, inputs, types[0] as TensorType);
  return value && [value];
}

const typeOnly = ({ dtype, shape }: TensorType): ConstantTensor =>
  new ConstantTensor(dtype, shape, () => {
    throw new Error("only the type of this operand is constant");
  });

function tooLarge(results: readonly TensorType[], inputs: readonly TensorType[]): boolean {
  const bytes = (types: readonly TensorType[]): number =>
    types.reduce((sum, { dtype, shape }) => sum + sizeOf(shape) * (dtype === "bool" ? 1 : 4), 0);
  const size = bytes(results);
  return size > MOST_BYTES || (size > SMALL_BYTES && size > MOST_GROWTH * bytes(inputs));
}

function pointwise(node: Node, inputs: readonly ConstantTensor[], type: TensorType): ConstantTensor | undefined {
  const expr = scalarOf(node);
  // Rounded once, at the end, as the cpu backend does.
  const compiled = expr && compile(expr, (x) => x);
  const integer = inputs.every((c) => c.dtype !== "float32") || node.op === "Cast" ? INTEGER[node.op] : undefined;
  if (!compiled && !integer) return undefined;
  const result = filled(type, (out) => {
    const args = new Array<number>(inputs.length).fill(0);
    const sources = inputs.map((c) => {
      const from = new Int32Array(out.length);
      walk(type.shape, broadcastStrides(c.shape, type.shape), 0, (i, f) => {
        from[i] = f;
      });
      return { from, values: c.values };
    });
    for (let i = 0; i < out.length; i++) {
      sources.forEach(({ from, values }, j) => {
        args[j] = values[from[i] as number] as number;
      });
      const [a, b, c] = args as [number, number, number];
      const value = Number(compiled ? compiled(args) : integer?.(a, b, c));
      if (type.dtype === "int32" && !(Math.abs(value) <= MOST_INTEGER)) throw new Error(`${node.op} overflows`);
      out[i] = value;
    }
  });
  try {
    void result.values;
  } catch {
    // Division by zero and overflow: backends differ, so the node stays.
    return undefined;
  }
  return result;
}
