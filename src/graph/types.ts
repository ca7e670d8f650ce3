/** Tensor types and constants: the vocabulary that every other part shares. */

export type DType = "float32" | "int32" | "bool" | "string" | "complex64";
/** Extents, outermost first; -1 where an extent is not known yet. */
export type Shape = readonly number[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

export type Values = Float32Array | Int32Array | Uint8Array;

/** How many constants keep their values however large they are: those that one computation reads in turns. */
const RECENT = 4;

/** A constant of the graph. Its values are read on first use, for weights may live in another memory. */
export class ConstantTensor implements TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
  #values: Values | undefined;
  readonly #load: (() => Values) | undefined;

  /** Constants that hold values which they can read again, in the order in which they read them. */
  static readonly #loaded = new Set<ConstantTensor>();
  static #loadedBytes = 0;
  static #limit = Number.POSITIVE_INFINITY;

  /**
   * Lets go of values beyond so many bytes, those first that were read longest ago; they are read again when they are
   * asked for. For models that would not fit into memory twice.
   */
  static keepAtMost(bytes: number): void {
    ConstantTensor.#limit = bytes;
  }

  constructor(dtype: DType, shape: Shape, values: Values | (() => Values)) {
    this.dtype = dtype;
    this.shape = shape;
    if (typeof values === "function") this.#load = values;
    else this.#values = values;
  }

  /** Row-major values; do not write to them. */
  get values(): Values {
    if (!this.#values) {
      this.#values = (this.#load as () => Values)();
      if (ConstantTensor.#limit < Number.POSITIVE_INFINITY) this.#makeRoom(this.#values.byteLength);
    }
    return this.#values;
  }

  /** Keeps this one's values, and those of others as far as there is room. */
  #makeRoom(bytes: number): void {
    const loaded = ConstantTensor.#loaded.add(this);
    ConstantTensor.#loadedBytes += bytes;
    if (ConstantTensor.#loadedBytes <= ConstantTensor.#limit) return;
    for (const old of [...loaded].slice(0, -RECENT)) {
      if (ConstantTensor.#loadedBytes <= ConstantTensor.#limit / 2) return;
      ConstantTensor.#loadedBytes -= old.#values?.byteLength ?? 0;
      old.#values = undefined;
      loaded.delete(old);
    }
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
