/**
 * Arithmetic of shapes that are known only during a call, as around non-max suppression, is done without kernels: nodes that
 * need nothing but shapes and small weights become one node for each time that shapes become known.
 */
import { placements } from "../../graph/contexts.ts";
import { canonicalName, type NodeDef, parseName } from "../../graph/from-tfjs.ts";
import { rowOf } from "../../graph/ops.ts";
import type { ConstantTensor, TensorType } from "../../graph/types.ts";
import { evaluate, type Fact, isSmall, SHAPE_OPS } from "./evaluate.ts";
import { sources } from "./levels.ts";

/** Computes the values of a group of nodes from the types of the values whose shapes they ask for. */
export type ShapeArithmetic = (types: readonly TensorType[]) => readonly ConstantTensor[];

export interface ShapesRequest {
  /** Producers before their readers but for the edges that close loops. */
  readonly order: readonly NodeDef[];
  readonly weight: (name: string) => ConstantTensor | undefined;
  /** Types of values in one call. */
  readonly seen: ReadonlyMap<string, TensorType>;
  /** Names of nodes that stay as they are. */
  readonly keep: ReadonlySet<string>;
  /** Makes the node that does a group's arithmetic. */
  readonly node: (name: string, input: readonly string[], run: ShapeArithmetic) => NodeDef;
}

/** A smaller group would be no gain. */
const LEAST_NODES = 2;

/** The nodes with groups in place of the arithmetic of shapes. */
export function groupShapes({ order, weight, seen, keep, node }: ShapesRequest): readonly NodeDef[] {
  const facts = factsOf(order, weight, seen, keep);
  const times = timesOf(order, facts);
  const groups = new Map<number, NodeDef[]>();
  for (const def of order) {
    const time = times.get(def.name) ?? 0;
    if (facts.has(def.name)) groups.set(time, [...(groups.get(time) ?? []), def]);
  }
  const renamed = new Map<string, string>();
  const added: NodeDef[] = [];
  const gone = new Set<string>();
  const taken = new Set(order.map(({ name }) => name));
  for (const [time, group] of groups) {
    if (group.length < LEAST_NODES) continue;
    const members = new Set(group.map(({ name }) => name));
    const read = order.flatMap(({ name, input = [] }) => (members.has(name) ? [] : input.map(canonicalName)));
    const outputs = [...new Set(read.filter((value) => members.has(parseName(value)[0])))];
    const asked = [...new Set(group.flatMap(({ op, input = [] }) => (SHAPE_OPS.has(op) ? input.slice(0, 1) : [])))];
    // The executor starts a node when its operands are there; without any it never would.
    const anyWeight = group.flatMap(sources).filter((name) => weight(name));
    const inputs = asked.length > 0 ? asked : anyWeight.slice(0, 1);
    if (outputs.length === 0 || inputs.length === 0) continue;
    let name = `graphweld/shapes${time}`;
    while (taken.has(name)) name += "_";
    taken.add(name);
    outputs.forEach((output, i) => {
      renamed.set(output, i === 0 ? name : `${name}:${i}`);
    });
    for (const member of members) gone.add(member);
    added.push(node(name, inputs, remembering(arithmetic(group, inputs, outputs, weight))));
  }
  const all = [...order.filter(({ name }) => !gone.has(name)), ...added];
  return all.map((def) => {
    if (!def.input?.some((value) => renamed.has(canonicalName(value)))) return def;
    return { ...def, input: def.input.map((value) => renamed.get(canonicalName(value)) ?? value) };
  });
}

/** What nodes gave in the call that was seen, by value, if they follow from shapes and small weights and can be computed here. */
function factsOf(
  order: readonly NodeDef[],
  weight: ShapesRequest["weight"],
  seen: ShapesRequest["seen"],
  keep: ReadonlySet<string>,
): ReadonlyMap<string, Fact> {
  const facts = new Map<string, Fact>();
  const place = placements(order);
  const pinned = new Set(
    order.flatMap(({ input = [] }) => input.filter((i) => i.startsWith("^")).map((i) => i.slice(1))),
  );
  for (const def of order) {
    const { name, op, input = [] } = def;
    const tied = pinned.has(name) || keep.has(name) || input.some((i) => i.startsWith("^"));
    const row = rowOf(op);
    if (weight(name) || tied || !row || row.impure || place(def) !== undefined) continue;
    const given = input.map((value): Fact | undefined => {
      const constant = weight(parseName(value)[0]);
      const type = seen.get(canonicalName(value));
      if (constant)
        return isSmall(constant) ? { type: constant, constant } : SHAPE_OPS.has(op) ? { type: constant } : undefined;
      return facts.get(canonicalName(value)) ?? (SHAPE_OPS.has(op) && type ? { type } : undefined);
    });
    if (given.length === 0 || !given.every((fact) => fact !== undefined)) continue;
    const results = evaluate(def, given);
    if (results.length > 0 && results.every(({ constant }) => constant))
      for (const [i, fact] of results.entries()) facts.set(canonicalName(`${name}:${i}`), fact);
  }
  return facts;
}

/** When shapes become known: nodes of one group have no path from one to the other through nodes that are in none. */
function timesOf(order: readonly NodeDef[], members: ReadonlyMap<string, unknown>): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  // Loops settle, for no member is in one.
  for (let changed = true; changed; ) {
    changed = false;
    for (const def of order) {
      const after = (name: string): number =>
        (times.get(name) ?? 0) + Number(members.has(name) && !members.has(def.name));
      const time = Math.max(0, ...sources(def).map(after));
      if (time === (times.get(def.name) ?? 0)) continue;
      times.set(def.name, time);
      changed = true;
    }
  }
  return times;
}

function arithmetic(
  group: readonly NodeDef[],
  inputs: readonly string[],
  outputs: readonly string[],
  weight: ShapesRequest["weight"],
): ShapeArithmetic {
  return (types) => {
    const facts = new Map<string, Fact>();
    const given = (value: string): Fact => {
      const type = types[inputs.indexOf(value)];
      const constant = weight(parseName(value)[0]);
      return facts.get(canonicalName(value)) ?? (constant ? { constant } : type ? { type } : {});
    };
    for (const def of group)
      for (const [i, fact] of evaluate(def, (def.input ?? []).map(given)).entries())
        facts.set(canonicalName(`${def.name}:${i}`), fact);
    return outputs.map((name) => {
      const { constant } = facts.get(name) ?? {};
      if (!constant) throw new Error(`'${name}' does not follow from shapes`);
      return constant;
    });
  };
}

/** Calls whose results are kept. */
const MOST_KEPT = 64;

function remembering(run: ShapeArithmetic): ShapeArithmetic {
  const kept = new Map<string, readonly ConstantTensor[]>();
  return (types) => {
    const key = types.map(({ dtype, shape }) => `${dtype} ${shape}`).join();
    const found = kept.get(key) ?? run(types);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, found);
    return found;
  };
}
