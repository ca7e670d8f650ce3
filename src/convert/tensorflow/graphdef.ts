/** A GraphDef as a model: weights apart from nodes, and only what the outputs need. */
import { type AttrProto, dataTypeName, type ShapeProto, shapeProto, typeName } from "../../graph/attrs.ts";
import { type NodeDef, parseName } from "../../graph/from-tfjs.ts";
import type { ConstantTensor } from "../../graph/types.ts";
import {
  BadModel,
  type SignatureTensor,
  type SourceModel,
  type SourceSignature,
  UnsupportedModel,
  type UnsupportedNode,
} from "../source.ts";
import { hasLoops, neededNodes, sinks } from "../whole-graph.ts";
import { adapted } from "./adapt.ts";
import {
  type AttrMessage,
  decode,
  type GraphMessage,
  type NodeMessage,
  type ShapeMessage,
  type TensorInfoMessage,
} from "./protos.ts";
import { tensorFromMessage } from "./tensor.ts";

/** Reads a frozen GraphDef. @throws BadModel, UnsupportedModel */
export function sourceFromGraphDef(bytes: Uint8Array): SourceModel {
  const graph = decode<GraphMessage>("GraphDef", bytes);
  if (graph.node.length === 0) throw new BadModel("is no model: it is a GraphDef without nodes, or something else");
  return sourceFromNodes(graph.node, undefined, new Map());
}

/** Ops that hold a variable, and those that read or change one: of a frozen graph none is left. */
const VARIABLES = /^(VarHandleOp|Variable(V2)?|ReadVariableOp|ResourceGather|Assign.*|.*VariableOp)$/;

/**
 * A model of nodes without functions.
 * @param signature inputs and outputs; without it placeholders, and nodes that nothing reads
 * @param variables values of nodes that hold variables
 */
export function sourceFromNodes(
  nodes: readonly NodeMessage[],
  signature: SourceSignature | undefined,
  variables: ReadonlyMap<string, ConstantTensor>,
): SourceModel {
  const constants = new Set(nodes.filter(({ op }) => op === "Const").map(({ name }) => name));
  const isLeaf = (name: string): boolean => variables.has(name) || constants.has(name);
  const outputs = signature ? Object.values(signature.outputs).map(({ name }) => parseName(name)[0]) : sinks(nodes);
  if (outputs.length === 0) throw new BadModel("is no model: it has no outputs");
  // Without control flow, what must merely run before is a check or a change of state.
  const loops = hasLoops(nodes);
  const follows = (input: string): boolean => loops || !input.startsWith("^");
  const order = neededNodes(nodes, outputs, isLeaf, follows);

  const weights = new Map<string, ConstantTensor>();
  const unsupported: UnsupportedNode[] = [];
  const converted = order.flatMap((node): NodeDef[] => {
    const { name, op } = node;
    const value = variables.get(name) ?? (op === "Const" ? constantOf(node) : undefined);
    if (value) {
      weights.set(name, value);
      const dtype = typeName(value.dtype);
      const tensor = { dtype, tensorShape: shapeProto(value.shape) };
      return [{ name, op: "Const", input: [], attr: { dtype: { type: dtype }, value: { tensor } } }];
    }
    if (op === "Const") unsupported.push({ op, node: name, reason: "of strings or other things that are no numbers" });
    else if (VARIABLES.test(op)) unsupported.push({ op, node: name, reason: "whose variable has no value here" });
    return adapted({ name, op, input: node.input.filter(follows), attr: attributesOf(node.attr) }, weights);
  });
  if (unsupported.length > 0) throw new UnsupportedModel(unsupported);
  return {
    topology: { node: converted },
    weights,
    signature: signature ?? signatureOf(order, outputs),
    notes: [],
  };
}

function signatureOf(order: readonly NodeMessage[], outputs: readonly string[]): SourceSignature {
  const inputs = order
    .filter(({ op }) => op === "Placeholder")
    .map(({ name, attr }): [string, SignatureTensor] => {
      const { dtype, shape } = attr;
      return [
        name,
        tensorInfo({
          name: `${name}:0`,
          dtype: dtype?.type ?? 1,
          ...(shape?.shape ? { tensorShape: shape.shape } : {}),
        }),
      ];
    });
  const named = outputs.map((name): [string, SignatureTensor] => [name, { name: `${name}:0` }]);
  return { inputs: Object.fromEntries(inputs), outputs: Object.fromEntries(named) };
}

/** A signature's tensor. */
export const tensorInfo = ({ name = "", dtype, tensorShape }: TensorInfoMessage): SignatureTensor => ({
  name,
  ...(dtype ? { dtype: dataTypeName(dtype) } : {}),
  ...(tensorShape ? { tensorShape: shapeOf(tensorShape) as SignatureTensor["tensorShape"] & object } : {}),
});

const shapeOf = ({ dim, unknownRank }: ShapeMessage): ShapeProto =>
  unknownRank ? { unknownRank } : { dim: dim.map(({ size = 0 }) => ({ size: String(size) })) };

function constantOf({ name, attr }: NodeMessage): ConstantTensor | undefined {
  const tensor = attr.value?.tensor;
  if (!tensor) throw new BadModel(`is damaged: the constant "${name}" has no value`);
  return tensorFromMessage(tensor, `"${name}"`);
}

function attributesOf(attributes: NodeMessage["attr"]): Record<string, AttrProto> {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => !name.startsWith("_"))
      .map(([name, value]) => [name, attributeOf(value)]),
  );
}

const text = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/** An attribute in the form of JSON. */
function attributeOf({ s, i, f, b, type, shape, list, func }: AttrMessage): AttrProto {
  if (s !== undefined) return { s: text(s) };
  if (i !== undefined) return { i: String(i) };
  if (f !== undefined) return { f };
  if (b !== undefined) return { b };
  if (type !== undefined) return { type: dataTypeName(type) };
  if (shape) return { shape: shapeOf(shape) };
  if (func) return { func };
  if (!list) return {};
  if (list.s.length > 0) return { list: { s: list.s.map(text) } };
  if (list.f.length > 0) return { list: { f: list.f } };
  if (list.b.length > 0) return { list: { b: list.b } };
  if (list.type.length > 0) return { list: { type: list.type.map(dataTypeName) } };
  if (list.shape.length > 0) return { list: { shape: list.shape.map(shapeOf) } };
  return { list: { i: list.i.map(String) } };
}
