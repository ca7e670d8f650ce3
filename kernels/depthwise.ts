/**
 * Depthwise convolution of NHWC tensors with constant HWC1 weights.
 *
 * A tile is `xt` outputs of a row times one vector of channels: each input vector is loaded once for all the outputs that
 * it feeds, and the channels are the inner loop, so that memory is read in order. The last tile of a row overlaps the one
 * before where the row is no multiple of `xt`, and so does the last vector of channels; thus there are no tails. Columns of
 * padding are left out of the code of the tiles that touch them, rows of padding are skipped. Strides are words: as constants
 * of the code they save an addition per load, which was measured to gain 2 to 12 %, and cost a function for every layer.
 */
import type { FunctionBuilder, Local } from "../src/codegen/wasm/assembler.ts";
import { Lanes, type Width } from "../src/codegen/wasm/lanes.ts";
import { isStatic, sizeOf, type Values } from "../src/graph/types.ts";
import { type EpiloguePlan, epilogueSteps, planEpilogue } from "./epilogue.ts";
import { emitTileEpilogue, startAccumulators } from "./epilogue-tiles.ts";
import type { KernelTensor, TunableKernel, Word } from "./kernel.ts";
import { type WindowAxis, windowAxes } from "./window.ts";
import { launch, type Offsets, readerOf, Words } from "./words.ts";

export interface DepthwiseSchedule {
  /** Outputs of a row per tile. */
  readonly xt: number;
}

/**
 * Measured time of an output by tile size, at stride 1 and above. Small tiles load more and do more bookkeeping, large ones
 * spill.
 */
const TIME_PER_OUTPUT: readonly Readonly<Record<number, number>>[] = [
  { 1: 1.7, 2: 1.15, 3: 1.08, 4: 1, 5: 1.12 },
  { 1: 1.3, 2: 1, 3: 1.05, 4: 1.15 },
];

/** The tile sizes that fit a row, best first. */
function depthwiseSchedules(x: WindowAxis): DepthwiseSchedule[] {
  const times = TIME_PER_OUTPUT[x.stride > 1 ? 1 : 0] ?? {};
  const cost = ({ xt }: DepthwiseSchedule): number => Math.ceil(x.output / xt) * xt * (times[xt] as number);
  return Object.keys(times)
    .map((xt) => ({ xt: Number(xt) }))
    .filter(({ xt }) => xt <= x.output)
    .sort((a, b) => cost(a) - cost(b));
}

/** Tiles of a row that see the same columns of padding. */
interface TileClass {
  /** Columns of the tile's window, from the left and from the right, that are padding. */
  readonly left: number;
  readonly right: number;
  /** Output x of the first and the last tile; those between are `xt` apart. */
  readonly first: number;
  last: number;
}

function tileClasses(x: WindowAxis, xt: number): TileClass[] {
  const span = (xt - 1) * x.stride + x.reach;
  const classes: TileClass[] = [];
  /** End of the outputs whose windows touch no padding on the right. */
  const inside = Math.floor((x.input - x.reach + x.before) / x.stride) + 1;
  for (let done = 0; done < x.output; ) {
    let at = Math.min(done, x.output - xt);
    // A tile that would touch some of the padding is moved left, where it is like its predecessors.
    if (at > 0 && at + xt > inside && at + xt < x.output && inside > done) at = Math.max(0, inside - xt);
    const start = at * x.stride - x.before;
    const left = Math.min(span, Math.max(0, -start));
    const right = Math.min(span, Math.max(0, start + span - x.input));
    const previous = classes.at(-1);
    if (previous && previous.left === left && previous.right === right) previous.last = at;
    else classes.push({ left, right, first: at, last: at });
    done = at + xt;
  }
  return classes;
}

/** The structure that the code depends on. */
interface DepthwiseSpec {
  readonly kernel: readonly [number, number];
  readonly strideX: number;
  readonly dilationX: number;
  readonly xt: number;
  /** Columns of padding at the left and right of the tiles of each class. */
  readonly classes: readonly (readonly [number, number])[];
  readonly width: Width;
  readonly fused: boolean;
}

/**
 * Taps of a kernel row in groups that are one basic block each. TurboFan orders all loads of a block before its arithmetic,
 * so the loads of a group must fit the registers beside the sums.
 */
function chunks({
  kernel,
  xt,
  strideX,
  dilationX,
}: Pick<DepthwiseSpec, "kernel" | "xt" | "strideX" | "dilationX">): number[][] {
  const groups: number[][] = [[]];
  for (let k = 0; k < kernel[1]; k++) {
    const group = groups.at(-1) as number[];
    const columns = new Set(
      [...group, k].flatMap((t) => Array.from({ length: xt }, (_, o) => o * strideX + t * dilationX)),
    );
    if (group.length > 0 && columns.size + group.length + 1 + xt > MAX_LIVE) groups.push([k]);
    else group.push(k);
  }
  return groups;
}

/** Vectors that a block may hold beside one product. */
const MAX_LIVE = 14;

/**
 * Emits the function body.
 * @param at the words by name. Addresses `x`, `weights`; extents `images`, `rows` (of output), `height` (of input), `groups` of channels; `strideY`,
 * `dilationY`, `startY` in rows. In bytes: `pixel` (of input and output), `row` (of input), `outputRow`, `image`, `lastChannel` (offset of
 * the last group's channels), `tileStep` (input) and `tileOutputStep` from tile to tile, and for each class of tiles the
 * offsets in a row of the first and last tile's first column that is no padding (input) and first pixel (output).
 */
function emitDepthwise(f: FunctionBuilder, spec: DepthwiseSpec, plan: EpiloguePlan, at: Offsets): void {
  const lanes = new Lanes(f, spec.width, { simd: spec.width > 1, relaxedSimd: spec.fused });
  const parameter = readerOf(f, at);
  const { xt } = spec;
  const [kh, kw] = spec.kernel;
  const i32 = (): Local => f.local("i32");
  const locals = (n: number): Local[] => Array.from({ length: n }, i32);
  const [image, outputRow, y, oy, n, images] = locals(6) as [Local, Local, Local, Local, Local, Local];
  const [channel, weights, pixel, column] = locals(4) as [Local, Local, Local, Local];
  /** For each row of the kernel, the input row's address, and whether it is in the image. */
  const rows = locals(kh);
  const inside = locals(kh);
  const pointers = locals(kh);
  const add = (target: Local, name: string): void => {
    f.get(target);
    parameter(name).i32.add().set(target);
  };

  /** Adds up one tile for the channels at `channel`; `left` and `right` columns of the window are padding. */
  const accumulate = (sums: readonly Local[], left: number, right: number): void => {
    const { strideX, dilationX } = spec;
    const end = (xt - 1) * strideX + (kw - 1) * dilationX + 1 - right;
    for (let r = 0; r < kh; r++)
      for (const chunk of chunks(spec)) {
        f.get(inside[r] as Local).if(() => {
          const taps = new Map(
            chunk.map((k) => {
              lanes.get(weights).load((r * kw + k) * lanes.bytes);
              return [k, lanes.keep()];
            }),
          );
          const columns = new Map<number, (readonly [Local, Local])[]>();
          for (const [k, tap] of taps)
            sums.forEach((sum, o) => {
              const j = o * strideX + k * dilationX;
              if (j >= left && j < end) columns.set(j, [...(columns.get(j) ?? []), [sum, tap]]);
            });
          f.get(pointers[r] as Local)
            .get(channel)
            .i32.add()
            .set(column);
          let at = left;
          for (const [j, uses] of [...columns].sort(([a], [b]) => a - b)) {
            for (; at < j; at++) f.get(column).get(pixel).i32.add().set(column);
            const value = lanes.get(column).load().keep();
            for (const [sum, tap] of uses)
              lanes
                .get(value)
                .get(tap)
                .madd(() => lanes.get(sum))
                .set(sum);
            f.free(value);
          }
          f.free(...taps.values());
        });
      }
  };

  const tile = (left: number, right: number, offset: Local, output: Local): void => {
    pointers.forEach((pointer, r) => {
      f.get(rows[r] as Local)
        .get(offset)
        .i32.add()
        .set(pointer);
    });
    parameter("weights").set(weights);
    parameter("groups").set(n);
    parameter("pixel").set(pixel);
    f.i32.const(0).set(channel);
    f.countdown(n, () => {
      const sums = Array.from({ length: xt }, () => lanes.local());
      const accumulators = sums.map((sum) => [sum]);
      startAccumulators(lanes, plan, parameter, { accumulators, channelOffset: channel });
      accumulate(sums, left, right);
      const rowOffsets = locals(xt);
      rowOffsets.forEach((at, i) => {
        f.get(i === 0 ? output : (rowOffsets[i - 1] as Local))
          .get(i === 0 ? channel : pixel)
          .i32.add()
          .set(at);
      });
      emitTileEpilogue(lanes, plan, parameter, {
        accumulators,
        rows: xt,
        rowOffsets,
        channelOffset: channel,
        lastCount: spec.width,
      });
      f.free(...rowOffsets, ...sums);
      f.get(weights)
        .i32.const(kh * kw * lanes.bytes)
        .i32.add()
        .set(weights);
      f.get(channel).i32.const(lanes.bytes).i32.add().tee(channel);
      parameter("lastChannel").get(channel);
      parameter("lastChannel").i32.lt_s().select().set(channel);
    });
  };

  const row = (): void => {
    const [offset, output] = locals(2) as [Local, Local];
    spec.classes.forEach(([left, right], i) => {
      parameter(`first${i}`).set(offset);
      f.get(outputRow);
      parameter(`firstOutput${i}`).i32.add().set(output);
      const next = (target: Local, step: string, push: () => void): void => {
        const last = i32();
        push();
        f.set(last);
        add(target, step);
        f.get(target).get(last).get(target).get(last).i32.lt_s().select().set(target).free(last);
      };
      f.block((done) => {
        f.loop((again) => {
          tile(left, right, offset, output);
          f.get(offset);
          parameter(`last${i}`).i32.eq().br_if(done);
          next(offset, "tileStep", () => parameter(`last${i}`));
          next(output, "tileOutputStep", () => f.get(outputRow) && parameter(`lastOutput${i}`).i32.add());
          f.br(again);
        });
      });
    });
    f.free(offset, output);
  };

  parameter("x").set(image);
  f.i32.const(0).set(outputRow);
  parameter("images").set(images);
  f.countdown(images, () => {
    parameter("startY").set(y);
    parameter("rows").set(oy);
    f.countdown(oy, () => {
      const at = i32();
      f.get(y).set(at);
      rows.forEach((pointer, r) => {
        f.get(at);
        parameter("height")
          .i32.lt_u()
          .set(inside[r] as Local);
        f.get(image).get(at);
        parameter("row").i32.mul().i32.add().set(pointer);
        add(at, "dilationY");
      });
      f.free(at);
      row();
      add(y, "strideY");
      add(outputRow, "outputRow");
    });
    add(image, "image");
  });
}

/** Weights `[ceil(C / width)][taps][width]`; the last group is the last `width` channels. */
function packTaps(values: Values, taps: number, channels: number, width: Width): Float32Array {
  const groups = Math.ceil(channels / width);
  const packed = new Float32Array(groups * taps * width);
  for (let g = 0; g < groups; g++) {
    const first = Math.min(g * width, channels - width);
    for (let t = 0; t < taps; t++)
      for (let c = 0; c < width; c++) packed[(g * taps + t) * width + c] = values[t * channels + first + c] as number;
  }
  return packed;
}

export const depthwise: TunableKernel<DepthwiseSchedule> = {
  op: "depthwise",
  lower(call, features, choose = ([first]) => first) {
    const [x, w] = call.inputs as [KernelTensor, KernelTensor];
    const output = call.outputs[0] as KernelTensor;
    if (![x, w, output].every((t) => t.dtype === "float32" && t.shape.length === 4 && isStatic(t.shape)))
      return "it needs float32 tensors of rank 4 with known shapes";
    const { constant } = w;
    if (!constant) return "its weights are not constant";
    if (w.shape[3] !== 1) return "its channel multiplier is not 1";
    const axes = windowAxes(call.attrs, x.shape, w.shape, output.shape);
    if (typeof axes === "string") return axes;
    // The last vector of channels may overlap the one before.
    const moves = (x.shape[3] as number) < 4 || (x.shape[3] as number) % 4 === 0;
    const plan = planEpilogue(call, { first: 2, packedBefore: 1, moves });
    if (typeof plan === "string") return plan;
    const schedule = choose(depthwiseSchedules(axes.x));
    if (!schedule) return "no schedule fits";

    const { xt } = schedule;
    const [images, , , channels] = x.shape as [number, number, number, number];
    const [kh, kw] = w.shape as [number, number];
    const width = features.simd && channels >= 4 ? 4 : 1;
    const classes = tileClasses(axes.x, xt);
    const spec: DepthwiseSpec = {
      kernel: [kh, kw],
      strideX: axes.x.stride,
      dilationX: axes.x.dilation,
      xt,
      classes: classes.map(({ left, right }) => [left, right]),
      width,
      fused: width > 1 && features.relaxedSimd,
    };
    const pixel = 4 * channels;
    const values: Record<string, Word> = {
      x: { input: 0 },
      weights: { packed: 0 },
      images,
      rows: axes.y.output,
      height: axes.y.input,
      groups: Math.ceil(channels / width),
      strideY: axes.y.stride,
      dilationY: axes.y.dilation,
      startY: -axes.y.before,
      pixel,
      row: pixel * axes.x.input,
      outputRow: pixel * axes.x.output,
      image: pixel * axes.x.input * axes.y.input,
      lastChannel: 4 * (channels - width),
      tileStep: pixel * xt * axes.x.stride,
      tileOutputStep: pixel * xt,
      ...plan.words,
    };
    classes.forEach(({ left, first, last }, i) => {
      values[`first${i}`] = pixel * (first * axes.x.stride - axes.x.before + left);
      values[`last${i}`] = pixel * (last * axes.x.stride - axes.x.before + left);
      values[`firstOutput${i}`] = pixel * first;
      values[`lastOutput${i}`] = pixel * last;
    });
    const words = new Words();
    const at = words.addAll(values);
    const row = pixel * axes.x.output;
    if (images > 1)
      words.divide(at.images as number, [
        [at.x as number, values.image as number],
        ...epilogueSteps(plan, at, row * axes.y.output),
      ]);
    else words.divide(at.rows as number, [[at.startY as number, axes.y.stride], ...epilogueSteps(plan, at, row)]);
    const overlaps = axes.x.output % xt !== 0 || channels % width !== 0;
    return {
      launches: [
        launch("depthwise", features, { spec, epilogue: plan.structure, at }, words, (f) =>
          emitDepthwise(f, spec, plan, at),
        ),
      ],
      packed: [() => packTaps(constant.values, kh * kw, channels, width), ...plan.packed],
      privateBytes: plan.privateBytes,
      costly: plan.costly,
      zeroBytes: plan.zeroBytes,
      inPlace: overlaps ? [] : plan.inPlace,
      flops: 2 * sizeOf(output.shape) * kh * kw,
    };
  },
};
