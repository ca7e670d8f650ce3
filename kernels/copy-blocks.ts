/** Transposes: copies of regions whose contiguous dimension differs between input and output, in blocks of 4 × 4 held in registers. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { IN, lowerRows, OUT, type Pair } from "./copy-rows.ts";
import type { Launch, Word } from "./kernel.ts";
import { advance, collapse, divideNest, emitOuter, type Nest, outerLoops } from "./loops.ts";
import { launch, Words, wordLocal } from "./words.ts";

/** An address some elements further; a fill value stays what it is. */
const offsetBy = (address: Word, elements: number): Word =>
  typeof address === "object" && "offset" in address
    ? { ...address, offset: (address.offset ?? 0) + 4 * elements }
    : address;

/** The dimension that is contiguous in the output, across, and the one that is contiguous in the input, along. */
export interface Transposed {
  readonly across: number;
  readonly along: number;
}

/** The two where they differ and both have room for blocks of 4 × 4. */
export function findTransposed({ extents, strides }: Nest): Transposed | undefined {
  const across = (strides[OUT] as number[]).indexOf(1);
  const along = (strides[IN] as number[]).indexOf(1);
  const large = (d: number): boolean => d >= 0 && (extents[d] as number) >= 4;
  return across !== along && large(across) && large(along) ? { across, along } : undefined;
}

/** Blocks as far as they go, and launches for what is left at the ends of both dimensions. */
export function lowerTransposed(
  nest: Nest,
  { across, along }: Transposed,
  addresses: Pair,
  features: Features,
): Launch[] {
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
