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
 * user and are not asked for by the caller, no node has control edges, inputs are float32, and a number matches a constant
 * whose elements all equal it: exactly in `X` rules, to within 3e-5 in others.
 */
import type { Attrs, Node, Value } from "../graph/graph.ts";
import type { OpName } from "../graph/ops.ts";
import type { ConstantTensor } from "../graph/types.ts";
import type { Verdict } from "./conditions.ts";
import { type Condition, match, plausible } from "./match.ts";
import type { Rule, RuleInfo } from "./rule.ts";
import { type Example, type InputSpec, type Inputs, OpTerm, type Term, type Variable, variablesOf } from "./term.ts";

export type { Rule } from "./rule.ts";
export {
  anyDType,
  type Example,
  example,
  filled,
  type InputSpec,
  int,
  ints,
  OpTerm,
  op,
  pairs,
  scalar,
  type Term,
  tensor,
  typed,
  unknown,
  weight,
  within,
} from "./term.ts";

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

/** The pattern's first spelling with other inputs, which must not be rewritten: "the second operand is per pixel". */
export interface NearMiss<I extends Inputs> {
  readonly title: string;
  readonly inputs: Partial<Record<keyof I & string, InputSpec>>;
}

export interface PatternSpec<I extends Inputs> extends RuleInfo {
  readonly inputs: I;
  readonly before: (v: Variables<I>) => OpTerm | readonly OpTerm[];
  /** What has to hold, one verdict for each condition: `true`, or the sentence that `explain` prints. Left out: nothing. */
  readonly when?: (match: Match<I>) => Verdict | readonly Verdict[];
  /** The replacement. It must have the type of what it replaces; the driver checks. */
  readonly after: (match: Match<I>) => Term;
  /** Graphs that look like the pattern and must not be rewritten, because of one condition. */
  readonly nearMisses?: readonly (NearMiss<I> | Example)[];
}

/** A declared pattern: a rule that also knows its inputs and spellings. */
export interface Pattern extends Rule {
  readonly inputs: Inputs;
  readonly spellings: readonly OpTerm[];
  readonly condition: Condition;
}

/** Declares a pattern. */
export function pattern<const I extends Inputs>(spec: PatternSpec<I>): Pattern {
  const { name, family, about, exactness, inputs, after } = spec;
  // Terms are made when they are first asked for: hundreds of patterns are declared while an app waits for its first result.
  let made: Pick<Pattern, "spellings" | "roots"> | undefined;
  const terms = () => {
    if (made === undefined) {
      const spellings = [spec.before(variablesOf(inputs))].flat() as OpTerm[];
      made = { spellings, roots: [...new Set(spellings.map((s) => s.op))] };
    }
    return made;
  };
  const condition: Condition = {
    exact: exactness === "X",
    when: (found) => [spec.when?.(found as Match<I>) ?? []].flat(),
  };
  return {
    name,
    family,
    about,
    exactness,
    ...(spec.declared && { declared: spec.declared }),
    inputs,
    get spellings() {
      return terms().spellings;
    },
    condition,
    get roots() {
      return terms().roots;
    },
    apply(node, context) {
      let reason: string | undefined;
      for (const spelling of terms().spellings) {
        if (!plausible(spelling, node)) continue;
        const found = match(spelling, node, context, condition);
        if (typeof found === "object") return after(found as Match<I>);
        reason ??= found;
      }
      return reason;
    },
    get examples() {
      const { spellings } = terms();
      return spellings.map((before, i) => ({
        title: spellings.length > 1 ? `spelling ${i + 1}` : "the pattern",
        inputs,
        before,
      }));
    },
    get nearMisses() {
      return (spec.nearMisses ?? []).map((miss) => {
        if ("before" in miss) return miss;
        const all = { ...inputs, ...miss.inputs } as I;
        return { title: miss.title, inputs: all, before: [spec.before(variablesOf(all))].flat()[0] as OpTerm };
      });
    },
  };
}

/** The value of a scalar input. */
export const numberOf = (c: ConstantValue): number => c.constant.values[0] as number;

/** A node made again with other operands and, where given, other attributes. */
export const remake = (node: Node, args: readonly Term[], attrs: Attrs = {}): OpTerm =>
  new OpTerm(node.op as OpName, args, { attrs: { ...node.attrs, ...attrs } });
