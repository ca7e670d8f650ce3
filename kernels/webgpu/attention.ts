/** Scaled dot-product attention on WebGPU, `softmax(scale · q · kᵀ + mask) · v` for each head: scores, their softmax, the sum. */
import { apply, argument } from "../../src/expr/expr.ts";
import { sizeOf } from "../../src/graph/types.ts";
import type { AttentionAttrs } from "../attention.ts";
import { attentionProblem } from "../attention-shapes.ts";
import type { Epilogue, KernelTensor } from "../kernel.ts";
import { broadcastStrides } from "../loops.ts";
import { matrixColumns, matrixRows, rowsOf } from "./factors.ts";
import { gemm } from "./gemm.ts";
import { type Dispatch, type GpuKernel, type GpuLimits, NOTHING } from "./kernel.ts";
import { matrixIndex } from "./matmul.ts";
import { Shader } from "./shader.ts";
import { softmaxRows } from "./softmax.ts";
import { intoScratch } from "./transposed-conv.ts";

/** Bytes of scores that are kept at once. */
const MOST_BYTES = 256 << 20;

export const attention: GpuKernel = {
  op: "attention",
  lower(call, limits) {
    const { scale = 1, transposed = false } = call.attrs as unknown as AttentionAttrs;
    const [q, k, v, mask] = call.inputs as [KernelTensor, KernelTensor, KernelTensor, KernelTensor?];
    if (![...call.inputs, ...call.outputs].every((t) => t.dtype === "float32")) return "it needs float32 tensors";
    const problem = attentionProblem(q.shape, k.shape, v.shape, mask?.shape, transposed);
    if (problem) return problem;
    const batch = q.shape.slice(0, -2);
    const [rows, depth] = q.shape.slice(-2) as [number, number];
    const [keys, width] = v.shape.slice(-2) as [number, number];
    if (sizeOf(q.shape) * sizeOf(v.shape) === 0) return NOTHING;
    const heads = sizeOf(batch);
    const scratchBytes = 4 * heads * rows * keys;
    if (scratchBytes > MOST_BYTES) return "its scores would take too much memory";

    const scores: KernelTensor = { dtype: "float32", shape: [heads, rows, keys] };
    const scaled: Epilogue = [scale === 1 ? argument(0) : apply("mul", argument(0), scale)];
    const first = gemm(
      { op: "matmul", attrs: { epilogue: scaled }, inputs: [q, k], outputs: [scores] },
      2,
      {
        m: rows,
        n: keys,
        k: depth,
        batches: heads,
        factors: (shader, head) => ({
          left: rowsOf(shader, depth, head),
          right: transposed ? matrixRows(shader, keys, head) : matrixColumns(shader, head),
        }),
      },
      limits,
    );
    const middle = normalizeScores(scores, mask, batch, limits);
    const last = gemm(
      { op: "matmul", attrs: {}, inputs: [scores, v], outputs: call.outputs },
      2,
      {
        m: rows,
        n: width,
        k: keys,
        batches: heads,
        factors: (shader, head) => ({
          left: rowsOf(shader, keys, head, { scratch: true }),
          right: matrixRows(shader, width, head, { input: 2 }),
        }),
      },
      limits,
    );
    if (typeof first === "string") return first;
    if (typeof middle === "string") return middle;
    if (typeof last === "string") return last;
    const flops = heads * rows * keys * (2 * depth + 2 * width + 5);
    return { launches: [intoScratch(first), middle, last], packed: [], scratchBytes, flops };
  },
};

/** Softmax of the scores where they are, with the mask added on the way. */
function normalizeScores(
  { shape }: KernelTensor,
  mask: KernelTensor | undefined,
  batch: readonly number[],
  limits: GpuLimits,
): Dispatch | string {
  const [heads, rows, keys] = shape as [number, number, number];
  const wide = keys % 4 === 0;
  const shader = new Shader();
  const type = wide ? "vec4<f32>" : "f32";
  const scores = shader.buffer("scores", { scratch: true }, type, true);
  let plus = (_: string): string => "";
  if (mask) {
    const extents = [...batch, rows, keys];
    const strides = broadcastStrides(mask.shape, extents) as number[];
    const own = shader.buffer("mask", { input: 3 }, type);
    const unit = wide ? 4 : 1;
    // Rows over all heads are one index; elements of a row follow each other.
    const start = matrixIndex(
      shader,
      "mask",
      extents.slice(0, -1),
      strides.slice(0, -1).map((s) => s / unit),
      "team",
    );
    plus = (i) => ` + ${own}[${start} + ${i}]`;
  }
  return softmaxRows(shader, limits, { rows: heads * rows, n: keys, log: false, source: scores, target: scores, plus });
}
