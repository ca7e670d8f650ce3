/**
 * The driver: applies rules phase by phase until nothing changes.
 *
 * Each phase runs its rules together with those of all earlier phases, so that what a late rule uncovers is cleaned up at
 * once. A work-list in order of execution makes runs deterministic; after a rewrite only the neighbourhood is looked at
 * again. The last sweep finds nothing more to do, and is the one that records near misses.
 */
import type { Graph, Node, Value } from "../graph/graph.ts";
import { ConstantTensor, type TensorType } from "../graph/types.ts";
import { type Phase, RewriteLog, type Rule, type RuleContext } from "./rule.ts";
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
const REACH = 7;

/** Rewrites the graph in place until no rule applies, and returns what happened. */
export function rewrite(graph: Graph, phases: readonly Phase[], options: RewriteOptions = {}): RewriteLog {
  const log = new RewriteLog();
  const driver = new Driver(graph, log, options);
  const off = new Set(options.disable);
  const on = new Set(options.enable);
  let rules: Rule[] = [];
  phases.forEach((phase, i) => {
    rules = [...rules, ...phase.rules.filter((r) => !off.has(r.name) && (r.exactness !== "N" || on.has(r.name)))];
    driver.run(rules, false);
    if (options.explain !== false && i === phases.length - 1) driver.run(rules, true);
  });
  return log;
}

class Driver {
  readonly #graph: Graph;
  readonly #log: RewriteLog;
  readonly #pinned: ReadonlySet<string>;
  readonly #limit: number;
  #queue: Node[] = [];
  readonly #queued: Set<Node> = new Set();
  #applications = 0;

  constructor(graph: Graph, log: RewriteLog, options: RewriteOptions) {
    this.#graph = graph;
    this.#log = log;
    this.#pinned = new Set([...graph.nodes].flatMap((n) => n.control));
    this.#limit = options.limit ?? 50 * (graph.nodes.size + 20);
  }

  /** Runs rules to a fixpoint. */
  run(rules: readonly Rule[], explain: boolean): void {
    const byOp = new Map<string, { rule: Rule; tries: number }[]>();
    const entries = rules.map((rule) => ({ rule, tries: 0 }));
    const context: RuleContext = { graph: this.#graph, pinned: this.#pinned, explain };
    this.#graph.topological().forEach((n) => this.#push(n));
    for (let i = 0; i < this.#queue.length; i++) {
      const node = this.#queue[i] as Node;
      this.#queued.delete(node);
      if (!this.#graph.nodes.has(node)) continue;
      // Nodes that control edges touch stay as they are.
      const fixed = node.control.length > 0 || this.#pinned.has(node.name);
      if (fixed && !explain) continue;
      let candidates = byOp.get(node.op);
      if (!candidates) {
        candidates = entries.filter(({ rule: { roots } }) => roots.length === 0 || (roots as readonly string[]).includes(node.op));
        byOp.set(node.op, candidates);
      }
      for (const entry of candidates) {
        entry.tries++;
        const answer = entry.rule.apply(node, context);
        if (answer === undefined) continue;
        if (typeof answer === "string" || fixed) {
          const reason = typeof answer === "string" ? answer : `"${node.name}" has control edges`;
          if (explain) this.#log.miss(entry.rule.name, node.name, reason);
          continue;
        }
        this.#replace(entry.rule, node, Array.isArray(answer) ? answer : [answer as Term]);
        break;
      }
    }
    this.#queue = [];
    for (const { rule, tries } of entries) this.#log.tryRule(rule.name, tries);
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
    values.forEach((value, i) => {
      const old = node.outputs[i] as Value;
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
    this.#log.fire(rule.name, values[0]?.node.name ?? node.name, origin);
    for (const made of created) this.#push(made);
    const touched = new Set([...values, ...removed.flatMap((n) => n.inputs)]);
    for (const value of touched) if (this.#graph.nodes.has(value.node)) this.#pushReaders(value);
  }

  /** Queues a value's node and its readers, as far as a pattern may reach. */
  #pushReaders(value: Value): void {
    let level = new Set([value.node]);
    for (let depth = 0; depth <= REACH && level.size > 0; depth++) {
      const next = new Set<Node>();
      for (const node of level) {
        this.#push(node);
        for (const output of node.outputs) for (const user of output.users.keys()) next.add(user);
      }
      level = next;
    }
  }

  /** Builds a term; the root's node takes the name of the node that it replaces as soon as that is free. */
  #build(term: Term, name: string, base: string, created: Node[]): Value {
    if (typeof term === "number") return this.#build(ConstantTensor.float([], [term]), `${base}/c`, base, created);
    if (term instanceof ConstantTensor) {
      const value = this.#graph.constant(term, name === base ? name : `${base}/c`);
      created.push(value.node);
      return value;
    }
    if (term instanceof OpTerm) {
      const inputs = term.args.map((arg) => this.#build(arg, `${base}/${arg instanceof OpTerm ? arg.op : "c"}`, base, created));
      const node = this.#graph.add(term.op, inputs, term.attrs, { name });
      created.push(node);
      return node.output;
    }
    if (term instanceof Variable) throw new Error(`"${term.name}" is a variable of the pattern, not a value of the graph`);
    return term;
  }
}

/** The type of a replacement: what is known of it and of the replaced value. Throws where they contradict. */
function merged(rule: Rule, old: Value, made: Value): TensorType | undefined {
  const [a, b] = [old.type, made.type];
  if (!a || !b) return b ?? a;
  const shape = b.shape.map((d, i) => (d < 0 ? (a.shape[i] ?? d) : d));
  const fits = a.dtype === b.dtype && a.shape.length === b.shape.length && a.shape.every((d, i) => d < 0 || d === shape[i]);
  if (fits) return { dtype: b.dtype, shape };
  const text = (t: TensorType): string => `${t.dtype}[${t.shape}]`;
  throw new Error(`rule "${rule.name}" at "${old.name}" makes ${text(b)} of ${text(a)}`);
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];
