/** Builds graph models from a few lines, for specs that need one op or a small graph in stock tfjs. */
import { type GraphModel, loadGraphModelSync } from "@tensorflow/tfjs-converter";
import { type io, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { encodeAttrs, shapeProto, typeName } from "../../src/graph/attrs.ts";
import type { Attrs } from "../../src/graph/graph.ts";
import { ConstantTensor, type DType, type Shape, sizeOf } from "../../src/graph/types.ts";

/** A node of a small graph. */
export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attrs: Attrs;
}
/** Nodes and weights by name. */
export type GraphSpec = Readonly<Record<string, NodeSpec | ConstantTensor>>;

/** An input of the graph; -1 stands for an open extent. */
export const placeholder = (shape: Shape, dtype: DType = "float32"): NodeSpec => ({
  op: "Placeholder",
  inputs: [],
  attrs: { dtype, shape },
});

/** An op of the graph; inputs are names, `split:1` its second output. */
export const node = (op: string, inputs: readonly string[], attrs: Attrs = {}): NodeSpec => ({ op, inputs, attrs });

/** A weight with given values, or with random ones that are the same every time. */
export const weight = (shape: Shape, values?: readonly number[], dtype: DType = "float32"): ConstantTensor =>
  constant(dtype, shape, values ?? randomValues(sizeOf(shape), sizeOf(shape)));
/** An int32 weight. */
export const ints = (...values: number[]): ConstantTensor => ConstantTensor.int([values.length], values);
/** An int32 weight of rank 0. */
export const int = (value: number): ConstantTensor => ConstantTensor.int([], [value]);

function constant(dtype: DType, shape: Shape, values: readonly number[]): ConstantTensor {
  const make = dtype === "float32" ? Float32Array : dtype === "bool" ? Uint8Array : Int32Array;
  return new ConstantTensor(dtype, shape, make.from(values));
}

/** Numbers from -2 to 2 that are the same every time. */
export function randomValues(count: number, seed = 1): number[] {
  let state = seed | 1;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 22 - 2;
  });
}

/** The files of a model with these nodes; all nodes that nothing reads are its outputs. */
export function modelArtifacts(spec: GraphSpec): io.ModelArtifacts {
  const weights = Object.entries(spec).filter((e): e is [string, ConstantTensor] => e[1] instanceof ConstantTensor);
  const bytes = weights.flatMap(([, { values }]) => [
    ...new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  ]);
  const nodes = Object.entries(spec).map(([name, part]) => {
    if (!(part instanceof ConstantTensor))
      return { name, op: part.op, input: part.inputs, attr: encodeAttrs(part.attrs) };
    const dtype = typeName(part.dtype);
    const value = { tensor: { dtype, tensorShape: shapeProto(part.shape) } };
    return { name, op: "Const", attr: { dtype: { type: dtype }, value } };
  });
  return {
    format: "graph-model",
    modelTopology: { node: nodes, versions: { producer: 808 }, library: {} },
    weightSpecs: weights.map(([name, { dtype, shape }]) => ({ name, shape: [...shape], dtype: dtype as "float32" })),
    weightData: Uint8Array.from(bytes).buffer,
  };
}

/** A model with these nodes, on the current backend. */
export const graphModel = (spec: GraphSpec): GraphModel<io.IOHandlerSync> =>
  loadGraphModelSync(modelArtifacts(spec) as io.ModelArtifacts);

/** A tensor with a constant's values. */
export const toTensor = ({ dtype, shape, values }: ConstantTensor): Tensor =>
  tensor(values as Float32Array, [...shape], dtype);
