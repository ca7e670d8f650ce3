/** Tensor types and constants: the vocabulary that every other part shares. */

export type DType = "float32" | "int32" | "bool" | "string" | "complex64";
/** Extents, outermost first; -1 where an extent is not known yet. */
export type Shape = readonly number[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

export type Values = Float32Array | Int32Array | Uint8Array;

/** A constant of the graph. Its values are read on first use, for weights may live in another memory. */
export class ConstantTensor implements TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
  #values: Values | undefined;
  readonly #load: () => Values;

  constructor(dtype: DType, shape: Shape, values: Values | (() => Values)) {
    this.dtype = dtype;
    this.shape = shape;
    this.#load = typeof values === "function" ? values : () => values;
  }

  /** Row-major values; do not write to them. */
  get values(): Values {
    this.#values ??= this.#load();
    return this.#values;
  }

  /** The single value of a constant whose elements are all equal, else `undefined`. */
  get splat(): number | undefined {
    const { values } = this;
    const first = values[0];
    for (let i = 1; i < values.length; i++) if (!Object.is(values[i], first)) return undefined;
    return first;
  }

  static float(shape: Shape, values: ArrayLike<number>): ConstantTensor {
    return new ConstantTensor("float32", shape, Float32Array.from(values));
  }

  static int(shape: Shape, values: ArrayLike<number>): ConstantTensor {
    return new ConstantTensor("int32", shape, Int32Array.from(values));
  }
}

export const sizeOf = (shape: Shape): number => shape.reduce((n, d) => n * d, 1);
export const isStatic = (shape: Shape): boolean => shape.every((d) => d >= 0);
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => d === b[i]);
/** Whether shapes are equal but for leading ones: row-major, element `i` of one then stands where element `i` of the other does. */
export function sameElements(a: Shape, b: Shape): boolean {
  const from = (shape: Shape): Shape => shape.slice(shape.findIndex((d) => d !== 1));
  return sizeOf(a) === sizeOf(b) && (sizeOf(a) === 1 || sameShape(from(a), from(b)));
}
