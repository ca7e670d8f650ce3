/**
 * Depthwise convolution of NHWC tensors with constant HWC1 weights.
 *
 * A tile is `xt` outputs of a row, or of two, times one vector of channels, or two: each input vector is loaded once for all the outputs that
 * it feeds, and the channels are the inner loop, so that memory is read in order. The last tile of a row overlaps the one
 * before where the row is no multiple of `xt`, and so does the last vector of channels; thus there are no tails. Columns of
 * padding are left out of the code of the tiles that touch them, rows of padding are skipped. What lies between pixels is a constant
 * of the code, so that the columns of a row, and the outputs, share an address; rows are words, so that layers of as many channels share code.
 */
import type { FunctionBuilder, Local } from "../src/codegen/wasm/assembler.ts";
import { Lanes, type Width } from "../src/codegen/wasm/lanes.ts";
import { sizeOf } from "../src/graph/types.ts";
import {
  channelBlocks,
  chunks,
  type DepthwiseSchedule,
  depthwiseSchedules,
  fetchFrom,
  goesDown,
  inputRows,
  newRows,
  packTaps,
  type TileSpec,
  tileClasses,
} from "./depthwise-tiles.ts";
import { type EpiloguePlan, epilogueSteps, planEpilogue } from "./epilogue.ts";
import { emitTileEpilogue, startAccumulators } from "./epilogue-tiles.ts";
import type { TunableKernel, Word } from "./kernel.ts";
import { advance, LINE } from "./loops.ts";
import { convolutionTensors, windowAxes } from "./window.ts";
import { launch, type Offsets, readerOf, Words } from "./words.ts";

/** The structure that the code depends on. */
interface DepthwiseSpec extends TileSpec {
  /** Columns of padding at the left and right of the tiles of each class. */
  readonly classes: readonly (readonly [number, number])[];
  /** Whether the next tile's input is fetched meanwhile. */
  readonly fetch: boolean;
  /** Whether tiles go down the image before they go along its rows, and channels from the last to the first. */
  readonly down: boolean;
  /** Whether some channels are done for the whole image before others. */
  readonly blocked: boolean;
  readonly width: Width;
  /** Bytes from pixel to pixel, of the input and of the output. */
  readonly pixel: number;
  readonly pixelOut: number;
}

/**
 * Emits the function body.
 * @param at the words by name. Addresses `x`, `weights`; extents `images`, `rows` (of output), `height` (of input), `groups` of channels; `startY` and `stepY` (tile
 * to tile) in rows. In bytes: `row` (of input), `outputRow`, `outputStep` (tile to tile), `image`, `firstChannel` and `lastChannel` (offsets of the channels of the groups that come first and last), and
 * for each class of tiles the offsets in a row of the first and last tile's first column that is no padding (input) and first pixel (output).
 */
function emitDepthwise(f: FunctionBuilder, spec: DepthwiseSpec, plan: EpiloguePlan, at: Offsets): void {
  const lanes = new Lanes(f, spec.width, { simd: spec.width > 1, relaxedSimd: spec.fused });
  const parameter = readerOf(f, at);
  /** Where a block of channels begins, in bytes, its weights, and its number of groups. */
  const block = spec.blocked ? { channel: f.local("i32"), weights: f.local("i32"), groups: f.local("i32") } : undefined;
  const { xt, yt, vectors, pixel, pixelOut } = spec;
  const [kh, kw] = spec.kernel;
  const groupBytes = vectors * lanes.bytes;
  const windowRows = inputRows(spec);
  const i32 = (): Local => f.local("i32");
  const locals = (n: number): Local[] => Array.from({ length: n }, i32);
  const [image, outputRow, y, oy, n, images] = locals(6) as [Local, Local, Local, Local, Local, Local];
  const [imageOut, offset, output] = locals(3) as [Local, Local, Local];
  const [channel, weights, column, whole] = locals(4) as [Local, Local, Local, Local];
  /** For each input row of the window its address, and whether it is in the image. */
  const rows = locals(windowRows.length);
  const inside = locals(windowRows.length);
  const pointers = locals(windowRows.length);
  const add = (target: Local, name: string): void => {
    f.get(target);
    parameter(name).i32.add().set(target);
  };

  const channelStep = spec.down ? -groupBytes : groupBytes;
  /** `channel`, which is on the stack as well, is no further than the last group. */
  const limitChannel = (channel: Local): void => {
    parameter("lastChannel").get(channel);
    parameter("lastChannel").i32[spec.down ? "gt_s" : "lt_s"]().select().set(channel);
  };

  /** Rows that the tiles below have in common with no tile above, and what of each is fetched with a vector of channels. */
  const fetched = spec.fetch ? newRows(spec, windowRows) : [];
  const fetchStep = xt * spec.strides[1] * groupBytes;
  const tileStep = xt * spec.strides[1] * pixel;
  /** Adds up one tile for the channels at `channel`; `left` and `right` columns of the window are padding, and rows may be if not `all` are inside. */
  const accumulate = (sums: readonly (readonly Vectors[])[], left: number, right: number, all: boolean): void => {
    const [strideX, dilationX] = [spec.strides[1], spec.dilations[1]];
    const end = (xt - 1) * strideX + (kw - 1) * dilationX + 1 - right;
    windowRows.forEach(({ uses }, row) => {
      for (const chunk of chunks(spec, uses.length)) {
        const addRow = (): void => {
          const weighted = chunk.flatMap((k) =>
            uses.map(({ output, taps }) => {
              const tap = Array.from({ length: vectors }, (_, v) => {
                lanes.get(weights).load((taps * kw + k) * groupBytes + v * lanes.bytes);
                return lanes.keep();
              });
              return { k, tap, sums: sums[output] as readonly Vectors[] };
            }),
          );
          const columns = new Map<number, (readonly [Vectors, Vectors])[]>();
          for (const { k, tap, sums } of weighted)
            sums.forEach((sum, o) => {
              const j = o * strideX + k * dilationX;
              if (j >= left && j < end) columns.set(j, [...(columns.get(j) ?? []), [sum, tap]]);
            });
          f.get(pointers[row] as Local)
            .get(channel)
            .i32.add()
            .set(column);
          for (const [j, uses] of [...columns].sort(([a], [b]) => a - b)) {
            for (let v = 0; v < vectors; v++) {
              const value = lanes
                .get(column)
                .load((j - left) * pixel + v * lanes.bytes)
                .keep();
              for (const [sums, taps] of uses) {
                const sum = sums[v] as Local;
                lanes.get(value).get(taps[v] as Local);
                lanes.madd(() => lanes.get(sum)).set(sum);
              }
              f.free(value);
            }
          }
          f.free(...weighted.flatMap(({ tap }) => tap));
        };
        if (all) addRow();
        else f.get(inside[row] as Local).if(addRow);
      }
    });
  };

  const tile = (left: number, right: number): void => {
    const out = i32();
    f.get(outputRow).get(output).i32.add().set(out);
    pointers.forEach((pointer, r) => {
      f.get(rows[r] as Local)
        .get(offset)
        .i32.add()
        .set(pointer);
    });
    if (block) f.get(block.weights).set(weights).get(block.groups).set(n).get(block.channel).set(channel);
    else {
      parameter("weights").set(weights);
      parameter("groups").set(n);
      parameter("firstChannel").set(channel);
    }
    const ahead = fetched.map((row) => {
      const [at, end] = [i32(), i32()];
      f.get(pointers[row] as Local);
      f.i32.const(tileStep).i32.add().set(at);
      parameter("fetchEnd").set(end);
      f.get(at).get(end).get(at).get(end).i32.lt_u().select().set(at).free(end);
      return at;
    });
    const channels = (all: boolean) => (): void =>
      void f.countdown(n, () => {
        for (const at of ahead) {
          for (let line = 0; line < fetchStep; line += LINE) f.get(at).i32.load(line).drop();
          advance(f, at, fetchStep);
        }
        const sums = Array.from({ length: yt }, () =>
          Array.from({ length: xt }, () => Array.from({ length: vectors }, () => lanes.local())),
        );
        startAccumulators(lanes, plan, parameter, { accumulators: sums.flat(), channelOffset: channel });
        accumulate(sums, left, right, all);
        const rowOffsets = locals(xt);
        sums.forEach((row, j) => {
          const finish = (): void => {
            rowOffsets.forEach((at, i) => {
              f.get(i === 0 ? out : (rowOffsets[i - 1] as Local));
              f.value(i === 0 ? channel : pixelOut).i32.add();
              for (let k = 0; i === 0 && k < j; k++) parameter("outputRow").i32.add();
              f.set(at);
            });
            emitTileEpilogue(lanes, plan, parameter, {
              accumulators: row,
              rows: xt,
              rowOffsets,
              channelOffset: channel,
              lastCount: spec.width,
              pitch: pixelOut,
            });
          };
          // The last tiles of an image may have fewer rows.
          if (j === 0) finish();
          else f.get(oy).i32.const(j).i32.gt_s().if(finish);
        });
        f.free(...rowOffsets, ...sums.flat(2));
        f.get(weights)
          .i32.const(kh * kw * groupBytes)
          .i32.add()
          .set(weights);
        f.get(channel).i32.const(channelStep).i32.add().tee(channel);
        limitChannel(channel);
      });
    if (spec.fused) f.get(whole).if(channels(true), channels(false));
    else channels(false)();
    f.free(out, ...ahead);
  };

  /** Goes along a row of tiles: `offset` in the image's rows, `output` in the result's. */
  const columns = (body: (left: number, right: number) => void): void =>
    spec.classes.forEach(([left, right], i) => {
      parameter(`first${i}`).set(offset);
      parameter(`firstOutput${i}`).set(output);
      const next = (target: Local, step: number, name: string): void => {
        advance(f, target, step);
        f.get(target);
        parameter(name).get(target);
        parameter(name).i32.lt_s().select().set(target);
      };
      f.block((done) => {
        f.loop((again) => {
          body(left, right);
          f.get(offset);
          parameter(`last${i}`).i32.eq().br_if(done);
          next(offset, tileStep, `last${i}`);
          next(output, xt * pixelOut, `lastOutput${i}`);
          f.br(again);
        });
      });
    });

  /** Goes down a column of tiles: `outputRow` in the result, `rows` in the image. */
  const tileRows = (body: () => void): void => {
    parameter("startY").set(y);
    parameter("rows").set(oy);
    f.get(imageOut).set(outputRow);
    f.countdown(
      oy,
      () => {
        const at = i32();
        rows.forEach((pointer, r) => {
          f.get(y)
            .i32.const(windowRows[r]?.offset as number)
            .i32.add()
            .tee(at);
          parameter("height")
            .i32.lt_u()
            .set(inside[r] as Local);
          f.get(image).get(at);
          parameter("row").i32.mul().i32.add().set(pointer);
        });
        f.free(at);
        if (spec.fused) {
          inside.forEach((flag, r) => void (r === 0 ? f.get(flag) : f.get(flag).i32.and()));
          f.set(whole);
        }
        body();
        add(y, "stepY");
        add(outputRow, "outputStep");
      },
      yt,
    );
  };

  const allImages = (): void => {
    parameter("x").set(image);
    f.i32.const(0).set(imageOut);
    parameter("images").set(images);
    f.countdown(images, () => {
      if (spec.down) columns((left, right) => tileRows(() => tile(left, right)));
      else tileRows(() => columns(tile));
      // Where the last tile was not full, there are less than no rows left.
      f.get(outputRow).get(oy);
      parameter("outputRow").i32.mul().i32.add().set(imageOut);
      add(image, "image");
    });
  };
  if (block) {
    const left = i32();
    parameter("firstChannel").set(block.channel);
    parameter("weights").set(block.weights);
    parameter("groups").set(left);
    parameter("blockGroups").set(block.groups);
    f.loop((again) => {
      f.get(left).get(block.groups).get(left).get(block.groups).i32.lt_s().select().set(block.groups);
      allImages();
      const advanceBy = (target: Local, bytes: number): FunctionBuilder =>
        f.get(target).get(block.groups).i32.const(bytes).i32.mul().i32.add().tee(target);
      advanceBy(block.weights, kh * kw * groupBytes).drop();
      advanceBy(block.channel, channelStep);
      limitChannel(block.channel);
      f.get(left).get(block.groups).i32.sub().tee(left).br_if(again);
    });
  } else allImages();
}

/** The vectors of channels of an output, or of a tap. */
type Vectors = readonly Local[];

export const depthwise: TunableKernel<DepthwiseSchedule> = {
  op: "depthwise",
  lower(call, features, choose = ([first]) => first) {
    const tensors = convolutionTensors(call);
    if (typeof tensors === "string") return tensors;
    const { x, w, output, constant } = tensors;
    if (w.shape[3] !== 1) return "its channel multiplier is not 1";
    const axes = windowAxes(call.attrs, x.shape, w.shape, output.shape);
    if (typeof axes === "string") return axes;
    // The last vector of channels may overlap the one before.
    const moves = (x.shape[3] as number) < 4 || (x.shape[3] as number) % 4 === 0;
    const plan = planEpilogue(call, { first: 2, packedBefore: 1, moves });
    if (typeof plan === "string") return plan;
    const width = features.simd && (x.shape[3] as number) >= 4 ? 4 : 1;
    const fused = width > 1 && features.relaxedSimd;
    const [images, , , channels] = x.shape as [number, number, number, number];
    const schedule = choose(depthwiseSchedules(axes, fused, channels));
    if (!schedule) return "no schedule fits";

    const { xt, yt, vectors } = schedule;
    /** Channels that a tile does at once, and how often. */
    const group = width * vectors;
    const groups = Math.ceil(channels / group);
    const [kh, kw] = w.shape as [number, number];
    const classes = tileClasses(axes.x, xt);
    const fetch = width > 1 && 4 * sizeOf(x.shape.slice(1)) > fetchFrom(axes.x.stride) << 20;
    const blocks = fetch ? 1 : channelBlocks(axes, schedule, group * groups);
    const down = fused && !fetch && goesDown(axes, blocks);
    const [pixel, pixelOut] = [4 * channels, plan.pixelBytes];
    const spec: DepthwiseSpec = {
      kernel: [kh, kw],
      strides: [axes.y.stride, axes.x.stride],
      dilations: [axes.y.dilation, axes.x.dilation],
      xt,
      yt,
      vectors,
      classes: classes.map(({ left, right }) => [left, right]),
      width,
      fetch,
      down,
      blocked: blocks > 1,
      fused,
      pixel,
      pixelOut,
    };
    const values: Record<string, Word> = {
      x: { input: 0 },
      weights: { packed: 0 },
      images,
      rows: axes.y.output,
      height: axes.y.input,
      groups,
      ...(blocks > 1 && { blockGroups: Math.ceil(groups / blocks) }),
      stepY: yt * axes.y.stride,
      startY: -axes.y.before,
      row: pixel * axes.x.input,
      outputRow: pixelOut * axes.x.output,
      outputStep: yt * pixelOut * axes.x.output,
      image: pixel * axes.x.input * axes.y.input,
      firstChannel: down ? 4 * (channels - group) : 0,
      lastChannel: down ? 0 : 4 * (channels - group),
      ...(spec.fetch && {
        fetchEnd: {
          input: 0,
          offset: 4 * (sizeOf(x.shape) - groups * group * xt * axes.x.stride),
        },
      }),
      ...plan.words,
    };
    classes.forEach(({ left, first, last }, i) => {
      values[`first${i}`] = pixel * (first * axes.x.stride - axes.x.before + left);
      values[`last${i}`] = pixel * (last * axes.x.stride - axes.x.before + left);
      values[`firstOutput${i}`] = pixelOut * first;
      values[`lastOutput${i}`] = pixelOut * last;
    });
    const words = new Words();
    const at = words.addAll(values);
    const row = pixelOut * axes.x.output;
    if (images > 1)
      words.divide(at.images as number, [
        [at.x as number, values.image as number],
        ...epilogueSteps(plan, at, row * axes.y.output),
      ]);
    else
      words.divide(at.rows as number, [[at.startY as number, axes.y.stride], ...epilogueSteps(plan, at, row)], {
        grain: yt,
      });
    const overlaps = axes.x.output % xt !== 0 || channels % group !== 0;
    return {
      launches: [
        launch("depthwise", features, { spec, epilogue: plan.structure, at }, words, (f) =>
          emitDepthwise(f, spec, plan, at),
        ),
      ],
      packed: [() => packTaps(constant.values, kh * kw, channels, group, down), ...plan.packed],
      privateBytes: plan.privateBytes,
      costly: plan.costly,
      zeroBytes: plan.zeroBytes,
      inPlace: overlaps ? [] : plan.inPlace,
      pitch: plan.pitch,
      flops: 2 * sizeOf(output.shape) * kh * kw,
    };
  },
};
