/** TensorFlow Lite: a .tflite file as a graph of TensorFlow's ops. Quantised numbers become the floats that they stand for. */
import type { ConstantTensor } from "../../graph/types.ts";
import { Builder, type Ref, signatureTensor } from "../builder.ts";
import { BadModel, type SignatureTensor, type SourceModel, UnsupportedModel, type UnsupportedNode } from "../source.ts";
import { BUILTINS, CUSTOMS } from "./ops.ts";
import { type LiteModel, type LiteOperator, readLite } from "./schema.ts";
import { type Made, Refused, Site } from "./site.ts";

/**
 * Reads the first subgraph of a .tflite file.
 * @throws BadModel where the file is damaged, UnsupportedModel where operators have no counterpart
 */
export function sourceFromLite(bytes: Uint8Array): SourceModel {
  const model = readLite(bytes);
  const made: Made = {
    builder: new Builder(),
    tensors: model.tensors,
    refs: new Map(),
    constants: new Map(),
    inputs: new Set(),
  };
  for (const [i, { constant }] of model.tensors.entries()) if (constant) made.constants.set(i, constant);
  const unsupported: UnsupportedNode[] = [];
  const inputs = model.inputs.map((i) => inputOf(model, i, made));
  for (const [, { name }] of inputs) made.inputs.add(name.slice(0, -2));
  for (const operator of model.operators) convert(operator, made, unsupported);
  if (unsupported.length > 0) throw new UnsupportedModel(unsupported);
  const outputs = model.outputs.map((i) => outputOf(model, i, made));
  const signature = { inputs: Object.fromEntries(inputs), outputs: Object.fromEntries(outputs) };
  const notes = model.quantised ? ["quantised weights and values are floats now"] : [];
  return made.builder.finish(signature, notes);
}

function inputOf({ tensors, inputNames }: LiteModel, i: number, { builder, refs }: Made): [string, SignatureTensor] {
  const { name, type, refusal } = tensors[i] as LiteModel["tensors"][number];
  if (refusal) throw new UnsupportedModel([{ op: "input", node: name, reason: refusal }]);
  const ref = builder.placeholder(type, builder.name(name));
  refs.set(i, ref);
  return [inputNames.get(i) ?? ref, signatureTensor(ref, type)];
}

function outputOf({ tensors, outputNames }: LiteModel, i: number, made: Made): [string, SignatureTensor] {
  const { builder, refs, constants } = made;
  const { name, type } = tensors[i] as LiteModel["tensors"][number];
  const ref = refs.get(i);
  const constant = constants.get(i);
  if (ref === undefined && !constant) throw new BadModel(`is damaged: nothing computes the output "${name}"`);
  // Callers find a node of the output's own name, where the value is an input or a constant too.
  const own = ref !== undefined && ref === builder.plain(name) && !made.inputs.has(ref);
  const named = own ? ref : builder.add("Identity", [ref ?? (constant as ConstantTensor)], {}, builder.name(name));
  return [outputNames.get(i) ?? named, signatureTensor(named, type)];
}

function convert(operator: LiteOperator, made: Made, unsupported: UnsupportedNode[]): void {
  const { op, custom, inputs, outputs } = operator;
  const site = new Site(operator, made);
  const conversion = (custom ? CUSTOMS : BUILTINS)[op];
  // What cannot be converted has outputs all the same, so that all such nodes are found.
  const refuse = (reason?: string): void => {
    unsupported.push({ op: custom ? `custom op ${op}` : op, node: site.name, ...(reason ? { reason } : {}) });
    for (const output of outputs) made.refs.set(output, "");
  };
  if (!conversion) {
    refuse();
    return;
  }
  const strange = [...inputs, ...outputs].map((i) => made.tensors[i]?.refusal).find((reason) => reason !== undefined);
  if (strange) {
    refuse(strange);
    return;
  }
  const [from = -1] = inputs;
  const folded = FOLDED.has(op) && made.constants.get(from);
  if (folded) {
    made.constants.set(outputs[0] as number, folded);
    return;
  }
  try {
    const refs = [conversion(site)].flat();
    if (refs.length !== outputs.length)
      throw new BadModel(`is damaged: "${site.name}" (${op}) has ${outputs.length} outputs`);
    const [first = ""] = refs;
    const renamed = inputs.some((i) => made.refs.get(i) === first) ? first : made.builder.rename(first, site.name);
    refs.forEach((ref: Ref, i) => {
      made.refs.set(outputs[i] as number, ref.startsWith(first) ? ref.replace(first, renamed) : ref);
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    refuse(error.message);
  }
}

/** Operators that only change how numbers are stored: of a constant they are another constant. */
const FOLDED: ReadonlySet<string> = new Set(["DEQUANTIZE", "QUANTIZE"]);
