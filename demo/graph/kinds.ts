/** What a node is, for its colour. */
import type { NodeView } from "../../src/runtime/inspection.ts";

const ANCHORS = /conv|depthwise|matmul|attention|einsum/i;
const MOVES = /^(view|copy|gather)$|Reshape|Transpose|Pad|Slice|Concat|Pack|Squeeze|ExpandDims|Tile|Split|Gather/;
const SUMS = /pool|reduce|softmax|normali|argm|resize|Mean|Sum|Max$|Min$|ArgM/i;

export type Kind = "anchor" | "pointwise" | "move" | "reduce" | "input" | "stock";
export const KINDS: Readonly<Record<Kind, string>> = {
  anchor: "convolution, matrix product",
  reduce: "pool, reduction, resize",
  pointwise: "pointwise",
  move: "data movement",
  input: "input",
  stock: "left to stock",
};

/** @param planned whether the node is of the planned graph, where CamelCase ops are those that stock runs */
export function kindOf({ op }: NodeView, planned: boolean): Kind {
  if (op === "Placeholder") return "input";
  if (planned && /^[A-Z_]/.test(op)) return "stock";
  if (ANCHORS.test(op)) return "anchor";
  if (MOVES.test(op)) return "move";
  return SUMS.test(op) ? "reduce" : "pointwise";
}
