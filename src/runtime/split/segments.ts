/**
 * Splits a model that as a whole must run by `executeAsync` into static segments, each of which a plan can run, and the rest,
 * which stays with the stock executor.
 */

import { placements } from "../../graph/contexts.ts";
import {
  ancestors,
  canonicalName,
  graphFromModel,
  type LoadedModel,
  type NodeDef,
  parseName,
  refusal,
} from "../../graph/from-tfjs.ts";
import type { Node } from "../../graph/graph.ts";
import { rowOf } from "../../graph/ops.ts";
import { isStatic, sameShape, sizeOf, type TensorType } from "../../graph/types.ts";
import { rewriting } from "../../rewrite/driver.ts";
import type { Phase } from "../../rewrite/rule.ts";
import { drain, type Steps } from "../../rewrite/steps.ts";
import { type Levels, levelsOf, sources } from "./levels.ts";
import { SELECTION } from "./selection.ts";
import { SEGMENT_OP } from "./splice.ts";

/** Types of the values that one call of the model had, by name. */
export type Seen = ReadonlyMap<string, TensorType>;

export interface SplitRequest {
  /** Names of fed nodes; they must be placeholders. */
  readonly inputs: readonly string[];
  /** `node` or `node:1`, not names of the signature. */
  readonly outputs: readonly string[];
}

/** What a plan runs as one. */
export interface Segment {
  /** Nodes that nothing but this segment runs. */
  readonly owned: ReadonlySet<string>;
  /** Weights and further nodes that it has for itself, though the rest may too: shapes, and what follows from weights. */
  readonly copied: ReadonlySet<string>;
  /** Values that it reads from outside, and gives to the outside: `node` or `node:1`. */
  readonly inputs: ReadonlySet<string>;
  readonly outputs: ReadonlySet<string>;
}

/** Nodes that stay with stock for one reason. */
export interface StockNodes {
  readonly reason: string;
  readonly count: number;
  /** The first of them, as `"name" (Op)`. */
  readonly node: string;
}

export interface Segments {
  readonly segments: readonly Segment[];
  readonly stock: readonly StockNodes[];
}

/** What is read of a model besides its public face. */
interface Internals {
  readonly artifacts: { readonly modelTopology: { readonly node: readonly NodeDef[] } };
  readonly executor: {
    readonly weightMap: Readonly<Record<string, unknown>>;
    readonly graph: { readonly nodes: Readonly<Record<string, { readonly category?: string } | undefined>> };
  };
}

/** Ops of which one multiplication for each element is not all. */
const PRODUCTS = /Conv|MatMul|Einsum/;
/** A segment must do at least this part of the arithmetic that was seen. */
const LEAST_SHARE = 0.05;
/** Or replace so many nodes of stock. */
const LEAST_NODES = 24;
const DTYPES: ReadonlySet<string> = new Set(["float32", "int32", "bool"]);

/**
 * Finds the segments of what a call needs. A model without any has reasons only.
 * @param fold the rules that compute what follows from shapes
 */
export const segmentsOf = (...request: Parameters<typeof segmenting>): Segments => drain(segmenting(...request));

/** The same in steps. */
export function* segmenting(
  model: LoadedModel,
  request: SplitRequest,
  seen: Seen,
  fold: readonly Phase[],
): Steps<Segments> {
  const { artifacts, executor } = model as unknown as Internals;
  const defs = new Map(artifacts.modelTopology.node.map((def) => [def.name, def]));
  const isWeight = (name: string): boolean => executor.weightMap[name] !== undefined;
  const fed = new Set(request.inputs);
  const wanted = request.outputs.map((name) => parseName(name)[0]);
  const order = ancestors(defs, wanted, (name) => isWeight(name) || fed.has(name));
  if ("reason" in order) return { segments: [], stock: [{ reason: order.reason, count: 0, node: "" }] };

  const reasons = new Map<string, string>();
  const isNumeric = (value: string): boolean => DTYPES.has(seen.get(canonicalName(value))?.dtype ?? "");
  const place = placements(order);
  const pinned = new Set(
    order.flatMap(({ input = [] }) => input.filter((i) => i.startsWith("^")).map((i) => i.slice(1))),
  );
  for (const def of order) {
    if (isWeight(def.name) || fed.has(def.name)) continue;
    const replaced = executor.graph.nodes[def.name]?.category === "custom";
    const reason =
      (def.op === SEGMENT_OP ? "pads what depends on values" : undefined) ??
      place(def) ??
      (SELECTION.test(def.op) ? "selects boxes by their values" : undefined) ??
      refusal(def, undefined, replaced) ??
      (rowOf(def.op)?.impure ? "gives other results each time" : undefined) ??
      (pinned.has(def.name) || def.input?.some((i) => i.startsWith("^")) ? "has control edges" : undefined) ??
      ([def.name, ...(def.input ?? [])].every((value) => isWeight(parseName(value)[0]) || isNumeric(value))
        ? undefined
        : "has no numeric tensors");
    if (reason !== undefined) reasons.set(def.name, reason);
  }

  // What cannot be known before is found out by trying, and then lies outside.
  for (;;) {
    const levels = levelsOf(order, isWeight, ({ name }) => !reasons.has(name) && !fed.has(name));
    const segments = choose(order, levels, seen, (name) => isWeight(name) || fed.has(name)).map((level) =>
      segmentAt(level, order, levels, isWeight, request),
    );
    for (const { inputs } of segments)
      for (const value of inputs)
        for (const { owned, outputs } of segments) if (owned.has(parseName(value)[0])) outputs.add(value);
    const unknown: string[] = [];
    for (const segment of segments) unknown.push(...(yield* unknownIn(model, segment, seen, fold)));
    for (const name of unknown) reasons.set(name, "has a shape that depends on values");
    if (unknown.length === 0) return { segments, stock: leftOver(segments) };
  }

  function leftOver(segments: readonly Segment[]): StockNodes[] {
    const groups = new Map<string, { reason: string; count: number; node: string }>();
    for (const { name, op } of order as NodeDef[]) {
      if (isWeight(name) || fed.has(name) || segments.some(({ owned }) => owned.has(name))) continue;
      const reason = reasons.get(name) ?? "lies in no part that is worth a plan";
      const group = groups.get(reason);
      if (group) group.count++;
      else groups.set(reason, { reason, count: 1, node: `"${name}" (${op})` });
    }
    return [...groups.values()].sort((a, b) => b.count - a.count);
  }
}

/**
 * The levels that are worth a plan: for their arithmetic, or for the number of their nodes. What lies behind values that set
 * shapes has other shapes in each call, and would need a plan for each; only much arithmetic is worth that.
 */
function choose(
  order: readonly NodeDef[],
  levels: Levels,
  seen: Seen,
  isLeaf: (name: string) => boolean,
): readonly number[] {
  const work = new Map<number, { products: number; nodes: number; loose: boolean }>();
  const loose = new Set<string>();
  let total = 0;
  for (const def of order) {
    if (isLeaf(def.name)) continue;
    const kind = levels.kind(def.name);
    if (kind === "stock" ? def.op !== SEGMENT_OP : sources(def).some((name) => loose.has(name))) loose.add(def.name);
    const products = PRODUCTS.test(def.op) ? multiplications(def, seen) : 0;
    total += products;
    const level = levels.level(def.name);
    if (level === undefined) continue;
    const own = work.get(level) ?? { products: 0, nodes: 0, loose: false };
    own.products += products;
    own.nodes += Number(kind === "static");
    own.loose ||= loose.has(def.name);
    work.set(level, own);
  }
  const isWorth = ({ products, nodes, ...own }: { products: number; nodes: number; loose: boolean }): boolean =>
    (products > 0 && products >= LEAST_SHARE * total) || (nodes >= LEAST_NODES && !own.loose);
  return [...work].filter(([, own]) => isWorth(own)).map(([level]) => level);
}

/** Roughly how many multiplications a convolution or a matrix product takes: for each element, a column of its filter. */
function multiplications({ name, op, input = [] }: NodeDef, seen: Seen): number {
  const [out, filter] = [name, ...input.slice(1, 2)].map((value) => seen.get(value)?.shape ?? []);
  const columns = (op.includes("Depthwise") ? filter?.slice(2) : filter?.slice(-1)) ?? [];
  return (sizeOf(out ?? []) * sizeOf(filter ?? [])) / Math.max(1, sizeOf(columns));
}

function segmentAt(
  level: number,
  order: readonly NodeDef[],
  levels: Levels,
  isWeight: (name: string) => boolean,
  { outputs }: SplitRequest,
): Draft {
  const byName = new Map(order.map((def) => [def.name, def]));
  const owned = new Set(order.filter(({ name }) => levels.level(name) === level).map(({ name }) => name));
  // A view of what comes from outside, or of a weight, would have its memory. Producers come first, so chains go as a whole.
  for (const def of order) {
    const [viewed, ...others] = sources(def);
    const early = levels.kind(def.name) === "shape" || !others.some((name) => owned.has(name));
    if (VIEWS.has(def.op) && !owned.has(viewed ?? "") && early) owned.delete(def.name);
  }
  const copied = new Set<string>();
  const inputs = new Set<string>();
  const outs = new Set(outputs.filter((name) => owned.has(parseName(name)[0])).map(canonicalName));
  const work = [...owned];
  for (let name = work.pop(); name !== undefined; name = work.pop())
    for (const value of byName.get(name)?.input ?? []) {
      const source = parseName(value)[0];
      if (owned.has(source) || copied.has(source)) continue;
      if (levels.kind(source) !== "shape") inputs.add(canonicalName(value));
      else {
        copied.add(source);
        if (!isWeight(source)) work.push(source);
      }
    }
  for (const def of order)
    if (!owned.has(def.name))
      for (const value of def.input ?? []) if (owned.has(parseName(value)[0])) outs.add(canonicalName(value));
  return { owned, copied, inputs, outputs: outs };
}

interface Draft extends Segment {
  readonly outputs: Set<string>;
}

const VIEWS = new Set("Identity StopGradient Snapshot Reshape EnsureShape Squeeze ExpandDims".split(" "));

/** Nodes of a segment whose type cannot be known before they run, though all of their operands' can. */
function* unknownIn(
  model: LoadedModel,
  { owned, copied, inputs, outputs }: Segment,
  seen: Seen,
  fold: readonly Phase[],
): Steps<string[]> {
  const { artifacts, executor } = model as unknown as Internals;
  const types = Object.fromEntries([...inputs].map((name) => [name, seen.get(name)]));
  const bare = { artifacts, executor, modelSignature: {} };
  const graph = graphFromModel(bare, { inputs: types, outputs: [...outputs] });
  if ("reason" in graph) throw new Error(graph.reason);
  yield;
  yield* rewriting(graph, fold, { explain: false });
  const known = (node: Node): boolean =>
    node.outputs.every((value) => {
      if (value.users.size === 0 && !graph.isOutput(value)) return true;
      const was = seen.get(value.name);
      const same = !was || !value.type || (was.dtype === value.type.dtype && sameShape(was.shape, value.type.shape));
      return value.type !== undefined && isStatic(value.type.shape) && same;
    });
  const nodes = [...graph.nodes].filter((node) => !known(node));
  const first = nodes.filter((node) => node.inputs.every((value) => known(value.node)));
  return [...new Set((first.length > 0 ? first : nodes).flatMap(({ origin }) => origin))].filter(
    (name) => owned.has(name) || copied.has(name),
  );
}
