/** Import: from a loaded GraphModel, or from a model's files, to a graph of what the asked-for outputs need. */

import type { io, Tensor } from "@tensorflow/tfjs-core";
import { type AttrProto, decodeAttrs, dtypeOf, type ShapeProto, shapeOf } from "./attrs.ts";
import { expandFused } from "./fused.ts";
import { Graph, type Node, type Value } from "./graph.ts";
import { CONTROL_FLOW, canonical, excluded } from "./import-rules.ts";
import { infer } from "./infer.ts";
import { rowOf } from "./ops.ts";
import { ConstantTensor, type DType, type TensorType } from "./types.ts";
import { weightsOf } from "./weights-tfjs.ts";

/** A node of a GraphDef, as JSON. */
export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, AttrProto>>;
}
export interface GraphDef {
  readonly node: readonly NodeDef[];
  readonly versions?: unknown;
}
interface Signature {
  readonly inputs?: Readonly<Record<string, TensorInfo>>;
  readonly outputs?: Readonly<Record<string, TensorInfo>>;
}
interface TensorInfo {
  readonly name: string;
  readonly dtype?: string | number;
  readonly tensorShape?: ShapeProto;
}

/** What is fed and what is wanted, under the names that `GraphModel.execute` takes. */
export interface GraphRequest {
  /** By name, in the order in which `Graph.inputs` will hold them; a type of `undefined` is not known. */
  readonly inputs: Readonly<Record<string, TensorType | undefined>>;
  readonly outputs: readonly string[];
}
/** Why a model cannot be a graph: a sentence that names the node. */
export interface Refusal {
  readonly reason: string;
}

/** A `GraphModel`, however it was loaded. */
export interface LoadedModel {
  readonly modelSignature: object;
}
/** What import reads of a `GraphModel` besides; none of it is in its public types. */
interface Internals {
  readonly artifacts: io.ModelArtifacts;
  readonly executor: {
    readonly weightMap: Readonly<Record<string, readonly Tensor[]>>;
    readonly graph?: {
      readonly nodes?: Readonly<Record<string, { readonly op: string; readonly category?: string } | undefined>>;
    };
  };
}

/**
 * Builds the graph of exactly what computes the requested outputs from the fed inputs, either of which may be interior.
 * Weights are read from their tensors when a constant's values are first asked for.
 */
export function graphFromModel(model: LoadedModel, request: GraphRequest): Graph | Refusal {
  const { artifacts, executor } = model as unknown as Internals;
  const signature = model.modelSignature as Signature | null;
  const weight = (name: string): ConstantTensor | undefined => {
    const tensor = executor.weightMap[name]?.[0];
    return tensor && new ConstantTensor(tensor.dtype as DType, tensor.shape, () => tensor.dataSync() as Float32Array);
  };
  const replaced = ({ name, op }: NodeDef): boolean => {
    const loaded = executor.graph?.nodes?.[name];
    return loaded?.category === "custom" && loaded.op === op;
  };
  return build(expandFused(artifacts.modelTopology as GraphDef), weight, signature, request, replaced);
}

/**
 * Builds the graph of a model's files without running anything. Input types come from the signature and the placeholders,
 * extents that they leave open stay -1; all of the model's outputs are wanted unless a request says otherwise.
 * @param weights the values of its weights, where not those of `artifacts.weightData`
 */
export function graphFromArtifacts(
  artifacts: io.ModelArtifacts,
  request?: GraphRequest,
  weights: ReadonlyMap<string, ConstantTensor> = weightsOf(artifacts),
): Graph | Refusal {
  const topology = expandFused(artifacts.modelTopology as GraphDef);
  const signature = (artifacts.userDefinedMetadata?.signature ?? artifacts.signature) as Signature | undefined;
  return build(topology, (name) => weights.get(name), signature, request ?? wholeModel(topology, signature));
}

/** All inputs and outputs of a model. */
function wholeModel({ node }: GraphDef, signature: Signature | null | undefined): GraphRequest {
  const declared = new Map(Object.values(signature?.inputs ?? {}).map((info) => [parseName(info.name)[0], info]));
  const placeholders = node.filter((n) => n.op === "Placeholder");
  const names = [...declared.keys()].filter((name) => placeholders.some((n) => n.name === name));
  names.push(...placeholders.map((n) => n.name).filter((name) => !declared.has(name)));
  const inputs = names.map((name): [string, TensorType | undefined] => {
    const info = declared.get(name);
    const { dtype, shape } = (node.find((n) => n.name === name) as NodeDef).attr ?? {};
    const proto = shape?.shape && !shape.shape.unknownRank ? shape.shape : info?.tensorShape;
    const extents = proto && shapeOf(proto);
    const type = dtypeOf(dtype?.type ?? info?.dtype ?? "DT_FLOAT");
    return [name, extents && { dtype: type as DType, shape: extents }];
  });
  const read = new Set(node.flatMap((n) => (n.input ?? []).map((name) => parseName(name.replace("^", ""))[0])));
  const outputs = Object.values(signature?.outputs ?? {}).map((info) => info.name.replace(/:0$/, ""));
  if (outputs.length === 0) outputs.push(...node.filter((n) => !read.has(n.name)).map((n) => n.name));
  return { inputs: Object.fromEntries(inputs), outputs };
}

/** `split:1` names output 1 of `split`; of `a:b:1`, `b` is the output's own name, which its number makes needless. */
export function parseName(name: string): [node: string, output: number] {
  const parts = name.split(":");
  return [parts[0] as string, parts.length > 1 ? Number(parts.at(-1)) : 0];
}

/** `node`, or `node:1` for a further output. */
export function canonicalName(value: string): string {
  const [name, output] = parseName(value);
  return output === 0 ? name : `${name}:${output}`;
}

const isData = (input: string): boolean => !input.startsWith("^");

function build(
  topology: GraphDef,
  weight: (name: string) => ConstantTensor | undefined,
  signature: Signature | null | undefined,
  request: GraphRequest,
  replaced: (node: NodeDef) => boolean = () => false,
): Graph | Refusal {
  const defs = new Map(topology.node.map((n) => [n.name, n]));
  const feeds = Object.entries(request.inputs).map(([name, type]) => ({
    at: parseName(signature?.inputs?.[name]?.name ?? name),
    type,
  }));
  const wanted = request.outputs.map((name) => ({ name, at: parseName(signature?.outputs?.[name]?.name ?? name) }));
  const missing = [...feeds, ...wanted].find(({ at }) => !defs.has(at[0]));
  if (missing) return { reason: `The graph has no node "${missing.at[0]}".` };

  const fed = new Set(feeds.map(({ at }) => at[0]));
  const order = needed(
    defs,
    wanted.map(({ at }) => at[0]),
    (name) => fed.has(name) || weight(name) !== undefined,
  );
  if ("reason" in order) return order;
  const all = new Set(order.data.concat(order.control));
  const reasons = topology.node.flatMap((def) => {
    const reason = all.has(def) && !fed.has(def.name) && refusal(def, weight(def.name), replaced(def));
    return reason ? [`"${def.name}" (${def.op}) ${reason}.`] : [];
  });
  // A loop is what a reader wants to hear of, not the lists that it keeps.
  const reason = reasons.find((r) => r.includes(CONTROL_FLOW)) ?? reasons[0];
  if (reason) return { reason };

  const graph = new Graph();
  const made = new Map<string, Node>();
  for (const { at, type } of feeds) {
    if (type && (type.dtype === "string" || type.dtype === "complex64"))
      return { reason: `"${at[0]}" (Placeholder) holds a tensor of dtype ${type.dtype}.` };
    const [name, output] = at;
    const attrs = type ? { dtype: type.dtype, shape: type.shape } : {};
    const node = graph.add("Placeholder", [], attrs, {
      name: output === 0 ? name : `${name}:${output}`,
      types: [type],
    });
    made.set(`${name}:${output}`, node);
  }
  const value = (input: string): Value => {
    const [name, output] = parseName(input);
    const feed = made.get(`${name}:${output}`);
    if (feed) return feed.output;
    const found = made.get(name)?.outputs[output];
    if (!found) throw new Error(`"${input}" is not computed`);
    return found;
  };
  const outputs = outputCounts(
    [...order.data],
    wanted.map(({ at }) => at),
  );
  for (const def of order.data)
    if (!fed.has(def.name)) made.set(def.name, addNode(graph, def, weight(def.name), value, outputs));
  for (const { name, at } of wanted) {
    const [node, output] = at;
    if (fed.has(node) && !made.has(`${node}:${output}`))
      return { reason: `"${node}" is fed, but not its output ${output}.` };
    graph.outputs.push({ name, value: value(`${node}:${output}`) });
  }
  return graph;
}

/** Why a node keeps its graph from being imported. */
export function refusal(def: NodeDef, weight: ConstantTensor | undefined, replaced: boolean): string | undefined {
  if (weight)
    return weight.dtype === "string" || weight.dtype === "complex64"
      ? `holds a tensor of dtype ${weight.dtype}`
      : undefined;
  if (def.op === "Placeholder") return "is not fed";
  if (def.op === "Const") return "has no value";
  const attrs = Object.values(def.attr ?? {});
  if (attrs.some((a) => a.func)) return "calls a function of the graph's library";
  if (attrs.some((a) => a.type !== undefined && /^DT_(RESOURCE|VARIANT)$/.test(dtypeOf(a.type))))
    return "uses a resource";
  if (replaced && rowOf(def.op)) return "is a custom op under the name of a built-in one";
  return excluded(def.op);
}

interface Needed {
  /** What the outputs are computed from, producers first. */
  readonly data: NodeDef[];
  /** What must merely run before. */
  readonly control: NodeDef[];
}

/** The nodes that the wanted ones need. */
function needed(
  defs: ReadonlyMap<string, NodeDef>,
  wanted: readonly string[],
  isLeaf: (name: string) => boolean,
): Needed | Refusal {
  const data = ancestors(defs, wanted, isLeaf, isData);
  if ("reason" in data) return data;
  const reached = new Set(data);
  const all = ancestors(defs, wanted, isLeaf);
  return "reason" in all ? all : { data, control: all.filter((n) => !reached.has(n)) };
}

/**
 * The nodes that `roots` need, producers before their readers but for the edges that close loops. Leaves need nothing. Depth
 * first without recursion, for real graphs are deep.
 */
export function ancestors(
  defs: ReadonlyMap<string, NodeDef>,
  roots: readonly string[],
  isLeaf: (name: string) => boolean,
  follow: (input: string) => boolean = () => true,
): NodeDef[] | Refusal {
  const state = new Map<string, "open" | "done">();
  const order: NodeDef[] = [];
  const stack = [...roots].reverse();
  for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
    const def = defs.get(name);
    if (!def) return { reason: `The graph has no node "${name}".` };
    const inputs = isLeaf(name) ? [] : (def.input ?? []).filter(follow).map((i) => parseName(i.replace("^", ""))[0]);
    const open = state.has(name) ? [] : inputs.filter((i) => !state.has(i));
    if (open.length > 0) {
      state.set(name, "open");
      stack.push(...open.reverse());
      continue;
    }
    stack.pop();
    if (state.get(name) !== "done") order.push(def);
    state.set(name, "done");
  }
  return order;
}

/** How many outputs of each node are read. */
function outputCounts(defs: readonly NodeDef[], wanted: readonly [string, number][]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [name, output] of [...defs.flatMap((d) => (d.input ?? []).filter(isData).map(parseName)), ...wanted])
    counts.set(name, Math.max(counts.get(name) ?? 1, output + 1));
  return counts;
}

function addNode(
  graph: Graph,
  def: NodeDef,
  weight: ConstantTensor | undefined,
  value: (input: string) => Value,
  outputs: ReadonlyMap<string, number>,
): Node {
  if (weight) {
    const { dtype, shape } = weight;
    return graph.add("Const", [], { value: weight, weight: def.name }, { name: def.name, types: [{ dtype, shape }] });
  }
  const all = def.input ?? [];
  const zero = (): Value => graph.constant(ConstantTensor.int([], [0]), `${def.name}/axis`);
  const { op, inputs } = canonical(def.op, all.filter(isData).map(value), zero);
  const attrs = decodeAttrs(def.attr);
  const types = [...infer(op, inputs, attrs)];
  while (types.length < (outputs.get(def.name) ?? 1)) types.push(undefined);
  const control = all.filter((i) => !isData(i)).map((i) => i.slice(1));
  return graph.add(op, inputs, attrs, { name: def.name, control, types });
}
