/**
 * The driver: applies rules phase by phase until nothing changes.
 *
 * Each phase runs its rules together with those of all earlier phases, so that what a late rule uncovers is cleaned up at
 * once. A work-list, consumers first, makes runs deterministic; after a rewrite only the neighbourhood is looked at
 * again. The last sweep finds nothing more to do, and is the one that records near misses.
 */
import type { Graph, Node, Value } from "../graph/graph.ts";
import { refine } from "../graph/refine.ts";
import { ConstantTensor, type TensorType } from "../graph/types.ts";
import { type Phase, RewriteLog, type Rule, type RuleContext } from "./rule.ts";
import { drain, type Steps } from "./steps.ts";
import { OpTerm, type Term, Variable } from "./term.ts";

export interface RewriteOptions {
  /** Names of rules that must not run. */
  readonly disable?: readonly string[];
  /** Names of `N` rules that may run. */
  readonly enable?: readonly string[];
  /** Record near misses; on when left out. */
  readonly explain?: boolean;
  /** Applications before the driver gives up; the number of nodes times 50 when left out. */
  readonly limit?: number;
}

/** How far downstream of a change a rule's root may be: the depth of the deepest pattern. */
const REACH = 10;

/** Rewrites the graph in place until no rule applies, and returns what happened. */
export const rewrite = (graph: Graph, phases: readonly Phase[], options: RewriteOptions = {}): RewriteLog =>
  drain(rewriting(graph, phases, options));

/** The same in steps. */
export function* rewriting(graph: Graph, phases: readonly Phase[], options: RewriteOptions): Steps<RewriteLog> {
  const log = new RewriteLog();
  const driver = new Driver(graph, log, options);
  const off = new Set(options.disable);
  const on = new Set(options.enable);
  const rules: Rule[] = [];
  for (const phase of phases) {
    const added = phase.rules.filter((r) => !off.has(r.name) && (r.exactness !== "N" || on.has(r.name)));
    rules.push(...added);
    yield* driver.run(rules, added, false);
  }
  if (options.explain !== false) yield* driver.run(rules, rules, true);
  return log;
}

class Driver {
  readonly #graph: Graph;
  readonly #log: RewriteLog;
  readonly #pinned: ReadonlySet<string>;
  readonly #limit: number;
  #queue: Node[] = [];
  readonly #queued: Set<Node> = new Set();
  /** Nodes in the neighbourhood of a rewrite. */
  readonly #changed: Set<Node> = new Set();
  #applications = 0;

  constructor(graph: Graph, log: RewriteLog, options: RewriteOptions) {
    this.#graph = graph;
    this.#log = log;
    this.#pinned = new Set([...graph.nodes].flatMap((n) => n.control));
    this.#limit = options.limit ?? 50 * (graph.nodes.size + 20);
  }

  /** Runs rules to a fixpoint: the added ones everywhere, for the others have found nothing more; all where something changed. */
  *run(rules: readonly Rule[], added: readonly Rule[], explain: boolean): Steps<void> {
    const context: RuleContext = { graph: this.#graph, pinned: this.#pinned, explain };
    const [everywhere, onChange] = [new RuleIndex(added), new RuleIndex(rules)];
    this.#changed.clear();
    // Consumers first, so that the longest spelling of a thing is seen before a shorter one inside it.
    for (const node of this.#graph.topological().reverse()) this.#push(node);
    for (let i = 0; i < this.#queue.length; i++) {
      yield;
      const node = this.#queue[i] as Node;
      this.#queued.delete(node);
      if (!this.#graph.nodes.has(node)) continue;
      // Nodes that control edges touch stay as they are.
      const fixed = node.control.length > 0 || this.#pinned.has(node.name);
      if (fixed && !explain) continue;
      for (const rule of (this.#changed.has(node) ? onChange : everywhere).rulesFor(node.op)) {
        this.#log.tryRule(rule.name);
        const answer = rule.apply(node, context);
        if (answer === undefined) continue;
        if (typeof answer === "string" || fixed) {
          const reason = typeof answer === "string" ? answer : `"${node.name}" has control edges`;
          if (explain) this.#log.miss(rule.name, node.name, reason);
          continue;
        }
        this.#replace(rule, node, Array.isArray(answer) ? answer : [answer as Term]);
        break;
      }
    }
    this.#queue = [];
  }

  #revisit(node: Node): void {
    this.#changed.add(node);
    this.#push(node);
  }
  #push(node: Node): void {
    if (this.#queued.has(node)) return;
    this.#queued.add(node);
    this.#queue.push(node);
  }

  /** Replaces a node's outputs, removes what is no longer read, and queues what may match now. */
  #replace(rule: Rule, node: Node, terms: readonly Term[]): void {
    if (++this.#applications > this.#limit)
      throw new Error(`rewriting does not end: ${this.#limit} rewrites, the last by "${rule.name}" at "${node.name}"`);
    const base = node.origin.at(-1) ?? node.name;
    const created: Node[] = [];
    const values = terms.map((term) => this.#build(term, base, base, created));
    const readers: Node[] = [];
    values.forEach((value, i) => {
      const old = node.outputs[i] as Value;
      readers.push(...old.users.keys());
      value.type = merged(rule, old, value);
      this.#graph.replace(old, value);
    });
    const removed = this.#graph.removeUnused(node, this.#pinned);
    const gone = removed.filter((n) => n.op !== "Const").reverse();
    const origin = unique(gone.flatMap((n) => n.origin));
    for (const made of created) {
      if (made.op !== "Const") made.origin = origin;
      made.rules = [...unique(gone.flatMap((n) => n.rules)), rule.name];
    }
    const [result] = values;
    // Its name is free now; outputs that are asked for by it are found without an alias.
    if (result && created.includes(result.node)) this.#graph.rename(result.node, base);
    this.#log.fire(rule.name, result?.node.name ?? node.name, origin);
    // What read a removed node's operand beside it may do more with it only once it is the only one.
    const touched = removed.flatMap((n) => n.inputs).filter((v) => !v.constant && v.users.size <= 1);
    this.#pushReaders([...touched.map((v) => v.node), ...created, ...readers, ...refine(values)]);
  }

  /** Queues nodes and their readers, as far as a pattern may reach. */
  #pushReaders(nodes: readonly Node[]): void {
    const seen = new Set(nodes.filter((n) => this.#graph.nodes.has(n)));
    let level = [...seen];
    for (let depth = 0; level.length > 0; depth++) {
      const next: Node[] = [];
      for (const node of level) {
        this.#revisit(node);
        if (depth === REACH || node.op === "Const") continue;
        for (const output of node.outputs)
          for (const user of output.users.keys()) {
            if (seen.has(user)) continue;
            seen.add(user);
            next.push(user);
          }
      }
      level = next;
    }
  }

  /** Builds a term. Nodes are named after the node that is replaced. */
  #build(term: Term, name: string, base: string, created: Node[]): Value {
    if (typeof term === "number") return this.#build(ConstantTensor.float([], [term]), `${base}/c`, base, created);
    if (term instanceof ConstantTensor) {
      const value = this.#graph.constant(term, name === base ? name : `${base}/c`);
      created.push(value.node);
      return value;
    }
    if (term instanceof OpTerm) {
      const inputs = term.args.map((arg) =>
        this.#build(arg, `${base}/${arg instanceof OpTerm ? arg.op : "c"}`, base, created),
      );
      const node = this.#graph.add(term.op, inputs, term.attrs, { name });
      created.push(node);
      return node.output;
    }
    if (term instanceof Variable)
      throw new Error(`"${term.name}" is a variable of the pattern, not a value of the graph`);
    return term;
  }
}

/** Rules by the op that they look for. */
class RuleIndex {
  readonly #rules: readonly Rule[];
  readonly #byOp: Map<string, readonly Rule[]> = new Map();

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }
  rulesFor(op: string): readonly Rule[] {
    let found = this.#byOp.get(op);
    if (!found) {
      found = this.#rules.filter(({ roots }) => roots.length === 0 || (roots as readonly string[]).includes(op));
      this.#byOp.set(op, found);
    }
    return found;
  }
}

/** The type of a replacement: what is known of it and of the replaced value. Throws where they contradict. */
function merged(rule: Rule, old: Value, made: Value): TensorType | undefined {
  const [a, b] = [old.type, made.type];
  if (!a || !b) return b ?? a;
  const shape = b.shape.map((d, i) => (d < 0 ? (a.shape[i] ?? d) : d));
  const fits =
    a.dtype === b.dtype && a.shape.length === b.shape.length && a.shape.every((d, i) => d < 0 || d === shape[i]);
  if (fits) return { dtype: b.dtype, shape };
  const text = (t: TensorType): string => `${t.dtype}[${t.shape}]`;
  throw new Error(`rule "${rule.name}" at "${old.name}" makes ${text(b)} of ${text(a)}`);
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];
