/** What readers of other formats give: a graph of TensorFlow's ops that TensorFlow.js runs, with its weights. */
import type { GraphDef, NodeDef } from "../graph/from-tfjs.ts";
import type { ConstantTensor } from "../graph/types.ts";

/** A tensor that callers know: its name in a signature is the key under which this stands. */
export interface SignatureTensor {
  /** The node and its output: `logits:0`. */
  readonly name: string;
  readonly dtype?: string;
  readonly tensorShape?: { readonly dim?: readonly { readonly size: string }[]; readonly unknownRank?: boolean };
}
export interface SourceSignature {
  readonly inputs: Readonly<Record<string, SignatureTensor>>;
  readonly outputs: Readonly<Record<string, SignatureTensor>>;
}

/** A model as read: nothing rewritten yet. */
export interface SourceModel {
  readonly topology: GraphDef & { readonly node: readonly NodeDef[] };
  /** Values of the nodes of op Const. */
  readonly weights: ReadonlyMap<string, ConstantTensor>;
  readonly signature: SourceSignature | undefined;
  /** What is to be told of the reading, a sentence each. */
  readonly notes: readonly string[];
}

/** A file that is not what its format asks for. The message is the end of a sentence that begins with the file's name. */
export class BadModel extends Error {
  override readonly name: string = "BadModel";
}

/** A node that has no counterpart in TensorFlow.js. */
export interface UnsupportedNode {
  readonly op: string;
  readonly node: string;
  readonly reason?: string;
}

/** A sound model that cannot be converted, for these nodes. */
export class UnsupportedModel extends Error {
  override readonly name: string = "UnsupportedModel";
  readonly nodes: readonly UnsupportedNode[];
  constructor(nodes: readonly UnsupportedNode[]) {
    super(describe(nodes));
    this.nodes = nodes;
  }
}

/** A sound model that is not a graph. The message is a sentence that names the layer. */
export class NoGraph extends Error {
  override readonly name: string = "NoGraph";
}

/** How many nodes of one op are named. */
const NAMED = 3;

function describe(nodes: readonly UnsupportedNode[]): string {
  const kinds = new Map<string, string[]>();
  for (const { op, node, reason } of nodes) {
    const kind = reason ? `${op}, ${reason}` : op;
    kinds.set(kind, [...(kinds.get(kind) ?? []), `"${node}"`]);
  }
  return [...kinds]
    .map(([kind, names]) => {
      const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : "";
      return `${kind} (${names.slice(0, NAMED).join(", ")}${more})`;
    })
    .join("; ");
}
