/**
 * Ops of ours that stand for whole sub-graphs of TensorFlow's: normalisations and attention.
 *
 * Normalisations have no scale and shift of their own. Those stay products and sums, which fold into the weights of what
 * follows or go into a kernel's epilogue, and whose broadcasting can't be mistaken.
 */
import type { Attrs } from "../graph.ts";
import type { Emit } from "../op-row.ts";
import { ConstantTensor, type Shape, type TensorType } from "../types.ts";
import { at, broadcastShapes, type Infer, like, num, row, typed } from "./rows.ts";

type Expand = <T>(emit: Emit<T>, inputs: readonly T[], attrs: Attrs, types: readonly TensorType[]) => T;

const scalar = (value: number): ConstantTensor => ConstantTensor.float([], [value]);
const vector = (values: readonly number[]): ConstantTensor => ConstantTensor.int([values.length], values);

const first = <T>(inputs: readonly T[]): T => inputs[0] as T;

/** All axes but the first and those that `kept` names. */
const inner = (rank: number, ...kept: number[]): number[] =>
  Array.from({ length: rank }, (_, i) => i).filter((i) => i > 0 && !kept.includes(i));

/** Axes that statistics are taken over, of a tensor with groups in an axis of their own where there are any. */
export const STATISTICS = {
  LayerNorm: (rank: number): number[] => [rank - 1],
  RmsNorm: (rank: number): number[] => [rank - 1],
  InstanceNorm: (rank: number): number[] => inner(rank, rank - 1),
  GroupNorm: (rank: number): number[] => inner(rank, rank - 2),
  L2Normalize: (rank: number): number[] => [rank - 1],
} as const;

function normalised<T>(emit: Emit<T>, x: T, axes: readonly number[], epsilon: number): T {
  const mean = (v: T): T => emit("Mean", [v, vector(axes)], { keep_dims: true });
  const centred = emit("Sub", [x, mean(x)]);
  const variance = mean(emit("Square", [centred]));
  return emit("Mul", [centred, emit("Rsqrt", [emit("AddV2", [variance, scalar(epsilon)])])]);
}

const centredOver =
  (axes: (rank: number) => number[]): Expand =>
  (emit, inputs, attrs, [type]) =>
    normalised(emit, first(inputs), axes(type?.shape.length ?? 0), num(attrs, "epsilon", 0));

/** `[…, C]` as `[…, groups, C / groups]`. */
const grouped = (shape: Shape, groups: number): Shape => [
  ...shape.slice(0, -1),
  groups,
  (shape.at(-1) as number) / groups,
];

const groupNorm: Expand = (emit, inputs, attrs, [type]) => {
  const shape = type?.shape ?? [];
  const split = emit("Reshape", [first(inputs), vector(grouped(shape, num(attrs, "groups", 1)))]);
  const result = normalised(emit, split, STATISTICS.GroupNorm(shape.length + 1), num(attrs, "epsilon", 0));
  return emit("Reshape", [result, vector(shape)]);
};

const rmsNorm: Expand = (emit, inputs, attrs) => {
  const x = first(inputs);
  const mean = emit("Mean", [emit("Square", [x]), vector([-1])], { keep_dims: true });
  return emit("Mul", [x, emit("Rsqrt", [emit("AddV2", [mean, scalar(num(attrs, "epsilon", 0))])])]);
};

/** Where L2 normalisation guards against small sums of squares: a sum with ε, the larger of both, a sum after the root. */
export type L2Placement = "none" | "add" | "max" | "root";

const l2Normalize: Expand = (emit, inputs, attrs) => {
  const x = first(inputs);
  const sum = emit("Sum", [emit("Square", [x]), vector([-1])], { keep_dims: true });
  const epsilon = scalar(num(attrs, "epsilon", 0));
  if (attrs.placement === "root") return emit("RealDiv", [x, emit("AddV2", [emit("Sqrt", [sum]), epsilon])]);
  const guard = { add: "AddV2", max: "Maximum" }[attrs.placement as string];
  return emit("Mul", [x, emit("Rsqrt", [guard ? emit(guard, [sum, epsilon]) : sum])]);
};

/** `softmax(scale · q · kᵀ + mask) · v` over the last two axes; `transposed` says that k is given as kᵀ. */
const attention: Expand = <T>(emit: Emit<T>, inputs: readonly T[], attrs: Attrs): T => {
  const [q, k, v, mask] = inputs as readonly [T, T, T, T?];
  const adjoint = { adj_x: false, adj_y: attrs.transposed !== true };
  let scores = emit("BatchMatMulV2", [q, k], adjoint);
  if (attrs.scale !== undefined && attrs.scale !== 1) scores = emit("Mul", [scores, scalar(num(attrs, "scale", 1))]);
  if (mask !== undefined) scores = emit("AddV2", [scores, mask]);
  return emit("BatchMatMulV2", [emit("Softmax", [scores]), v], { adj_x: false, adj_y: false });
};

const attentionType: Infer = (inputs) => {
  const [q, v] = [at(inputs, 0), at(inputs, 2)];
  let batch: Shape | undefined = [];
  for (const { shape } of inputs) batch = batch && broadcastShapes(batch, shape.slice(0, -2));
  return typed(q.dtype, batch && [...batch, q.shape.at(-2) as number, v.shape.at(-1) as number]);
};

const norm = (expand: Expand) => row(["x"], like(), { internal: true, expand });

export const NORMS = {
  /** (x − mean) / √(variance + `epsilon`) over the last axis. */
  LayerNorm: norm(centredOver(STATISTICS.LayerNorm)),
  /** The same over all axes but the first and the last. */
  InstanceNorm: norm(centredOver(STATISTICS.InstanceNorm)),
  /** The same over all axes but the first, for each of `groups` groups of channels. */
  GroupNorm: norm(groupNorm),
  /** x / √(mean of squares + `epsilon`) over the last axis. */
  RmsNorm: norm(rmsNorm),
  /** x / √(sum of squares) over the last axis, guarded with `epsilon` at `placement`. */
  L2Normalize: norm(l2Normalize),
  /** Scaled dot-product attention; the operand after v, if any, is added to the scores. */
  Attention: row(["q", "k", "v", "...mask"], attentionType, { internal: true, expand: attention }),
} as const;
