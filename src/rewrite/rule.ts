/** What every rule states about itself, whichever engine runs it, and the log in which engines record what they did. */

/** The families of the pattern catalogue; docs group rules by them. */
export const FAMILIES = {
  F1: "Algebraic simplification",
  F2: "Constant and shape folding",
  F3: "Scale and bias folding",
  F4: "Activation absorption",
  F5: "Activation recomposition",
  F6: "Normalisation recomposition",
  F7: "Softmax and attention",
  F8: "Residual and prologue fusion",
  F9: "Layout and views",
  F10: "Padding and pooling",
  F11: "Horizontal merges",
  F12: "Quantisation",
  F13: "Resize and image operations",
  F14: "Recurrent cells",
  F15: "Pointwise regions",
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
  /** rule → how often its root op was tried. */
  readonly tried: Map<string, number> = new Map();

  fire(rule: string, node: string, replaced: readonly string[]): void {
    this.fired.push({ rule, node, replaced });
  }
  /** Records a near miss once per rule, node and reason. */
  miss(rule: string, node: string, reason: string): void {
    if (!this.missed.some((m) => m.rule === rule && m.node === node && m.reason === reason))
      this.missed.push({ rule, node, reason });
  }
  tryRule(rule: string): void {
    this.tried.set(rule, (this.tried.get(rule) ?? 0) + 1);
  }
}
