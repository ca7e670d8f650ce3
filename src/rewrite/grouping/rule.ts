/** What a grouping rule declares: the op that becomes a kernel, or the step by which a kernel takes in its neighbours. */
import type { Attrs, Graph, Node, Value } from "../../graph/graph.ts";
import type { RuleInfo } from "../rule.ts";
import type { Example } from "../term.ts";

interface Declared extends RuleInfo {
  /** Op of the kernel node that the rule makes or extends. */
  readonly kernel: string;
  readonly example: Example;
}

/** Turns a TensorFlow op into a kernel node. */
export interface Conversion extends Declared {
  readonly kind: "conversion";
  /** TensorFlow op → how its inputs and attributes are read. */
  readonly reads: Readonly<Record<string, Reader>>;
  /** Kernels of a lower rank choose what they absorb first: those that compute most hide most traffic. */
  readonly rank: number;
  /** The kernel has an epilogue. */
  readonly absorbs: boolean;
  /** It makes kernels of what all others, regions included, leave of its ops where these are not float32. */
  readonly last?: true;
}

/** The kernel's view of a node, or the sentence that says why the kernel can't compute it. */
export type Reader = (node: Node) => Reading | string;
export interface Reading {
  /** Op of the kernel node where it is not the rule's: a copy that moves nothing is a view. */
  readonly op?: string;
  readonly inputs: readonly Value[];
  readonly attrs: Attrs;
  /** Ops that the node itself applies to its result (`fused_ops`), in order. */
  readonly fused?: readonly FusedOp[];
  /** The kernel computes other outputs than its first. */
  readonly outputs?: "all";
}
export interface FusedOp {
  readonly op: string;
  readonly operands: readonly Value[];
  readonly attrs: Attrs;
}

/** How an operand of a step relates to the kernel's output; ordered from narrow to wide. */
export const OPERANDS = ["none", "literal", "scalar", "channel", "full"] as const;
export type OperandKind = (typeof OPERANDS)[number];

/** What a kernel is about to absorb. */
export interface Step {
  /** The absorbed ops in order of execution, in canonical spelling (see `canonical`). */
  readonly ops: readonly string[];
  /** The widest operand that the step reads beside the kernel's own value. */
  readonly operand: OperandKind;
  /** Whether all operands are constant. */
  readonly constant: boolean;
  /** Whether the kernel has added a full tensor before. */
  readonly residual: boolean;
  /** Whether an operand is padded, resized or pooled, which the kernel does as it reads: the first of `ops`. */
  readonly moved?: boolean;
}

/** Which steps a rule accepts. */
export interface StepRule {
  /** One op out of these; or, as lists, all ops of a diamond; left out: anything. */
  readonly ops?: readonly (string | readonly string[])[];
  /** Several ops between a value and the point where its readers meet again. */
  readonly diamond?: true;
  readonly operands?: readonly OperandKind[];
  readonly constant?: true;
  readonly residual?: true;
  readonly moved?: true;
}

/** Takes pointwise consumers into a kernel's epilogue. */
export interface Absorption extends Declared {
  readonly kind: "epilogue";
  readonly step: StepRule;
}

/**
 * Takes a producer into a kernel: padding into its borders, pointwise ops into its loads, factors of channels into its weights or its
 * epilogue, and of a concatenation the parts.
 */
export interface Prologue extends Declared {
  readonly kind: "prologue";
  readonly takes: "pad" | "pointwise" | "factors" | "concat";
  readonly step: StepRule;
}

/** Stores a value that others read beside the one computed from it. */
export interface DualStore extends Declared {
  readonly kind: "dual";
}

/** What a region of pointwise ops looks like. */
export type RegionForm = "op" | "chain" | "tree" | "diamond";

/** Names a region of pointwise ops. */
export interface Region extends Declared {
  readonly kind: "region";
  readonly form: RegionForm;
}

/** Lets the kernel that makes a value compute what another makes of it, before it is stored. */
export interface Merge extends Declared {
  readonly kind: "merge";
  /** Op of the kernel that reads the value, as its first input, and of the one that makes it. */
  readonly of: string;
  readonly into: string;
  /** Nothing else may read the value, for it is never whole. */
  readonly alone?: true;
  /** The value may have another shape where it is read. */
  readonly reshaped?: true;
  /**
   * Attributes of the joint kernel, whose inputs are those of both, or why there is none; `undefined` where the rule is not
   * concerned. Its outputs are the reader's, and before it the value where others need it too.
   */
  readonly merge: (producer: Node, reader: Node) => Attrs | string | undefined;
}

/** What computes a value, and attributes that nodes get which compute its parts. */
export interface Placed extends Reading {
  readonly parts?: ReadonlyMap<Node, Attrs>;
}

/** Spares a kernel that moves elements from moving those that can be where they belong. */
export interface Placement extends Declared {
  readonly kind: "placement";
  /** Op of the kernel nodes that it looks at, once all are formed. */
  readonly of: string;
  /**
   * What computes each output of such a node instead, or why nothing does. `undefined` where the rule is not concerned.
   * @param taken values that lie inside others already; those that now do are added
   * @param supports whether a kernel runs a node with such attributes, or why not
   */
  readonly place: (
    node: Node,
    graph: Graph,
    taken: Set<Value>,
    supports: (node: Node, attrs: Attrs) => true | string,
  ) => readonly Placed[] | string | undefined;
}

export type Grouping = Conversion | Absorption | Prologue | DualStore | Region | Merge | Placement;

const SPELLINGS: Readonly<Record<string, string>> = { BiasAdd: "AddV2", AddN: "AddV2", PadV2: "Pad" };
/** One name for ops that mean the same scalar function. */
export const canonical = (op: string): string => SPELLINGS[op] ?? op;

/** Whether a rule accepts a step. */
export function accepts(rule: StepRule, step: Step): boolean {
  if ((rule.moved ?? false) !== (step.moved ?? false)) return false;
  if (rule.operands && !rule.operands.includes(step.operand)) return false;
  if (rule.diamond && step.ops.length === 1) return false;
  if ((rule.constant && !step.constant) || (rule.residual && !step.residual)) return false;
  return !rule.ops || rule.ops.some((ops) => sameOps(typeof ops === "string" ? [ops] : ops, step.ops));
}

function sameOps(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && [...a].sort().join() === [...b].sort().join();
}
