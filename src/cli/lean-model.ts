/** Loads models so that their weights are never all in a backend's memory, where kernels hold further copies of them. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { registerOp } from "@tensorflow/tfjs-converter";
import { io, type Tensor } from "@tensorflow/tfjs-core";
import type { AttrProto } from "../graph/attrs.ts";
import { ancestors, type GraphDef, graphFromArtifacts, type NodeDef, parseName } from "../graph/from-tfjs.ts";
import { sizeOf } from "../graph/types.ts";
import { loadModel } from "./measure.ts";
import { constantsOf, loadable, type StoredModel, type StoredWeight } from "./stored-model.ts";

/** The op that stands for a weight: it gives a fresh tensor, which the executor disposes after the last op that reads it. */
const STORED_OP = "GraphweldStored";
/** Weights below this are loaded with the model. */
const LARGE_BYTES = 2 ** 16;

interface StoredNode {
  readonly node: { readonly rawAttrs: { readonly weight: { readonly graphweld: StoredWeight } } };
}

/**
 * Loads a model whose large weights become tensors in each call, when the first op that reads them is about to run, and go after the
 * last one. Models with control flow are loaded as usual, for there none can be told to be the last.
 * @throws Failure 2 when TensorFlow.js refuses it
 */
export async function loadLean(model: StoredModel, name?: string): Promise<GraphModel> {
  registerOp(STORED_OP, ((call: StoredNode) => tensorOf(call.node.rawAttrs.weight.graphweld)) as never);
  return loadModel(loadable(lean(model)), name);
}

function tensorOf({ spec, bytes }: StoredWeight): Tensor {
  const tensors = io.decodeWeights(bytes().slice().buffer as ArrayBuffer, [spec]);
  return tensors[spec.name] as Tensor;
}

function lean(model: StoredModel): StoredModel {
  const { files, weights } = model;
  const large = new Map(
    weights.filter(({ spec }) => 4 * sizeOf(spec.shape) >= LARGE_BYTES).map((weight) => [weight.spec.name, weight]),
  );
  const graph = large.size === 0 ? undefined : graphFromArtifacts(files, undefined, constantsOf(model));
  if (!graph || "reason" in graph) return model;
  const topology = files.modelTopology as GraphDef;
  const waits = waitsOf(
    topology.node,
    graph.outputs.map(({ name }) => parseName(name)[0]),
  );
  const node = topology.node.map((def): NodeDef => {
    const [weight, wait] = [large.get(def.name), waits.get(def.name)];
    if (!weight || wait === undefined) return def;
    return { name: def.name, op: STORED_OP, input: [wait], attr: { weight: { graphweld: weight } as AttrProto } };
  });
  const stored = new Set(node.flatMap(({ name, op }) => (op === STORED_OP ? [name] : [])));
  return {
    files: { ...files, modelTopology: { ...topology, node } },
    weights: weights.filter(({ spec }) => !stored.has(spec.name)),
  };
}

/**
 * For each node that needs weights alone, the node after which it may be computed: the last operand of the first op that reads it
 * together with something else. No such operand needs it, for what does comes later.
 */
function waitsOf(nodes: readonly NodeDef[], outputs: readonly string[]): ReadonlyMap<string, string> {
  const defs = new Map(nodes.map((def) => [def.name, def]));
  const order = ancestors(defs, outputs, () => false);
  if ("reason" in order) return new Map();
  const position = new Map(order.map(({ name }, i) => [name, i]));
  const at = (name: string): number => position.get(name) as number;
  const constant = new Set<string>();
  const inputsOf = ({ input = [] }: NodeDef): string[] => input.map((each) => parseName(each.replace("^", ""))[0]);
  for (const def of order)
    if (def.op !== "Placeholder" && inputsOf(def).every((name) => constant.has(name))) constant.add(def.name);
  const first = new Map<string, { readonly reader: number; readonly wait: string }>();
  for (const def of order.reverse()) {
    const inputs = inputsOf(def);
    const varying = inputs.filter((name) => !constant.has(name));
    const wait = varying.reduce((last, name) => (at(name) > at(last) ? name : last), varying[0] ?? "");
    const read = constant.has(def.name) ? first.get(def.name) : { reader: at(def.name), wait };
    for (const name of inputs)
      if (read && constant.has(name) && read.reader < (first.get(name)?.reader ?? order.length)) first.set(name, read);
  }
  return new Map([...first].map(([name, { wait }]) => [name, wait]));
}
