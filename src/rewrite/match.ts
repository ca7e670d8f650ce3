/**
 * The matcher: does a term describe the graph at a node?
 *
 * A depth-first search over goals "this term is this value" that tries both orders of commutative operands. Ops, repeated
 * variables and numbers make the structure. Everything else is a default that may fail once when near misses are wanted:
 * the search goes on, and if the rest of the pattern holds, the failed default is the reason it reports.
 */
import type { Node, Value } from "../graph/graph.ts";
import { rowOf } from "../graph/ops.ts";
import type { Match } from "./pattern.ts";
import type { RuleContext } from "./rule.ts";
import { type Inputs, OpTerm, opTerms, type Term, Variable } from "./term.ts";

/**
 * How far a constant may be from the number that a pattern names, relative to it. People write 0.16667 and 0.7979; this
 * admits both and keeps the result at float32 rounding level.
 */
const TOLERANCE = 3e-5;

export interface MatchOptions extends RuleContext {
  /** Numbers must match exactly. */
  readonly exact: boolean;
  /** The pattern's own condition: `true` or the reason why not. */
  readonly when: (match: Match<Inputs>) => true | string;
}

/** The bindings, or the reason of the nearest miss, or `undefined` where the structure differs. */
export function match(term: OpTerm, node: Node, options: MatchOptions): Match<Inputs> | string | undefined {
  if (!plausible(term, node)) return undefined;
  const search = new Search(term, node.output, options);
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

/** A cheap look before the search: every op operand of the root has a candidate. */
function plausible(term: OpTerm, node: Node): boolean {
  const { args } = term;
  if (node.inputs.length !== args.length) return false;
  for (const arg of args)
    if (arg instanceof OpTerm && !node.inputs.some((v) => v.node.op === arg.op)) return false;
  return true;
}

/** Terms still to be matched, as a linked list. */
interface Goal {
  readonly term: Term;
  readonly value: Value;
  readonly next: Goal | undefined;
}

/** Ops first, for they fail soonest; variables, which match anything, last. */
const urgency = (t: Term): number => (t instanceof OpTerm ? 2 : typeof t === "number" ? 1 : 0);

class Search {
  found: Match<Inputs> | undefined;
  nearest: string | undefined;
  readonly #term: OpTerm;
  readonly #root: Value;
  readonly #options: MatchOptions;
  readonly #bound: Map<Variable | OpTerm, Value> = new Map();
  /** The one default that failed on the way here. */
  #problem: string | undefined;

  constructor(term: OpTerm, root: Value, options: MatchOptions) {
    this.#term = term;
    this.#root = root;
    this.#options = options;
  }

  solve(goal: Goal | undefined): boolean {
    if (!goal) return this.#finish();
    const { term, value, next } = goal;
    if (typeof term === "number") {
      const given = value.constant?.splat;
      if (given === undefined) return false;
      if (this.#equal(given, term)) return this.solve(next);
      // In a pattern of one op, another number is another graph, not a near miss.
      const near = this.#options.explain && opTerms(this.#term).length > 1;
      return near && this.#pass(`"${value.name}" is ${given}, not ${term}`, next);
    }
    if (!(term instanceof Variable || term instanceof OpTerm)) throw new Error("a pattern matches ops, numbers and its inputs");
    const known = this.#bound.get(term);
    if (known) return known === value && this.solve(next);
    this.#bound.set(term, value);
    const solved = term instanceof Variable ? this.#pass(inputProblem(term, value), next) : this.#apply(term, value, next);
    if (!solved) this.#bound.delete(term);
    return solved;
  }

  #equal(given: number, named: number): boolean {
    return this.#options.exact
      ? given === Math.fround(named)
      : Math.abs(given - named) <= TOLERANCE * Math.abs(named);
  }

  /** Goes on to the next goal; past a problem only where near misses are wanted and it is the first. */
  #pass(problem: string | undefined, next: Goal | undefined): boolean {
    if (problem === undefined) return this.solve(next);
    if (!this.#options.explain || this.#problem !== undefined) return false;
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
    const row = rowOf(node.op);
    if (!row || row.impure) return false;
    const ordered = (inputs: readonly Value[]): boolean => {
      let goals = next;
      for (const level of [0, 1, 2])
        for (let i = args.length - 1; i >= 0; i--) {
          const arg = args[i] as Term;
          if (urgency(arg) === level) goals = { term: arg, value: inputs[i] as Value, next: goals };
        }
      return this.#pass(this.#nodeProblem(node), goals);
    };
    if (ordered(node.inputs)) return true;
    const [a, b] = node.inputs as [Value, Value];
    return row.commutative === true && args.length === 2 && a !== b && ordered([b, a]);
  }

  #nodeProblem(node: Node): string | undefined {
    if (node.control.length > 0 || this.#options.pinned.has(node.name)) return `"${node.name}" has control edges`;
    const { graph } = this.#options;
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
      const verdict = this.#options.when(match);
      if (verdict === true) {
        this.found = match;
        return true;
      }
      this.nearest ??= verdict;
    } else if (this.#options.explain) this.nearest ??= reason;
    return false;
  }

  #useProblem(): string | undefined {
    const inside = new Set<Node>();
    for (const [term, value] of this.#bound) if (term instanceof OpTerm) inside.add(value.node);
    for (const [term, value] of this.#bound) {
      if (!(term instanceof OpTerm) || term.keep || value === this.#root) continue;
      const which = `the ${value.node.op} "${value.name}"`;
      for (const user of value.users.keys()) if (!inside.has(user)) return `${which} has a second user, "${user.name}"`;
      if (this.#options.graph.isOutput(value)) return `${which} is an output of the model`;
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

/** Why a value is not what an input asks for. */
function inputProblem({ spec }: Variable, value: Value): string | undefined {
  const which = `"${value.name}"`;
  if (spec.kind !== "tensor") {
    if (!value.constant) return `${which} is not constant`;
    if (spec.kind === "scalar" && value.constant.values.length !== 1) return `${which} has more than one element`;
  }
  if (spec.anyDType) return undefined;
  if (!value.type) return `the type of ${which} is not known`;
  return value.type.dtype === spec.dtype ? undefined : `${which} is ${value.type.dtype}, not ${spec.dtype}`;
}
