/** What the op table says of one op. */
import type { Expr } from "../expr/expr.ts";
import type { Attrs } from "./graph.ts";
import type { ConstantTensor, TensorType } from "./types.ts";

/** An operand as shape inference sees it: its type, and its value when it is constant. */
export interface OperandInfo extends TensorType {
  readonly constant: ConstantTensor | undefined;
}

/** Writes a node of a TensorFlow op; its operands are what earlier calls gave, and constants. */
export type Emit<T> = (op: string, inputs: readonly (T | ConstantTensor)[], attrs?: Attrs) => T;

export interface OpRow {
  /** Names of the operands; a last name that starts with `...` stands for any number of them. */
  readonly inputs: readonly string[];
  /** The ranks that the op asks of operands, by name: one, or several. tfjs does not check them all, and reads on regardless. */
  readonly ranks?: Readonly<Record<string, number | readonly number[]>>;
  /**
   * The op's scalar meaning, for pointwise ops: an expression over its operands' elements. It holds for float32 arithmetic
   * and bool logic only, never for integers: read it through `scalarOf` in `scalar.ts`, which checks dtypes and turns bool
   * operands into masks. An op whose output is bool has a mask for its meaning.
   */
  readonly scalar?: (args: readonly Expr[], attrs: Attrs) => Expr;
  /** Swapping the two operands changes nothing. */
  readonly commutative?: true;
  /** Stateful, random or otherwise not a function of its operands: never folded, merged or moved. */
  readonly impure?: true;
  /** An op of ours that TensorFlow does not have; export writes its scalar meaning, or `expand`, in TensorFlow's ops. */
  readonly internal?: true;
  /** For internal ops that are not pointwise: writes TensorFlow's ops that compute the output; the last one gives it. */
  readonly expand?: <T>(emit: Emit<T>, inputs: readonly T[], attrs: Attrs, types: readonly TensorType[]) => T;
  /** How many outputs there are where operand types are not known; 1 when left out. */
  readonly outputs?: (operands: number, attrs: Attrs) => number;
  /** Output types from operand types; called only when every operand's type is known. `undefined` where they depend on values. */
  readonly infer: (inputs: readonly OperandInfo[], attrs: Attrs) => readonly (TensorType | undefined)[];
  /** The outputs when every operand is constant; pointwise float ops need none, their scalar meaning is used. */
  readonly fold?: (inputs: readonly ConstantTensor[], attrs: Attrs) => readonly ConstantTensor[];
}
