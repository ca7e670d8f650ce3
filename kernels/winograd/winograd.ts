/** When convolutions are done by Winograd's minimal filtering, in what blocks, and the launch that does it. */
import type { Features } from "../../src/codegen/wasm/features.ts";
import { argument } from "../../src/expr/expr.ts";
import type { ConstantTensor } from "../../src/graph/types.ts";
import { type EpiloguePlan, epilogueSteps, planEpilogue } from "../epilogue.ts";
import { emitGemm, type GemmSpec, type Schedule } from "../gemm/gemm.ts";
import { ROWS, stepsOf } from "../gemm/launch.ts";
import { packPanels, panelSize } from "../gemm/pack.ts";
import { cycles, schedules } from "../gemm/schedule.ts";
import type { Lowered } from "../kernel.ts";
import { cutRow, widthOf } from "../loops.ts";
import { pooledSteps, poolWords, type TilePool } from "../tile-pool.ts";
import type { WindowAxis } from "../window.ts";
import { launch, readerOf, Words } from "../words.ts";
import { emitWinograd, type WinogradSpec } from "./emit.ts";
import { reachOf, TAPS, type TileSize, transformWeights } from "./transforms.ts";

export interface WinogradSchedule {
  readonly size: TileSize;
  /** Tiles at a time. */
  readonly block: number;
  /** Of the products at the points. */
  readonly product: Schedule;
}

/** The convolution, but for its weights. */
export interface Layer {
  readonly y: WindowAxis;
  readonly x: WindowAxis;
  readonly images: number;
  readonly depth: number;
  readonly channels: number;
}

/** Bytes of a block's points and sums, which stay in the cache beside the weights. */
const BLOCK = 384 << 10;
/** Bytes of weights that stay in the cache. More are read from further away for every block, at that many bytes a cycle. */
const CACHE = 1 << 20;
const FAR = 3.5;
/** Modelled cycles of a tile and a vector of channels: transforming it, and transforming it back. */
const COST: Readonly<Record<TileSize, readonly [input: number, output: number]>> = { 2: [40, 28], 4: [95, 70] };

const roundUp = (x: number, to: number): number => Math.ceil(x / to) * to;

/** Schedules for a layer that allows it, with their modelled cycles. */
export function winogradSchedules(
  { y, x, images, depth, channels }: Layer,
  features: Features,
): { readonly schedule: WinogradSchedule; readonly cost: number }[] {
  const fits = [y, x].every((a) => a.kernel === TAPS && a.stride === 1 && a.dilation === 1 && a.output > 0);
  if (!fits || images === 0 || depth === 0 || channels === 0) return [];
  const width = widthOf(features);
  const [k, n] = [roundUp(depth, width), roundUp(channels, width)];
  return ([2, 4] as const).flatMap((size) => {
    const points = reachOf(size) ** 2;
    const tiles = images * Math.ceil(y.output / size) * Math.ceil(x.output / size);
    const weights = 4 * points * k * n;
    // Beside large weights the points and sums may be larger, to read those less often.
    const most = Math.max(12, Math.floor(Math.max(BLOCK, weights / 4) / (4 * points * (k + n))));
    const blocks = Math.ceil(tiles / most);
    const problem = { m: Math.ceil(tiles / blocks), n, k: depth, rowBytes: 4 * k };
    const product = schedules(problem, features)[0];
    if (!product) return [];
    // Whole register tiles, so that only the last block has a remainder.
    const block = Math.min(tiles, roundUp(problem.m, product.mr));
    const passes = Math.ceil(tiles / block);
    const [input, output] = COST[size];
    const cost =
      points * passes * cycles({ ...problem, m: block }, product, features) +
      (tiles * (k * input + n * output)) / width +
      (weights > CACHE ? (passes * weights) / FAR : 0);
    return [{ schedule: { size, block, product }, cost }];
  });
}

/** The launch of a layer; `plan` is its epilogue's. With a pool the extents of the output are even. */
export function lowerWinograd(
  { y, x, images, depth, channels }: Layer,
  { size, block, product }: WinogradSchedule,
  weights: ConstantTensor,
  plan: EpiloguePlan,
  features: Features,
  pool?: TilePool,
): Omit<Lowered, "flops"> {
  const width = widthOf(features);
  const points = reachOf(size) ** 2;
  const [k, n] = [roundUp(depth, width), roundUp(channels, width)];
  const [tilesY, tilesX] = [Math.ceil(y.output / size), Math.ceil(x.output / size)];
  const [input, output] = [cutRow(depth, width, 1), cutRow(channels, width, 1)];
  const { mr, nr } = product;
  const spec: WinogradSpec = {
    size,
    input: input.row,
    output: output.row,
    tail: x.output % size,
    width,
    fused: width > 1 && features.relaxedSimd,
    pool,
  };
  const gemm: GemmSpec = {
    ...ROWS,
    batched: true,
    steps: stepsOf(ROWS, [depth], features),
    whole: n >= nr,
    tail: n % nr,
    tall: product.tailRows ? { rows: product.tailRows, exact: false } : undefined,
    width,
    fused: spec.fused,
  };
  const panels = { k: depth, n: channels, nr, width };

  // Planes an odd number of cache lines apart are in different sets of the cache.
  const plane = (row: number): number => roundUp(4 * row * block, 128) + 64;
  const [pointPlane, sumPlane] = [plane(k), plane(n)];
  const pointsAt = roundUp(plan.privateBytes, 64);
  const sumsAt = pointsAt + points * pointPlane;
  const halfAt = sumsAt + points * sumPlane;
  const privateBytes = halfAt + 4 * Math.max(points * k, size * reachOf(size) * n);
  const words = new Words();
  const [pixel, outPixel] = [4 * depth, plan.pixelBytes];
  const at = words.addAll<string>({
    x: { input: 0 },
    zeros: { zeros: true },
    points: { private: true, offset: pointsAt },
    sums: { private: true, offset: sumsAt },
    half: { private: true, offset: halfAt },
    tiles: images * tilesY * tilesX,
    block,
    tilesX,
    tilesY,
    height: y.input,
    width: x.input,
    top: y.before,
    left: x.before,
    outHeight: y.output,
    inputTrips: input.trips,
    outputTrips: output.trips,
    inputVectors: k / width,
    outputVectors: n / width,
    pixel,
    row: pixel * x.input,
    image: pixel * x.input * y.input,
    outPixel,
    outRow: outPixel * x.output,
    outImage: outPixel * x.output * y.output,
    pointTile: 4 * k,
    pointPlane,
    sumTile: 4 * n,
    sumPlane,
    ...plan.words,
    ...(pool && {
      ...poolWords(pool),
      poolRow: outPixel * (x.output / 2),
      poolImage: (outPixel * x.output * y.output) / 4,
    }),
  });
  /** What moving on by so many bytes of the output adds to the epilogue's words. */
  const steps = (bytes: number): (readonly [number, number])[] =>
    pool ? pooledSteps(pool, plan, at, { map: bytes, pooled: bytes / 4 }) : epilogueSteps(plan, at, bytes);
  // By images, or of a single one by rows of tiles: the image then begins further down.
  if (images > 1)
    words.divide(
      at.tiles as number,
      [[at.x as number, pixel * x.input * y.input], ...steps(outPixel * x.output * y.output)],
      { each: tilesX * tilesY },
    );
  else
    words.divide(
      at.tiles as number,
      [[at.top as number, -size], [at.outHeight as number, -size], ...steps(size * outPixel * x.output)],
      { each: tilesX },
    );
  const sum = planEpilogue(
    {
      op: "matmul",
      attrs: { epilogue: [argument(0)] },
      inputs: [],
      outputs: [{ dtype: "float32", shape: [block, n] }],
    },
    { first: 0 },
  ) as EpiloguePlan;
  const atProduct = words.addAll<string>({
    a: { private: true, offset: pointsAt },
    b: { packed: 0 },
    output0: { private: true, offset: sumsAt },
    run: depth,
    rowStride: 4 * k,
    batches: points,
    aBatch: pointPlane,
    bBatch: 4 * panelSize(panels),
    outputBatch: sumPlane,
    outputStart: 0,
    wholePanels: Math.floor(n / nr),
    panelStride: 4 * nr * depth,
    outputStride: 4 * n,
  });
  const structure = { spec, gemm, tile: [mr, nr], epilogue: plan.structure, at, atProduct };
  const main = launch("winograd", features, structure, words, (f) => {
    const word = readerOf(f, atProduct);
    emitWinograd(f, spec, plan, readerOf(f, at), (tiles) => {
      emitGemm(f, gemm, product, sum, (name) => (name === "m" || name === "mc" ? f.get(tiles) : word(name)));
    });
  });
  const packWeights = (): Float32Array => {
    const transformed = transformWeights(size, weights.values, depth * channels);
    const packed = new Float32Array(points * panelSize(panels));
    for (let p = 0; p < points; p++)
      packed.set(packPanels(panels, transformed, channels, 1, p * depth * channels), p * panelSize(panels));
    return packed;
  };
  return {
    launches: [main],
    packed: [packWeights, ...plan.packed],
    zeroBytes: Math.max(pixel, plan.zeroBytes),
    privateBytes,
    inPlace: plan.inPlace,
    pitch: plan.pitch,
    costly: plan.costly,
    algorithm: `Winograd F(${size}×${size}, ${TAPS}×${TAPS})`,
  };
}
