/** How a depthwise convolution is cut into tiles, and what of the image a tile reads. */
import type { Values } from "../src/graph/types.ts";
import type { WindowAxis } from "./window.ts";

export interface DepthwiseSchedule {
  /** Outputs of a row per tile, rows, and vectors of channels. */
  readonly xt: number;
  readonly yt: number;
  readonly vectors: number;
}

/**
 * Measured time of an output by tile `xt × yt`, or `xt × yt × vectors`: with fused multiply-adds at stride 1, at larger strides with windows of up to
 * three columns and with wider ones, and without fused multiply-adds at stride 1 and above. Small tiles load more and do more
 * bookkeeping, large ones spill. Rows two apart have little in common, but two vectors share the addresses.
 */
const FUSED = [
  {
    "4×2": 1,
    "7×1": 1.02,
    "6×1": 1.03,
    "5×1": 1.08,
    "3×2": 1.09,
    "4×1": 1.15,
    "2×2": 1.27,
    "3×1": 1.33,
    "2×1": 1.65,
    "1×2": 1.9,
    "1×1": 2.7,
  },
  {
    "4×1×2": 1,
    "7×1": 1.04,
    "3×1×2": 1.06,
    "6×1": 1.08,
    "4×2": 1.12,
    "4×1": 1.15,
    "2×2": 1.28,
    "3×1": 1.27,
    "2×1": 1.5,
    "1×1": 2.3,
  },
  {
    "7×1": 1,
    "4×2": 1.03,
    "6×1": 1.05,
    "3×1×2": 1.08,
    "4×1×2": 1.15,
    "4×1": 1.17,
    "2×2": 1.4,
    "3×1": 1.36,
    "2×1": 1.75,
    "1×1": 3,
  },
];
const UNFUSED = [
  { "1×1": 1.7, "2×1": 1.15, "3×1": 1.08, "4×1": 1, "5×1": 1.12 },
  { "1×1": 1.3, "2×1": 1, "3×1": 1.05, "4×1": 1.15 },
];

/** The tile sizes that fit an image of so many channels, best first. */
export function depthwiseSchedules({ x, y }: Axes, fused: boolean, channels: number): DepthwiseSchedule[] {
  const strided = x.stride > 1 ? 1 : 0;
  const times = Object.entries((fused ? FUSED[strided && x.kernel > 3 ? 2 : strided] : UNFUSED[strided]) ?? {});
  return times
    .map(([tile, time]) => {
      const [xt, yt, vectors = 1] = tile.split("×").map(Number) as [number, number, number?];
      // Rows that an image lacks at its end are not stored, and most of what they need is outside.
      const rows = (Math.ceil(y.output / yt) * yt + y.output) / 2;
      const schedule = { xt, yt, vectors };
      const crowded = strided ? crowding({ x, y }, schedule, channels) : 1;
      return { schedule, cost: Math.ceil(x.output / xt) * xt * rows * time * crowded };
    })
    .filter(
      ({ schedule: { xt, yt, vectors } }) =>
        xt <= x.output &&
        yt <= y.output &&
        // The last vectors of channels may overlap those before, but all should be needed.
        (vectors === 1 || (channels >= 4 * vectors && Math.ceil(channels / 4) % vectors === 0)),
    )
    .sort((a, b) => a.cost - b.cost)
    .map(({ schedule }) => schedule);
}

/** How many pixels there are in the window of a tile. */
const windowPixels = ({ x, y }: Axes, { xt, yt }: DepthwiseSchedule): number =>
  ((xt - 1) * x.stride + x.reach) * ((yt - 1) * y.stride + y.reach);

/** Bytes of a way of the first-level cache, and its ways. */
const WAY = 4096;
const WAYS = 12;

/**
 * How much longer a tile takes where its pixels share so few sets of the first-level cache that a line is gone before its next vector
 * is read: those of 512 channels lie half a page apart. At stride 1 there is enough to compute meanwhile.
 */
function crowding(axes: Axes, schedule: DepthwiseSchedule, channels: number): number {
  const pixel = 4 * channels;
  const pixels = windowPixels(axes, schedule) + schedule.xt * schedule.yt;
  const share = (pixels * Math.min(WAY, pixel & -pixel)) / (WAY * WAYS);
  return share > 1 ? 1 + share / (4 * schedule.vectors) : 1;
}

export interface Axes {
  readonly y: WindowAxis;
  readonly x: WindowAxis;
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

export function tileClasses(x: WindowAxis, xt: number): TileClass[] {
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

/**
 * Where all channels of a tile take more bytes than this, nothing of them is in the first-level cache when the next tile's turn comes,
 * and channels are done in blocks that take `BLOCK`.
 */
const MOST = 64 << 10;
const BLOCK = 24 << 10;

/** In how many blocks so many channels are done. */
export function channelBlocks(axes: Axes, schedule: DepthwiseSchedule, channels: number): number {
  const { x, y } = axes;
  const bytes = 4 * channels * (windowPixels(axes, schedule) + schedule.xt * schedule.yt + x.kernel * y.kernel);
  return bytes > MOST ? Math.ceil(bytes / BLOCK) : 1;
}

/**
 * Megabytes of an image, by stride, from which on its rows are fetched ahead: those that the second-level cache may not have. At
 * stride 1 there is more to compute meanwhile, and so less to gain.
 */
export const fetchFrom = (stride: number): number => (stride > 1 ? 1 : 4);

/**
 * Whether tiles go down the image, where most of a window was read for the one above and is in the first-level cache still, and channels from the
 * last to the first: tfjs's allocator puts a result of whole pages some words behind its image, and there what was stored looks to processors
 * like the next channels of the image, whose loads wait for it.
 */
export const goesDown = ({ x, y }: Axes, blocks: number): boolean => blocks > 1 || (x.stride > 1 && y.kernel > 3);

/**
 * Weights `[ceil(C / width)][taps][width]` for groups of channels in order of memory, or from the last to the first; the group that comes last is
 * whole too, and has channels of the one before.
 */
export function packTaps(values: Values, taps: number, channels: number, width: number, down: boolean): Float32Array {
  const groups = Math.ceil(channels / width);
  const packed = new Float32Array(groups * taps * width);
  for (let g = 0; g < groups; g++) {
    const first = down ? Math.max(0, channels - (g + 1) * width) : Math.min(g * width, channels - width);
    for (let t = 0; t < taps; t++)
      for (let c = 0; c < width; c++) packed[(g * taps + t) * width + c] = values[t * channels + first + c] as number;
  }
  return packed;
}

/** What the shape of a tile's window depends on. */
export interface TileSpec extends DepthwiseSchedule {
  readonly kernel: readonly [number, number];
  /** In order y, x. */
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly fused: boolean;
}

/** A row of the input under a tile's window: how far it is below the first, and which rows of outputs need it for which rows of taps. */
export interface InputRow {
  readonly offset: number;
  readonly uses: readonly { readonly output: number; readonly taps: number }[];
}

export function inputRows({ kernel, strides, dilations, yt }: TileSpec): InputRow[] {
  const rows = new Map<number, { output: number; taps: number }[]>();
  for (let output = 0; output < yt; output++)
    for (let taps = 0; taps < kernel[0]; taps++) {
      const offset = output * strides[0] + taps * dilations[0];
      rows.set(offset, [...(rows.get(offset) ?? []), { output, taps }]);
    }
  return [...rows].sort(([a], [b]) => a - b).map(([offset, uses]) => ({ offset, uses }));
}

/** The rows that the tiles above did not read: in turn all of the image, in order of memory. */
export function newRows({ yt, strides }: TileSpec, rows: readonly InputRow[]): number[] {
  const last = rows.at(-1)?.offset as number;
  return [...rows.keys()].filter((i) => (rows[i]?.offset as number) > last - yt * strides[0]);
}

/**
 * Taps of a kernel row in groups whose weights, `uses` for each tap, are in registers beside the sums. In engines without fused
 * multiply-adds there are loads too: V8's older compiler orders all loads of a basic block before its arithmetic.
 */
export function chunks({ kernel, xt, yt, vectors, strides, dilations, fused }: TileSpec, uses: number): number[][] {
  const groups: number[][] = [[]];
  for (let k = 0; k < kernel[1]; k++) {
    const group = groups.at(-1) as number[];
    const columns = new Set(
      [...group, k].flatMap((t) => Array.from({ length: xt }, (_, o) => o * strides[1] + t * dilations[1])),
    );
    const live = vectors * (xt * yt + (group.length + 1) * uses) + (fused ? 0 : columns.size);
    if (group.length > 0 && live > MAX_LIVE) groups.push([k]);
    else group.push(k);
  }
  return groups;
}

/** Vectors that may be live beside one input or product. */
const MAX_LIVE = 14;
