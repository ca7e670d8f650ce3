/**
 * Writes out what is settled before a call: loops of which the number of turns follows from shapes and weights, as
 * `tf.map_fn` over a batch of one has, the lists of tensors that they pass around, and branches whose predicate is constant.
 *
 * The graph is interpreted with names instead of tensors: each node of a loop is written once for each turn, small integers
 * are computed on the way, and a list is what its items are called.
 */
import { decodeAttrs, encodeAttrs } from "../../graph/attrs.ts";
import { ancestors, type NodeDef, parseName } from "../../graph/from-tfjs.ts";
import { excluded, SHAPE_FROM_VALUES } from "../../graph/import-rules.ts";
import { rowOf } from "../../graph/ops.ts";
import { ConstantTensor, isStatic, sameShape, type TensorType } from "../../graph/types.ts";
import type { Steps } from "../../rewrite/steps.ts";
import { evaluate, type Fact, isSmall } from "./evaluate.ts";
import { sources } from "./levels.ts";

/** Loops with more turns stay loops: each turn is code of its own. */
const MOST_TURNS = 8;
/** So do those that would become more nodes than this. */
const MOST_NODES = 2000;

export interface UnrollRequest {
  readonly defs: ReadonlyMap<string, NodeDef>;
  /** The value of a weight, which may be asked for only if it is one. */
  readonly weight: (name: string) => ConstantTensor | undefined;
  /** Types of values by name, and in loops of those that have one type in all turns. */
  readonly seen: ReadonlyMap<string, TensorType>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface Unrolled {
  /** What the outputs need, and more. */
  readonly nodes: readonly NodeDef[];
  readonly seen: ReadonlyMap<string, TensorType>;
  /** It holds for calls of the shapes that were seen only. */
  readonly exact: boolean;
}

/** What is known of a value. */
interface Known extends Fact {
  /** Its name in the new graph; none where it has no node there. */
  readonly name?: string;
  /** The items of a list; those that nobody has written are `undefined`. */
  readonly list?: readonly (Known | undefined)[];
  /** It lies in a branch that is not taken. */
  readonly dead?: true;
}

/** A loop that stays, or all of them. */
class Stays extends Error {
  readonly frame: string | undefined;
  constructor(frame?: string) {
    super("it stays a loop");
    this.frame = frame;
  }
}

const DEAD: Known = { dead: true };

/** The graph with its settled control flow written out, or `undefined` where there is none, or a value is of no known kind. */
export function* unrolling(request: UnrollRequest): Steps<Unrolled | undefined> {
  const { defs, weight, inputs, outputs } = request;
  const leaf = (name: string): boolean => inputs.includes(name) || weight(name) !== undefined;
  const roots = outputs.map((name) => parseName(name)[0]);
  const order = ancestors(defs, roots, leaf);
  if ("reason" in order || !order.some(({ op }) => /^(Enter|Switch)$/.test(op))) return undefined;
  const inner = order.filter(({ name }) => !leaf(name));
  const frames = framesOf(inner, new Set(roots));
  for (;;)
    try {
      const made = yield* new Interpreter(request, order, frames).run();
      return made.changed ? made : undefined;
    } catch (error) {
      if (!(error instanceof Stays)) throw error;
      if (error.frame === undefined) return undefined;
      frames.delete(error.frame);
    }
}

/** A loop: the nodes from its Enters up to its Exits. */
interface Frame {
  readonly name: string;
  readonly nodes: ReadonlySet<string>;
  readonly condition: NodeDef;
}

const frameName = (def: NodeDef): string => String(decodeAttrs(def.attr).frame_name ?? "");

/** Loops that could be written out, by name: without loops within, state, or nodes that the caller names. */
function framesOf(order: readonly NodeDef[], named: ReadonlySet<string>): Map<string, Frame> {
  const readers = new Map<string, NodeDef[]>();
  for (const def of order) for (const from of sources(def)) readers.set(from, [...(readers.get(from) ?? []), def]);
  const frames = new Map<string, Frame>();
  for (const name of new Set(order.filter(({ op }) => op === "Enter").map(frameName))) {
    const work = order.filter((def) => def.op === "Enter" && frameName(def) === name);
    const nodes = new Map<string, NodeDef>();
    for (let def = work.pop(); def; def = work.pop()) {
      if (nodes.has(def.name)) continue;
      nodes.set(def.name, def);
      if (def.op !== "Exit") work.push(...(readers.get(def.name) ?? []));
    }
    const all = [...nodes.values()];
    const [condition, ...more] = all.filter(({ op }) => op === "LoopCond");
    const plain = (def: NodeDef): boolean =>
      LOOP.test(def.op)
        ? (def.op !== "Enter" || frameName(def) === name) && (def.op !== "Switch" || def.input?.[1] === condition?.name)
        : LISTS.has(def.op) ||
          ([undefined, SHAPE_FROM_VALUES].includes(excluded(def.op)) && rowOf(def.op)?.impure !== true);
    if (condition && more.length === 0 && all.every((def) => plain(def) && (def.op === "Exit" || !named.has(def.name))))
      frames.set(name, { name, nodes: new Set(nodes.keys()), condition });
  }
  return frames;
}

const LOOP = /^(Enter|Merge|Switch|Exit|NextIteration|LoopCond)$/;

class Interpreter {
  readonly #request: UnrollRequest;
  readonly #order: readonly NodeDef[];
  readonly #frames: readonly Frame[];
  readonly #nodes: NodeDef[] = [];
  readonly #names: Set<string>;
  /** Nodes outside of loops under their own names. */
  readonly #written = new Set<string>();
  readonly #seen: Map<string, TensorType>;
  /** By turn, `undefined` outside of loops, and name: what a node gives. */
  readonly #known = new Map<string, readonly Known[]>();
  #exact = false;
  #changed = false;

  constructor(request: UnrollRequest, order: readonly NodeDef[], frames: ReadonlyMap<string, Frame>) {
    this.#request = request;
    this.#order = order;
    this.#frames = [...frames.values()];
    this.#names = new Set(request.defs.keys());
    this.#seen = new Map(request.seen);
  }

  *run(): Steps<Unrolled & { readonly changed: boolean }> {
    const { inputs, weight, outputs } = this.#request;
    for (const def of this.#order) {
      yield;
      const frame = this.#frames.find(({ nodes }) => nodes.has(def.name));
      if (frame && def.op !== "Exit") continue;
      const value = weight(def.name);
      const type = value ?? (inputs.includes(def.name) ? this.#seen.get(def.name) : undefined);
      const leaf = { name: def.name, ...(type && { type }), ...(value && isSmall(value) && { constant: value }) };
      const own = value || inputs.includes(def.name);
      this.#known.set(def.name, own ? [leaf] : frame ? [this.#exit(frame, def)] : this.#node(def));
      // What a constant in a loop waits for is the loop.
      if (own) this.#nodes.push({ ...def, input: [] });
    }
    const written = new Set(this.#nodes.map(({ name }) => name));
    if (outputs.some((name) => this.#at(name).dead || !written.has(parseName(name)[0]))) throw new Stays();
    const exact = this.#exact;
    return { nodes: this.#nodes, seen: this.#seen, exact, changed: this.#changed };
  }

  /** What is known of a value, in a turn of a loop or outside. */
  #at(value: string, frame?: Frame, turn = 0): Known {
    const [name, output] = parseName(value);
    const key = frame?.nodes.has(name) ? `${turn} ${name}` : name;
    let known = this.#known.get(key);
    if (!known && frame?.nodes.has(name)) {
      known = this.#inLoop(this.#request.defs.get(name) as NodeDef, frame, turn);
      this.#known.set(key, known);
    }
    const [first] = known ?? [];
    if (!first) return { name: value };
    return known?.[output] ?? (first.name === undefined ? first : { name: `${first.name}:${output}` });
  }

  #inLoop(def: NodeDef, frame: Frame, turn: number): readonly Known[] {
    const [first = "", second = ""] = def.input ?? [];
    if (def.op === "Enter") return [this.#at(first)];
    if (def.op === "Merge") {
      const enters = this.#request.defs.get(parseName(first)[0])?.op === "Enter";
      const [enter, next] = enters ? [first, second] : [second, first];
      return [turn === 0 ? this.#at(enter, frame, 0) : this.#at(next, frame, turn - 1)];
    }
    if (def.op === "Switch") {
      const data = this.#at(first, frame, turn);
      return [data, data];
    }
    if (def.op === "NextIteration" || def.op === "LoopCond") return [this.#at(first, frame, turn)];
    return this.#node(def, frame, turn);
  }

  /** What a loop gives: what it has when its condition fails. */
  #exit(frame: Frame, def: NodeDef): Known {
    this.#changed = true;
    let turn = 0;
    for (; ; turn++) {
      const go = this.#at(frame.condition.name, frame, turn).constant?.values[0];
      if (go === undefined || turn > MOST_TURNS || this.#nodes.length > MOST_NODES + this.#order.length)
        throw new Stays(frame.name);
      if (!go) break;
    }
    const result = this.#at(def.input?.[0] as string, frame, turn);
    return result.list ? result : (this.#made({ ...def, op: "Identity", attr: {} }, [result], 0)[0] as Known);
  }

  /** A node that is no part of a loop's frame, in a turn of a loop or outside. */
  #node(def: NodeDef, frame?: Frame, turn = 0): readonly Known[] {
    const inputs = (def.input ?? []).filter((i) => !i.startsWith("^")).map((i) => this.#at(i, frame, turn));
    const dead = inputs.filter((known) => known.dead);
    if (def.op === "Merge" && dead.length === 1) {
      const [alive] = inputs.filter((known) => !known.dead) as [Known];
      return [alive.list ? alive : { ...alive, name: this.#write({ ...def, op: "Identity", attr: {} }, [alive]) }];
    }
    if (dead.length > 0 || (def.input ?? []).some((i) => i.startsWith("^") && this.#known.get(i.slice(1))?.[0]?.dead))
      return [DEAD];
    if (def.op === "Switch" && inputs[1]?.constant) {
      this.#changed = true;
      return inputs[1].constant.values[0] ? [DEAD, inputs[0] as Known] : [inputs[0] as Known, DEAD];
    }
    const lists = LISTS.get(def.op)?.(inputs, (tensor, count) => this.#items(def, tensor, count, turn));
    if (lists?.every((known) => known !== undefined)) {
      const [made] = lists;
      if (made?.list && PACKED.test(def.op)) {
        const pack = { ...def, op: "Pack", attr: encodeAttrs({ N: made.list.length, axis: 0 }) };
        return this.#made(pack, made.list as readonly Known[], turn);
      }
      // A loop that stays may need the list itself.
      const named = frame || inputs.some(({ name }) => name === undefined) ? undefined : this.#write(def, inputs, turn);
      if (named === undefined) return lists;
      return lists.map((known, i) => ({ ...known, name: known.name ?? (i === 0 ? named : `${named}:${i}`) }));
    }
    if (frame && LISTS.has(def.op)) throw new Stays(frame.name);
    return this.#made(def, inputs, turn);
  }

  /** Writes a node, and finds out what can be known of its outputs. */
  #made(def: NodeDef, inputs: readonly Known[], turn: number): readonly Known[] {
    const facts = evaluate(def, inputs);
    // How long a list is has no node, nor has what follows from that.
    if (inputs.some(({ name }) => name === undefined) && facts[0]?.constant && facts.length === 1) return facts;
    const name = this.#write(def, inputs, turn);
    return Array.from({ length: Math.max(facts.length, 1) }, (_, i) => {
      const value = i === 0 ? name : `${name}:${i}`;
      const { type, constant } = facts[i] ?? {};
      const was = this.#request.seen.get(i === 0 ? def.name : `${def.name}:${i}`);
      // What was seen is right: where shapes follow from values, and where tfjs differs.
      const known = type && isStatic(type.shape) && (!was || sameType(type, was)) ? type : undefined;
      const seen = known ?? was;
      if (seen) this.#seen.set(value, seen);
      if (!known || !constant) return { name: value, ...(known && { type: known }) };
      if (inputs.some((input) => !input.constant)) this.#exact = true;
      return { name: value, type: known, constant };
    });
  }

  /** Writes a node, under its own name in the first turn of its loop. */
  #write(def: NodeDef, inputs: readonly Known[], turn = 0): string {
    const name = turn === 0 ? def.name : this.#fresh(`${def.name}/turn${turn}`);
    const input = inputs.map((known) => {
      if (known.name === undefined) throw new Stays();
      return known.name;
    });
    // Those from within a loop say that its turn has begun.
    const control = (def.input ?? []).filter((i) => i.startsWith("^") && this.#written.has(i.slice(1)));
    if (turn === 0 && !this.#frames.some(({ nodes }) => nodes.has(name))) this.#written.add(name);
    this.#nodes.push({ ...def, name, input: [...input, ...control] });
    return name;
  }

  #fresh(name: string): string {
    let fresh = name;
    while (this.#names.has(fresh)) fresh += "_";
    this.#names.add(fresh);
    return fresh;
  }

  /** A tensor's slices along its first axis. */
  #items(def: NodeDef, tensor: Known, count: number | undefined, turn: number): readonly Known[] | undefined {
    const { dtype, shape: [items] = [] } = tensor.type ?? {};
    if (!dtype || !items || (count !== undefined && count !== items)) return undefined;
    this.#exact = true;
    const name = this.#fresh(`${def.name}/items${turn > 0 ? turn : ""}`);
    const attr = encodeAttrs({ num: items, axis: 0 });
    return this.#made({ name, op: "Unpack", input: [tensor.name as string], attr }, [tensor], 0);
  }
}

const sameType = (a: TensorType, b: TensorType): boolean => a.dtype === b.dtype && sameShape(a.shape, b.shape);

/** What an op of lists gives for what is known of its operands; `undefined` for what can't be told. */
type ListOp = (
  inputs: readonly Known[],
  items: (tensor: Known, count?: number) => readonly Known[] | undefined,
) => readonly (Known | undefined)[];

const integers = (known: Known | undefined): readonly number[] | undefined =>
  known?.constant && Array.from(known.constant.values as ArrayLike<number>);
const empty = (size: Known | undefined): Known | undefined => {
  const [length] = integers(size) ?? [];
  return length === undefined ? undefined : { list: new Array(length).fill(undefined) };
};
const item = (list: Known | undefined, index: Known | undefined): Known | undefined =>
  list?.list?.[integers(index)?.[0] ?? -1];
function changed(
  list: Known | undefined,
  at: readonly number[] | undefined,
  values: readonly Known[] | undefined,
): Known | undefined {
  if (!list?.list || !at || !values) return undefined;
  const items = [...list.list];
  at.forEach((index, i) => {
    items[index] = values[i] as Known;
  });
  return { list: items };
}
const whole = (list: Known | undefined, at?: readonly number[]): Known | undefined => {
  const items = at ? at.map((i) => list?.list?.[i]) : list?.list;
  return items && items.length > 0 && items.every((one) => one !== undefined) ? { list: items } : undefined;
};
const length = (list: Known | undefined): Known | undefined =>
  list?.list && { constant: ConstantTensor.int([], [list.list.length]) };

/** Ops whose items become one tensor. */
const PACKED = /^(TensorListStack|TensorArrayGatherV3)$/;
/** The arrays of TensorFlow 1 have a handle, and a flow, which stands for the state that they are in. */
const LISTS: ReadonlyMap<string, ListOp> = new Map<string, ListOp>([
  ["TensorListReserve", ([, size]) => [empty(size)]],
  ["TensorListFromTensor", ([tensor], items) => [listOf(tensor && items(tensor))]],
  ["TensorListGetItem", ([list, index]) => [item(list, index)]],
  ["TensorListSetItem", ([list, index, value]) => [changed(list, integers(index), value && [value])]],
  ["TensorListStack", ([list]) => [whole(list)]],
  ["TensorListLength", ([list]) => [length(list)]],
  ["TensorArrayV3", ([size]) => [{}, empty(size)]],
  [
    "TensorArrayScatterV3",
    ([, at, value, flow], items) => [changed(flow, integers(at), value && items(value, integers(at)?.length))],
  ],
  ["TensorArrayReadV3", ([, index, flow]) => [item(flow, index)]],
  ["TensorArrayWriteV3", ([, index, value, flow]) => [changed(flow, integers(index), value && [value])]],
  ["TensorArrayGatherV3", ([, at, flow]) => [whole(flow, integers(at))]],
  ["TensorArraySizeV3", ([, flow]) => [length(flow)]],
]);

function listOf(list: readonly Known[] | undefined): Known | undefined {
  return list && { list };
}
