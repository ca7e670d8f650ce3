/** Data movement on constants: almost every movement op reads its operand through strides. */
import type { Attrs } from "../graph.ts";
import { ConstantTensor, type DType, type Shape, sizeOf, type TensorType, type Values } from "../types.ts";
import { axisOf, broadcastStrides, type Fold, type Infer, numbers, stridesOf } from "./rows.ts";

/** A zero-filled array of a dtype's kind. */
export function zeros(dtype: DType, size: number): Values {
  if (dtype === "float32") return new Float32Array(size);
  if (dtype === "int32") return new Int32Array(size);
  if (dtype === "bool") return new Uint8Array(size);
  throw new Error(`no constants of dtype ${dtype}`);
}

/** A constant made by filling an array on first use. */
export const filled = ({ dtype, shape }: TensorType, fill: (out: Values) => void): ConstantTensor =>
  new ConstantTensor(dtype, shape, () => {
    const out = zeros(dtype, sizeOf(shape));
    fill(out);
    return out;
  });

/** Calls `visit` with each row-major position of `shape` and the position at `strides` from `offset`. */
export function walk(
  shape: Shape,
  strides: readonly number[],
  offset: number,
  visit: (to: number, from: number) => void,
): void {
  const size = sizeOf(shape);
  const coordinates = new Array<number>(shape.length).fill(0);
  let from = offset;
  for (let to = 0; to < size; to++) {
    visit(to, from);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const d = shape[axis] as number;
      const stride = strides[axis] as number;
      from += stride;
      if (++(coordinates[axis] as number) < d) break;
      coordinates[axis] = 0;
      from -= stride * d;
    }
  }
}

/** Where an output reads its operand: element `c` comes from `offset + Σ c[i]·strides[i]`. */
export interface Read {
  readonly strides: readonly number[];
  readonly offset: number;
}

/** The values of `x` read through strides. */
const view = (x: ConstantTensor, type: TensorType, { strides, offset }: Read): ConstantTensor =>
  filled(type, (out) => {
    const { values } = x;
    walk(type.shape, strides, offset, (to, from) => {
      out[to] = values[from] as number;
    });
  });

/** The types that inference gives for constant operands. Throws when it gives none, for constants decide everything. */
export function typesFor(infer: Infer, inputs: readonly ConstantTensor[], attrs: Attrs): readonly TensorType[] {
  const operands = inputs.map((c) => ({ dtype: c.dtype, shape: c.shape, constant: c }));
  return infer(operands, attrs).map((type) => {
    if (!type) throw new Error("operands do not fit the op");
    return type;
  });
}

/** Folds an op whose output has the operand's elements in order. */
export const sameElements =
  (infer: Infer, i = 0): Fold =>
  (inputs, attrs) =>
    typesFor(infer, inputs, attrs).map(
      ({ dtype, shape }) => new ConstantTensor(dtype, shape, () => (inputs[i] as ConstantTensor).values),
    );

/** Folds an op whose outputs read operand `i` through strides; `read` tells those of output `k`. */
export const strided =
  (
    infer: Infer,
    read: (inputs: readonly ConstantTensor[], attrs: Attrs, type: TensorType, k: number) => Read,
    i = 0,
  ): Fold =>
  (inputs, attrs) =>
    typesFor(infer, inputs, attrs).map((type, k) =>
      view(inputs[i] as ConstantTensor, type, read(inputs, attrs, type, k)),
    );

/** Folds an op that writes its operands into one output; `place` tells where operand `i`'s elements go. */
export const written =
  (
    infer: Infer,
    parts: (inputs: readonly ConstantTensor[]) => readonly ConstantTensor[],
    place: (inputs: readonly ConstantTensor[], attrs: Attrs, out: Shape, before: readonly ConstantTensor[]) => Read,
    fill: (inputs: readonly ConstantTensor[], attrs: Attrs) => number = () => 0,
  ): Fold =>
  (inputs, attrs) =>
    typesFor(infer, inputs, attrs).map((type) =>
      filled(type, (out) => {
        out.fill(fill(inputs, attrs));
        const done: ConstantTensor[] = [];
        for (const part of parts(inputs)) {
          const { strides, offset } = place(inputs, attrs, type.shape, done);
          const { values } = part;
          walk(part.shape, strides, offset, (from, to) => {
            out[to] = values[from] as number;
          });
          done.push(part);
        }
      }),
    );

/** Where a tile that starts at `begin` lies in row-major storage of `shape`. */
export function placed(shape: Shape, begin: readonly number[]): Read {
  const strides = stridesOf(shape);
  return { strides, offset: strides.reduce((sum, s, i) => sum + s * (begin[i] ?? 0), 0) };
}

/** Reads broadcast to a larger shape. */
export const broadcastRead = (from: Shape, to: Shape): Read => ({ strides: broadcastStrides(from, to), offset: 0 });

/** Gathers rows along an axis. */
export const gathered =
  (infer: Infer): Fold =>
  (inputs, attrs) => {
    const [x, indices] = inputs as [ConstantTensor, ConstantTensor];
    const batch = Number(attrs.batch_dims ?? 0);
    const axis = inputs[2] ? (axisOf(numbers({ constant: inputs[2] })?.[0], x.shape.length) ?? 0) : 0;
    const [batches, outer] = [sizeOf(x.shape.slice(0, batch)), sizeOf(x.shape.slice(batch, axis))];
    const [n, inner] = [x.shape[axis] as number, sizeOf(x.shape.slice(axis + 1))];
    const perBatch = sizeOf(indices.shape.slice(batch));
    return typesFor(infer, inputs, attrs).map((type) =>
      filled(type, (out) => {
        const { values } = x;
        let to = 0;
        for (let b = 0; b < batches; b++)
          for (let o = 0; o < outer; o++)
            for (let i = 0; i < perBatch; i++) {
              const at = indices.values[b * perBatch + i] as number;
              const from = ((b * outer + o) * n + at) * inner;
              out.set(values.subarray(from, from + inner), to);
              to += inner;
            }
      }),
    );
  };
