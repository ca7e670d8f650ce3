/** Products of matrices, batched with broadcasting; either factor may be transposed, the second may be constant. */
import { isStatic, type Shape, sizeOf } from "../src/graph/types.ts";
import { planEpilogue } from "./epilogue.ts";
import { lowerDot } from "./gemm/dot.ts";
import type { Schedule } from "./gemm/gemm.ts";
import { gemmLaunch, type ProductSpec, ROWS } from "./gemm/launch.ts";
import { type PackSpec, type PanelShape, packLaunch, packPanels, panelSize } from "./gemm/pack.ts";
import { partsOf, partWords, sumOfParts } from "./gemm/parts.ts";
import { schedules, streamOf } from "./gemm/schedule.ts";
import type { KernelTensor, Launch, TunableKernel, Word } from "./kernel.ts";

/** With fewer rows than this, packing the second factor costs more than reading it where it lies. */
const ROWS_WORTH_PACKING = 12;

export const matmul: TunableKernel<Schedule> = {
  op: "matmul",
  lower(call, features, choose = ([first]) => first) {
    const [a, b] = call.inputs as [KernelTensor, KernelTensor];
    const output = call.outputs[0] as KernelTensor;
    if (![a, b, output].every((t) => t.dtype === "float32" && t.shape.length >= 2 && isStatic(t.shape)))
      return "it needs float32 tensors of rank 2 or more with known shapes";
    const { transposeA = false, transposeB = false } = call.attrs as { transposeA?: boolean; transposeB?: boolean };
    const [m0, n] = output.shape.slice(-2) as [number, number];
    const parts = partsOf(call);
    if (typeof parts === "string") return parts;
    const k = parts ? sumOfParts(parts) : (a.shape.at(transposeA ? -2 : -1) as number);
    if (
      a.shape.at(transposeA ? -1 : -2) !== m0 ||
      b.shape.at(transposeB ? -1 : -2) !== k ||
      b.shape.at(transposeB ? -2 : -1) !== n
    )
      return "its shapes do not fit";
    const plan = planEpilogue(call, { first: 1 + (parts?.length ?? 1), packedBefore: b.constant ? 1 : 0 });
    if (typeof plan === "string") return plan;

    const axes = batchAxes(a.shape, b.shape, output.shape);
    const inner = axes.at(-1);
    // Rows of all batches are rows of one product where they meet the same second factor.
    const folded = axes.length === 1 && inner !== undefined && inner.b === 0 && inner.a === 1 && !transposeA;
    const m = folded ? m0 * inner.size : m0;
    const loops = folded ? [] : axes;
    const [kStride, nStride] = transposeB ? [1, k] : [n, 1];
    if (parts && (!b.constant || transposeA || loops.length > 0))
      return "only products of rows and a constant take parts";
    if (b.constant && !parts && !transposeA && loops.length === 0) {
      const dot = lowerDot(call, { m, n, k, weights: b.constant, kStride, nStride }, features);
      if (dot) return dot;
    }
    const schedule = choose(schedules({ m, n, k, rowBytes: 4 * k }, features));
    if (!schedule) return "no schedule fits";
    const width = features.simd ? 4 : 1;
    const stream = b.constant && !transposeA ? streamOf(schedule) : undefined;
    const shape: PanelShape = { k, n, nr: stream ?? schedule.nr, width };
    const matrices = sizeOf(b.shape.slice(0, -2));
    const direct = !b.constant && !transposeB && m < ROWS_WORTH_PACKING;

    const product: ProductSpec = {
      ...ROWS,
      rows: transposeA ? "column" : "row",
      stream,
      panels: direct ? "matrix" : "packed",
      batched: loops.length > 0,
      ...(parts && { parts: parts.length }),
    };
    const bBytes = direct ? 4 * k * n : 4 * panelSize(shape);
    const last = loops.at(-1);
    const launches: Launch[] = outerOffsets(loops.slice(0, -1)).map((offset) => {
      const values: Record<string, Word> = {
        a: { input: 0, offset: 4 * m0 * k * offset.a },
        b: b.constant
          ? { packed: 0, offset: bBytes * offset.b }
          : direct
            ? { input: 1, offset: bBytes * offset.b }
            : { scratch: true, offset: bBytes * offset.b },
        m,
        run: k,
        rowStride: transposeA ? 4 : 4 * k,
        ...(parts && partWords(parts)),
        ...(transposeA ? { columnStride: 4 * m0 } : {}),
        ...(direct ? { bStride: 4 * n } : {}),
        ...(last && {
          batches: last.size,
          aBatch: 4 * m0 * k * last.a,
          bBatch: bBytes * last.b,
          outputBatch: m0 * plan.pixelBytes * last.output,
          outputStart: m0 * plan.pixelBytes * offset.output,
        }),
      };
      return gemmLaunch(product, { n, k }, schedule, plan, features, values);
    });

    const { privateBytes, inPlace, pitch } = plan;
    const lowered = {
      launches,
      packed: plan.packed,
      privateBytes,
      inPlace,
      pitch,
      flops: 2 * sizeOf(output.shape) * k,
    };
    const { constant } = b;
    if (constant) {
      const pack = (): Float32Array => {
        const size = panelSize(shape);
        const all = new Float32Array(matrices * size);
        for (let i = 0; i < matrices; i++)
          all.set(packPanels(shape, constant.values, kStride, nStride, i * k * n), i * size);
        return all;
      };
      return { ...lowered, packed: [pack, ...plan.packed] };
    }
    if (direct) return lowered;
    const { nr } = schedule;
    const spec: PackSpec = { nr, whole: n >= nr, tail: n % nr, adjacent: nStride === 1, width };
    const packing = packLaunch(
      spec,
      features,
      {
        source: { input: 1 },
        target: { scratch: true },
        k,
        kStride: 4 * kStride,
        nStride: 4 * nStride,
        wholePanels: Math.floor(n / nr),
        batches: matrices,
        sourceBatch: 4 * k * n,
      },
      bBytes,
    );
    return { ...lowered, launches: [packing, ...launches], scratchBytes: matrices * bBytes };
  },
};

/** A batch axis: its extent, and how many matrices one step moves in each tensor. */
interface BatchAxis {
  readonly size: number;
  readonly a: number;
  readonly b: number;
  readonly output: number;
}

/** The batch axes, outermost first, those that can be walked as one merged. */
function batchAxes(a: Shape, b: Shape, output: Shape): BatchAxis[] {
  const axes: BatchAxis[] = [];
  const step = { a: 1, b: 1, output: 1 };
  for (let i = 3; i <= output.length; i++) {
    const [size, sizeA, sizeB] = [output.at(-i) as number, a.at(-i) ?? 1, b.at(-i) ?? 1];
    if (size === 1) continue;
    const axis = { size, a: sizeA === 1 ? 0 : step.a, b: sizeB === 1 ? 0 : step.b, output: step.output };
    step.a *= sizeA;
    step.b *= sizeB;
    step.output *= size;
    const inner = axes[0];
    if (inner && axis.a === inner.a * inner.size && axis.b === inner.b * inner.size)
      axes[0] = { ...inner, size: inner.size * size };
    else axes.unshift(axis);
  }
  return axes;
}

/** Offsets, in matrices, of every combination of indices along `axes`. */
function outerOffsets(axes: readonly BatchAxis[]): Omit<BatchAxis, "size">[] {
  let offsets = [{ a: 0, b: 0, output: 0 }];
  for (const axis of axes)
    offsets = offsets.flatMap((o) =>
      Array.from({ length: axis.size }, (_, i) => ({
        a: o.a + i * axis.a,
        b: o.b + i * axis.b,
        output: o.output + i * axis.output,
      })),
    );
  return offsets;
}
