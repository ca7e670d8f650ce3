/**
 * Transposed convolution of NHWC tensors with constant weights `[height, width, out, in]`: one matrix product gives what
 * each input pixel adds to the output pixels under its window, then every output pixel gathers its parts.
 *
 * Both go on band by band, so that the products are gathered while they are in the cache.
 */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { argument } from "../src/expr/expr.ts";
import { isStatic, sizeOf } from "../src/graph/types.ts";
import { type EpiloguePlan, epilogueFlops, epilogueSteps, operandName, planEpilogue } from "./epilogue.ts";
import { RowEpilogue } from "./epilogue-rows.ts";
import type { Schedule } from "./gemm/gemm.ts";
import { gemmLaunch, ROWS } from "./gemm/launch.ts";
import { packPanels } from "./gemm/pack.ts";
import { schedules } from "./gemm/schedule.ts";
import { canInterleave, interleave } from "./interleave.ts";
import type { Epilogue, KernelCall, KernelTensor, Launch, TunableKernel, Word } from "./kernel.ts";
import { advance, cutRow, emitRow, NOTHING, unrollOf, widthOf } from "./loops.ts";
import { launch, readerOf, Words, word, wordLocal } from "./words.ts";

export interface TransposedConvAttrs {
  readonly strides: readonly [y: number, x: number];
  /** Of the convolution that this is the transpose of: what is cut off the output. */
  readonly pads: readonly [top: number, bottom: number, left: number, right: number];
  readonly epilogue: Epilogue;
}

/** Bytes of products that stay in the cache until they are gathered. */
const BAND = 512 << 10;
/** The most products that an output element is the sum of. */
const MOST_TAPS = 16;

type Four = readonly [number, number, number, number];

export const transposedConv: TunableKernel<Schedule> = {
  op: "transposed-conv",
  lower(call, features, choose = ([first]) => first) {
    const { strides, pads, epilogue } = call.attrs as unknown as TransposedConvAttrs;
    const [x, w, output] = [call.inputs[0], call.inputs[1], call.outputs[0]] as KernelTensor[];
    if (!x || !w || !output || ![x, w, output].every((t) => t.dtype === "float32" && t.shape.length === 4))
      return "it needs float32 tensors of rank 4";
    if (![x, w, output].every((t) => isStatic(t.shape))) return "its shapes are not known";
    const { constant } = w;
    if (!constant) return "its weights are not constant";
    if (sizeOf(output.shape) === 0 || sizeOf(x.shape) === 0) return NOTHING;
    const [images, height, wide, depth] = x.shape as unknown as Four;
    const [kernelY, kernelX, channels, own] = w.shape as unknown as Four;
    const [outImages, outHeight, outWidth, outChannels] = output.shape as unknown as Four;
    const back = (i: 0 | 1, size: number, kernel: number): number =>
      Math.floor((size + (pads[2 * i] as number) + (pads[2 * i + 1] as number) - kernel) / strides[i]) + 1;
    const fits = back(0, outHeight, kernelY) === height && back(1, outWidth, kernelX) === wide;
    if (!fits || own !== depth || outChannels !== channels || outImages !== images) return "its shapes do not fit";
    const taps = [Math.ceil(kernelY / strides[0]), Math.ceil(kernelX / strides[1])] as const;
    if (taps[0] * taps[1] > MOST_TAPS) return `an element is the sum of ${taps[0] * taps[1]} products`;

    const n = kernelY * kernelX * channels;
    const schedule = choose(schedules({ m: height * wide, n, k: depth, rowBytes: 4 * depth }, features));
    if (!schedule) return "no schedule fits";
    const product = planEpilogue(productCall(x, [height * wide, n]), { first: 2 });
    const plan = planEpilogue(call, { first: 2 });
    if (typeof product === "string") return product;
    if (typeof plan === "string") return plan;
    const rowBytes = 4 * wide * n;
    // A band that is small beside the weights would only read those again and again.
    const bandRows = Math.max(1, Math.floor(Math.max(BAND, 4 * n * depth) / rowBytes));
    const geometry: Geometry = { taps, strides, pads, height, wide, outWidth, channels, kernelY, kernelX };
    const apart =
      kernelY === strides[0] &&
      kernelX === strides[1] &&
      outHeight === height * kernelY &&
      outWidth === wide * kernelX &&
      pads.every((p) => p === 0) &&
      canInterleave(kernelX * channels, channels, plan, features);
    const launches: Launch[] = [];
    let most = 0;
    for (let image = 0; image < images; image++)
      for (let from = 0; from < outHeight; from += bandRows * strides[0]) {
        const to = Math.min(outHeight, from + bandRows * strides[0]);
        const first = Math.min(height - 1, Math.max(0, Math.floor((from + pads[0]) / strides[0]) - taps[0] + 1));
        const last = Math.min(height - 1, Math.max(first, Math.floor((to - 1 + pads[0]) / strides[0])));
        const rows = last - first + 1;
        most = Math.max(most, rows);
        const values: Record<string, Word> = {
          a: { input: 0, offset: 4 * depth * wide * (image * height + first) },
          b: { packed: 0 },
          m: rows * wide,
          run: depth,
          rowStride: 4 * depth,
        };
        const scratch = { ...product, words: { output0: { scratch: true } } as const };
        launches.push(gemmLaunch(ROWS, { n, k: depth }, schedule, scratch, features, values));
        const band = { from, to, first, image, outHeight };
        if (apart) {
          const segments = { rows, wide, strideY: kernelY, segment: kernelX * channels };
          launches.push(interleave(plan, segments, epilogueWords(plan, geometry, band), epilogue, features));
        } else launches.push(gather(plan, geometry, band, epilogue, features));
      }
    const { nr } = schedule;
    const panels = { k: depth, n, nr, width: widthOf(features) };
    return {
      launches,
      packed: [() => packPanels(panels, constant.values, 1, depth)],
      zeroBytes: 4 * channels,
      scratchBytes: most * rowBytes,
      flops: 2 * images * height * wide * depth * n + epilogueFlops(call),
    };
  },
};

/** The product as a call of its own, without what comes after it. */
const productCall = (x: KernelTensor, shape: readonly number[]): KernelCall => ({
  op: "matmul",
  attrs: { epilogue: [argument(0)] },
  inputs: [x],
  outputs: [{ dtype: "float32", shape }],
});

interface Geometry {
  /** How many products an output element is the sum of, along each axis. */
  readonly taps: readonly [y: number, x: number];
  readonly strides: readonly [number, number];
  readonly pads: readonly number[];
  readonly height: number;
  readonly wide: number;
  readonly outWidth: number;
  readonly channels: number;
  readonly kernelY: number;
  readonly kernelX: number;
}
/** Output rows from `from` up to `to` of an image; products of input rows from `first` on are in scratch. */
interface Band {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly image: number;
  readonly outHeight: number;
}

/** Sums products into output pixels: tap t of a row at phase r comes from input row q − t and kernel row r + t · stride. */
function gather(
  plan: EpiloguePlan,
  { taps, strides, pads, height, wide, outWidth, channels, kernelY, kernelX }: Geometry,
  band: Band,
  epilogue: Epilogue,
  features: Features,
): Launch {
  const { from, to, first } = band;
  const words = new Words();
  const pixel = 4 * channels;
  const operands = words.addAll(epilogueWords(plan, { channels, outWidth }, band));
  const width = widthOf(features);
  const cut = cutRow(channels, width, taps[0] * taps[1] > 4 ? 1 : unrollOf(...epilogue));
  const row = pixel * kernelX * kernelY * wide;
  const [top, left] = [from + (pads[0] as number), pads[2] as number];
  const at = {
    taps,
    row: cut.row,
    trips: words.add(cut.trips),
    rows: words.add(to - from),
    columns: words.add(outWidth),
    products: words.add({ scratch: true }),
    zeros: words.add({ zeros: true }),
    y: axis(words, top, strides[0], kernelY, height, first, row, pixel * kernelX),
    x: axis(words, left, strides[1], kernelX, wide, 0, pixel * kernelX * kernelY, pixel),
    epilogue: [plan.structure, operands],
  };
  const bytes = pixel * outWidth * strides[0];
  words.divide(at.rows, [[at.y.index, 1], [at.y.offset, row], ...epilogueSteps(plan, operands, bytes)], {
    each: strides[0],
  });
  return launch("transposed-conv", features, at, words, (f) => {
    const lanes = new Lanes(f, width, features);
    const writer = new RowEpilogue(lanes, plan, readerOf(f, operands));
    const i32 = (): Local => f.local("i32");
    const many = (n: number): Local[] => Array.from({ length: n }, i32);
    const zeros = wordLocal(f, at.zeros);
    const pointers = many(taps[0] * taps[1]);
    const [bases, rowsValid] = [many(taps[0]), many(taps[0])];
    const [offset, valid] = [i32(), i32()];
    const y = { phase: wordLocal(f, at.y.phase), index: wordLocal(f, at.y.index), offset: wordLocal(f, at.y.offset) };
    const x = { phase: i32(), index: i32(), offset: i32() };
    /** Pushes whether tap t of an axis is inside the kernel and reads an input element. */
    const inside = (place: typeof y, a: Axis, t: number): void => {
      f.get(place.phase);
      if (t > 0) word(f, a.stride).i32.const(t).i32.mul().i32.add();
      word(f, a.kernel).i32.lt_s();
      f.get(place.index).i32.const(t).i32.sub();
      word(f, a.extent).i32.lt_u().i32.and();
    };
    /** One element on: the next phase of the same input element, or the first of the next. */
    const step = (place: typeof y, a: Axis): void => {
      advance(f, place.phase, 1);
      f.get(place.offset);
      word(f, a.within).i32.add().set(place.offset);
      f.get(place.phase);
      word(f, a.stride)
        .i32.eq()
        .if(() => {
          f.i32.const(0).set(place.phase);
          advance(f, place.index, 1);
          f.get(place.offset);
          word(f, a.wrap).i32.add().set(place.offset);
        });
    };
    const rows = wordLocal(f, at.rows);
    f.countdown(rows, () => {
      bases.forEach((base, t) => {
        f.get(y.offset);
        word(f, at.products).i32.add();
        if (t > 0) word(f, at.y.tap).i32.const(t).i32.mul().i32.add();
        f.set(base);
        inside(y, at.y, t);
        f.set(rowsValid[t] as Local);
      });
      for (const name of ["phase", "index", "offset"] as const) word(f, at.x[name]).set(x[name]);
      const columns = wordLocal(f, at.columns);
      f.countdown(columns, () => {
        for (let u = 0; u < taps[1]; u++) {
          f.get(x.offset);
          if (u > 0) word(f, at.x.tap).i32.const(u).i32.mul().i32.add();
          f.set(offset);
          inside(x, at.x, u);
          f.set(valid);
          bases.forEach((base, t) => {
            f.get(base).get(offset).i32.add().get(zeros).get(valid);
            f.get(rowsValid[t] as Local)
              .i32.and()
              .select()
              .set(pointers[t * taps[1] + u] as Local);
          });
        }
        writer.beginRow();
        emitRow(
          lanes,
          at.row,
          () => word(f, at.trips),
          (vectors, count) => {
            for (let v = 0; v < vectors; v++) {
              pointers.forEach((p, i) => {
                lanes.partialLoad(p, count, v * lanes.bytes);
                if (i > 0) lanes.add();
              });
              const sum = lanes.keep();
              writer.write(sum, count, v * lanes.bytes);
              f.free(sum);
            }
          },
          (bytes) => {
            for (const p of pointers) advance(f, p, bytes);
            writer.move(bytes);
          },
        );
        step(x, at.x);
      });
      f.free(columns);
      step(y, at.y);
    });
  });
}

/** Words of one axis: where it starts, and how far products of neighbours lie from each other. */
function axis(
  words: Words,
  start: number,
  stride: number,
  kernel: number,
  extent: number,
  first: number,
  element: number,
  tap: number,
) {
  const [phase, index] = [start % stride, Math.floor(start / stride)];
  return {
    phase: words.add(phase),
    index: words.add(index),
    offset: words.add((index - first) * element + phase * tap),
    stride: words.add(stride),
    kernel: words.add(kernel),
    extent: words.add(extent),
    within: words.add(tap),
    wrap: words.add(element - stride * tap),
    tap: words.add(stride * tap - element),
  };
}
type Axis = ReturnType<typeof axis>;

/** The epilogue's words for a band: the output, and operands of its shape, from where that starts. */
function epilogueWords(
  { words, operands }: EpiloguePlan,
  { channels, outWidth }: Pick<Geometry, "channels" | "outWidth">,
  { from, image, outHeight }: Band,
): Record<string, Word> {
  const offset = 4 * channels * outWidth * (image * outHeight + from);
  const full = new Set(operands.filter((o) => o.kind === "full").map((o) => operandName(o.argument)));
  const moved = ([name, word]: [string, Word]): [string, Word] => [
    name,
    typeof word === "object" && ("output" in word || full.has(name)) ? { ...word, offset } : word,
  ];
  return Object.fromEntries(Object.entries(words).map(moved));
}
