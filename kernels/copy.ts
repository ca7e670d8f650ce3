/** Data movement: copies regions between strided tensors of 4-byte elements, as vectors, blocks or single elements. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes, type Width } from "../src/codegen/wasm/lanes.ts";
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
  const moves = regions.filter((r) => sizeOf(r.extents) > 0).map((r) => planMove(r, value));
  const launches: Launch[] = [];
  for (let i = 0; i < moves.length; ) {
    const count = countAbreast(moves.slice(i, i + ABREAST));
    const [first] = moves.slice(i) as [Move];
    launches.push(...(count > 1 ? [lowerAbreast(moves.slice(i, i + count), features)] : lowerMove(first, features)));
    i += count;
  }
  return { launches, packed: [], flops: 0 };
}

/** Operands of a region's nest. */
const IN = 0;
const OUT = 1;
type Pair = readonly [input: Word, output: Word];

/** A region with its loops in order of the output's memory. */
interface Move {
  readonly region: Region;
  readonly nest: Nest;
  readonly addresses: Pair;
}

function planMove(region: Region, fill: Word): Move {
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
  return {
    region,
    nest: collapse({ extents: pick(extents), strides: [pick(inStrides), pick(outStrides)] }),
    addresses,
  };
}

function lowerMove({ region: { input }, nest, addresses }: Move, features: Features): Launch[] {
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

const runOf = (n: number, width: Width): ReturnType<typeof cutRow> =>
  n <= INLINE ? { row: { unroll: 1, loop: false, rest: n }, trips: 0 } : cutRow(n, width, 4);

function lowerRows(whole: Nest, [source, target]: Pair, filled: boolean, features: Features): Launch {
  const nest = fold(whole);
  const width = widthOf(features);
  const words = new Words();
  const n = nest.extents.at(-1) as number;
  const [inStep, outStep] = nest.strides.map((s) => s.at(-1) as number) as [number, number];
  const repeated = filled || inStep === 0;
  const contiguous = outStep === 1 && (repeated || inStep === 1);
  const kind = !contiguous ? "strided" : repeated ? "splat" : n >= BULK ? "bulk" : "run";
  const cut = runOf(n, kind === "strided" ? 1 : width);
  const row = kind === "bulk" ? undefined : cut.row;
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

// ---- runs abreast ----

/** Regions of short runs that one launch copies row by row, as a join of channels has them, so that memory is written in sequence. */
const ABREAST = 4;

/** How many of these, from the first on, can be copied abreast: rows of short runs, as many of each, that do not overlap. */
function countAbreast(moves: readonly Move[]): number {
  const fits = ({ region, nest }: Move): boolean =>
    region.input >= 0 &&
    nest.extents.length === 2 &&
    (nest.extents[1] as number) < BULK &&
    nest.strides.every((s) => s[1] === 1) &&
    nest.extents[0] === moves[0]?.nest.extents[0];
  const apart = (a: Move, b: Move): boolean => {
    const [from, to] = a.region.outOffset < b.region.outOffset ? [a, b] : [b, a];
    const distance = to.region.outOffset - from.region.outOffset;
    const pitch = from.nest.strides[OUT]?.[0] as number;
    return (
      (a.region.output ?? 0) !== (b.region.output ?? 0) ||
      (pitch === to.nest.strides[OUT]?.[0] &&
        distance >= (from.nest.extents[1] as number) &&
        distance + (to.nest.extents[1] as number) <= pitch)
    );
  };
  let count = 0;
  for (const move of moves) {
    if (!fits(move) || !moves.slice(0, count).every((other) => apart(move, other))) break;
    count++;
  }
  return Math.max(1, count);
}

function lowerAbreast(moves: readonly Move[], features: Features): Launch {
  const width = widthOf(features);
  const words = new Words();
  const parts = moves.map(({ nest, addresses }) => {
    const n = nest.extents[1] as number;
    const cut = runOf(n, width);
    return {
      row: cut.row,
      trips: words.add(cut.trips),
      pointers: addresses.map((a) => words.add(a)),
      // From the end of a run to the next.
      gaps: nest.strides.map((s) => words.add(4 * ((s[0] as number) - n))),
    };
  });
  const rows = words.add(moves[0]?.nest.extents[0] as number);
  words.divide(
    rows,
    moves.flatMap(({ nest }, i) =>
      nest.strides.map((s, o) => [parts[i]?.pointers[o] as number, 4 * (s[0] as number)] as const),
    ),
  );
  return launch("copy", features, { kind: "abreast", parts }, words, (f) => {
    const lanes = new Lanes(f, width, features);
    const pointers = parts.map((p) => p.pointers.map((o) => wordLocal(f, o)) as [Local, Local]);
    f.countdown(wordLocal(f, rows), () => {
      for (const [i, { row, trips, gaps }] of parts.entries()) {
        const [source, target] = pointers[i] as [Local, Local];
        emitRow(
          lanes,
          row,
          () => word(f, trips),
          (vectors, count) => {
            for (let v = 0; v < vectors; v++) {
              const value = lanes.partialLoad(source, count, v * lanes.bytes).keep();
              lanes.partialStore(target, value, count, v * lanes.bytes);
              f.free(value);
            }
          },
          (bytes) => {
            for (const pointer of [source, target]) advance(f, pointer, bytes);
          },
        );
        for (const [o, pointer] of [source, target].entries())
          word(f.get(pointer), gaps[o] as number)
            .i32.add()
            .set(pointer);
      }
    });
  });
}

// ---- transposed blocks ----

/** The dimension that is contiguous in the output, across, and the one that is contiguous in the input, along. */
interface Transposed {
  readonly across: number;
  readonly along: number;
}

/** The two where they differ and both have room for blocks of 4 × 4. */
function findTransposed({ extents, strides }: Nest): Transposed | undefined {
  const across = (strides[OUT] as number[]).indexOf(1);
  const along = (strides[IN] as number[]).indexOf(1);
  const large = (d: number): boolean => d >= 0 && (extents[d] as number) >= 4;
  return across !== along && large(across) && large(along) ? { across, along } : undefined;
}

/** Blocks as far as they go, and launches for what is left at the ends of both dimensions. */
function lowerTransposed(nest: Nest, { across, along }: Transposed, addresses: Pair, features: Features): Launch[] {
  const launches: Launch[] = [];
  const cut = (n: number, unit: number): number => n - (n % unit);
  const pitch = (o: number, d: number): number => nest.strides[o]?.[d] as number;
  /** Of the side whose rows lie further apart few are in use at a time, for they may share a set of the cache. */
  const wide = pitch(OUT, along) >= pitch(IN, across) ? across : along;
  /** The box of `size` from `begin` on, by position across and along. */
  const box = (begin: readonly [number, number], size: readonly [number, number], tile: number): void => {
    if (size[0] === 0 || size[1] === 0) return;
    const part = { ...nest, extents: nest.extents.map((n, d) => (d === across ? size[0] : d === along ? size[1] : n)) };
    const at = addresses.map((address, o) =>
      offsetBy(address, begin[0] * pitch(o, across) + begin[1] * pitch(o, along)),
    ) as [Word, Word];
    launches.push(
      tile === 0
        ? lowerRows(collapse(part), at, false, features)
        : lowerBlocks(part, { across, along, wide, tile }, at, features),
    );
  };
  const [width, height] = [nest.extents[across] as number, nest.extents[along] as number];
  const [columns, rows] = [cut(width, 4), cut(height, 4)];
  const length = wide === across ? columns : rows;
  const tiled = cut(length, TILE);
  if (wide === across) {
    box([0, 0], [tiled, rows], TILE);
    box([tiled, 0], [columns - tiled, rows], columns - tiled);
  } else {
    box([0, 0], [columns, tiled], TILE);
    box([0, tiled], [columns, rows - tiled], rows - tiled);
  }
  box([columns, 0], [width - columns, rows], 0);
  box([0, rows], [width, height - rows], 0);
  return launches;
}

/** How far to go along the side whose rows lie close, before the next rows of the other: what lies between stays in the cache. */
const TILE = 128;

interface Blocks extends Transposed {
  /** Which of the two is walked in the inner loop, `tile` elements at a time. */
  readonly wide: number;
  readonly tile: number;
}

function lowerBlocks(
  nest: Nest,
  { across, along, wide, tile }: Blocks,
  [source, target]: Pair,
  features: Features,
): Launch {
  const words = new Words();
  const narrow = wide === across ? along : across;
  /** Blocks side by side, two rows of vectors, so that larger parts of cache lines are used at once. */
  const group = (nest.extents[narrow] as number) % 8 === 0 ? 2 : 1;
  const [groupsAcross, groupsAlong] = narrow === across ? [group, 1] : [1, group];
  const outer = nest.extents.map((_, d) => d).filter((d) => d !== across && d !== along);
  const order = [...outer, wide, narrow, wide];
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
  return launch("copy", features, { kind: "blocks", groupsAcross, groupsAlong, loops }, words, (f) => {
    const [source, target, inRow, outRow] = [at.source, at.target, at.inRow, at.outRow].map((o) => wordLocal(f, o)) as [
      Local,
      Local,
      Local,
      Local,
    ];
    const [from, to] = [f.local("i32"), f.local("i32")];
    const vectors = Array.from({ length: 4 * group }, () => f.local("v128"));
    /** Vector i of a block, whose lanes run along the input. */
    const rowOf = (a: number, g: number, i: number): Local => vectors[4 * (a + g) + i] as Local;
    emitOuter(f, loops, [source, target], () => {
      f.get(source).set(from);
      for (let i = 0; i < 4 * groupsAcross; i++) {
        if (i > 0) advance(f, from, inRow);
        for (let g = 0; g < groupsAlong; g++)
          f.get(from)
            .v128.load(16 * g)
            .set(rowOf(i >> 2, g, i & 3));
      }
      const halves = Array.from({ length: groupsAlong }, (_, g) =>
        Array.from({ length: groupsAcross }, (_, a) =>
          [0, 2].flatMap((low) =>
            [0, 2].map((i) => {
              const half = f.local("v128");
              f.get(rowOf(a, g, i))
                .get(rowOf(a, g, i + 1))
                .i32x4.shuffle(low, low + 4, low + 1, low + 5)
                .set(half);
              return half;
            }),
          ),
        ),
      );
      f.get(target).set(to);
      for (let j = 0; j < 4 * groupsAlong; j++) {
        if (j > 0) advance(f, to, outRow);
        for (const [a, block] of (halves[j >> 2] as Local[][]).entries()) {
          const [x, y] = block.slice(j & 2) as [Local, Local];
          f.get(to).get(x).get(y);
          if (j % 2 === 0) f.i32x4.shuffle(0, 1, 4, 5);
          else f.i32x4.shuffle(2, 3, 6, 7);
          f.v128.store(16 * a);
        }
      }
      f.free(...halves.flat(2));
    });
  });
}
