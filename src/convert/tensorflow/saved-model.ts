/** TensorFlow's SavedModel: a graph with functions, signatures, and variables in a checkpoint. */
import { parseName } from "../../graph/from-tfjs.ts";
import type { ConstantTensor } from "../../graph/types.ts";
import { BadModel, type SignatureTensor, type SourceModel, type SourceSignature } from "../source.ts";
import { Bundle, type ReadBytes } from "./bundle.ts";
import { callOutput, inlined } from "./functions.ts";
import { sourceFromNodes, tensorInfo } from "./graphdef.ts";
import { decode, type NodeMessage, type SavedModelMessage, type SignatureMessage } from "./protos.ts";

/** The files beside saved_model.pb. */
export interface SavedModelFiles {
  /** `variables/variables.index`; `undefined` where the model has no variables. */
  readonly index: Uint8Array | undefined;
  /** Reads bytes of the files beside the index. */
  readonly read: ReadBytes;
}

const SERVE = "serve";
const DEFAULT_SIGNATURE = "serving_default";
/** Ops that pass a variable on. */
const PASSES_ON = /^(Identity|Enter|ReadVariableOp)$/;

/** @param bytes of saved_model.pb @throws BadModel, UnsupportedModel */
export async function sourceFromSavedModel(bytes: Uint8Array, files: SavedModelFiles): Promise<SourceModel> {
  const { metaGraphs } = decode<SavedModelMessage>("SavedModel", bytes);
  const meta = metaGraphs.find(({ metaInfoDef }) => metaInfoDef?.tags.includes(SERVE)) ?? metaGraphs[0];
  if (!meta?.graphDef) throw new BadModel("is no SavedModel: it has no graph");
  const { nodes, calls } = inlined(meta.graphDef);
  const [key, signature] = signatureOf(meta.signatureDef);
  const names = signature && signatureNames(signature, calls, nodes);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const needed = reachable(byName, names);
  const handles = nodes.filter(({ op, name }) => /^(VarHandleOp|Variable(V2)?)$/.test(op) && needed.has(name));
  const values = await valuesOf(handles, nodes, byName, files);
  const frozen = nodes.map((node) => readAsConstant(node, byName, values));
  const others = Object.keys(meta.signatureDef).filter((other) => other !== key && !other.startsWith("__"));
  const notes = others.length > 0 ? [`signature "${key}" of ${others.length + 1}`] : [];
  return { ...sourceFromNodes(frozen, names, values), notes };
}

/** The signature that serves, or the only one there is. */
function signatureOf(signatures: Readonly<Record<string, SignatureMessage>>): [string, SignatureMessage | undefined] {
  const names = Object.keys(signatures).filter((name) => !name.startsWith("__"));
  const key = names.includes(DEFAULT_SIGNATURE) ? DEFAULT_SIGNATURE : (names[0] ?? "");
  return [key, Object.hasOwn(signatures, key) ? signatures[key] : undefined];
}

/** A signature whose outputs are nodes that are left, in the order of the file. */
function signatureNames(
  { inputs, outputs }: SignatureMessage,
  calls: ReadonlySet<string>,
  nodes: readonly NodeMessage[],
): SourceSignature {
  const present = new Set(nodes.map(({ name }) => name));
  const entries = (tensors: SignatureMessage["inputs"]): [string, SignatureTensor][] =>
    Object.entries(tensors).map(([key, info]) => {
      const [node, output] = parseName(info.name ?? "");
      const name = calls.has(node) ? `${callOutput(node, output)}:0` : (info.name ?? "");
      if (!present.has(parseName(name)[0]))
        throw new BadModel(`is damaged: the signature's "${key}" is "${info.name}", which no node has`);
      return [key, tensorInfo({ ...info, name })];
    });
  return { inputs: Object.fromEntries(entries(inputs)), outputs: Object.fromEntries(entries(outputs)) };
}

/** Names of the nodes that outputs need; of all where there is no signature. */
function reachable(byName: ReadonlyMap<string, NodeMessage>, signature: SourceSignature | undefined): Set<string> {
  if (!signature) return new Set(byName.keys());
  const seen = new Set<string>();
  const open = Object.values(signature.outputs).map(({ name }) => parseName(name)[0]);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = byName.get(name);
    if (!node || seen.has(name)) continue;
    seen.add(name);
    for (const input of node.input) if (!input.startsWith("^")) open.push(parseName(input)[0]);
  }
  return seen;
}

/** The node that holds the variable which a node passes on. */
function handleOf(node: NodeMessage, byName: ReadonlyMap<string, NodeMessage>): string | undefined {
  let at: NodeMessage | undefined = node;
  for (let steps = 0; at && steps < byName.size; steps++) {
    if (/^(VarHandleOp|Variable(V2)?)$/.test(at.op)) return at.name;
    if (!PASSES_ON.test(at.op)) return undefined;
    at = byName.get(parseName(at.input[0] ?? "")[0]);
  }
  return undefined;
}

/** Values of variables, by the nodes that hold them. */
async function valuesOf(
  handles: readonly NodeMessage[],
  nodes: readonly NodeMessage[],
  byName: ReadonlyMap<string, NodeMessage>,
  { index, read }: SavedModelFiles,
): Promise<Map<string, ConstantTensor>> {
  const values = new Map<string, ConstantTensor>();
  if (handles.length === 0) return values;
  if (!index) throw new BadModel("has variables, but no file variables/variables.index");
  const bundle = Bundle.open(index, read);
  const restored = restoredKeys(nodes, byName);
  const full = await bundle.keysByName();
  for (const handle of handles) {
    const shared = textOf(handle, "shared_name") || handle.name;
    const keys = [restored.get(handle.name), full.get(shared), shared, handle.name];
    const key = keys.find((each) => each !== undefined && bundle.has(each));
    if (key === undefined) throw new BadModel(`has no value of the variable "${shared}" among its variables`);
    values.set(handle.name, await bundle.tensor(key));
  }
  return values;
}

/** Keys of the checkpoint by the variables that the graph itself restores from them: what it assigns from `RestoreV2`. */
function restoredKeys(nodes: readonly NodeMessage[], byName: ReadonlyMap<string, NodeMessage>): Map<string, string> {
  const keys = new Map<string, string>();
  for (const { op, input } of nodes) {
    if (op !== "AssignVariableOp" && op !== "Assign") continue;
    const [variable = "", value = ""] = input;
    const target = byName.get(parseName(variable)[0]);
    const handle = target && handleOf(target, byName);
    let [name, output] = parseName(value);
    let source = byName.get(name);
    for (let steps = 0; source?.op === "Identity" && steps < byName.size; steps++) {
      [name, output] = parseName(source.input[0] ?? "");
      source = byName.get(name);
    }
    if (!handle || source?.op !== "RestoreV2") continue;
    const list = byName.get(parseName(source.input[1] ?? "")[0])?.attr.value?.tensor?.stringVal[output];
    if (list) keys.set(handle, new TextDecoder().decode(list));
  }
  return keys;
}

const textOf = ({ attr }: NodeMessage, name: string): string =>
  new TextDecoder().decode(attr[name]?.s ?? new Uint8Array());

/** What reads a variable as what reads a constant. */
function readAsConstant(
  node: NodeMessage,
  byName: ReadonlyMap<string, NodeMessage>,
  values: ReadonlyMap<string, ConstantTensor>,
): NodeMessage {
  if (node.op !== "ResourceGather" && node.op !== "ReadVariableOp") return node;
  const source = byName.get(parseName(node.input[0] ?? "")[0]);
  const handle = source && handleOf(source, byName);
  if (!handle || !values.has(handle)) return node;
  if (node.op === "ReadVariableOp") return { ...node, op: "Identity", input: [handle], attr: {} };
  return { ...node, op: "Gather", input: [handle, ...node.input.slice(1, 2)], attr: {} };
}
