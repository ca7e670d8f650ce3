/** Ops about shapes, ops that make tensors, and ops that are not functions of their operands. */
import type { Attrs } from "../graph.ts";
import type { DType } from "../types.ts";
import { at, type Infer, like, numbers, row, typed } from "./rows.ts";

const dtypeOf = (attrs: Attrs, name: string, otherwise: DType = "float32"): DType => (attrs[name] as DType) ?? otherwise;

const range: Infer = ([start, limit, delta], attrs) => {
  const [a, b, c] = [numbers(start)?.[0], numbers(limit)?.[0], numbers(delta)?.[0]];
  const known = a !== undefined && b !== undefined && c !== undefined;
  return typed(dtypeOf(attrs, "Tidx"), [known ? Math.max(0, Math.ceil((b - a) / c)) : -1]);
};

const oneHot: Infer = ([indices, depth], attrs) => {
  const n = numbers(depth)?.[0] ?? -1;
  return indices ? typed(dtypeOf(attrs, "T", "int32"), [...indices.shape, n]) : [undefined];
};

const filled: Infer = ([shape], attrs) => typed(dtypeOf(attrs, "T"), numbers(shape));
const random = row(["shape"], ([shape], attrs) => typed(dtypeOf(attrs, "dtype"), numbers(shape)), { impure: true });
const scalarInt: Infer = () => typed("int32", []);

export const CREATION = {
  Const: row([], () => []),
  Placeholder: row([], () => [undefined]),
  IdentityN: row(["...values"], (inputs) => inputs.map(({ dtype, shape }) => ({ dtype, shape })), {
    outputs: (n: number) => n,
  }),

  Shape: row(["x"], (inputs) => typed("int32", [at(inputs, 0).shape.length])),
  ShapeN: row(["...values"], (inputs) => inputs.map(({ shape }) => ({ dtype: "float32", shape: [shape.length] })), {
    outputs: (n: number) => n,
  }),
  Size: row(["x"], scalarInt),
  Rank: row(["x"], scalarInt),
  BroadcastArgs: row(["a", "b"], ([a, b]) => typed("int32", [Math.max(a?.shape[0] ?? 0, b?.shape[0] ?? 0)])),
  Range: row(["start", "limit", "delta"], range),
  LinSpace: row(["start", "stop", "num"], ([, , n]) => typed("float32", [numbers(n)?.[0] ?? -1])),
  Fill: row(["shape", "value"], filled),
  Zeros: row(["shape"], filled),
  Ones: row(["shape"], filled),
  ZerosLike: row(["x"], like()),
  OnesLike: row(["x"], like()),
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
