/**
 * Convolution of NHWC tensors with constant HWIO weights: an implicit matrix product over the pixels under each window, or
 * Winograd's minimal filtering where that is modelled to be faster.
 */
import { isStatic, sizeOf } from "../src/graph/types.ts";
import { planEpilogue } from "./epilogue.ts";
import { lowerDot } from "./gemm/dot.ts";
import type { Schedule } from "./gemm/gemm.ts";
import { gemmLaunch, type ProductSpec, ROWS } from "./gemm/launch.ts";
import { type PanelShape, packPanels, panelSize, scaleLaunch } from "./gemm/pack.ts";
import { partsOf, partWords, sumOfParts } from "./gemm/parts.ts";
import type { PixelWords } from "./gemm/pixels.ts";
import { cycles, schedules } from "./gemm/schedule.ts";
import type { KernelTensor, TunableKernel, Word } from "./kernel.ts";
import { type WindowAxis, windowAxes } from "./window.ts";
import { lowerWinograd, type WinogradSchedule, winogradSchedules } from "./winograd/winograd.ts";

export type ConvSchedule = Schedule | WinogradSchedule;

export const conv2d: TunableKernel<ConvSchedule> = {
  op: "conv2d",
  lower(call, features, choose = ([first]) => first) {
    const [x, w] = call.inputs as [KernelTensor, KernelTensor];
    const output = call.outputs[0] as KernelTensor;
    if (![x, w, output].every((t) => t.dtype === "float32" && t.shape.length === 4 && isStatic(t.shape)))
      return "it needs float32 tensors of rank 4 with known shapes";
    const { constant } = w;
    if (!constant) return "its weights are not constant";
    const [images, , , depth] = x.shape as [number, number, number, number];
    const n = w.shape[3] as number;
    const parts = partsOf(call);
    const gated = call.attrs.gated === true;
    if (typeof parts === "string") return parts;
    if (w.shape[2] !== (parts ? sumOfParts(parts) : depth)) return "it is grouped";
    const axes = windowAxes(call.attrs, x.shape, w.shape, output.shape);
    if (typeof axes === "string") return axes;
    const more = (parts ? parts.length - 1 : 0) + (gated ? 1 : 0);
    const plan = planEpilogue(call, { first: 2 + more, packedBefore: 1, moves: true });
    if (typeof plan === "string") return plan;

    const k = sizeOf(w.shape) / n;
    const pixelsOut = axes.y.output * axes.x.output;
    const rows = asRows(axes);
    const padded = axes.y.padded || axes.x.padded;
    const product: ProductSpec = rows
      ? { ...ROWS, ...(parts && { parts: parts.length }) }
      : { ...ROWS, rows: "pixels", padded, runs: runsOf(axes, padded), batched: images > 1 };
    const m = rows ? images * pixelsOut : pixelsOut;
    if (more > 0 && !(rows && k === w.shape[2])) return "only convolutions of single pixels take factors or parts";
    if (gated && (parts || sizeOf(call.inputs[2]?.shape ?? []) !== depth))
      return "the factors are not one for each channel";
    const dot =
      rows && more === 0 && lowerDot(call, { m, n, k, values: constant.values, kStride: n, nStride: 1 }, features);
    if (dot) return dot;
    const rowBytes = rows ? 4 * k : 4 * Math.min(k, depth * axes.y.stride * axes.x.stride);
    const problem = { m, n, k, rowBytes };
    const layer = { ...axes, images, depth, channels: n };
    const schedule = choose(
      [
        ...winogradSchedules(layer, features),
        ...schedules(problem, features).map((s) => ({ schedule: s, cost: images * cycles(problem, s, features) })),
      ]
        .sort((a, b) => a.cost - b.cost)
        .map((s) => s.schedule),
    );
    if (!schedule) return "no schedule fits";
    const flops = 2 * images * pixelsOut * n * k;
    if ("block" in schedule) return { ...lowerWinograd(layer, schedule, constant.values, plan, features), flops };
    const values: Record<string, Word> = {
      a: { input: 0 },
      b: gated ? { scratch: true } : { packed: 0 },
      m,
      run: { window: k, row: axes.x.kernel * depth, tap: depth }[product.runs],
      ...(rows ? { rowStride: 4 * k } : pixelWords(axes, depth, product.runs)),
      ...(parts && partWords(parts)),
      ...(product.batched && {
        batches: images,
        aBatch: 4 * sizeOf(x.shape.slice(1)),
        bBatch: 0,
        outputBatch: 4 * m * n,
        outputStart: 0,
      }),
    };
    const panels: PanelShape = { k, n, nr: schedule.nr, width: features.simd ? 4 : 1 };
    const main = gemmLaunch(
      product,
      { n, k },
      schedule,
      plan,
      features,
      values,
      rows ? undefined : imageOf(axes, depth),
    );
    const scale = { source: { packed: 0 }, target: { scratch: true }, factors: { input: 2 } } as const;
    return {
      launches: gated ? [scaleLaunch(panels, features, scale), main] : [main],
      scratchBytes: gated ? 4 * panelSize(panels) : 0,
      packed: [() => packPanels(panels, constant.values, n, 1), ...plan.packed],
      zeroBytes: Math.max(padded ? 4 * depth : 0, plan.zeroBytes),
      privateBytes: plan.privateBytes,
      costly: plan.costly,
      inPlace: plan.inPlace,
      flops,
    };
  },
};

interface Axes {
  readonly y: WindowAxis;
  readonly x: WindowAxis;
}

/** Whether every window is a row of one matrix: single pixels in order, or one window that is the whole image. */
function asRows({ y, x }: Axes): boolean {
  const both = [y, x];
  return (
    both.every((a) => a.kernel === 1 && a.stride === 1 && !a.padded) ||
    both.every((a) => a.output === 1 && a.reach === a.kernel && a.kernel === a.input && a.before === 0)
  );
}

function runsOf({ y, x }: Axes, padded: boolean): ProductSpec["runs"] {
  if (x.reach !== x.kernel) return "tap";
  if (y.kernel === 1) return "window";
  return !padded && y.reach === y.kernel && x.kernel === x.input ? "window" : "row";
}

/** One row of outputs, and what lies between it and the next in the input. */
const imageOf = ({ y, x }: Axes, depth: number) => ({
  width: x.output,
  rowBytes: 4 * depth * x.input * y.stride,
  stride: y.stride,
});

function pixelWords({ y, x }: Axes, depth: number, runs: ProductSpec["runs"]): PixelWords {
  const pixel = 4 * depth;
  const row = pixel * x.input;
  return {
    origin: -y.before * row - x.before * pixel,
    stepX: x.stride * pixel,
    wrap: y.stride * row - x.output * x.stride * pixel,
    rowSkip: y.dilation * row - x.kernel * (runs === "tap" ? x.dilation : 1) * pixel,
    tapSkip: (x.dilation - 1) * pixel,
    tapX: x.dilation * pixel,
    tapY: y.dilation * row - x.kernel * x.dilation * pixel,
    zeros: { zeros: true },
    strideX: x.stride,
    strideY: y.stride,
    startX: -x.before,
    startY: -y.before,
    endX: x.output * x.stride - x.before,
    insideX: x.inside,
    insideY: y.inside,
    height: y.input,
    width: x.input,
    dilationX: x.dilation,
    dilationY: y.dilation,
    reachX: x.kernel * x.dilation,
    reachY: y.kernel * y.dilation,
    kernelX: x.kernel,
    kernelY: y.kernel,
    depth,
  };
}
