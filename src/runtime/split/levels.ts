/**
 * Orders a model's static nodes into levels, such that the nodes of one level can run together as one.
 *
 * A node that must stay with stock ends a level: what is computed from it lies in a later one. So two nodes of one level have
 * no path from one to the other that leaves the level, and levels need each other only forwards.
 */
import { type NodeDef, parseName } from "../../graph/from-tfjs.ts";
import { rowOf } from "../../graph/ops.ts";
import { SHAPE_OPS } from "./evaluate.ts";

/**
 * `static`: runs once in each call, and its shape follows from its operands' shapes. `shape`: a static node of which even the
 * values follow from shapes and weights. `stock`: everything else.
 */
export type Kind = "static" | "shape" | "stock";

export interface Levels {
  kind(name: string): Kind;
  /** The level whose nodes this node is one of; none for stock nodes, and for `shape` nodes that need nothing of a level. */
  level(name: string): number | undefined;
}

/** The names of the nodes that a node reads. */
export const sources = ({ input = [] }: NodeDef): string[] => input.map((name) => parseName(name.replace("^", ""))[0]);

/** `order` holds producers before their readers but for the edges that close loops. */
export function levelsOf(
  order: readonly NodeDef[],
  isWeight: (name: string) => boolean,
  isStatic: (def: NodeDef) => boolean,
): Levels {
  const kinds = new Map<string, Kind>();
  // Static nodes are in no loop, so their producers come first.
  for (const def of order) {
    if (isWeight(def.name)) kinds.set(def.name, "shape");
    else if (!isStatic(def)) kinds.set(def.name, "stock");
    else {
      const fixed = SHAPE_OPS.has(def.op) || sources(def).every((name) => kinds.get(name) === "shape");
      kinds.set(def.name, fixed && rowOf(def.op) !== undefined ? "shape" : "static");
    }
  }
  const kind = (name: string): Kind => kinds.get(name) ?? "stock";

  // Twice the level, and one more where something of that very level is needed.
  const times = new Map<string, number>();
  const time = (name: string): number => times.get(name) ?? 0;
  // Loops go round until they settle: no node in them is static, so they raise nothing.
  for (let changed = true; changed; ) {
    changed = false;
    for (const def of order) {
      if (isWeight(def.name)) continue;
      const needed = Math.max(0, ...sources(def).map(time));
      const own = kind(def.name);
      const now = own === "shape" ? needed : own === "static" ? needed | 1 : needed + (needed & 1);
      if (now === time(def.name)) continue;
      times.set(def.name, now);
      changed = true;
    }
  }
  return {
    kind,
    level: (name) => (kind(name) !== "stock" && time(name) & 1 ? time(name) >> 1 : undefined),
  };
}
