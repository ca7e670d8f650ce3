/** Ops about shapes, ops that make tensors, and ops that are not functions of their operands. */
import type { Attrs } from "../graph.ts";
import { ConstantTensor, type DType, sizeOf } from "../types.ts";
import { filled as made, typesFor } from "./moves.ts";
import { at, type Fold, type Infer, like, numbers, row, typed } from "./rows.ts";

const dtypeOf = (attrs: Attrs, name: string, otherwise: DType = "float32"): DType =>
  (attrs[name] as DType) ?? otherwise;

const range: Infer = ([start, limit, delta], attrs) => {
  const [a, b, c] = [numbers(start)?.[0], numbers(limit)?.[0], numbers(delta)?.[0]];
  if (a === undefined || b === undefined || c === undefined) return typed(dtypeOf(attrs, "Tidx"), [-1]);
  return typed(dtypeOf(attrs, "Tidx"), [Math.max(0, Math.ceil((b - a) / c))]);
};
const foldRange: Fold = (inputs, attrs) =>
  typesFor(range, inputs, attrs).map((type) =>
    made(type, (out) => {
      const [start, step] = [inputs[0]?.values[0] as number, inputs[2]?.values[0] as number];
      // Summed up step by step in the result's precision, as tfjs does.
      for (let i = 0; i < out.length; i++) out[i] = i === 0 ? start : (out[i - 1] as number) + step;
    }),
  );

const oneHot: Infer = ([indices, depth], attrs) => {
  const n = numbers(depth)?.[0] ?? -1;
  return indices ? typed(dtypeOf(attrs, "T", "int32"), [...indices.shape, n]) : [undefined];
};

const filled: Infer = ([shape], attrs) => typed(dtypeOf(attrs, "T"), numbers(shape));
const random = row(["shape"], ([shape], attrs) => typed(dtypeOf(attrs, "dtype"), numbers(shape)), { impure: true });
const scalarInt: Infer = () => typed("int32", []);
/** Folds to one value everywhere. */
const constantly =
  (infer: Infer, value: (inputs: readonly ConstantTensor[]) => number): Fold =>
  (inputs, attrs) =>
    typesFor(infer, inputs, attrs).map((type) => made(type, (out) => out.fill(value(inputs))));
const shapes: Fold = (inputs) => inputs.map(({ shape }) => ConstantTensor.int([shape.length], shape));

export const CREATION = {
  Const: row([], () => []),
  Placeholder: row([], () => [undefined]),
  IdentityN: row(["...values"], (inputs) => inputs.map(({ dtype, shape }) => ({ dtype, shape })), {
    outputs: (n: number) => n,
  }),

  Shape: row(["x"], (inputs) => typed("int32", [at(inputs, 0).shape.length]), { fold: shapes }),
  ShapeN: row(["...values"], (inputs) => inputs.map(({ shape }) => ({ dtype: "float32", shape: [shape.length] })), {
    outputs: (n: number) => n,
  }),
  Size: row(["x"], scalarInt, { fold: ([x]) => [ConstantTensor.int([], [sizeOf(x?.shape ?? [])])] }),
  Rank: row(["x"], scalarInt, { fold: ([x]) => [ConstantTensor.int([], [x?.shape.length ?? 0])] }),
  BroadcastArgs: row(["a", "b"], ([a, b]) => typed("int32", [Math.max(a?.shape[0] ?? 0, b?.shape[0] ?? 0)])),
  Range: row(["start", "limit", "delta"], range, { fold: foldRange }),
  LinSpace: row(["start", "stop", "num"], ([, , n]) => typed("float32", [numbers(n)?.[0] ?? -1])),
  Fill: row(["shape", "value"], filled, { fold: constantly(filled, ([, v]) => v?.values[0] as number) }),
  Zeros: row(["shape"], filled, { fold: constantly(filled, () => 0) }),
  Ones: row(["shape"], filled, { fold: constantly(filled, () => 1) }),
  ZerosLike: row(["x"], like(), { fold: constantly(like(), () => 0) }),
  OnesLike: row(["x"], like(), { fold: constantly(like(), () => 1) }),
  OneHot: row(["indices", "depth", "on", "off"], oneHot),

  Bincount: row(["x", "size", "weights"], ([, size, w]) => typed(w?.dtype ?? "float32", [numbers(size)?.[0] ?? -1])),
  DenseBincount: row(["x", "size", "weights"], ([x, size, w]) =>
    typed(w?.dtype ?? "float32", [...(x?.shape.slice(0, -1) ?? []), numbers(size)?.[0] ?? -1]),
  ),
  LowerBound: row(["sequence", "values"], ([, v]) => typed("int32", v?.shape)),
  UpperBound: row(["sequence", "values"], ([, v]) => typed("int32", v?.shape)),

  RandomUniform: random,
  RandomStandardNormal: random,
  TruncatedNormal: random,
  RandomUniformInt: row(["shape", "min", "max"], ([shape]) => typed("int32", numbers(shape)), { impure: true }),
  Multinomial: row(["logits", "samples"], ([x, n]) => typed("int32", [x?.shape[0] ?? -1, numbers(n)?.[0] ?? -1]), {
    impure: true,
  }),
} as const;
