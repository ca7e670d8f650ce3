/** Data movement: copies regions between strided tensors of 4-byte elements. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { sizeOf } from "../src/graph/types.ts";
import { findTransposed, lowerTransposed } from "./copy-blocks.ts";
import { lowerRows, OUT, type Pair, runOf } from "./copy-rows.ts";
import type { CopyAttrs, Region } from "./index-maps.ts";
import type { Kernel, KernelCall, Launch, Lowered, Word } from "./kernel.ts";
import { advance, BULK, collapse, emitRow, type Nest, widthOf } from "./loops.ts";
import { launch, Words, word, wordLocal } from "./words.ts";

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
