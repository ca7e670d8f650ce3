/** What a grouping run knows: which node belongs to which kernel, in what order nodes run, and what rules allow. */
import { argument, type Expr } from "../../expr/expr.ts";
import type { Attrs, Graph, Node, Value } from "../../graph/graph.ts";
import type { KernelCall, KernelTensor } from "../../graph/kernel-call.ts";
import { isStatic, type Shape } from "../../graph/types.ts";
import type { RewriteLog } from "../rule.ts";
import type { Moved } from "./moved.ts";
import type {
  Absorption,
  Conversion,
  DualStore,
  FusedOp,
  Grouping,
  Merge,
  Placement,
  Prologue,
  Reading,
  Region,
  Step,
} from "./rule.ts";
import { accepts } from "./rule.ts";
import { applyOp, compose } from "./scalar.ts";

export interface GroupingOptions {
  /** Whether a kernel can run a call, or the sentence why not; kernels that can't are not formed. Left out: all can. */
  readonly supports?: (call: KernelCall) => true | string;
  /** Names of rules that are switched off. */
  readonly disable?: readonly string[];
  /** Kernels may store a value that others read beside the one computed from it. On unless `false`. */
  readonly dualStore?: boolean;
  /** The most tensors that an expression reads beside the kernel's own inputs; 6 unless given. */
  readonly operands?: number;
  /** Why no more, where it is not the grouping's own limit: `the device grants 8 storage buffers`. */
  readonly cap?: string;
  /** The most scalar operations and operands of an expression; 64 unless given. */
  readonly size?: number;
}

/** Pointwise nodes that a kernel took in together. */
export interface Taken {
  readonly rule: Grouping;
  readonly nodes: readonly Node[];
  /** What the kernel computes after this step. */
  readonly value: Value;
  readonly residual: boolean;
  /** The rule by which the value before this step is stored too. */
  readonly dual?: DualStore;
  /** An operand that the kernel pads or resizes as it reads. */
  readonly moved?: Moved | undefined;
}

/** A kernel node in the making. */
export interface Group {
  readonly rule: Conversion;
  readonly root: Node;
  readonly reading: Reading;
  readonly steps: Taken[];
  before?:
    | {
        readonly rule: Prologue;
        readonly nodes: readonly Node[];
        readonly inputs: readonly Value[];
        readonly attrs: Attrs;
        /** Ops that move behind the anchor: applied to its result before all others. */
        readonly fused?: readonly FusedOp[];
      }
    | undefined;
}

/** Pointwise ops that become one kernel of their own. */
export interface PointwiseGroup {
  readonly nodes: ReadonlySet<Node>;
  /** What is stored: the region's result last, before it a value that others read too. */
  readonly exits: readonly Value[];
  readonly inputs: readonly Value[];
  readonly exprs: readonly Expr[];
}

/** A finished kernel node: what it reads and what it stands for. */
export interface Formed {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attrs: Attrs;
  /** Values of the graph that the kernel's outputs replace. */
  readonly exits: readonly Value[];
  readonly nodes: ReadonlySet<Node>;
  /** The rules that applied, in order, with the nodes that each took. */
  readonly rules: readonly { readonly rule: Grouping; readonly nodes: readonly Node[] }[];
}

/** Why a node cannot be taken into a kernel that is not free. */
export const NOT_FREE = "it belongs to another kernel, or control edges order it";

export class State {
  readonly graph: Graph;
  readonly log: RewriteLog;
  readonly options: GroupingOptions;
  readonly conversions: Map<string, Conversion> = new Map();
  /** Conversions of what is left in the end. */
  readonly last: Map<string, Conversion> = new Map();
  readonly #steps: Map<string, Absorption[]> = new Map();
  readonly #others: Map<string, Grouping> = new Map();
  readonly #prologues: Prologue[];
  readonly merges: readonly Merge[];
  readonly placements: readonly Placement[];
  readonly order: readonly Node[];
  readonly #position: Map<Node, number>;
  readonly #owner: Map<Node, Formed> = new Map();
  /** Names of nodes that control edges start from; such nodes stay. */
  readonly pinned: ReadonlySet<string>;
  readonly #disabled: Set<string>;
  readonly formed: Formed[] = [];

  constructor(graph: Graph, rules: readonly Grouping[], options: GroupingOptions, log: RewriteLog) {
    this.graph = graph;
    this.log = log;
    this.options = options;
    for (const rule of rules)
      if (rule.kind === "conversion")
        for (const op of Object.keys(rule.reads)) (rule.last ? this.last : this.conversions).set(op, rule);
      else if (rule.kind === "epilogue") this.#steps.set(rule.kernel, [...(this.#steps.get(rule.kernel) ?? []), rule]);
      else if (rule.kind === "dual") this.#others.set(`dual ${rule.kernel}`, rule);
      else if (rule.kind === "region") this.#others.set(`region ${rule.form}`, rule);
    this.#prologues = rules.filter((r) => r.kind === "prologue");
    this.merges = rules.filter((r) => r.kind === "merge");
    this.placements = rules.filter((r) => r.kind === "placement");
    this.order = graph.topological();
    this.#position = new Map(this.order.map((n, i) => [n, i]));
    this.pinned = new Set(this.order.flatMap((n) => n.control));
    this.#disabled = new Set(options.disable);
  }

  get operandLimit(): number {
    return this.options.operands ?? 6;
  }
  /** What follows the limit of operands in sentences. */
  get cap(): string {
    const { cap } = this.options;
    return cap === undefined ? "" : [":", cap].join(" ");
  }
  get sizeLimit(): number {
    return this.options.size ?? 64;
  }

  /** Where a node stands in an order of execution. */
  position(node: Node): number {
    return this.#position.get(node) ?? -1;
  }
  /** Whether no kernel has the node and nothing but data orders it. */
  free(node: Node): boolean {
    return !this.#owner.has(node) && node.control.length === 0 && !this.pinned.has(node.name);
  }
  /** Whether anything still reads the node once the kernels formed so far stand. */
  needed(node: Node): boolean {
    return node.outputs.some(
      (v) => this.graph.isOutput(v) || [...v.users.keys()].some((n) => this.#owner.get(n)?.inputs.includes(v) ?? true),
    );
  }
  /** `true`, or the sentence that says who switched the rule off. */
  enabled(rule: Grouping): true | string {
    return this.#disabled.has(rule.name) ? "the rule is switched off" : true;
  }

  /** The rule that lets a kernel absorb a step; the first that accepts decides. */
  stepRule(kernel: string, step: Step): Absorption | undefined {
    return this.#steps.get(kernel)?.find((rule) => accepts(rule.step, step));
  }
  dualRule(kernel: string): DualStore | undefined {
    return this.#others.get(`dual ${kernel}`) as DualStore | undefined;
  }
  regionRule(form: Region["form"]): Region | undefined {
    return this.#others.get(`region ${form}`) as Region | undefined;
  }
  prologueRule(kernel: string, takes: Prologue["takes"], step: Step): Prologue | undefined {
    return this.#prologues.find((r) => r.kernel === kernel && r.takes === takes && accepts(r.step, step));
  }

  /** Whether the node becomes a kernel that pads by itself. */
  takesPad(node: Node): boolean {
    const kernel = this.conversions.get(node.op)?.kernel;
    return this.#prologues.some((r) => r.takes === "pad" && r.kernel === kernel);
  }

  /**
   * Whether computing `value` needs any node that `blocked` names. Looks through kernels formed so far as wholes, since
   * what a kernel reads for one of its outputs it has to wait for with all.
   */
  dependsOn(value: Value, blocked: (node: Node) => boolean): boolean {
    const seen = new Set<Node>();
    const work = [value.node];
    for (let node = work.pop(); node; node = work.pop()) {
      if (blocked(node)) return true;
      if (seen.has(node)) continue;
      seen.add(node);
      for (const input of this.#owner.get(node)?.inputs ?? node.inputs) work.push(input.node);
    }
    return false;
  }

  /** Whether the kernel can run here. */
  supports({ op, attrs, inputs, exits }: Pick<Formed, "op" | "attrs" | "inputs" | "exits">): true | string {
    const unknown = [...inputs, ...exits].find((v) => !v.type || !isStatic(v.type.shape));
    if (unknown) return `the shape of "${unknown.name}" is not known`;
    return this.options.supports?.({ op, attrs, inputs: inputs.map(tensorOf), outputs: exits.map(tensorOf) }) ?? true;
  }

  form(formed: Formed): undefined {
    this.formed.push(formed);
    for (const node of formed.nodes) this.#owner.set(node, formed);
  }
}

function tensorOf(value: Value): KernelTensor {
  const { constant, type } = value;
  if (!type) throw new Error(`the type of "${value.name}" is not known`);
  return { ...type, constant };
}

/** The expressions that stand for the anchor's own values, with the operands that they read. */
export function seedOf({ root, reading, before }: Group): { known: Map<Value, Expr>; operands: Value[] } {
  const operands: Value[] = [];
  let e: Expr = argument(0);
  for (const { op, operands: read, attrs } of [...(before?.fused ?? []), ...(reading.fused ?? [])]) {
    const composed = compose(read, new Set(), new Map(), 1, operands);
    e = applyOp(op, [e, ...composed.exprs], attrs);
    operands.splice(0, operands.length, ...composed.operands);
  }
  return { known: new Map([[root.output, e]]), operands };
}

/** What the kernel writes: its value, and before it one that others read too. */
export function exitsOf(state: State, group: Group, steps: readonly Taken[] = group.steps): Value[] {
  if (group.reading.outputs === "all") return group.root.outputs;
  const last = steps.at(-1)?.value ?? group.root.output;
  const at = steps.findIndex((s) => s.dual);
  if (at < 0) return [last];
  const raw = steps[at - 1]?.value ?? group.root.output;
  const inside = new Set(steps.flatMap((s) => s.nodes));
  // Later steps may have taken in every other reader.
  return state.graph.isOutput(raw) || [...raw.users.keys()].some((n) => !inside.has(n)) ? [raw, last] : [last];
}

/** Puts a group's inputs, attributes and expressions together. */
export function finish(state: State, group: Group, epilogue: boolean): Formed {
  const { root, reading, rule, steps, before } = group;
  const nodes = new Set([root, ...steps.flatMap((s) => s.nodes)]);
  const exits = exitsOf(state, group);
  const inputs = before?.inputs ?? reading.inputs;
  const attrs = { ...reading.attrs, ...before?.attrs };
  const rules = [
    { rule, nodes: [root] as readonly Node[] },
    ...(before ? [before] : []),
    ...steps.flatMap((s) => {
      const own = s.moved ? { rule: s.rule, nodes: [s.moved.node, ...s.nodes] } : s;
      return s.dual && exits.length > 1 ? [{ rule: s.dual, nodes: [] }, own] : [own];
    }),
  ];
  if (!epilogue) return { op: reading.op ?? rule.kernel, inputs, attrs, exits, nodes, rules };
  const { known, operands } = seedOf(group);
  const composed = compose(exits, nodes, known, 1, operands);
  for (const node of before?.rule.takes === "pointwise" ? before.nodes : []) nodes.add(node);
  const moved = composed.operands.map((v) => steps.find((s) => s.moved?.node === v.node)?.moved);
  const by = (how: "resized" | "pooled") => {
    const found = moved.flatMap((m, i) => (m?.[how] ? [[i + 1, m[how]] as const] : []));
    return found.length > 0 && { [how]: Object.fromEntries(found) };
  };
  return {
    op: rule.kernel,
    inputs: [...inputs, ...composed.operands.map((v, i) => moved[i]?.from ?? v)],
    attrs: {
      ...attrs,
      epilogue: composed.exprs,
      ...by("resized"),
      ...by("pooled"),
    },
    exits,
    nodes,
    rules,
  };
}

/** `[1,5,7,3]`, for sentences. */
export const show = (shape: Shape | undefined): string => `[${shape?.join() ?? "?"}]`;
