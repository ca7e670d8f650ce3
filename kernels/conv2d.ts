/**
 * Convolution of NHWC tensors with constant HWIO weights: an implicit matrix product over the pixels under each window, or
 * Winograd's minimal filtering where that is modelled to be faster.
 */
import type { Features } from "../src/codegen/wasm/features.ts";
import { sizeOf } from "../src/graph/types.ts";
import { planEpilogue } from "./epilogue.ts";
import { lowerDot } from "./gemm/dot.ts";
import type { Schedule } from "./gemm/gemm.ts";
import { gemmLaunch, type ProductSpec, ROWS } from "./gemm/launch.ts";
import { type PanelShape, packPanels, panelSize, scaleLaunch } from "./gemm/pack.ts";
import { partsOf, partWords, sumOfParts } from "./gemm/parts.ts";
import type { PixelWords } from "./gemm/pixels.ts";
import { cycles, type Problem, schedules, streamOf } from "./gemm/schedule.ts";
import type { Choose, KernelCall, Lowered, TunableKernel, Word } from "./kernel.ts";
import { type Pooling, planTilePool } from "./tile-pool.ts";
import { convolutionTensors, type WindowAxis, windowAxes } from "./window.ts";
import { lowerWinograd, type WinogradSchedule, winogradSchedules } from "./winograd/winograd.ts";

export type ConvSchedule = Schedule | WinogradSchedule;

export const conv2d: TunableKernel<ConvSchedule> = {
  op: "conv2d",
  lower: (call, features, choose) => lowerConvolution(call, features, choose),
};

/** Bytes a cycle of storing a map, and of reading it again. */
const PASS = 10;

/**
 * @param pooling what is done to the map, in windows of 2×2, before it is stored; `call` then has the map as its only output. Refused,
 * unless there is somebody to choose, where a pool afterwards is modelled to be faster
 */
export function lowerConvolution(
  call: KernelCall,
  features: Features,
  choose?: Choose<ConvSchedule>,
  pooling?: Pooling,
): Lowered | string {
  const tensors = convolutionTensors(call);
  if (typeof tensors === "string") return tensors;
  const { x, w, output, constant } = tensors;
  const [images, , , depth] = x.shape as [number, number, number, number];
  const n = w.shape[3] as number;
  const parts = partsOf(call);
  if (typeof parts === "string") return parts;
  const gated = call.attrs.gated === true;
  if (w.shape[2] !== (parts ? sumOfParts(parts) : depth)) return "it is grouped";
  const map = windowAxes(call.attrs, x.shape, w.shape, output.shape);
  if (typeof map === "string") return map;
  const more = (parts ? parts.length - 1 : 0) + (gated ? 1 : 0);
  const plan = planEpilogue(call, { first: 2 + more, packedBefore: 1, looped: !pooling, moves: !pooling });
  if (typeof plan === "string") return plan;
  const pool = pooling && planTilePool(pooling, plan);
  if (pool?.placed && (map.y.output | map.x.output) & 1) return "rows or columns of its map are in no window";
  // What no window covers is not computed.
  const axes = pool ? { y: halved(map.y, 2), x: halved(map.x, 2) } : map;

  const k = sizeOf(w.shape) / n;
  const rows = !pool && asRows(axes);
  const padded = axes.y.padded || axes.x.padded;
  const product: ProductSpec = rows
    ? { ...ROWS, ...(parts && { parts: parts.length }) }
    : { ...ROWS, rows: "pixels", padded, runs: runsOf(axes, padded), batched: images > 1, pool };
  const pixelsOut = axes.y.output * axes.x.output;
  const m = rows ? images * pixelsOut : pixelsOut;
  if (more > 0 && !(rows && k === w.shape[2])) return "only convolutions of single pixels take factors or parts";
  if (gated && (parts || sizeOf(call.inputs[2]?.shape ?? []) !== depth))
    return "the factors are not one for each channel";
  const dot = rows && more === 0 && lowerDot(call, { m, n, k, weights: constant, kStride: n, nStride: 1 }, features);
  if (dot) return dot;
  const rowBytes = rows ? 4 * k : 4 * Math.min(k, depth * axes.y.stride * axes.x.stride);
  const problem: Problem = {
    ...{ m, n, k, rowBytes },
    // Where tiles overlap, what one of them overwrites another would read.
    ...(!rows && !pool && { row: { width: axes.x.output, overlaps: plan.inPlace.length === 0 } }),
  };
  const layer = { ...axes, images, depth, channels: n };
  const ranked = (windows: boolean): { readonly schedule: ConvSchedule; readonly cost: number }[] =>
    [
      ...winogradSchedules(layer, features),
      ...schedules(problem, features, windows).map((s) => ({
        schedule: s,
        cost: images * cycles(problem, s, features),
      })),
    ].sort((a, b) => a.cost - b.cost);
  const options = ranked(Boolean(pool));
  if (pool && !choose) {
    const bytes = 4 * images * map.y.output * map.x.output * n;
    const apart = (ranked(false)[0]?.cost ?? 0) + ((pool.kept ? 1 : 2) * bytes) / PASS;
    if ((options[0]?.cost ?? 0) > apart) return "tiles of whole windows would take longer than a pool afterwards";
  }
  const all = options.map((o) => o.schedule);
  const schedule = choose ? choose(all) : all[0];
  if (!schedule) return "no schedule fits";
  const flops = 2 * images * pixelsOut * n * k;
  if ("block" in schedule) return { ...lowerWinograd(layer, schedule, constant, plan, features, pool), flops };
  /** Steps from row to row of A, or from four of them to the next. */
  const walk = pool ? { y: halved(axes.y, 1), x: halved(axes.x, 1) } : axes;
  const values: Record<string, Word> = {
    a: { input: 0 },
    b: gated ? { scratch: true } : { packed: 0 },
    m,
    run: { window: k, row: axes.x.kernel * depth, tap: depth }[product.runs],
    ...(rows ? { rowStride: 4 * k } : pixelWords(walk, depth, product.runs)),
    ...(parts && partWords(parts)),
    ...(pool && neighbourWords(axes, depth, n)),
    ...(product.batched && {
      batches: images,
      aBatch: 4 * sizeOf(x.shape.slice(1)),
      bBatch: 0,
      outputBatch: (m * plan.pixelBytes) / (pool ? 4 : 1),
      outputStart: 0,
    }),
  };
  const stream = rows ? streamOf(schedule) : undefined;
  const panels: PanelShape = { k, n, nr: stream ?? schedule.nr, width: features.simd ? 4 : 1 };
  const image = rows ? undefined : imageOf(walk, depth);
  const main = gemmLaunch(
    { ...product, stream },
    { n, k, run: axes.x.output },
    schedule,
    plan,
    features,
    values,
    image,
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
    pitch: plan.pitch,
    flops,
  };
}

/** The windows that begin a pool's window, `1` of each two, or all that some window covers, `2`. */
const halved = (a: WindowAxis, of: 1 | 2): WindowAxis => ({
  ...a,
  output: of * Math.floor(a.output / 2),
  stride: (3 - of) * a.stride,
});

/** From the first of four windows that are pooled to the others. */
const neighbourWords = ({ y, x }: Axes, depth: number, n: number): Record<string, Word> => ({
  right: 4 * depth * x.stride,
  below: 4 * depth * x.input * y.stride,
  rightX: x.stride,
  belowY: y.stride,
  mapPixel: 4 * n,
  mapRow: 4 * n * x.output,
});

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
    rowSteps: x.kernel * depth,
    rowBytes: x.kernel * x.dilation * pixel,
    dilationX: x.dilation,
    dilationY: y.dilation,
    reachX: x.kernel * x.dilation,
    reachY: y.kernel * y.dilation,
    kernelX: x.kernel,
    kernelY: y.kernel,
    depth,
  };
}
