/** One operator of a .tflite file as its converter sees it: operands, options, and a way to write nodes. */
import type { Attrs } from "../../graph/graph.ts";
import { ConstantTensor, type Shape } from "../../graph/types.ts";
import { type Builder, float, type Ref, transposed } from "../builder.ts";
import { BadModel } from "../source.ts";
import type { LiteOperator, LiteTensor } from "./schema.ts";
import type { Table } from "./table.ts";

/** What the operators before have made. */
export interface Made {
  readonly builder: Builder;
  readonly tensors: readonly LiteTensor[];
  readonly refs: Map<number, Ref>;
  /** Values that are known, stored or folded. */
  readonly constants: Map<number, ConstantTensor>;
  /** The placeholders. */
  readonly inputs: Set<Ref>;
}

/** What an operator asks for that has no counterpart: the end of a sentence. */
export class Refused extends Error {}

/** Options of an operator that has none. */
const NO_OPTIONS = { int: (_: number, absent = 0) => absent, byte: () => 0, float: (_: number, absent = 0) => absent };

export class Site {
  readonly operator: LiteOperator;
  readonly #made: Made;

  constructor(operator: LiteOperator, made: Made) {
    this.operator = operator;
    this.#made = made;
  }

  /** The name of the first output. */
  get name(): string {
    return this.outputs[0]?.name ?? this.operator.op;
  }
  get outputs(): LiteTensor[] {
    return this.operator.outputs.map((i) => this.#made.tensors[i] as LiteTensor);
  }
  /** How many operands there are, left out ones at the end not counted. */
  get count(): number {
    return this.operator.inputs.findLastIndex((i) => i >= 0) + 1;
  }
  get options(): Pick<Table, "int" | "byte" | "float"> {
    return this.operator.options ?? NO_OPTIONS;
  }
  flag(field: number): boolean {
    return this.operator.options?.bool(field) ?? false;
  }
  /** A list in the options. */
  list(field: number): number[] | undefined {
    return this.operator.options?.ints(field);
  }

  has(i: number): boolean {
    return (this.operator.inputs[i] ?? -1) >= 0;
  }
  /** Operand `i` as a value of the graph. */
  input(i: number): Ref {
    const at = this.#position(i);
    const known = this.#made.refs.get(at);
    if (known !== undefined) return known;
    const constant = this.#made.constants.get(at);
    if (!constant)
      throw new BadModel(`is damaged: "${this.name}" reads "${this.#tensor(i).name}" before it is computed`);
    const ref = this.#made.builder.constant(constant, this.#tensor(i).name);
    this.#made.refs.set(at, ref);
    return ref;
  }
  inputs(): Ref[] {
    return Array.from({ length: this.count }, (_, i) => this.input(i));
  }
  /** The shape of operand `i` as the file states it; -1 where an extent is open. */
  shape(i: number): Shape {
    return this.#tensor(i).type.shape;
  }
  dtype(i: number): string {
    return this.#tensor(i).type.dtype;
  }
  constant(i: number): ConstantTensor | undefined {
    return this.#made.constants.get(this.#position(i));
  }
  /** The values of an operand that must be known now. */
  numbers(i: number): number[] {
    const constant = this.constant(i);
    if (!constant) throw new Refused(`whose operand ${i} is known only at run time`);
    return [...constant.values];
  }

  /** Operand `i` with its axes in another order: a constant where it is one. */
  transposed(i: number, order: readonly number[]): Ref | ConstantTensor {
    if (this.shape(i).length !== order.length)
      throw new BadModel(
        `is damaged: "${this.name}" (${this.operator.op}) takes no operand of shape [${this.shape(i)}]`,
      );
    const constant = this.constant(i);
    if (constant) return transposed(constant, order);
    return this.emit("Transpose", [this.input(i), ConstantTensor.int([order.length], order)]);
  }
  reshaped(i: number, shape: Shape): Ref | ConstantTensor {
    const constant = this.constant(i);
    if (constant) return new ConstantTensor(constant.dtype, shape, () => constant.values);
    return this.emit("Reshape", [this.input(i), ConstantTensor.int([shape.length], shape)]);
  }

  /** Writes a node and gives its first output. */
  emit(op: string, inputs: readonly (Ref | ConstantTensor)[], attrs: Attrs = {}): Ref {
    const { builder } = this.#made;
    return builder.add(op, inputs, attrs, builder.name(`${this.name}/${op}`));
  }

  /** A value after the activation of that number. */
  activated(x: Ref, kind: number): Ref {
    if (kind === 0) return x;
    if (kind === 2) return this.emit("ClipByValue", [x, float(-1), float(1)]);
    const op = { 1: "Relu", 3: "Relu6", 4: "Tanh" }[kind];
    if (!op) throw new Refused(`whose fused activation is of kind ${kind}`);
    return this.emit(op, [x]);
  }

  #position(i: number): number {
    const at = this.operator.inputs[i] ?? -1;
    if (at < 0) throw new BadModel(`is damaged: "${this.name}" (${this.operator.op}) has no operand ${i}`);
    return at;
  }
  #tensor(i: number): LiteTensor {
    return this.#made.tensors[this.#position(i)] as LiteTensor;
  }
}
