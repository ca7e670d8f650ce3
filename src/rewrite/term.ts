/**
 * Terms: the language in which patterns write what they match and what they make.
 *
 * A term is a variable, a number, or an op applied to terms. In a replacement, values of the graph and constants are terms
 * too, so that a rule returns a term and the driver builds it.
 */
import type { Attrs, Value } from "../graph/graph.ts";
import { OPS, type OpName } from "../graph/ops.ts";
import type { ConstantTensor, DType, Shape } from "../graph/types.ts";

/** A pattern's input as declared: an example that tests and docs run on, and what it may match. */
export interface InputSpec {
  readonly shape: Shape;
  /** The dtype of the example, and the only one that matches unless `anyDType`. */
  readonly dtype: DType;
  /** `tensor` matches any value, `weight` only constants, `scalar` only constants of one element. */
  readonly kind: "tensor" | "weight" | "scalar";
  readonly anyDType?: true;
  /** Example values of a constant; random ones when left out. */
  readonly values?: readonly number[];
  /** Axes of an example tensor whose extents the graph does not know. */
  readonly unknown?: readonly number[];
  /** Random example values lie between these; -2 and 2 when left out. */
  readonly range?: readonly [number, number];
}
export type Inputs = Readonly<Record<string, InputSpec>>;

/** Any value. */
export const tensor = (...shape: number[]): InputSpec => ({ kind: "tensor", dtype: "float32", shape });
/** A constant of the graph. */
export const weight = (...shape: number[]): InputSpec => ({ kind: "weight", dtype: "float32", shape });
/** A constant of one element; the example has this value. */
export const scalar = (value: number): InputSpec => ({ kind: "scalar", dtype: "float32", shape: [], values: [value] });
/** A constant vector of integers: a shape, axes, paddings. The example has these values. */
export const ints = (...values: number[]): InputSpec => ({
  kind: "weight",
  dtype: "int32",
  shape: [values.length],
  values,
});
/** A constant integer: an axis, a depth. */
export const int = (value: number): InputSpec => ({ ...ints(value), kind: "scalar", shape: [] });
/** A constant list of pairs, one for each axis: paddings. */
export const pairs = (...values: number[]): InputSpec => ({ ...ints(...values), shape: [values.length / 2, 2] });
/** A constant whose elements are, in the example, these values repeated. */
export const filled = (values: number | readonly number[], spec: InputSpec): InputSpec => ({
  ...spec,
  values: [values].flat(),
});
/** The same input with another dtype. */
export const typed = (dtype: DType, spec: InputSpec): InputSpec => ({ ...spec, dtype });
/** The same input, matching values of every dtype. */
export const anyDType = (spec: InputSpec): InputSpec => ({ ...spec, anyDType: true });
/** The same input with other example values. */
export const within = (low: number, high: number, spec: InputSpec): InputSpec => ({ ...spec, range: [low, high] });

/** The same input, of which the example's graph does not know some extents. */
export const unknown = (spec: InputSpec, ...axes: number[]): InputSpec => ({ ...spec, unknown: axes });

/** A variable of a pattern: stands for one value, the same wherever it occurs. */
export class Variable {
  readonly name: string;
  readonly spec: InputSpec;
  constructor(name: string, spec: InputSpec) {
    this.name = name;
    this.spec = spec;
  }
}

interface TermOptions {
  readonly capture?: string | undefined;
  readonly attrs?: Attrs;
  readonly exampleAttrs?: Attrs;
  readonly keep?: boolean;
}

/** An op applied to terms. Where one object occurs twice, both places are the same value. */
export class OpTerm {
  readonly op: OpName;
  readonly args: readonly Term[];
  /** The name under which `when` and `after` see the matched node. */
  readonly capture: string | undefined;
  /** In `before`: attributes that must be equal. In `after`: the new node's attributes. */
  readonly attrs: Attrs;
  /** Attributes of the node in tests and docs; anything matches. */
  readonly exampleAttrs: Attrs;
  /** The value may have other users and be asked for by name: the rule pays even if it stays. */
  readonly keep: boolean;

  constructor(op: OpName, args: readonly Term[], options: TermOptions = {}) {
    this.op = op;
    this.args = args;
    this.capture = options.capture;
    this.attrs = options.attrs ?? {};
    this.exampleAttrs = options.exampleAttrs ?? {};
    this.keep = options.keep ?? false;
  }
  /** Captures the matched node under a name. */
  as(capture: string): OpTerm {
    return new OpTerm(this.op, this.args, { ...this, capture });
  }
  /** Requires (`before`) or sets (`after`) attributes. */
  with(attrs: Attrs): OpTerm {
    return new OpTerm(this.op, this.args, { ...this, attrs: { ...this.attrs, ...attrs } });
  }
  /** Gives the node of the example graph its attributes without requiring them. */
  example(attrs: Attrs): OpTerm {
    return new OpTerm(this.op, this.args, { ...this, exampleAttrs: { ...this.exampleAttrs, ...attrs } });
  }
  /** Allows the matched value other users. */
  kept(): OpTerm {
    return new OpTerm(this.op, this.args, { ...this, keep: true });
  }
}

/** A number is a constant; values and constants occur in replacements only. */
export type Term = Variable | OpTerm | number | Value | ConstantTensor;

type Operands<T extends readonly string[]> = T extends readonly [...infer H extends readonly string[], `...${string}`]
  ? [...{ [I in keyof H]: Term }, ...Term[]]
  : { -readonly [I in keyof T]: Term };
type Builders = { readonly [K in OpName]: (...args: Operands<(typeof OPS)[K]["inputs"]>) => OpTerm };

/** `op.Conv2D(x, filter)`: one builder per row of the op table, checked for arity by the compiler. */
export const op: Builders = Object.fromEntries(
  Object.keys(OPS).map((name) => [name, (...args: Term[]) => new OpTerm(name as OpName, args)]),
) as unknown as Builders;

/** A small graph written as a term: what a rule's tests, docs and demo run on. */
export interface Example {
  readonly title: string;
  readonly inputs: Inputs;
  readonly before: OpTerm;
  /** Terms within `before` that are outputs of the graph too. */
  readonly also?: readonly OpTerm[];
}

type Variables<I extends Inputs> = { readonly [K in keyof I & string]: Variable };

/** Makes the variables of inputs. */
export const variablesOf = <I extends Inputs>(inputs: I): Variables<I> =>
  Object.fromEntries(Object.entries(inputs).map(([name, spec]) => [name, new Variable(name, spec)])) as Variables<I>;

/** Writes an example graph. */
export const example = <const I extends Inputs>(
  title: string,
  inputs: I,
  before: (v: Variables<I>) => OpTerm,
): Example => ({
  title,
  inputs,
  before: before(variablesOf(inputs)),
});

/** The op terms of a term, the root first, each once. */
export function opTerms(root: OpTerm): OpTerm[] {
  const terms = new Set<OpTerm>();
  const visit = (t: Term): void => {
    if (!(t instanceof OpTerm) || terms.has(t)) return;
    terms.add(t);
    t.args.forEach(visit);
  };
  visit(root);
  return [...terms];
}
