/** Matrix products on WebGPU, batched with broadcasting; either factor may be transposed, the second may be constant. */
import { isStatic, type Shape, sizeOf } from "../../src/graph/types.ts";
import { broadcastStrides, collapse, stridesOf } from "../loops.ts";
import { columnsOf, matrixColumns, matrixRows, packedColumns, rowsOf } from "./factors.ts";
import { gemm, type Product, packColumns } from "./gemm.ts";
import { type GpuKernel, NOTHING } from "./kernel.ts";
import type { Shader } from "./shader.ts";

export const matmul: GpuKernel = {
  op: "matmul",
  lower(call, limits) {
    const [a, b] = call.inputs;
    const output = call.outputs[0];
    if (
      !a ||
      !b ||
      !output ||
      ![a, b, output].every((t) => t.dtype === "float32" && t.shape.length >= 2 && isStatic(t.shape))
    )
      return "it needs float32 tensors of rank 2 or more with known shapes";
    const { transposeA = false, transposeB = false } = call.attrs as { transposeA?: boolean; transposeB?: boolean };
    const [m0, n] = output.shape.slice(-2) as [number, number];
    const k = a.shape.at(transposeA ? -2 : -1) as number;
    if (
      a.shape.at(transposeA ? -1 : -2) !== m0 ||
      b.shape.at(transposeB ? -1 : -2) !== k ||
      b.shape.at(transposeB ? -2 : -1) !== n
    )
      return "its shapes do not fit";
    if (sizeOf(output.shape) === 0) return NOTHING;
    if (k === 0) return "there is nothing to add up";
    const batch = output.shape.slice(0, -2);
    const walks = [a, b].map((t) => broadcastStrides(t.shape.slice(0, -2), batch));
    if (!walks[0] || !walks[1]) return "its shapes do not fit";
    const nest = collapse({ extents: batch, strides: [walks[0], walks[1]] });
    // Rows of all batches are rows of one product where they meet the same second factor.
    const single = sizeOf(b.shape.slice(0, -2)) === 1 && !transposeA && sizeOf(a.shape.slice(0, -2)) === sizeOf(batch);
    const { constant } = b;
    const product: Product = {
      m: single ? m0 * sizeOf(batch) : m0,
      n,
      k,
      batches: single ? 1 : sizeOf(batch),
      factors: (shader, batchIndex) => {
        const [left, right] = [0, 1].map((i) =>
          single ? "0u" : matrixIndex(shader, `batch${i}`, nest.extents, nest.strides[i] as Shape, batchIndex),
        ) as [string, string];
        return {
          left: transposeA ? columnsOf(shader, left) : rowsOf(shader, k, single ? undefined : left),
          right: constant
            ? packedColumns(shader, single ? undefined : right)
            : transposeB
              ? matrixColumns(shader, right)
              : matrixRows(shader, n, right),
        };
      },
    };
    const dispatch = gemm(call, 2, product, limits);
    if (typeof dispatch === "string") return dispatch;
    const matrices = sizeOf(b.shape.slice(0, -2));
    const pack = (values: ArrayLike<number>): Float32Array => {
      const [kStride, nStride] = transposeB ? [1, k] : [n, 1];
      const parts = Array.from({ length: matrices }, (_, i) =>
        packColumns(values, { k, n, kStride, nStride, start: i * k * n }),
      );
      const whole = new Float32Array(parts.reduce((sum, p) => sum + p.length, 0));
      let at = 0;
      for (const part of parts) {
        whole.set(part, at);
        at += part.length;
      }
      return whole;
    };
    return {
      launches: [dispatch],
      packed: constant ? [() => pack(constant.values)] : [],
      flops: 2 * sizeOf(output.shape) * k,
    };
  },
};

/** The code of a factor's matrix for a batch index; axes that it is broadcast along do not move it. */
export function matrixIndex(shader: Shader, name: string, extents: Shape, strides: Shape, batch: string): string {
  const steps = stridesOf(extents);
  const last = extents.length - 1;
  const terms = extents.flatMap((n, d) => {
    if (strides[d] === 0 || n === 1) return [];
    const step = d === last ? batch : `${batch} / ${shader.uniform(`${name}Step${d}`, steps[d] as number)}`;
    const index = d === 0 ? step : `${step} % ${shader.uniform(`${name}Size${d}`, n)}`;
    return [`(${index}) * ${shader.uniform(`${name}Stride${d}`, strides[d] as number)}`];
  });
  return terms.length === 0 ? "0u" : `(${terms.join(" + ")})`;
}
