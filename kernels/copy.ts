/** Data movement: copies regions between strided tensors of 4-byte elements, as vectors, blocks or single elements. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { sizeOf } from "../src/graph/types.ts";
import type { CopyAttrs, Region } from "./index-maps.ts";
import type { Kernel, KernelCall, Launch, Lowered, Word } from "./kernel.ts";
import {
  advance,
  BULK,
  collapse,
  cutRow,
  divideNest,
  emitOuter,
  emitRow,
  fold,
  type Nest,
  outerLoops,
  type Row,
  widthOf,
} from "./loops.ts";
import { launch, Words, word, wordLocal } from "./words.ts";

/** Runs up to this length, in elements, are copied without a loop. */
const INLINE = 16;

export const copy: Kernel = { op: "copy", lower };

function lower({ attrs, inputs, outputs }: KernelCall, features: Features): Lowered | string {
  const { regions, fill = 0 } = attrs as unknown as CopyAttrs;
  const dtype = outputs[0]?.dtype;
  if (dtype !== "float32" && dtype !== "int32") return `elements of type ${dtype} do not have 4 bytes`;
  if ([...inputs, ...outputs].some((t) => t.dtype !== dtype)) return "inputs and outputs must have one type";
  const value: Word = dtype === "float32" ? { f32: fill } : fill;
  const launches = regions.filter((r) => sizeOf(r.extents) > 0).flatMap((r) => lowerRegion(r, value, features));
  return { launches, packed: [], flops: 0 };
}

/** Operands of a region's nest. */
const IN = 0;
const OUT = 1;
type Pair = readonly [input: Word, output: Word];

function lowerRegion(region: Region, fill: Word, features: Features): Launch[] {
  const { input, output = 0, inOffset, outOffset, extents, inStrides, outStrides } = region;
  const addresses: Pair = [
    // Where there is no input, the value itself is the parameter, and the words are where it is read.
    input < 0 ? fill : { input, offset: 4 * inOffset },
    { output, offset: 4 * outOffset },
  ];
  // Any order will do: writes that go through memory in sequence are the cheapest.
  const order = extents
    .map((_, d) => d)
    .sort((a, b) => Math.abs(outStrides[b] as number) - Math.abs(outStrides[a] as number));
  const pick = (list: readonly number[]): number[] => order.map((d) => list[d] as number);
  const nest = collapse({ extents: pick(extents), strides: [pick(inStrides), pick(outStrides)] });
  const blocks = features.simd && input >= 0 ? findTransposed(nest) : undefined;
  return blocks
    ? lowerTransposed(nest, blocks, addresses, features)
    : [lowerRows(nest, addresses, input < 0, features)];
}

/** An address some elements further; a fill value stays what it is. */
const offsetBy = (address: Word, elements: number): Word =>
  typeof address === "object" && "offset" in address
    ? { ...address, offset: (address.offset ?? 0) + 4 * elements }
    : address;

// ---- rows ----

function lowerRows(whole: Nest, [source, target]: Pair, filled: boolean, features: Features): Launch {
  const nest = fold(whole);
  const width = widthOf(features);
  const words = new Words();
  const n = nest.extents.at(-1) as number;
  const [inStep, outStep] = nest.strides.map((s) => s.at(-1) as number) as [number, number];
  const repeated = filled || inStep === 0;
  const contiguous = outStep === 1 && (repeated || inStep === 1);
  const kind = !contiguous ? "strided" : repeated ? "splat" : n >= BULK ? "bulk" : "run";
  const cut = cutRow(n, kind === "strided" ? 1 : width, 4);
  const row = n <= INLINE ? { unroll: 1, loop: false, rest: n } : kind === "bulk" ? undefined : cut.row;
  const at = {
    source: words.add(source),
    target: words.add(target),
    count: words.add(row ? cut.trips : 4 * n),
    inStep: words.add(4 * inStep),
    outStep: words.add(4 * outStep),
  };
  const loops = outerLoops(nest, words);
  divideNest(words, loops, nest, [filled ? undefined : at.source, at.target]);
  return launch("copy", features, { kind, filled, row, loops }, words, (f) => {
    const lanes = new Lanes(f, width, features);
    const target = wordLocal(f, at.target);
    const source = filled ? undefined : wordLocal(f, at.source);
    /** The value of a whole row, where there is one. */
    const splat = kind === "splat" ? lanes.local() : undefined;
    const loadSplat = (from: Local, offset: number): void => {
      f.get(from);
      lanes.loadSplat(offset);
      lanes.set(splat as Local);
    };
    if (filled && splat) loadSplat(f.params[0] as Local, at.source);

    const elements = (row: Row): void => {
      const [inStep, outStep] = [wordLocal(f, at.inStep), wordLocal(f, at.outStep)];
      const body = (count: number): void => {
        for (let i = 0; i < count; i++) {
          f.get(target);
          if (source) f.get(source);
          (source ? f.i32.load() : word(f, at.source)).i32.store();
          if (source) advance(f, source, inStep);
          advance(f, target, outStep);
        }
      };
      emitRow(
        new Lanes(f, 1, features),
        row,
        () => word(f, at.count),
        body,
        () => {},
      );
      f.free(inStep, outStep);
    };
    const vectors = (row: Row): void => {
      if (splat && source) loadSplat(source, 0);
      emitRow(
        lanes,
        row,
        () => word(f, at.count),
        (vectors, count) => {
          for (let v = 0; v < vectors; v++) {
            const value = splat ?? lanes.partialLoad(source as Local, count, v * lanes.bytes).keep();
            lanes.partialStore(target, value, count, v * lanes.bytes);
            if (!splat) f.free(value);
          }
        },
        (bytes) => {
          advance(f, target, bytes);
          if (source && !splat) advance(f, source, bytes);
        },
      );
    };
    const bulk = (): void => {
      const bytes = wordLocal(f, at.count);
      f.get(target)
        .get(source as Local)
        .get(bytes)
        .memory.copy();
      for (const pointer of [target, source as Local]) advance(f, pointer, bytes);
      f.free(bytes);
    };
    emitOuter(f, loops, [source, target], () => {
      if (!row) bulk();
      else if (kind === "strided") elements(row);
      else vectors(row);
    });
  });
}

// ---- transposed blocks ----

/**
 * The dimension that is contiguous in the output and the one that is contiguous in the input, where these differ and both
 * have room for blocks of 4 × 4.
 */
function findTransposed({ extents, strides }: Nest): { readonly across: number; readonly along: number } | undefined {
  const across = (strides[OUT] as number[]).indexOf(1);
  const along = (strides[IN] as number[]).indexOf(1);
  const large = (d: number): boolean => d >= 0 && (extents[d] as number) >= 4;
  return across !== along && large(across) && large(along) ? { across, along } : undefined;
}

/** Blocks as far as they go, and launches for what is left at the ends of both dimensions. */
function lowerTransposed(
  nest: Nest,
  { across, along }: { readonly across: number; readonly along: number },
  addresses: Pair,
  features: Features,
): Launch[] {
  const launches: Launch[] = [];
  const cut = (n: number, unit: number): number => n - (n % unit);
  /** The box of `size` from `begin` on, by position across and along. */
  const box = (begin: readonly [number, number], size: readonly [number, number], tile: number): void => {
    if (size[0] === 0 || size[1] === 0) return;
    const part = { ...nest, extents: nest.extents.map((n, d) => (d === across ? size[0] : d === along ? size[1] : n)) };
    const at = addresses.map((address, o) => {
      const strides = nest.strides[o] as readonly number[];
      return offsetBy(address, begin[0] * (strides[across] as number) + begin[1] * (strides[along] as number));
    }) as [Word, Word];
    launches.push(
      tile === 0
        ? lowerRows(collapse(part), at, false, features)
        : lowerBlocks(part, across, along, tile, at, features),
    );
  };
  const [width, height] = [nest.extents[across] as number, nest.extents[along] as number];
  const [tiled, blocked, rows] = [cut(width, 16), cut(width, 4), cut(height, 4)];
  box([0, 0], [tiled, rows], 16);
  box([tiled, 0], [blocked - tiled, rows], 4);
  box([blocked, 0], [width - blocked, rows], 0);
  box([0, rows], [width, height - rows], 0);
  return launches;
}

/** @param tile how far across to go before the next group along: 16 elements fill whole cache lines of the output */
function lowerBlocks(
  nest: Nest,
  across: number,
  along: number,
  tile: number,
  [source, target]: Pair,
  features: Features,
): Launch {
  const words = new Words();
  const height = nest.extents[along] as number;
  /** Blocks that lie side by side in the input, so that larger parts of its cache lines are read at once. */
  const group = height % 8 === 0 ? 2 : 1;
  const outer = nest.extents.map((_, d) => d).filter((d) => d !== across && d !== along);
  const order = [...outer, across, along, across];
  /** How far one trip of each loop goes. */
  const steps = [...outer.map(() => 1), tile, 4 * group, 4];
  const blocks: Nest = {
    extents: [...order.slice(0, -1).map((d, i) => (nest.extents[d] as number) / (steps[i] as number)), tile / 4],
    strides: nest.strides.map((s) => order.map((d, i) => (s[d] as number) * (steps[i] as number))),
  };
  const at = {
    source: words.add(source),
    target: words.add(target),
    inRow: words.add(4 * (nest.strides[IN]?.[across] as number)),
    outRow: words.add(4 * (nest.strides[OUT]?.[along] as number)),
  };
  const loops = outerLoops(blocks, words, 0);
  divideNest(words, loops, blocks, [at.source, at.target]);
  return launch("copy", features, { kind: "blocks", group, loops }, words, (f) => {
    const [source, target, inRow, outRow] = [at.source, at.target, at.inRow, at.outRow].map((o) => wordLocal(f, o)) as [
      Local,
      Local,
      Local,
      Local,
    ];
    const [from, to] = [f.local("i32"), f.local("i32")];
    const rows = Array.from({ length: 4 * group }, () => f.local("v128"));
    emitOuter(f, loops, [source, target], () => {
      // Row i of the block is vector i of each group; lanes run along the input.
      f.get(source).set(from);
      for (let i = 0; i < 4; i++) {
        for (let g = 0; g < group; g++)
          f.get(from)
            .v128.load(16 * g)
            .set(rows[4 * g + i] as Local);
        if (i < 3) advance(f, from, inRow);
      }
      f.get(target).set(to);
      for (let g = 0; g < group; g++) {
        const [a, b, c, d] = rows.slice(4 * g) as [Local, Local, Local, Local];
        const pairs = [
          [a, b, 0],
          [c, d, 0],
          [a, b, 2],
          [c, d, 2],
        ] as const;
        const halves = pairs.map(([x, y, low]) => {
          const half = f.local("v128");
          f.get(x)
            .get(y)
            .i32x4.shuffle(low, low + 4, low + 1, low + 5)
            .set(half);
          return half;
        });
        for (let j = 0; j < 4; j++) {
          const [x, y] = halves.slice(j & 2) as [Local, Local];
          f.get(to).get(x).get(y);
          if (j % 2 === 0) f.i32x4.shuffle(0, 1, 4, 5);
          else f.i32x4.shuffle(2, 3, 6, 7);
          f.v128.store();
          if (j < 3 || g + 1 < group) advance(f, to, outRow);
        }
        f.free(...halves);
      }
    });
  });
}
