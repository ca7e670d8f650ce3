/** Builds models of a split one: one for each segment, and one of the rest, in which a segment is a single node. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { type io, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { ancestors, type NodeDef, parseName } from "../../graph/from-tfjs.ts";
import { expandFused } from "../../graph/fused.ts";
import { ConstantTensor, type DType, type TensorType } from "../../graph/types.ts";
import { internalsOf, loadInternal, type Topology } from "../derived.ts";
import type { Seen, Segment, SplitRequest } from "./segments.ts";
import { runSelection, SELECTION } from "./selection.ts";
import { groupShapes, type ShapeArithmetic } from "./shapes.ts";

/** The op of the nodes that stand for segments. */
export const SEGMENT_OP = "GraphweldSegment";

/** Runs a segment on its inputs, and gives its outputs, both in order. */
export type RunSegment = (inputs: Tensor[]) => Tensor[] | Promise<Tensor[]>;

/** What the executor hands to the code of an op. */
interface NodeValue {
  readonly inputs: Tensor[];
  readonly node: { readonly rawAttrs: { readonly segment: { readonly run: RunSegment } } };
}

/** The code of `SEGMENT_OP`: what to run travels with the node. */
export const runSegmentNode = (value: unknown): Tensor[] | Promise<Tensor[]> => {
  const { inputs, node } = value as NodeValue;
  return node.rawAttrs.segment.run(inputs);
};

/** A segment as a model of its own, which shares the source's weights. */
export interface SegmentModel {
  readonly model: GraphModel;
  /** Names of its placeholders, and of its outputs, in the segment's order. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** @param source the model; its weights and tables are shared, not copied */
export function segmentModel(source: GraphModel, { owned, copied, inputs, outputs }: Segment): SegmentModel {
  const { defs, isWeight } = partsOf(source);
  const names = new Map<string, string>();
  for (const value of inputs) {
    const [node, output] = parseName(value);
    let name = output === 0 ? node : `${node}_${output}`;
    while (output > 0 && defs.has(name)) name += "_";
    names.set(value, name);
  }
  const nodes: NodeDef[] = [...names.values()].map((name) => ({ name, op: "Placeholder", attr: {} }));
  for (const name of [...owned, ...copied]) {
    const def = defs.get(name) as NodeDef;
    nodes.push(isWeight(name) ? { ...def, input: [] } : renamed(def, (value) => names.get(value)));
  }
  return { model: loadInternal(source, { node: nodes }), inputs: [...names.values()], outputs: [...outputs] };
}

/**
 * The rest as a model, for the same inputs and outputs. `SEGMENT_OP` must be registered.
 * @param run what runs each segment, in the order of `segments`
 * @param seen types of values in one call
 */
export function restModel(
  source: GraphModel,
  segments: readonly Segment[],
  request: SplitRequest,
  run: readonly RunSegment[],
  seen: Seen,
): GraphModel {
  const { defs, isWeight, weight, topology } = partsOf(source);
  const names = new Map<string, string>();
  const types = new Map(seen);
  const made = new Map<string, NodeDef>();
  segments.forEach(({ outputs }, i) => {
    let name = `graphweld/segment${i}`;
    while (defs.has(name)) name += "_";
    [...outputs].forEach((value, output) => {
      const given = output === 0 ? name : `${name}:${output}`;
      names.set(value, given);
      const type = seen.get(value);
      if (type) types.set(given, type);
    });
    made.set(name, { name, op: SEGMENT_OP });
  });
  const rename = (value: string): string | undefined => names.get(value);
  [...made.keys()].forEach((name, i) => {
    const { inputs } = segments[i] as Segment;
    made.set(name, renamed(segmentNode(name, [...inputs], run[i] as RunSegment), rename));
  });
  const owner = (name: string): boolean => segments.some(({ owned }) => owned.has(name));
  for (const def of defs.values()) {
    if (owner(def.name)) continue;
    const select = SELECTION.test(def.op) ? runSelection(def) : undefined;
    made.set(def.name, renamed(select ? segmentNode(def.name, def.input ?? [], select) : def, rename));
  }
  // A segment's values that the caller asks for have their own names.
  for (const node of new Set(request.outputs.map((value) => parseName(value)[0]).filter(owner))) {
    const values = request.outputs.filter((value) => parseName(value)[0] === node);
    const input: string[] = [];
    for (const value of values) input[parseName(value)[1]] = rename(value) as string;
    const filled = Array.from(input, (value) => value ?? (rename(values[0] as string) as string));
    made.set(node, { name: node, op: filled.length === 1 ? "Identity" : "IdentityN", input: filled, attr: {} });
  }
  const leaf = (name: string): boolean => isWeight(name) || request.inputs.includes(name);
  const roots = [...request.inputs, ...request.outputs.map((value) => parseName(value)[0])];
  const order = neededBy(made.values(), roots, leaf);
  const node = (name: string, input: readonly string[], arithmetic: ShapeArithmetic): NodeDef =>
    segmentNode(name, input, (tensors) =>
      arithmetic(tensors as readonly TensorType[]).map(({ values, shape, dtype }) =>
        tensor(values, [...shape], dtype as "int32"),
      ),
    );
  const grouped = groupShapes({ order, weight, seen: types, keep: new Set(roots), node });
  return loadInternal(
    source,
    { node: neededBy(grouped, roots, leaf), library: topology.library },
    { more: namesOf(source) },
  );
}

/** A node that the code of `SEGMENT_OP` runs. */
export function segmentNode(name: string, input: readonly string[], run: RunSegment): NodeDef {
  const attr = { segment: { run } } as unknown as NodeDef["attr"] & object;
  return { name, op: SEGMENT_OP, input, attr };
}

/** @throws when a node is missing */
export function neededBy(
  nodes: Iterable<NodeDef>,
  roots: readonly string[],
  leaf: (name: string) => boolean,
): readonly NodeDef[] {
  const order = ancestors(new Map([...nodes].map((def) => [def.name, def])), roots, leaf);
  if ("reason" in order) throw new Error(order.reason);
  return order;
}

/** What a model made of another keeps of it, so that it is called in the same way. */
export function namesOf(source: GraphModel): Partial<io.ModelArtifacts> {
  const { signature, userDefinedMetadata } = partsOf(source).artifacts;
  return { ...(signature && { signature }), ...(userDefinedMetadata && { userDefinedMetadata }) };
}

/** A node with other names for what it reads. */
function renamed(def: NodeDef, rename: (value: string) => string | undefined): NodeDef {
  const input = def.input?.map((value) => {
    const [node, output] = parseName(value);
    return rename(output === 0 ? node : `${node}:${output}`) ?? value;
  });
  return input ? { ...def, input } : def;
}

/** The model, or where it has fused ops one that has what they stand for, and shares its weights. */
export function plainModel(source: GraphModel): GraphModel {
  const { topology } = partsOf(source);
  const expanded = expandFused(topology);
  return expanded === topology ? source : loadInternal(source, expanded, { more: namesOf(source) });
}

/** What is read of a model besides its public face. */
export function partsOf(source: GraphModel) {
  const { artifacts, executor } = internalsOf(source);
  const topology = artifacts.modelTopology as Topology;
  const isWeight = (name: string): boolean => executor.weightMap[name] !== undefined;
  const weight = (name: string): ConstantTensor | undefined => {
    const held = executor.weightMap[name]?.[0];
    return held && new ConstantTensor(held.dtype as DType, held.shape, () => held.dataSync() as Float32Array);
  };
  return { artifacts, topology, defs: new Map(topology.node.map((def) => [def.name, def])), isWeight, weight };
}
