/**
 * Pointwise ops of integers and truth values, an element at a time: such tensors are small, and what matters is
 * that the plan need not leave for the stock executor.
 */
import type { FunctionBuilder, Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { type DType, type Shape, sizeOf } from "../src/graph/types.ts";
import {
  type ArithmeticOp,
  type ComparisonOp,
  type IntegerAttrs,
  type IntegerOp,
  integerSteps,
  type LogicOp,
} from "./integer-ops.ts";
import type { Kernel, KernelCall, Lowered } from "./kernel.ts";
import { broadcastStrides, collapse, emitOuter, NOTHING, outerLoops, stridesOf } from "./loops.ts";
import { launch, Words, wordLocal } from "./words.ts";

type Emit = (f: FunctionBuilder, operands: readonly Local[]) => unknown;
type Comparison = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

const [A, B, C] = [0, 1, 2] as const;
/** Pushes operands. */
const push = (f: FunctionBuilder, o: readonly Local[], ...which: readonly number[]): FunctionBuilder => {
  for (const i of which) f.get(o[i] as Local);
  return f;
};
const arithmetic =
  (name: "add" | "sub" | "mul" | "and" | "or"): Emit =>
  (f, o) =>
    push(f, o, A, B).i32[name]();
const extreme =
  (name: "gt_s" | "lt_s"): Emit =>
  (f, o) =>
    push(push(f, o, A, B), o, A, B)
      .i32[name]()
      .select();

/** Leaves the quotient, rounded down: in float64, which holds every quotient of two int32 closely enough. */
function quotient(f: FunctionBuilder, o: readonly Local[]): FunctionBuilder {
  push(f, o, A).f64.convert_i32_s();
  return push(f, o, B).f64.convert_i32_s().f64.div().f64.floor();
}
const floorDiv: Emit = (f, o) => quotient(f, o).i32.trunc_sat_f64_s();

/** What leaves an i32, by op, for int32 operands, or bool ones as 0 and 1. */
const INTEGER: Readonly<Record<ArithmeticOp | LogicOp, Emit>> = {
  AddV2: arithmetic("add"),
  Sub: arithmetic("sub"),
  Mul: arithmetic("mul"),
  RealDiv: floorDiv,
  FloorDiv: floorDiv,
  FloorMod: (f, o) => {
    push(f, o, A);
    floorDiv(f, o);
    push(f, o, B).i32.mul().i32.sub();
  },
  Maximum: extreme("gt_s"),
  Minimum: extreme("lt_s"),
  Square: (f, o) => push(f, o, A, A).i32.mul(),
  Neg: (f, o) => push(f.i32.const(0), o, A).i32.sub(),
  Abs: (f, o) => {
    push(push(f, o, A).i32.const(0), o, A).i32.sub();
    push(f, o, A).i32.const(0).i32.ge_s().select();
  },
  Sign: (f, o) => {
    push(f, o, A).i32.const(0).i32.gt_s();
    push(f, o, A).i32.const(0).i32.lt_s().i32.sub();
  },
  LogicalAnd: arithmetic("and"),
  LogicalOr: arithmetic("or"),
  LogicalNot: (f, o) => push(f, o, A).i32.eqz(),
};
const COMPARE: Readonly<Record<ComparisonOp, Comparison>> = {
  Equal: "eq",
  NotEqual: "ne",
  Less: "lt",
  LessEqual: "le",
  Greater: "gt",
  GreaterEqual: "ge",
};

/** How a known op is computed on operands of these dtypes. */
function emitterOf(fn: IntegerOp, [from]: readonly DType[], to: DType): Emit {
  if (fn === "Cast") return castOf(from as DType, to);
  if (fn === "Select") return (f, o) => push(f, o, B, C, A).select();
  if (!(fn in COMPARE)) return INTEGER[fn as ArithmeticOp | LogicOp];
  const compare = COMPARE[fn as ComparisonOp];
  if (from === "float32") return (f, o) => push(f, o, A, B).f32[compare]();
  const name = compare === "eq" || compare === "ne" ? compare : (`${compare}_s` as const);
  return (f, o) => push(f, o, A, B).i32[name]();
}

/** To int32 towards zero and saturating. */
function castOf(from: DType, to: DType): Emit {
  if (from === "float32") return (f, o) => push(f, o, A).i32.trunc_sat_f32_s();
  return to === "float32" ? (f, o) => push(f, o, A).f32.convert_i32_s() : (f, o) => push(f, o, A);
}

const BYTES: Partial<Record<DType, number>> = { float32: 4, int32: 4, bool: 1 };

export const integer: Kernel = { op: "integer", lower };

/** Operands broadcast to the output. Quotients by zero are the largest integers, as saturation has it. */
function lower({ attrs, inputs, outputs }: KernelCall, features: Features): Lowered | string {
  const { dtype: to = "string", shape = [] as Shape } = outputs[0] ?? {};
  const types = inputs.map((t) => t.dtype);
  const odd = [...types, to].find((t) => BYTES[t] === undefined);
  if (odd) return `elements of type ${odd} have no kernel`;
  const steps = integerSteps(attrs as unknown as IntegerAttrs, types, to);
  if (typeof steps === "string") return steps;
  if (sizeOf(shape) === 0) return NOTHING;
  const walks: number[][] = [];
  for (const { shape: own } of inputs) {
    const strides = broadcastStrides(own, shape);
    if (!strides) return `an operand [${own}] does not broadcast to [${shape}]`;
    walks.push(strides);
  }
  const nest = collapse({ extents: shape, strides: [...walks, stridesOf(shape)] });
  const words = new Words();
  const at = inputs.map((_, i) => words.add({ input: i }));
  const out = words.add({ output: 0 });
  const bytes = [...types, to].map((t) => BYTES[t] as number);
  const inBytes = { ...nest, strides: nest.strides.map((s, i) => s.map((n) => n * (bytes[i] as number))) };
  const loops = outerLoops(inBytes, words, 0, 1);
  const main = launch("integer", features, { steps, types, loops }, words, (f) => {
    const pointers = [...at, out].map((offset) => wordLocal(f, offset));
    const operands = types.map((t) => f.local(t === "float32" ? "f32" : "i32"));
    emitOuter(f, loops, pointers, () => {
      operands.forEach((operand, i) => {
        f.get(pointers[i] as Local);
        if (types[i] === "float32") f.f32.load();
        else if (types[i] === "int32") f.i32.load();
        else f.i32.load8_u();
        f.set(operand);
      });
      let own: Local[] = [];
      const rest = operands.slice();
      steps.forEach((step, i) => {
        own.push(...rest.splice(0, step.types.length - own.length));
        if (i === steps.length - 1) f.get(pointers.at(-1) as Local);
        emitterOf(step.fn, step.types, step.to)(f, own);
        if (i < steps.length - 1) own = [f.local(step.to === "float32" ? "f32" : "i32")];
        if (i < steps.length - 1) f.set(own[0] as Local);
      });
      if (to === "float32") f.f32.store();
      else if (to === "int32") f.i32.store();
      else f.i32.store8();
    });
  });
  return { launches: [main], packed: [], flops: sizeOf(shape) };
}
