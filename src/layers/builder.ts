/** What layers are written with: ops over values of a graph whose batch is open. */
import { type Attrs, Graph, type Value } from "../graph/graph.ts";
import { ConstantTensor, type Shape } from "../graph/types.ts";
import { Unsupported } from "./config.ts";

/** A weight of a model: the name under which a graph model will hold it, and its values. */
export interface Weight {
  readonly name: string;
  readonly value: ConstantTensor;
}

/**
 * Finds a weight of a layer: `path` names the models and layers that it is in, outermost first, `weight` is its own name in
 * Keras, such as `kernel` or `moving_mean`.
 */
export type FindWeight = (path: readonly string[], weight: string) => Weight | undefined;

/** What Keras in Python a model is of: 2 for all up to 2.x. */
export type KerasVersion = 2 | 3;

/** Writes the ops of one layer. */
export class LayerBuilder {
  readonly graph: Graph;
  readonly path: readonly string[];
  readonly #keras: KerasVersion | undefined;
  readonly #find: FindWeight;
  readonly #weights: Map<string, Value>;

  constructor(
    find: FindWeight,
    keras?: KerasVersion,
    path: readonly string[] = [],
    graph: Graph = new Graph(),
    weights: Map<string, Value> = new Map(),
  ) {
    this.graph = graph;
    this.path = path;
    this.#keras = keras;
    this.#find = find;
    this.#weights = weights;
  }

  /** Semantics of Keras in Python where those of TensorFlow.js differ. */
  get keras(): boolean {
    return this.#keras !== undefined;
  }
  /** Semantics of Keras 3 where those before differ. */
  get keras3(): boolean {
    return this.#keras === 3;
  }

  /** The builder of a layer inside this one. */
  inside(layer: string): LayerBuilder {
    return new LayerBuilder(this.#find, this.#keras, [...this.path, layer], this.graph, this.#weights);
  }

  get name(): string {
    return this.path.join("/");
  }

  op(op: string, inputs: readonly Value[], attrs: Attrs = {}): Value {
    return this.ops(op, inputs, attrs)[0] as Value;
  }
  /** An op whose shape does not follow from constants. */
  shaped(op: string, inputs: readonly Value[], attrs: Attrs, shape: Shape): Value {
    const types = [{ dtype: "float32" as const, shape }];
    return this.graph.add(op, inputs, attrs, { name: `${this.name}/${op}`, types }).output;
  }

  /** All outputs of an op. */
  ops(op: string, inputs: readonly Value[], attrs: Attrs = {}): Value[] {
    return this.graph.add(op, inputs, attrs, { name: `${this.name}/${op}` }).outputs;
  }

  ints(...values: number[]): Value {
    return this.graph.constant(ConstantTensor.int([values.length], values), `${this.name}/ints`);
  }
  /** Pairs of integers, one for each axis. */
  pairs(...values: (readonly [number, number])[]): Value {
    return this.graph.constant(ConstantTensor.int([values.length, 2], values.flat()), `${this.name}/pairs`);
  }
  int(value: number): Value {
    return this.graph.constant(ConstantTensor.int([], [value]), `${this.name}/int`);
  }
  float(value: number): Value {
    return this.graph.constant(ConstantTensor.float([], [value]), `${this.name}/float`);
  }

  floats(...values: number[]): Value {
    return this.graph.constant(ConstantTensor.float([values.length], values), `${this.name}/floats`);
  }

  concat(values: readonly Value[], axis: number): Value {
    return values.length === 1
      ? (values[0] as Value)
      : this.op("ConcatV2", [...values, this.int(axis)], { N: values.length });
  }

  /** A weight of the layer, which some versions call otherwise. Layers that are used twice share theirs. */
  weight(name: string, otherwise = name): Value {
    const found = this.#find(this.path, name) ?? this.#find(this.path, otherwise);
    if (!found) this.refuse(`has no weight "${name}"`);
    const { value } = found;
    let known = this.#weights.get(found.name);
    if (!known) {
      const attrs = { value, weight: found.name };
      const types = [{ dtype: value.dtype, shape: value.shape }];
      known = this.graph.add("Const", [], attrs, { name: found.name, types }).output;
      this.#weights.set(found.name, known);
    }
    return known;
  }

  /** Ends with the reason why this layer cannot be ops. */
  refuse(reason: string): never {
    throw new Unsupported(`The layer "${this.name}" ${reason}.`);
  }

  /** The shape of a value, -1 where an extent is open. */
  shape(x: Value): Shape {
    return x.shape ?? this.refuse("reads a value whose rank is not known");
  }

  /** The extents past the batch, all of which must be known. */
  extents(x: Value): Shape {
    const extents = this.shape(x).slice(1);
    return extents.some((d) => d < 0) ? this.refuse("needs to know the extents of its input") : extents;
  }

  /** Elements in another shape. At most one extent may be -1. */
  reshape(x: Value, shape: Shape): Value {
    return this.op("Reshape", [x, this.ints(...shape)]);
  }

  transpose(x: Value, ...permutation: number[]): Value {
    return this.op("Transpose", [x, this.ints(...permutation)]);
  }

  /** Some of the extents of a value, as a vector of integers: a constant where they are known. */
  extentsOf(x: Value, from: number, to: number): Value {
    const part = this.shape(x).slice(from, to);
    if (part.every((d) => d >= 0)) return this.ints(...part);
    const all = this.op("Shape", [x]);
    return this.op("Slice", [all, this.ints(from), this.ints(to - from)]);
  }
}
