/** Pointwise ops of integers and truth values: which there are, and what they take and give, on every backend. */
import type { DType } from "../src/graph/types.ts";

export interface IntegerAttrs {
  /** TensorFlow's op. */
  readonly fn: string;
}

const ARITHMETIC = [
  "AddV2",
  "Sub",
  "Mul",
  "RealDiv",
  "FloorDiv",
  "FloorMod",
  "Maximum",
  "Minimum",
  "Square",
  "Neg",
  "Abs",
  "Sign",
] as const;
const LOGIC = ["LogicalAnd", "LogicalOr", "LogicalNot"] as const;
const COMPARISONS = ["Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual"] as const;
const OTHERS = ["Select", "Cast"] as const;

export type ArithmeticOp = (typeof ARITHMETIC)[number];
export type LogicOp = (typeof LOGIC)[number];
export type ComparisonOp = (typeof COMPARISONS)[number];
export type IntegerOp = ArithmeticOp | LogicOp | ComparisonOp | (typeof OTHERS)[number];

/** The ops that the kernels know, for some dtypes. */
export const INTEGER_OPS: readonly IntegerOp[] = [...ARITHMETIC, ...LOGIC, ...COMPARISONS, ...OTHERS];

const among = <Op extends string>(ops: readonly Op[], fn: string): fn is Op => (ops as readonly string[]).includes(fn);

/** The op, where it is known for operands and a result of these dtypes. */
export function integerOp(fn: string, from: readonly DType[], to: DType): IntegerOp | undefined {
  const all = (dtype: DType): boolean => from.every((d) => d === dtype);
  const allowed =
    fn === "Cast"
      ? // To bool tensors, stock keeps the lowest byte of a number: that is left to it.
        to !== "bool" && !(from[0] === "float32" && to === "float32")
      : fn === "Select"
        ? from[0] === "bool" && from[1] === to && from[2] === to
        : among(COMPARISONS, fn)
          ? to === "bool" && (all("float32") || all("int32") || all("bool"))
          : among(LOGIC, fn)
            ? all("bool") && to === "bool"
            : all("int32") && to === "int32";
  return allowed && among(INTEGER_OPS, fn) ? fn : undefined;
}

/** Why there is no kernel, for people to read. */
export const unknownOp = (fn: string, from: readonly DType[]): string => `${fn} of ${from.join(" and ")} has no kernel`;
