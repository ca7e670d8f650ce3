/** Graphs for specs that no term of one output describes. */
import { type Attrs, Graph, type Value } from "../../src/graph/graph.ts";
import { ConstantTensor, type DType, type Shape } from "../../src/graph/types.ts";
import { randomValues } from "./graphdef.ts";

/** Writes graphs in a few words. */
export class Writer {
  readonly graph = new Graph();
  input(shape: Shape, dtype: DType = "float32"): Value {
    return this.graph.add("Placeholder", [], {}, { name: "x", types: [{ dtype, shape }] }).output;
  }
  weight(...shape: number[]): Value {
    const size = shape.reduce((n, d) => n * d, 1);
    return this.graph.constant(ConstantTensor.float(shape, randomValues(size)));
  }
  int(value: number): Value {
    return this.graph.constant(ConstantTensor.int([], [value]));
  }
  ints(...values: number[]): Value {
    return this.graph.constant(ConstantTensor.int([values.length], values));
  }
  all(op: string, inputs: readonly Value[], attrs: Attrs = {}): readonly Value[] {
    return this.graph.add(op, inputs, attrs).outputs;
  }
  op(op: string, inputs: readonly Value[], attrs: Attrs = {}): Value {
    return this.all(op, inputs, attrs)[0] as Value;
  }
  /** A node whose type is given, for what cannot be known, or is not legal. */
  typed(op: string, inputs: readonly Value[], attrs: Attrs, shape: Shape, dtype: DType = "float32"): Value {
    return this.graph.add(op, inputs, attrs, { types: [{ dtype, shape }] }).output;
  }
  /** An input of which nothing is known. */
  unknown(): Value {
    return this.graph.add("Placeholder", [], {}, { name: "u", types: [undefined] }).output;
  }
  out(...values: readonly Value[]): void {
    for (const value of values) this.graph.outputs.push({ name: `out${this.graph.outputs.length}`, value });
  }
}
