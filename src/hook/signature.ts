/** Reads a call on the executor: what a plan for it must take and give, or why no plan can stand in for it. */
import type { DataType, NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import type { CallSignature } from "../runtime/runner.ts";
import { type Executor, type GraphNode, parseName } from "./tfjs-internals.ts";

/** One fed tensor: the name that the caller uses, and the node behind it. */
interface Fed {
  readonly key: string;
  readonly node: string;
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

export interface Signature {
  readonly fed: readonly Fed[];
  /** As the caller names them. */
  readonly outputs: readonly string[];
  readonly call: CallSignature;
  /** Whether callers' names are the nodes' names, so that inputs can be passed on as they are. */
  readonly plain: boolean;
}

/** The executor refuses these in `execute`; they run by `executeAsync`. */
const DYNAMIC_OPS = new Set(
  (
    "Switch Merge Enter Exit NextIteration StatelessIf StatelessWhile If While if NonMaxSuppressionV2 " +
    "NonMaxSuppressionV3 NonMaxSuppressionV4 NonMaxSuppressionV5 Where HashTable HashTableV2 LookupTableImport " +
    "LookupTableImportV2 LookupTableFind LookupTableFindV2 LookupTableSize LookupTableSizeV2"
  ).split(" "),
);
/** Their result shares memory with their input, or is the very same tensor. */
const VIEW_OPS = new Set("Identity StopGradient Snapshot Reshape EnsureShape Squeeze ExpandDims".split(" "));
const DTYPES = new Set(["float32", "int32", "bool"]);

/**
 * A call's signature, or in a few words why it stays on stock. Never throws, whatever the app passes.
 * @param whole whether a plan would give the outputs, which must then be fresh tensors
 */
export function describe(
  executor: Executor,
  inputs: NamedTensorMap,
  outputs: readonly string[],
  whole = true,
): Signature | string {
  const fed: Fed[] = [];
  for (const key in inputs) {
    const tensor = inputs[key] as Partial<Tensor> | undefined;
    if (tensor?.dataId === undefined || tensor.isDisposed !== false) return "an input is no live tensor";
    if (!DTYPES.has(tensor.dtype as string)) return `${tensor.dtype} input`;
    const node = fedNode(executor, key);
    if (node === undefined) return `input '${key}' is not a node`;
    fed.push({ key, node, dtype: tensor.dtype as DataType, shape: (tensor.shape as number[]).slice() });
  }
  return signature(executor, fed, outputs, whole);
}

/** The signature that the model itself fixes, where it does: one item per batch if only the batch is open. */
export function staticSignature(executor: Executor): Signature | string {
  const fed: Fed[] = [];
  for (const [i, { name, shape, dtype }] of executor.inputs.entries()) {
    const key = executor.inputNodes[i] as string;
    if (executor._signature?.inputs?.[key]?.resourceId != null) return `input '${name}' is a resource`;
    if (dtype === undefined || !DTYPES.has(dtype)) return `${dtype} input`;
    if (!Array.isArray(shape)) return `input '${name}' has no fixed shape`;
    const fixed = shape.map((extent: number, axis) => (axis === 0 && extent === -1 ? 1 : extent));
    if (fixed.some((extent) => !(extent >= 0))) return `input '${name}' has no fixed shape`;
    fed.push({ key, node: name, dtype, shape: fixed });
  }
  return signature(executor, fed, executor.outputNodes);
}

/** What a call feeds a node, whatever the caller calls it: `x`, `x:0` and a name of the model's signature may all be one. */
export const tensorOf = (executor: Executor, inputs: NamedTensorMap, { key, node }: Fed): Tensor | undefined =>
  inputs[key] ?? inputs[Object.keys(inputs).find((name) => fedNode(executor, name) === node) ?? key];

/** Whether a call has this signature. */
export function matches(
  executor: Executor,
  signature: Signature,
  inputs: NamedTensorMap,
  outputs: readonly string[],
): boolean {
  if (outputs.length !== signature.outputs.length) return false;
  for (let i = 0; i < outputs.length; i++) if (outputs[i] !== signature.outputs[i]) return false;
  let count = 0;
  for (const _ in inputs) count++;
  if (count !== signature.fed.length) return false;
  for (const fed of signature.fed) {
    const { dtype, shape } = fed;
    const tensor = inputs[fed.key] ?? tensorOf(executor, inputs, fed);
    if (tensor?.dtype !== dtype || tensor.shape.length !== shape.length) return false;
    for (let i = 0; i < shape.length; i++) if (tensor.shape[i] !== shape[i]) return false;
  }
  return true;
}

/** A short unique text for a call, for counting calls that have no plan. */
export function textOf({ fed, outputs }: Signature): string {
  return `${fed.map(({ key, dtype, shape }) => `${key}:${dtype}[${shape}]`)} > ${outputs}`;
}

/** The node that a call needs and only `executeAsync` can run. */
export function dynamicNode(
  executor: Executor,
  outputs: readonly string[],
  fed: readonly string[],
): GraphNode | undefined {
  const { nodes } = executor.graph;
  const known = new Set(fed);
  const stack = outputs.map((name) => nodes[nodeOf(executor, "outputs", name)]);
  const seen = new Set<GraphNode>();
  for (let node = stack.pop(); stack.length > 0 || node !== undefined; node = stack.pop()) {
    if (node === undefined || seen.has(node)) continue;
    seen.add(node);
    if (DYNAMIC_OPS.has(node.op)) return node;
    if (executor.weightMap[node.name] === undefined && !known.has(node.name)) stack.push(...node.inputs);
  }
  return undefined;
}

function signature(
  executor: Executor,
  fed: readonly Fed[],
  outputs: readonly string[],
  whole = true,
): Signature | string {
  if (outputs.length === 0) return "no outputs asked for";
  if (new Set(fed.map(({ node }) => node)).size < fed.length) return "a node is fed twice";
  const names: string[] = [];
  for (const output of outputs) {
    const [node, index] = parseName(mapped(executor, "outputs", output));
    names.push(index === 0 ? node : `${node}:${index}`);
    const source = whole ? passedThrough(executor, node, fed) : undefined;
    if (source !== undefined) return `output '${output}' passes '${source}' through`;
  }
  if (whole && new Set(names).size < names.length) return "an output is asked for twice";
  return {
    fed,
    outputs: outputs.slice(),
    plain: fed.every(({ key, node }) => key === node),
    call: {
      inputs: Object.fromEntries(fed.map(({ node, dtype, shape }) => [node, { dtype, shape }])),
      outputs: names,
    },
  };
}

/** The input or constant whose memory stock would hand out as this output. */
function passedThrough(executor: Executor, output: string, fed: readonly Fed[]): string | undefined {
  let node = executor.graph.nodes[output];
  while (node !== undefined) {
    const { name, op } = node;
    const given = fed.some((one) => one.node === name) || executor.weightMap[name] !== undefined;
    if (given || op === "Const" || op.startsWith("Placeholder")) return name;
    node = VIEW_OPS.has(op) ? node.inputs[0] : undefined;
  }
  return undefined;
}

/** The node behind a caller's input name; none where it is not in the graph, or is not the node's first output. */
function fedNode(executor: Executor, key: string): string | undefined {
  const [node, index] = parseName(mapped(executor, "inputs", key));
  return index === 0 && executor.graph.nodes[node] !== undefined ? node : undefined;
}

const nodeOf = (executor: Executor, side: "inputs" | "outputs", name: string): string =>
  parseName(mapped(executor, side, name))[0];

/** A name after the model's signature, as the executor maps it. */
const mapped = (executor: Executor, side: "inputs" | "outputs", name: string): string =>
  executor._signature?.[side]?.[name]?.name ?? name;
