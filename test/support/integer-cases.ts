/** Calls of the kernel for integers with operands in the four-byte elements that devices have, and what they compute. */
import { INTEGER_OPS, type IntegerAttrs } from "../../kernels/integer-ops.ts";
import type { KernelCall } from "../../kernels/webgpu/kernel.ts";
import type { DType, Shape, Values } from "../../src/graph/types.ts";
import { integerChain } from "./integer-reference.ts";

interface IntegerCase {
  readonly name: string;
  readonly call: KernelCall;
  readonly inputs: readonly (Float32Array | Int32Array)[];
  readonly expected: () => Values;
}
interface Operand {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly values: Float32Array | Int32Array;
}

const SHAPE: Shape = [2, 3, 5];
const whole = (shape: Shape, ...values: number[]): Operand => ({
  dtype: "int32",
  shape,
  values: Int32Array.from(values),
});
const n = whole(
  SHAPE,
  ...Array.from({ length: 30 }, (_, i) => [0, 1, -1, 7, -8, 9, 13, -21, 34, 1 << 20, -100][i % 11] as number),
);
const m = whole([3, 1], 3, -7, 2);
const bit = (operand: Operand): Operand => ({ ...operand, dtype: "bool", values: operand.values.map((v) => v & 1) });
const x: Operand = {
  dtype: "float32",
  shape: SHAPE,
  values: Float32Array.from({ length: 30 }, (_, i) => (i - 14) * 0.7),
};
const y: Operand = { dtype: "float32", shape: [5], values: Float32Array.of(0, -2.1, 3.5, 0.7, Number.NaN) };

function integerCase(
  fn: string,
  operands: readonly Operand[],
  dtype: DType,
  next: NonNullable<IntegerAttrs["next"]> = [],
): IntegerCase {
  const attrs: IntegerAttrs = { fn, next };
  const expected = (): Values => integerChain(attrs, operands, dtype, SHAPE);
  return {
    name: `integer ${[fn, ...next.map((one) => one.fn)].join(", ")} of ${operands.map((o) => o.dtype).join(" and ")}`,
    call: { op: "integer", attrs, inputs: operands, outputs: [{ dtype, shape: SHAPE }] } as unknown as KernelCall,
    inputs: operands.map((o) => o.values),
    expected,
  };
}

const UNARY = /^(Square|Neg|Abs|Sign)$/;
const COMPARISON = /Equal|Less|Greater/;

export const INTEGER_CASES: readonly IntegerCase[] = [
  ...INTEGER_OPS.filter((fn) => fn !== "Select" && fn !== "Cast").map((fn) => {
    if (fn.startsWith("Logical")) return integerCase(fn, fn === "LogicalNot" ? [bit(n)] : [bit(n), bit(m)], "bool");
    return integerCase(fn, UNARY.test(fn) ? [n] : [n, m], COMPARISON.test(fn) ? "bool" : "int32");
  }),
  integerCase("Mul", [n, n], "int32"),
  integerCase("Less", [x, y], "bool"),
  integerCase("Equal", [bit(n), bit(m)], "bool"),
  integerCase("Select", [bit(n), n, m], "int32"),
  integerCase("Select", [bit(m), x, x], "float32"),
  integerCase("Cast", [x], "int32"),
  integerCase("Cast", [n], "float32"),
  integerCase("Cast", [bit(n)], "int32"),
  integerCase("Less", [n, m, x, x], "float32", [{ fn: "Select", of: "bool", more: 2 }]),
  integerCase("FloorDiv", [n, m, n], "float32", [
    { fn: "Neg", of: "int32", more: 0 },
    { fn: "Sub", of: "int32", more: 1 },
    { fn: "Cast", of: "int32", more: 0 },
  ]),
];
