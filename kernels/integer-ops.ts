/** Pointwise ops of integers and truth values: which there are, and what they take and give, on every backend. */
import type { DType } from "../src/graph/types.ts";

export interface IntegerAttrs {
  /** TensorFlow's op. */
  readonly fn: string;
  /** Ops that follow. The first operand of each is what the one before gives, of dtype `of`; then it takes so many `more`. */
  readonly next?: readonly { readonly fn: string; readonly of: DType; readonly more: number }[];
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
function integerOp(fn: string, from: readonly DType[], to: DType): IntegerOp | undefined {
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

/** One op of a call, with the dtypes of its operands and of its result. */
interface IntegerStep {
  readonly fn: IntegerOp;
  readonly types: readonly DType[];
  readonly to: DType;
}

/** The ops of a call in order, or why there is no kernel for one of them. */
export function integerSteps(
  { fn, next = [] }: IntegerAttrs,
  types: readonly DType[],
  to: DType,
): IntegerStep[] | string {
  const more = next.reduce((sum, one) => sum + one.more, 0);
  const rest = types.slice(types.length - more);
  const steps: IntegerStep[] = [];
  let own = types.slice(0, types.length - more);
  for (let i = 0, name = fn; ; i++) {
    const after = next[i];
    const known = integerOp(name, own, after?.of ?? to);
    if (!known) return unknownOp(name, own);
    steps.push({ fn: known, types: own, to: after?.of ?? to });
    if (!after) return steps;
    name = after.fn;
    own = [after.of, ...rest.splice(0, after.more)];
  }
}

/** Why there is no kernel, for people to read. */
const unknownOp = (fn: string, from: readonly DType[]): string => `${fn} of ${from.join(" and ")} has no kernel`;
