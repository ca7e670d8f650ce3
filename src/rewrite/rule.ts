/** What every rule states about itself, whichever engine runs it, and the log in which engines record what they did. */
import type { Graph, Node } from "../graph/graph.ts";
import type { OpName } from "../graph/ops.ts";
import type { Example, Term } from "./term.ts";

/** The families of the pattern catalogue; docs group rules by them. */
export const FAMILIES = {
  F1: "Algebraic simplification",
  F2: "Constant and shape folding",
  F3: "Scale and bias folding",
  F4: "Activation absorption",
  F5: "Activation recomposition",
  F6: "Normalisation recomposition",
  F7: "Softmax and attention",
  F8: "Residuals, gates and prologues",
  F9: "Padding, slices and layout",
  F10: "Anchor pairs and pooling",
  F11: "Horizontal merges, split and concat",
  F12: "Quantisation and casts",
  F13: "Resize and upsampling",
  F14: "Recurrent cells and lookups",
  F15: "Pointwise chains and reductions",
  F16: "Post-processing",
} as const;
export type Family = keyof typeof FAMILIES;

/**
 * How the result compares with the graph as loaded: `X` bit-exact, `A` algebraically equal (rounding differs),
 * `S` equal but for named special values, `N` not equal everywhere (off unless asked for).
 */
export type Exactness = "X" | "A" | "S" | "N";

export interface RuleInfo {
  /** Kebab-case, unique: what `explain`, docs and per-rule switches call it. */
  readonly name: string;
  readonly family: Family;
  /** One sentence: what is rewritten, and what that saves. */
  readonly about: string;
  readonly exactness: Exactness;
  /** Where one declaration makes a rule for each of several anchors: which declaration, and which anchor. */
  readonly declared?: { readonly name: string; readonly anchor: string };
}

/** What a rule sees beside the node. */
export interface RuleContext {
  readonly graph: Graph;
  /** Names of nodes that control edges start from; such nodes stay. */
  readonly pinned: ReadonlySet<string>;
  /** Whether near misses are wanted: sites where all but one condition holds. */
  readonly explain: boolean;
}

/**
 * What a rule answers at a node: terms that replace the node's outputs in order (fewer when nothing reads the others), the
 * sentence why not where it nearly applied, or `undefined`.
 */
export type Answer = Term | readonly Term[] | string | undefined;

/** A rule of the rewriting engine. Most are written as patterns; a pattern is a rule. */
export interface Rule extends RuleInfo {
  /** The ops whose nodes it is tried on; all when empty. */
  readonly roots: readonly OpName[];
  /** Looks at the graph and changes nothing: the driver builds what it answers. */
  apply(node: Node, context: RuleContext): Answer;
  /** Graphs that it rewrites. */
  readonly examples: readonly Example[];
  /** Graphs that it leaves alone, saying why. */
  readonly nearMisses: readonly Example[];
}

/** A group of rules that run to a fixpoint together with those of the phases before it. */
export interface Phase {
  readonly name: string;
  /** One sentence: what the phase is for, and why it runs where it does. */
  readonly about: string;
  readonly rules: readonly Rule[];
}

/** One application of a rule: which nodes of the loaded graph it replaced. */
export interface Fired {
  readonly rule: string;
  /** Name of the node that now computes the value. */
  readonly node: string;
  /** Names of the loaded graph's nodes that it stands for. */
  readonly replaced: readonly string[];
}

/** A site where a rule's structure matched, or nearly did, and it did not fire. */
export interface Missed {
  readonly rule: string;
  readonly node: string;
  readonly reason: string;
}

/** What an engine run did. Statistics count attempts too, so that rules which never match can be seen. */
export class RewriteLog {
  readonly fired: Fired[] = [];
  readonly missed: Missed[] = [];
  /** rule → how often it was tried at a node of one of its root ops. */
  readonly tried: Map<string, number> = new Map();
  readonly #missKeys: Set<string> = new Set();

  fire(rule: string, node: string, replaced: readonly string[]): void {
    this.fired.push({ rule, node, replaced });
  }
  /** Records a near miss once per rule, node and reason. */
  miss(rule: string, node: string, reason: string): void {
    const key = `${rule}\n${node}\n${reason}`;
    if (this.#missKeys.has(key)) return;
    this.#missKeys.add(key);
    this.missed.push({ rule, node, reason });
  }
  tryRule(rule: string): void {
    this.tried.set(rule, (this.tried.get(rule) ?? 0) + 1);
  }
}
