/** Arithmetic, comparisons and logic that regions leave: integers, and truth values that are stored. */
import { INTEGER_OPS } from "../kernels/integer-ops.ts";
import type { Conversion, Reader } from "../src/rewrite/grouping/rule.ts";
import {
  filled,
  type InputSpec,
  type OpTerm,
  op,
  tensor,
  typed,
  type Variable,
  variablesOf,
  within,
} from "../src/rewrite/term.ts";

const SHAPE = [3, 5] as const;
const a = within(-9, 9, typed("int32", tensor(...SHAPE)));
/** Divisors, none of them zero. */
const b = filled([-4, 3, 7, -1, 2], typed("int32", tensor(...SHAPE)));
const truth = filled([0, 1, 1, 0], typed("bool", tensor(...SHAPE)));

/** An example: operands and what is computed from them. */
type Form = readonly [
  operands: Readonly<Record<string, InputSpec>>,
  term: (x: Variable, y: Variable, c: Variable) => OpTerm,
];
const one = { x: a };
const two = { x: a, y: b };
const truths = { x: truth, y: filled([1, 1, 0], truth) };

const FORMS: Readonly<Record<string, Form>> = {
  AddV2: [two, (x, y) => op.AddV2(x, y)],
  Sub: [two, (x, y) => op.Sub(x, y)],
  Mul: [two, (x, y) => op.Mul(x, y)],
  RealDiv: [two, (x, y) => op.RealDiv(x, y)],
  FloorDiv: [two, (x, y) => op.FloorDiv(x, y)],
  FloorMod: [two, (x, y) => op.FloorMod(x, y)],
  Maximum: [two, (x, y) => op.Maximum(x, y)],
  Minimum: [two, (x, y) => op.Minimum(x, y)],
  Square: [one, (x) => op.Square(x)],
  Neg: [one, (x) => op.Neg(x)],
  Abs: [one, (x) => op.Abs(x)],
  Sign: [one, (x) => op.Sign(x)],
  Equal: [two, (x, y) => op.Equal(x, y)],
  NotEqual: [two, (x, y) => op.NotEqual(x, y)],
  Less: [two, (x, y) => op.Less(x, y)],
  LessEqual: [two, (x, y) => op.LessEqual(x, y)],
  Greater: [two, (x, y) => op.Greater(x, y)],
  GreaterEqual: [two, (x, y) => op.GreaterEqual(x, y)],
  LogicalAnd: [truths, (x, y) => op.LogicalAnd(x, y)],
  LogicalOr: [truths, (x, y) => op.LogicalOr(x, y)],
  LogicalNot: [{ x: truth }, (x) => op.LogicalNot(x)],
  Select: [{ ...two, c: truth }, (x, y, c) => op.Select(c, x, y)],
  Cast: [{ x: within(-9, 9, tensor(...SHAPE)) }, (x) => op.Cast(x).with({ SrcT: "float32", DstT: "int32" })],
};

/** `AddV2` → `add`, `FloorDiv` → `floor-div`. */
const kebab = (name: string): string =>
  name
    .replace(/V2$/, "")
    .replace(/(?<!^)[A-Z]/g, "-$&")
    .toLowerCase();

const read: Reader = ({ op: fn, inputs }) => ({ inputs, attrs: { fn } });

export const INTEGERS: readonly Conversion[] = INTEGER_OPS.map((fn) => {
  const [inputs, term] = FORMS[fn] as Form;
  const { x, y, c } = variablesOf(inputs) as Readonly<Record<"x" | "y" | "c", Variable>>;
  return {
    kind: "conversion",
    name: `integer-${kebab(fn)}`,
    declared: { name: "integer", anchor: kebab(fn) },
    family: "F12",
    exactness: "X",
    about:
      "Arithmetic on integers, comparisons and logic that no other kernel takes in become kernels of their own, so that the plan need not leave for stock.",
    kernel: "integer",
    absorbs: false,
    rank: 0,
    last: true,
    reads: { [fn]: read },
    example: { title: fn, inputs, before: term(x, y, c) },
  };
});
