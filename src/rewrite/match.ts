/**
 * The matcher: does a term describe the graph at a node?
 *
 * A depth-first search over goals "this term is this value" that tries both orders of commutative operands. Ops, repeated
 * variables and numbers make the structure. Everything else is a default that may fail once when near misses are wanted:
 * the search goes on, and if the rest of the pattern holds, the failed default is the reason it reports.
 */
import type { Node, Value } from "../graph/graph.ts";
import type { OpRow } from "../graph/op-row.ts";
import { broadcastShapes } from "../graph/ops/rows.ts";
import { OPS } from "../graph/ops.ts";
import { type Shape, sameShape, sizeOf } from "../graph/types.ts";
import type { Verdict } from "./conditions.ts";
import type { Match } from "./pattern.ts";
import type { RuleContext } from "./rule.ts";
import { type Inputs, OpTerm, opTerms, type Term, Variable } from "./term.ts";

/**
 * How far a constant may be from the number that a pattern names, relative to it. People write 0.16667 and 0.7979; this
 * admits both and keeps the result at float32 rounding level.
 */
const TOLERANCE = 3e-5;

/** What a pattern asks of a match beyond its structure. */
export interface Condition {
  /** Numbers must match exactly. */
  readonly exact: boolean;
  /** The pattern's own conditions: each is `true` or the reason why not. */
  readonly when: (match: Match<Inputs>) => readonly Verdict[];
}

/** The bindings, or the reason of the nearest miss, or `undefined` where the structure differs. */
export function match(
  term: OpTerm,
  node: Node,
  context: RuleContext,
  condition: Condition,
): Match<Inputs> | string | undefined {
  const search = new Search(term, node.output, context, condition);
  search.solve({ term, value: node.output, next: undefined });
  return search.found ?? search.nearest;
}

/** Whether two attributes are equal as plain data. */
export function sameAttr(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  const field = (o: object, k: string): unknown => (o as Record<string, unknown>)[k];
  return keys.length === others.length && keys.every((k) => sameAttr(field(a, k), field(b, k)));
}

/** A cheap look before the search: the root's op is right, and every op among its operands has a candidate. */
export function plausible(term: OpTerm, { op, inputs }: Node): boolean {
  const { args } = term;
  if (op !== term.op || inputs.length !== args.length) return false;
  search: for (const arg of args) {
    if (!(arg instanceof OpTerm)) continue;
    for (const { node } of inputs) if (node.op === arg.op) continue search;
    return false;
  }
  return true;
}

/** Terms still to be matched, as a linked list. */
interface Goal {
  readonly term: Term;
  readonly value: Value;
  readonly next: Goal | undefined;
}

/** The goals that a term's operands are these values: ops first, for they fail soonest; variables, which match anything, last. */
function operands({ args }: OpTerm, values: readonly Value[], next: Goal | undefined): Goal | undefined {
  let goals = next;
  const add = (wanted: (t: Term) => boolean): void => {
    for (let i = args.length - 1; i >= 0; i--)
      if (wanted(args[i] as Term)) goals = { term: args[i] as Term, value: values[i] as Value, next: goals };
  };
  add(isVariable);
  add(isNumber);
  add(isOp);
  return goals;
}
const brief = (x: number): number => Number(x.toPrecision(6));
const isVariable = (t: Term): boolean => t instanceof Variable;
const isNumber = (t: Term): boolean => typeof t === "number";
const isOp = (t: Term): boolean => t instanceof OpTerm;

class Search {
  found: Match<Inputs> | undefined;
  nearest: string | undefined;
  readonly #term: OpTerm;
  readonly #root: Value;
  readonly #context: RuleContext;
  readonly #condition: Condition;
  readonly #bound: Map<Variable | OpTerm, Value> = new Map();
  /** The one default that failed on the way here. */
  #problem: string | undefined;

  constructor(term: OpTerm, root: Value, context: RuleContext, condition: Condition) {
    this.#term = term;
    this.#root = root;
    this.#context = context;
    this.#condition = condition;
  }

  solve(goal: Goal | undefined): boolean {
    if (!goal) return this.#finish();
    const { term, value, next } = goal;
    if (typeof term === "number") {
      const given = value.constant?.splat;
      if (given === undefined) return false;
      if (this.#equal(given, term)) return this.solve(next);
      // In a pattern of one op, another number is another graph, not a near miss.
      const near = this.#context.explain && opTerms(this.#term).length > 1;
      return near && this.#pass(`"${value.name}" is ${brief(given)}, not ${brief(term)}`, next);
    }
    if (!(term instanceof Variable || term instanceof OpTerm))
      throw new Error("a pattern matches ops, numbers and its inputs");
    const known = this.#bound.get(term);
    if (known) return known === value && this.solve(next);
    this.#bound.set(term, value);
    const solved =
      term instanceof Variable ? this.#pass(inputProblem(term, value), next) : this.#apply(term, value, next);
    if (!solved) this.#bound.delete(term);
    return solved;
  }

  #equal(given: number, named: number): boolean {
    return this.#condition.exact
      ? given === Math.fround(named)
      : Math.abs(given - named) <= TOLERANCE * Math.abs(named);
  }

  /** Goes on to the next goal; past a problem only where near misses are wanted and it is the first. */
  #pass(problem: string | undefined, next: Goal | undefined): boolean {
    if (problem === undefined) return this.solve(next);
    if (!this.#context.explain || this.#problem !== undefined) return false;
    this.#problem = problem;
    this.solve(next);
    this.#problem = undefined;
    return false;
  }

  #apply(term: OpTerm, value: Value, next: Goal | undefined): boolean {
    const { node } = value;
    const { args } = term;
    if (node.op !== term.op || value.index !== 0 || node.inputs.length !== args.length) return false;
    for (const name in term.attrs) if (!sameAttr(term.attrs[name], node.attrs[name])) return false;
    const row: OpRow = OPS[term.op];
    if (row.impure) return false;
    const attempt = (inputs: readonly Value[]): boolean =>
      this.#pass(this.#nodeProblem(node) ?? (row.scalar && shapeProblem(term, inputs)), operands(term, inputs, next));
    if (attempt(node.inputs)) return true;
    const [a, b] = node.inputs as [Value, Value];
    return row.commutative !== undefined && args.length === 2 && a !== b && attempt([b, a]);
  }

  #nodeProblem(node: Node): string | undefined {
    if (node.control.length > 0 || this.#context.pinned.has(node.name)) return `"${node.name}" has control edges`;
    const { graph } = this.#context;
    if (node.outputs.some((v) => v.index > 0 && (v.users.size > 0 || graph.isOutput(v))))
      return `another output of "${node.name}" is used`;
    return undefined;
  }

  /** Everything is bound: what remains is who else reads the interior values, and the pattern's own condition. */
  #finish(): boolean {
    const problem = this.#useProblem();
    if (problem !== undefined && this.#problem !== undefined) return false;
    const reason = this.#problem ?? problem;
    if (reason === undefined) {
      const match = this.#match();
      const failed = this.#condition.when(match).find((verdict) => verdict !== true);
      if (failed === undefined) {
        this.found = match;
        return true;
      }
      this.nearest ??= failed;
    } else if (this.#context.explain) this.nearest ??= reason;
    return false;
  }

  #useProblem(): string | undefined {
    const inside = new Set<Node>();
    for (const [term, value] of this.#bound) if (term instanceof OpTerm) inside.add(value.node);
    for (const [term, value] of this.#bound) {
      if (!(term instanceof OpTerm) || term.keep || value === this.#root) continue;
      const which = `the ${value.node.op} "${value.name}"`;
      for (const user of value.users.keys()) if (!inside.has(user)) return `${which} has a second user, "${user.name}"`;
      if (this.#context.graph.isOutput(value)) return `${which} is an output of the model`;
    }
    return undefined;
  }

  #match(): Match<Inputs> {
    const bindings: Record<string, Value> = {};
    const captured = new Map<string, Node>();
    for (const [term, value] of this.#bound)
      if (term instanceof Variable) bindings[term.name] = value;
      else if (term.capture !== undefined) captured.set(term.capture, value.node);
    const node = (name: string): Node => {
      const found = captured.get(name);
      if (!found) throw new Error(`no node is captured as "${name}"`);
      return found;
    };
    return { ...bindings, node, root: this.#root } as unknown as Match<Inputs>;
  }
}

/** Why what stands for a number is more than that: it gives a pointwise op's result another shape than the other operands do. */
function shapeProblem({ args }: OpTerm, inputs: readonly Value[]): string | undefined {
  const isSingle = (_: unknown, i: number): boolean => {
    const arg = args[i] as Term;
    return isNumber(arg) || (arg instanceof Variable && arg.spec.kind === "scalar");
  };
  const wide = inputs.filter(isSingle).filter((c) => c.rank !== 0);
  const others = inputs.filter((v, i) => !isSingle(v, i));
  if (wide.length === 0 || others.length === 0) return undefined;
  let shape: Shape | undefined = [];
  for (const v of others) shape = shape && v.shape && broadcastShapes(shape, v.shape);
  const alters = (c: Value): boolean => {
    const both = shape && broadcastShapes(shape, c.shape ?? []);
    return !both || !sameShape(both, shape as Shape);
  };
  const found = wide.find(alters);
  return found && `"${found.name}" broadcasts the other operands`;
}

/** Why a value is not what an input asks for. */
function inputProblem({ spec }: Variable, value: Value): string | undefined {
  const which = `"${value.name}"`;
  if (spec.kind !== "tensor") {
    if (!value.constant) return `${which} is not constant`;
    if (spec.kind === "scalar" && sizeOf(value.constant.shape) !== 1) return `${which} has more than one element`;
  }
  if (spec.anyDType) return undefined;
  if (!value.type) return `the type of ${which} is not known`;
  return value.type.dtype === spec.dtype ? undefined : `${which} is ${value.type.dtype}, not ${spec.dtype}`;
}
