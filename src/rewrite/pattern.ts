/**
 * The pattern language. A pattern is one declaration:
 *
 *     pattern({
 *       name: "relu6-minimum-relu", family: "F5", exactness: "X",
 *       about: "ReLU6 spelt as Minimum(Relu(x), 6) becomes one op.",
 *       inputs: { x: tensor(1, 5, 7, 3) },
 *       before: ({ x }) => [op.Minimum(op.Relu(x), 6), op.Relu(op.Minimum(x, 6))],
 *       after: ({ x }) => op.Relu6(x),
 *     })
 *
 * From it derive the rule, its structural, numeric and negative tests, its page in the docs and its line in `explain`.
 * `before` and `after` are written in one language of terms; `before` may list several spellings of the same thing.
 *
 * The matcher's defaults are never written per rule: commutative operands match in either order, interior values have one
 * user and are not asked for by the caller, no node has control edges, a number matches a constant whose elements all equal
 * it to within 1e-4.
 */
import type { Attrs, Node, Value } from "../graph/graph.ts";
import { OPS, type OpName } from "../graph/ops.ts";
import { ConstantTensor, type DType, type Shape } from "../graph/types.ts";
import type { RuleInfo } from "./rule.ts";

/** A pattern's input as declared: an example that tests and docs run on, and what it may match. */
export interface InputSpec {
  readonly shape: Shape;
  readonly dtype: DType;
  /** `tensor` matches any value, `weight` only constants, `scalar` only constants of one element. */
  readonly kind: "tensor" | "weight" | "scalar";
  /** Example value of a scalar. */
  readonly value?: number;
}

/** Any value. */
export const tensor = (...shape: number[]): InputSpec => ({ kind: "tensor", dtype: "float32", shape });
/** A constant of the graph. */
export const weight = (...shape: number[]): InputSpec => ({ kind: "weight", dtype: "float32", shape });
/** A constant of one element; the example has this value. */
export const scalar = (value: number): InputSpec => ({ kind: "scalar", dtype: "float32", shape: [], value });
/** The same input with another dtype. */
export const typed = (dtype: DType, spec: InputSpec): InputSpec => ({ ...spec, dtype });

/** A variable of a pattern: stands for one value, the same wherever it occurs. */
export class Variable {
  readonly name: string;
  readonly spec: InputSpec;
  constructor(name: string, spec: InputSpec) {
    this.name = name;
    this.spec = spec;
  }
}

/** An op applied to terms. */
export class OpTerm {
  readonly op: OpName;
  readonly args: readonly Term[];
  /** The name under which `when` and `after` see the matched node. */
  readonly capture: string | undefined;
  /** In `before`: attributes that must be equal. In `after`: the new node's attributes. */
  readonly attrs: Attrs;
  /** Attributes of the node in tests and docs; anything matches. */
  readonly exampleAttrs: Attrs;

  constructor(op: OpName, args: readonly Term[], capture?: string, attrs: Attrs = {}, exampleAttrs: Attrs = {}) {
    this.op = op;
    this.args = args;
    this.capture = capture;
    this.attrs = attrs;
    this.exampleAttrs = exampleAttrs;
  }
  /** Captures the matched node under a name. */
  as(name: string): OpTerm {
    return new OpTerm(this.op, this.args, name, this.attrs, this.exampleAttrs);
  }
  /** Requires (`before`) or sets (`after`) attributes. */
  with(attrs: Attrs): OpTerm {
    return new OpTerm(this.op, this.args, this.capture, { ...this.attrs, ...attrs }, this.exampleAttrs);
  }
  /** Gives the node of the example graph its attributes without requiring them. */
  example(attrs: Attrs): OpTerm {
    return new OpTerm(this.op, this.args, this.capture, this.attrs, { ...this.exampleAttrs, ...attrs });
  }
}

/** A number is a constant; values and constants occur in `after` only. */
export type Term = Variable | OpTerm | number | Value | ConstantTensor;

type Operands<T extends readonly string[]> = T extends readonly [...infer H extends readonly string[], `...${string}`]
  ? [...{ [I in keyof H]: Term }, ...Term[]]
  : { -readonly [I in keyof T]: Term };
type Builders = { readonly [K in OpName]: (...args: Operands<(typeof OPS)[K]["inputs"]>) => OpTerm };

/** `op.Conv2D(x, filter)`: one builder per row of the op table, checked for arity by the compiler. */
export const op: Builders = Object.fromEntries(
  Object.keys(OPS).map((name) => [name, (...args: Term[]) => new OpTerm(name as OpName, args)]),
) as unknown as Builders;

type Inputs = Readonly<Record<string, InputSpec>>;
type Variables<I extends Inputs> = { readonly [K in keyof I & string]: Variable };

/** What a match binds: every input's value, and the nodes captured with `as`. */
export type Match<I extends Inputs> = {
  readonly [K in keyof I & string]: I[K]["kind"] extends "tensor" ? Value : ConstantValue;
} & {
  /** The node captured under `name`. Throws when this spelling captures none. */
  node(name: string): Node;
  /** The value that the match replaces. */
  readonly root: Value;
};
/** A value that is known to be constant. */
export type ConstantValue = Value & { readonly constant: ConstantTensor };

/** A graph that looks like the pattern and must not be rewritten by it. */
export interface NearMiss<I extends Inputs> {
  /** What differs: "the second operand is per pixel". */
  readonly title: string;
  /** Inputs that differ from the pattern's. */
  readonly inputs?: Partial<Record<keyof I & string, InputSpec>>;
  /** A different graph; the pattern's first spelling when left out. */
  readonly before?: (v: Variables<I>) => OpTerm;
}

export interface PatternSpec<I extends Inputs> extends RuleInfo {
  readonly inputs: I;
  readonly before: (v: Variables<I>) => OpTerm | readonly OpTerm[];
  /** `true`, or the sentence that `explain` prints: what would have to hold. Left out: always. */
  readonly when?: (match: Match<I>) => true | string;
  /** The replacement. It must have the type of what it replaces; the driver checks. */
  readonly after: (match: Match<I>) => Term;
  readonly nearMisses?: readonly NearMiss<I>[];
}

/** A declared pattern, with its variables made and its spellings built. */
export interface Pattern extends RuleInfo {
  readonly inputs: Inputs;
  readonly spellings: readonly OpTerm[];
  readonly when: (match: Match<Inputs>) => true | string;
  readonly after: (match: Match<Inputs>) => Term;
  readonly nearMisses: readonly { readonly title: string; readonly inputs: Inputs; readonly before: OpTerm }[];
}

export function pattern<const I extends Inputs>(spec: PatternSpec<I>): Pattern {
  const build = (inputs: Inputs): Variables<I> =>
    Object.fromEntries(Object.entries(inputs).map(([name, s]) => [name, new Variable(name, s)])) as Variables<I>;
  const variables = build(spec.inputs);
  const spellings = [spec.before(variables)].flat() as OpTerm[];
  const nearMisses = (spec.nearMisses ?? []).map(({ title, inputs, before }) => {
    const changed = { ...spec.inputs, ...inputs } as Inputs;
    const terms = (before ?? spec.before)(build(changed));
    return { title, inputs: changed, before: [terms].flat()[0] as OpTerm };
  });
  return {
    name: spec.name,
    family: spec.family,
    about: spec.about,
    exactness: spec.exactness,
    inputs: spec.inputs,
    spellings,
    when: (spec.when ?? (() => true)) as Pattern["when"],
    after: spec.after as Pattern["after"],
    nearMisses,
  };
}
