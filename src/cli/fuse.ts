/**
 * Puts fused ops in the place of what kernels of ours compute: each stands for the nodes of one kernel, and carries them, so
 * that whoever runs the model compiles that kernel for the shapes and the backend at hand.
 *
 * Which nodes a kernel computes is what grouping says of the graph with shapes of one call. What is written holds for all.
 */
import type { io } from "@tensorflow/tfjs-core";
import { KERNELS } from "../../kernels/index.ts";
import { GROUPINGS, PHASES } from "../../patterns/index.ts";
import { canonicalName, graphFromArtifacts, type NodeDef, parseName } from "../graph/from-tfjs.ts";
import { bodyOf, fusedNode } from "../graph/fused.ts";
import { type FusedBody, operandName } from "../graph/fused-op.ts";
import type { Graph } from "../graph/graph.ts";
import { type ConstantTensor, isStatic, sizeOf, type TensorType } from "../graph/types.ts";
import { compile } from "../plan/compile.ts";
import type { KernelStep } from "../plan/schedule.ts";
import { describe } from "../runtime/describe.ts";
import { fusedGraph, leftToStock } from "../runtime/fused.ts";
import { compileOptionsOf, type WasmCatalogue } from "../runtime/wasm/planner.ts";

const CATALOGUE: WasmCatalogue = { phases: PHASES, groupings: GROUPINGS, kernels: KERNELS };

/** A static part of a model, as a graph for operands of fixed shapes. It is rewritten on the way. */
export interface Part {
  readonly graph: Graph;
  /** Types of the values of the model's nodes. */
  readonly types: ReadonlyMap<string, TensorType>;
}

/** The types of all values of a graph that has not been rewritten, by name. */
const typesOf = (graph: Graph): Map<string, TensorType> =>
  new Map([...graph.nodes].flatMap((n) => n.outputs.flatMap((v) => (v.type ? [[v.name, v.type] as const] : []))));

/** What is fused, and what is asked for by name. */
export interface Parts {
  readonly parts: readonly Part[];
  readonly outputs: readonly string[];
}

/** The whole of a model without control flow, with a batch of one where that is open; `undefined` of all others. */
export function wholeModel(files: io.ModelArtifacts, weights: Weights): Parts | undefined {
  const open = graphFromArtifacts(files, undefined, weights);
  if ("reason" in open) return undefined;
  const inputs = open.inputs.map(({ node: { name }, type }): [string, TensorType | undefined] => [
    name,
    type && { ...type, shape: type.shape.map((extent) => Math.abs(extent)) },
  ]);
  const outputs = open.outputs.map(({ name }) => name);
  const graph = graphFromArtifacts(files, { inputs: Object.fromEntries(inputs), outputs }, weights);
  return "reason" in graph ? undefined : { parts: [{ graph, types: typesOf(graph) }], outputs };
}

type Weights = ReadonlyMap<string, ConstantTensor>;

/**
 * The nodes of a model with fused ops among them.
 * @param nodes of stock ops
 * @param least elements of an operand or result below which nothing is fused
 */
export function fuse(
  nodes: readonly NodeDef[],
  weights: Weights,
  { parts, outputs }: Parts,
  least: number = SMALL,
): NodeDef[] {
  const model = new Model(nodes, weights, new Set(outputs.map((name) => parseName(name)[0])), least);
  const options = compileOptionsOf(CATALOGUE, {});
  for (const { graph, types } of parts) {
    const { schedule } = compile(graph, CATALOGUE, options);
    for (const step of schedule.steps) if (step.kind === "kernel") model.fuse(step.node.origin, types);
  }
  return model.nodes;
}

/** How many launches plans of these parts have, ours and stock ops. Nothing is packed. */
export function launchesOf({ parts }: Parts): number {
  const options = compileOptionsOf(CATALOGUE, {});
  return parts.reduce(
    (n, { graph }) => n + compile(graph, CATALOGUE, options).schedule.steps.flatMap(describe).length,
    0,
  );
}

/** Data movement, and arithmetic that costs stock one pass too: of these only some gain. */
const LIGHT = /^(copy|gather|join|part|pointwise|integer)$/;
/** Ops that only move data, but slowly in stock. */
const SLOW =
  /^(Transpose|StridedSlice|Slice|Split|SplitV|Tile|Gather|GatherV2|DepthToSpace|SpaceToDepth|Reverse|ReverseV2|MirrorPad|SpaceToBatchND|BatchToSpaceND)$/;
/** Elements below which a kernel is not worth its call; stock's WebGPU backend computes these on the processor. */
const SMALL = 1024;

class Model {
  readonly #defs: Map<string, NodeDef>;
  readonly #readers = new Map<string, Set<string>>();
  /** Nodes that others must run after. */
  readonly #ordered: ReadonlySet<string>;
  readonly #weights: Weights;
  readonly #least: number;
  readonly #wanted: ReadonlySet<string>;
  /** Values under the names that they had before they became further outputs of fused ops. */
  readonly #renamed = new Map<string, string>();

  constructor(nodes: readonly NodeDef[], weights: Weights, wanted: ReadonlySet<string>, least: number) {
    this.#least = least;
    this.#defs = new Map(nodes.map((def) => [def.name, def]));
    this.#weights = weights;
    this.#wanted = wanted;
    const ordered = new Set<string>();
    for (const { name, input = [] } of nodes)
      for (const value of input) {
        if (value.startsWith("^")) ordered.add(value.slice(1)).add(name);
        else this.#readersOf(parseName(value)[0]).add(name);
      }
    this.#ordered = ordered;
  }

  get nodes(): NodeDef[] {
    return [...this.#defs.values()];
  }

  /** Fuses what is there of the nodes of a kernel, where that can be done and gains. */
  fuse(names: readonly string[], types: ReadonlyMap<string, TensorType>): void {
    const own = new Map<string, NodeDef>();
    for (const name of names) {
      const def = this.#defs.get(name);
      if (!def || def.op === "Const" || def.op === "Placeholder" || bodyOf(def)) continue;
      if (this.#ordered.has(name)) return;
      own.set(name, def);
    }
    const outputs = this.#outputsOf(own);
    if (!outputs || outputs.length === 0) return;
    const input = [...new Set([...own.values()].flatMap((def) => (def.input ?? []).map(canonicalName)))].filter(
      (value) => !own.has(parseName(value)[0]),
    );
    if (this.#returns(own, input)) return;
    const operands = new Map(input.map((value, i) => [value, operandName(i)]));
    const node = [...own.values()].map((def) => ({
      ...def,
      input: (def.input ?? []).map((value) => operands.get(canonicalName(value)) ?? value),
    }));
    const weights = input.flatMap((value, i) => (this.#weights.has(value) ? [i] : []));
    const body = { kernel: "", node, outputs, weights };
    const kernel = this.#kernelOf(body, input, types);
    if (kernel !== undefined) this.#replace(own, fusedNode(input, { ...body, kernel }));
  }

  /** Values that others read, the one that gives the fused op its name first; `undefined` where they can't be had of one node. */
  #outputsOf(own: ReadonlyMap<string, NodeDef>): string[] | undefined {
    const outputs = new Set<string>();
    for (const name of own.keys()) {
      if (this.#wanted.has(name)) outputs.add(name);
      for (const reader of this.#readersOf(name))
        if (!own.has(reader))
          for (const value of this.#defs.get(reader)?.input ?? [])
            if (parseName(value)[0] === name) outputs.add(canonicalName(value));
    }
    const asked = [...outputs].filter((value) => this.#wanted.has(parseName(value)[0]));
    const first = asked[0] ?? [...outputs].find((value) => own.has(value));
    if (asked.length > 1 || first === undefined || !own.has(first)) return undefined;
    return [first, ...[...outputs].filter((value) => value !== first)];
  }

  /** Whether something that these nodes need needs one of them: as one, they would wait for themselves. */
  #returns(own: ReadonlyMap<string, NodeDef>, input: readonly string[]): boolean {
    const seen = new Set<string>();
    const work = input.map((value) => parseName(value)[0]);
    for (let name = work.pop(); name !== undefined; name = work.pop()) {
      if (own.has(name)) return true;
      if (seen.has(name) || this.#weights.has(name)) continue;
      seen.add(name);
      for (const value of this.#defs.get(name)?.input ?? []) work.push(parseName(value.replace("^", ""))[0]);
    }
    return false;
  }

  /** The kernel that computes most of a fused op, where kernels compute all of it and that gains. */
  #kernelOf(body: FusedBody, input: readonly string[], types: ReadonlyMap<string, TensorType>): string | undefined {
    const typeOf = (value: string): TensorType | undefined => types.get(this.#renamed.get(value) ?? value);
    const operands = input.map((value) => {
      const constant = this.#weights.get(value);
      const type = constant ?? typeOf(value);
      return type && { dtype: type.dtype, shape: type.shape, ...(constant ? { constant } : {}) };
    });
    if (!operands.every((o) => o !== undefined && isStatic(o.shape))) return undefined;
    const sizes = [...input, ...body.outputs].map((value) => sizeOf(typeOf(value)?.shape ?? []));
    if (Math.max(...sizes) < this.#least) return undefined;
    const graph = fusedGraph(body, operands as TensorType[]);
    const { schedule } = compile(graph, CATALOGUE, compileOptionsOf(CATALOGUE, {}));
    if (leftToStock(schedule) !== undefined) return undefined;
    const steps = schedule.steps as KernelStep[];
    const main = steps.reduce((most, step) => (step.lowered.flops > most.lowered.flops ? step : most));
    const { op } = main.node;
    const gains =
      !LIGHT.test(op) || (op === "pointwise" && body.node.length > 1) || body.node.some((def) => SLOW.test(def.op));
    return gains && steps.length <= body.node.length ? op : undefined;
  }

  #replace(own: ReadonlyMap<string, NodeDef>, fused: NodeDef): void {
    const { outputs } = bodyOf(fused) as FusedBody;
    const names = new Map(outputs.slice(1).map((value, i) => [value, `${fused.name}:${i + 1}`]));
    const outer = new Set(
      [...own.keys()].flatMap((name) => [...this.#readersOf(name)]).filter((name) => !own.has(name)),
    );
    for (const name of own.keys()) {
      this.#defs.delete(name);
      this.#readers.delete(name);
    }
    this.#defs.set(fused.name, fused);
    this.#readers.set(fused.name, outer);
    for (const value of fused.input ?? []) {
      const readers = this.#readersOf(parseName(value)[0]);
      for (const name of own.keys()) readers.delete(name);
      readers.add(fused.name);
    }
    if (names.size === 0) return;
    for (const [value, renamed] of names) this.#renamed.set(renamed, this.#renamed.get(value) ?? value);
    for (const name of outer) {
      const def = this.#defs.get(name) as NodeDef;
      const input = (def.input ?? []).map((value) => names.get(canonicalName(value)) ?? value);
      this.#defs.set(name, { ...def, input });
    }
  }

  #readersOf(name: string): Set<string> {
    const readers = this.#readers.get(name) ?? new Set();
    this.#readers.set(name, readers);
    return readers;
  }
}
