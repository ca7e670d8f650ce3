/**
 * Epilogues: what happens to accumulators before they are stored. This is the plan of one, which all families share;
 * `epilogue-tiles.ts` emits it for tiles of accumulators in registers, `epilogue-rows.ts` for outputs made in order of memory;
 * `epilogue-moved.ts` reads operands whose pixels lie elsewhere than the output's.
 */
import { apply, argument, argumentsOf, type Expr, postOrder, serialize } from "../src/expr/expr.ts";
import { type Shape, sameShape, sizeOf } from "../src/graph/types.ts";
import { unrenderable } from "./element.ts";
import type { Epilogue, KernelCall, Word } from "./kernel.ts";
import { readsAccumulator } from "./late-epilogue.ts";
import { flopsOf, takesMoreThan } from "./loops.ts";
import { type OperandKind, operandKind } from "./operands.ts";
import { ENTRY, type ResizeAttrs, resizeTable } from "./resize-table.ts";
import type { Offsets } from "./words.ts";

export interface EpilogueOperand {
  readonly argument: number;
  readonly kind: OperandKind | "resized";
  /** Per channel only: whether it is read from a copy padded to whole vectors. */
  readonly padded: boolean;
  /** Narrow only: how many channels there are beyond whole vectors, up to three. */
  readonly rest?: number;
  /** Resized only. */
  readonly mode?: ResizeAttrs["mode"];
}

/** Whether an operand's pixels lie elsewhere than the output's. */
export const isMoved = ({ kind }: EpilogueOperand): boolean => kind === "narrow" || kind === "resized";

export interface EpiloguePlan {
  /** One expression per output, over the accumulator (argument 0) and the operands. */
  readonly expressions: readonly Expr[];
  /** The operands that the expressions read. */
  readonly operands: readonly EpilogueOperand[];
  /** The argument that accumulators start at, a padded operand. */
  readonly bias: number | undefined;
  /**
   * Bytes of private memory that tiles need: large expressions are not repeated for each vector of a tile but put into a
   * loop, for which the accumulators go through memory.
   */
  readonly privateBytes: number;
  /** Everything that the code depends on, for keys. */
  readonly structure: unknown;
  /** Addresses of operands and outputs, named by `operandName` and `outputName`. */
  readonly words: Readonly<Record<string, Word>>;
  readonly packed: readonly (() => Float32Array | Int32Array)[];
  /** Inputs whose memory output 0 may take over as far as the epilogue is concerned. */
  readonly inPlace: readonly number[];
  /** The call's attribute `pitch`: how many elements the pixels of the output are apart, where others lie between. */
  readonly pitch: number | undefined;
  /** Bytes from a pixel of the output to the next. */
  readonly pixelBytes: number;
  /** Zeros that it needs. */
  readonly zeroBytes: number;
  /** Why another way is rather taken, if it is. */
  readonly costly: string | undefined;
}

/** Operations that an epilogue of tiles may take to be repeated for each vector. */
const SMALL = 12;
/** Room for the offsets of a tile's rows, and for its accumulators. */
export const TILE = { offsets: 64, bytes: 512, name: "tile" } as const;
/**
 * Bytes from which on an operand is rather resized as it is read than stored before: for each tile its pixels must be looked up, which
 * only memory beyond the caches is slower than.
 */
const FAR = 8 << 20;
/** Most bytes of a row of a tile. */
const TILE_ROW = 128;

/** Word of an output with a pitch, for rows: bytes from the end of a pixel's channels to the next pixel. */
export const GAP = "gap";
export const operandName = (argument: number): string => `operand${argument}`;
export const outputName = (output: number): string => `output${output}`;
/** Words for operands that are moved: the number of the part's first pixel, bytes from pixel to pixel, outputs in a row, zeros. */
export const PIXEL = { first: "pixel0", bytes: "pixelBytes", wide: "pixelsWide", zeros: "zeroPixel" } as const;
/** Words of one such operand: bytes of its pixel; where it is resized the tables of rows and columns. */
export const movedName = (argument: number, what: "bytes" | "rows" | "columns"): string => `${what}Of${argument}`;

/**
 * Plans the epilogue of a call, or says why it cannot be computed.
 * @param options.first the input that is argument 1
 * @param options.packedBefore for kernels that work in tiles, the number of constants that they pack themselves: constants per
 * channel are packed too, so that code may read them in whole vectors
 * @param options.looped whether large expressions may go through memory, as is best where nothing but storing them follows
 * @param options.moves whether operands may be narrow, as those of the output's shape are where that has a pitch; in kernels that work in tiles also resized, as the call's `resized` says. Vectors of
 * channels must then begin at multiples of their width
 */
export function planEpilogue(
  call: KernelCall,
  options: {
    readonly first: number;
    readonly packedBefore?: number;
    readonly looped?: boolean;
    readonly moves?: boolean;
  },
): EpiloguePlan | string {
  const { first, packedBefore, moves } = options;
  const resized = call.attrs.resized as Readonly<Record<number, ResizeAttrs>> | undefined;
  const epilogue = call.attrs.epilogue as Epilogue;
  const pitch = call.attrs.pitch as number | undefined;
  const shape = call.outputs[0]?.shape ?? [];
  const pixelBytes = 4 * (pitch ?? shape.at(-1) ?? 1);
  if (pitch && epilogue.length > 1) return "two outputs do not lie in one";
  if (call.outputs.length !== epilogue.length)
    return `${epilogue.length} expressions do not make ${call.outputs.length} outputs`;
  if (call.outputs.some((o) => o.dtype !== "float32" || !sameShape(o.shape, shape)))
    return "outputs must be float32 of one shape";
  if (call.attrs.pooled) return "what it adds is pooled first here";
  const missing = unrenderable(...epilogue);
  if (missing) return missing;

  const operands: EpilogueOperand[] = [];
  const words: Record<string, Word> = {};
  const packed: (() => Float32Array | Int32Array)[] = [];
  const inPlace: number[] = [];
  for (const index of argumentsOf(...epilogue)) {
    if (index === 0) continue;
    const input = first + index - 1;
    const operand = call.inputs[input];
    if (operand?.dtype !== "float32") return `the epilogue has no float32 operand ${index}`;
    const resize = resized?.[index];
    const own = resize ? "resized" : operandKind(operand, shape);
    // Seen from wider pixels it has fewer channels.
    const kind = own === "full" && pitch ? "narrow" : own;
    if (!kind) return `epilogue operand ${index} [${operand.shape}] is neither scalar, per channel nor like the output`;
    const { constant } = operand;
    const padded = kind === "channel" && constant !== undefined && packedBefore !== undefined;
    if (kind === "narrow" || resize) {
      if (!moves || (resize && packedBefore === undefined))
        return `it can't read epilogue operand ${index} while it is ${kind}`;
      const channels = operand.shape.at(-1) as number;
      operands.push({ argument: index, kind, padded, ...(resize ? { mode: resize.mode } : { rest: channels % 4 }) });
      Object.assign(words, { [PIXEL.first]: 0, [PIXEL.bytes]: pixelBytes });
      if (resize) {
        const tables = resizeTables(resize, operand.shape, shape);
        for (const name of ["rows", "columns"] as const) {
          words[movedName(index, name)] = { packed: (packedBefore as number) + packed.length };
          packed.push(tables[name]);
        }
        words[PIXEL.wide] = shape[2] as number;
      } else Object.assign(words, { [movedName(index, "bytes")]: 4 * channels, [PIXEL.zeros]: { zeros: true } });
    } else operands.push({ argument: index, kind, padded });
    words[operandName(index)] = padded ? { packed: packedBefore + packed.length } : { input };
    if (padded) packed.push(() => padToVectors(constant.values));
    if (kind === "full" && !constant) inPlace.push(input);
  }
  if (pitch && packedBefore === undefined) words[GAP] = pixelBytes - 4 * (shape.at(-1) as number);
  epilogue.forEach((_, i) => {
    words[outputName(i)] = { output: i };
  });
  const large = operands.some((o) => o.kind === "resized") || takesMoreThan(SMALL, ...epilogue);
  const looped = packedBefore !== undefined && options.looped !== false && large;
  if (looped) words[TILE.name] = { private: true };

  const bias = findBias(epilogue, operands);
  const expressions = bias === undefined ? epilogue : epilogue.map(withoutBias);
  const read = new Set(argumentsOf(...expressions));
  return {
    expressions,
    operands: operands.filter((o) => read.has(o.argument)),
    bias,
    privateBytes: looped ? TILE.bytes : 0,
    structure: { expressions: serialize(...expressions), operands, bias },
    words,
    packed,
    inPlace,
    pitch,
    pixelBytes,
    costly: operands.some((o) => o.mode === "bilinear" || (o.mode && 4 * sizeOf(shape) < FAR))
      ? "what fits the cache, or is not one pixel each, is quicker resized first"
      : undefined,
    zeroBytes: operands.some((o) => o.kind === "narrow") ? TILE_ROW : 0,
  };
}

/** The tables of `resizeTable` for the rows of all images, in bytes, and for the columns. */
function resizeTables(resize: ResizeAttrs, from: Shape, to: Shape) {
  const [images, height, wide, channels] = from as [number, number, number, number];
  const [pixel, row] = [4 * channels, 4 * channels * wide];
  return {
    columns: () => resizeTable(resize, wide, to[2] as number, pixel),
    rows: (): Int32Array => {
      const table = resizeTable(resize, height, to[1] as number, row);
      const all = new Int32Array(images * table.length);
      for (let i = 0; i < all.length; i++) {
        const image = Math.floor(i / table.length) * height * row;
        all[i] = (table[i % table.length] as number) + (i % ENTRY < 2 ? image : 0);
      }
      return all;
    },
  };
}

/** What moving on by `bytes` of the output adds to the epilogue's words, which lie at `at`. */
export function epilogueSteps(
  { expressions, operands, pixelBytes }: EpiloguePlan,
  at: Offsets,
  bytes: number,
): (readonly [word: number, step: number])[] {
  const full = operands.filter((o) => o.kind === "full").map((o) => operandName(o.argument));
  const names = [...full, ...expressions.map((_, i) => outputName(i))];
  const steps = names.map((name): [number, number] => [at[name] as number, bytes]);
  return operands.some(isMoved) ? [...steps, [at[PIXEL.first] as number, bytes / pixelBytes]] : steps;
}

function padToVectors(values: ArrayLike<number>): Float32Array {
  const padded = new Float32Array(Math.ceil(values.length / 4) * 4);
  padded.set(values);
  return padded;
}

/** Floating-point operations of a call's epilogue. */
export const epilogueFlops = ({ attrs, outputs }: KernelCall): number =>
  flopsOf(...(attrs.epilogue as Epilogue)) * sizeOf(outputs[0]?.shape ?? []);

/** The padded operand that every use of the accumulator adds first, if there is one. */
function findBias(roots: Epilogue, operands: readonly EpilogueOperand[]): number | undefined {
  let bias: number | undefined;
  if (roots.some(readsAccumulator)) return undefined;
  for (const e of postOrder(...roots)) {
    if (e.kind !== "apply" || !e.args.some(readsAccumulator)) continue;
    const other = e.args.find((a) => !readsAccumulator(a));
    if (e.fn !== "add" || other?.kind !== "argument") return undefined;
    const padded = operands.some((o) => o.argument === other.index && o.padded);
    if (!padded || (bias ?? other.index) !== other.index) return undefined;
    bias = other.index;
  }
  return bias;
}

/** Replaces each `add(accumulator, bias)` by the accumulator. */
function withoutBias(root: Expr): Expr {
  const done = new Map<Expr, Expr>();
  for (const e of postOrder(root)) {
    if (e.kind !== "apply") done.set(e, e);
    else if (e.args.some(readsAccumulator)) done.set(e, argument(0));
    else done.set(e, apply(e.fn, ...e.args.map((a) => done.get(a) as Expr)));
  }
  return done.get(root) as Expr;
}
