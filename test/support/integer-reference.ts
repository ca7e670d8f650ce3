/** What pointwise ops of integers and truth values compute, in JavaScript's numbers. */
import type { IntegerAttrs } from "../../kernels/integer-ops.ts";
import { broadcastStrides } from "../../src/graph/ops/rows.ts";
import { type ConstantTensor, type DType, type Shape, sizeOf, type Values } from "../../src/graph/types.ts";

const MEANING: Readonly<Record<string, (a: number, b: number, c: number) => number | boolean>> = {
  AddV2: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: Math.imul,
  RealDiv: (a, b) => Math.floor(a / b),
  FloorDiv: (a, b) => Math.floor(a / b),
  FloorMod: (a, b) => ((a % b) + b) % b,
  Maximum: (a, b) => Math.max(a, b),
  Minimum: (a, b) => Math.min(a, b),
  Square: (a) => Math.imul(a, a),
  Neg: (a) => -a,
  Abs: Math.abs,
  Sign: Math.sign,
  Equal: (a, b) => a === b,
  NotEqual: (a, b) => a !== b,
  Less: (a, b) => a < b,
  LessEqual: (a, b) => a <= b,
  Greater: (a, b) => a > b,
  GreaterEqual: (a, b) => a >= b,
  LogicalAnd: (a, b) => a && b,
  LogicalOr: (a, b) => a || b,
  LogicalNot: (a) => !a,
  Select: (c, a, b) => (c ? a : b),
};

/** Ops of which each takes what the one before gives, then operands of its own. */
export function integerChain(
  { fn, next = [] }: IntegerAttrs,
  inputs: readonly Pick<ConstantTensor, "shape" | "values">[],
  dtype: DType,
  shape: Shape,
): Values {
  let end = inputs.length - next.reduce((sum, { more }) => sum + more, 0);
  let values = integerOp(fn, inputs.slice(0, end), next[0]?.of ?? dtype, shape);
  for (const [i, one] of next.entries()) {
    const own = inputs.slice(end, end + one.more);
    end += one.more;
    values = integerOp(one.fn, [{ shape, values }, ...own], next[i + 1]?.of ?? dtype, shape);
  }
  return values;
}

/** An op on operands that broadcast to `shape`. */
function integerOp(
  fn: string,
  inputs: readonly Pick<ConstantTensor, "shape" | "values">[],
  dtype: DType,
  shape: Shape,
): Values {
  const cast = (x: number): number => (dtype === "int32" ? Math.trunc(x) : dtype === "bool" ? Number(x !== 0) : x);
  const f = fn === "Cast" ? cast : MEANING[fn];
  if (!f) throw new Error(`${fn} is not known`);
  const values = Array.from({ length: sizeOf(shape) }, (_, i) => {
    const args = inputs.map((t) => {
      const strides = broadcastStrides(t.shape, shape);
      let [at, rest] = [0, i];
      for (let d = shape.length - 1; d >= 0; d--) {
        at += (rest % (shape[d] as number)) * (strides[d] as number);
        rest = Math.floor(rest / (shape[d] as number));
      }
      return t.values[at] as number;
    });
    return Number(f(...(args as [number, number, number])));
  });
  return { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[dtype as "float32"].from(values);
}
