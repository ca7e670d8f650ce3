/** Builds the graph of a converted model, node by node. */
import { encodeAttrs, shapeProto, typeName } from "../graph/attrs.ts";
import type { NodeDef } from "../graph/from-tfjs.ts";
import type { Attrs } from "../graph/graph.ts";
import { filled, walk } from "../graph/ops/moves.ts";
import { stridesOf } from "../graph/ops/rows.ts";
import { ConstantTensor, type TensorType } from "../graph/types.ts";
import type { SignatureTensor, SourceModel, SourceSignature } from "./source.ts";

/** Names a value: a node, or `node:1`. */
export type Ref = string;

export class Builder {
  readonly #nodes: NodeDef[] = [];
  readonly #weights = new Map<string, ConstantTensor>();
  readonly #taken = new Set<string>();

  /** A name in letters that TensorFlow.js takes in node names. */
  plain(base: string): string {
    return base.replace(/[^\w./-]+/g, "_").replace(/^[^A-Za-z0-9.]+/, "") || "node";
  }

  /** A free name like `base`. */
  name(base: string): string {
    const plain = this.plain(base);
    let name = plain;
    for (let n = 1; this.#taken.has(name); n++) name = `${plain}_${n}`;
    this.#taken.add(name);
    return name;
  }

  /** Adds a node under a name that `name` gave; constants among its inputs become weights. */
  add(op: string, inputs: readonly (Ref | ConstantTensor)[], attrs: Attrs, name: string): Ref {
    const input = inputs.map((each, i) => (typeof each === "string" ? each : this.constant(each, `${name}/${i}`)));
    this.#nodes.push({ name, op, input, attr: encodeAttrs(attrs) });
    return name;
  }

  /** Gives the node that was added last, which nothing reads yet, another name. */
  rename(ref: Ref, base: string): Ref {
    const last = this.#nodes.at(-1) as NodeDef;
    if (last.name !== ref.replace(/:\d+$/, "")) return ref;
    this.#taken.delete(last.name);
    const name = this.name(base);
    this.#nodes[this.#nodes.length - 1] = { ...last, name };
    return ref.replace(/^[^:]+/, name);
  }

  constant(value: ConstantTensor, base: string): Ref {
    const name = this.name(base);
    const dtype = typeName(value.dtype);
    const tensor = { dtype, tensorShape: shapeProto(value.shape) };
    this.#nodes.push({ name, op: "Const", input: [], attr: { dtype: { type: dtype }, value: { tensor } } });
    this.#weights.set(name, value);
    return name;
  }

  placeholder({ dtype, shape }: TensorType, name: string): Ref {
    return this.add("Placeholder", [], { dtype, shape }, name);
  }

  finish(signature: SourceSignature, notes: readonly string[]): SourceModel {
    return { topology: { node: this.#nodes }, weights: this.#weights, signature, notes };
  }
}

/** A tensor of a signature. */
export const signatureTensor = (ref: Ref, { dtype, shape }: TensorType): SignatureTensor => ({
  name: ref.includes(":") ? ref : `${ref}:0`,
  dtype: typeName(dtype),
  tensorShape: { dim: shape.map((d) => ({ size: String(d) })) },
});

/** Whole numbers as an operand, a vector as a rule. */
export const ints = (values: readonly number[], shape: readonly number[] = [values.length]): ConstantTensor =>
  ConstantTensor.int(shape, values);
export const float = (value: number): ConstantTensor => ConstantTensor.float([], [value]);

/** A constant with its axes in another order. */
export function transposed(x: ConstantTensor, order: readonly number[]): ConstantTensor {
  const strides = stridesOf(x.shape);
  const shape = order.map((axis) => x.shape[axis] as number);
  return filled({ dtype: x.dtype, shape }, (out) => {
    const { values } = x;
    const steps = order.map((axis) => strides[axis] as number);
    walk(shape, steps, 0, (to, from) => {
      out[to] = values[from] as number;
    });
  });
}
