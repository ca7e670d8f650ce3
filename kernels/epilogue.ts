/**
 * Epilogues: what happens to accumulators before they are stored. This is the plan of one, which all families share;
 * `epilogue-tiles.ts` emits it for tiles of accumulators in registers, `epilogue-rows.ts` for outputs made in order of memory.
 */
import { apply, argument, argumentsOf, type Expr, postOrder, serialize } from "../src/expr/expr.ts";
import { sameShape, sizeOf } from "../src/graph/types.ts";
import { unrenderable } from "./element.ts";
import type { Epilogue, KernelCall, Word } from "./kernel.ts";
import { flopsOf, takesMoreThan } from "./loops.ts";
import { type OperandKind, operandKind } from "./operands.ts";
import type { Offsets } from "./words.ts";

export interface EpilogueOperand {
  readonly argument: number;
  readonly kind: OperandKind;
  /** Per channel only: whether it is read from a copy padded to whole vectors. */
  readonly padded: boolean;
}

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
  readonly packed: readonly (() => Float32Array)[];
  /** Inputs whose memory output 0 may take over as far as the epilogue is concerned. */
  readonly inPlace: readonly number[];
}

/** Operations that an epilogue of tiles may take to be repeated for each vector. */
const SMALL = 12;
/** Room for the offsets of a tile's rows, and for its accumulators. */
export const TILE = { offsets: 64, bytes: 512, name: "tile" } as const;

export const operandName = (argument: number): string => `operand${argument}`;
export const outputName = (output: number): string => `output${output}`;

/**
 * Plans the epilogue of a call, or says why it cannot be computed.
 * @param options.first the input that is argument 1
 * @param options.packedBefore for kernels that work in tiles, the number of constants that they pack themselves: constants per
 * channel are packed too, so that code may read them in whole vectors
 */
export function planEpilogue(
  call: KernelCall,
  options: { readonly first: number; readonly packedBefore?: number },
): EpiloguePlan | string {
  const { first, packedBefore } = options;
  const epilogue = call.attrs.epilogue as Epilogue;
  const shape = call.outputs[0]?.shape ?? [];
  if (call.outputs.length !== epilogue.length)
    return `${epilogue.length} expressions do not make ${call.outputs.length} outputs`;
  if (call.outputs.some((o) => o.dtype !== "float32" || !sameShape(o.shape, shape)))
    return "outputs must be float32 of one shape";
  const missing = unrenderable(...epilogue);
  if (missing) return missing;

  const operands: EpilogueOperand[] = [];
  const words: Record<string, Word> = {};
  const packed: (() => Float32Array)[] = [];
  const inPlace: number[] = [];
  for (const index of argumentsOf(...epilogue)) {
    if (index === 0) continue;
    const input = first + index - 1;
    const operand = call.inputs[input];
    if (operand?.dtype !== "float32") return `the epilogue has no float32 operand ${index}`;
    const kind = operandKind(operand, shape);
    if (!kind) return `epilogue operand ${index} [${operand.shape}] is neither scalar, per channel nor like the output`;
    const { constant } = operand;
    const padded = kind === "channel" && constant !== undefined && packedBefore !== undefined;
    operands.push({ argument: index, kind, padded });
    words[operandName(index)] = padded ? { packed: packedBefore + packed.length } : { input };
    if (padded) packed.push(() => padToVectors(constant.values));
    if (kind === "full" && !constant) inPlace.push(input);
  }
  epilogue.forEach((_, i) => {
    words[outputName(i)] = { output: i };
  });
  const looped = packedBefore !== undefined && takesMoreThan(SMALL, ...epilogue);
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
  };
}

/** What moving on by `bytes` of the output adds to the epilogue's words, which lie at `at`. */
export function epilogueSteps(
  { expressions, operands }: EpiloguePlan,
  at: Offsets,
  bytes: number,
): (readonly [word: number, step: number])[] {
  const full = operands.filter((o) => o.kind === "full").map((o) => operandName(o.argument));
  return [...full, ...expressions.map((_, i) => outputName(i))].map((name) => [at[name] as number, bytes]);
}

function padToVectors(values: ArrayLike<number>): Float32Array {
  const padded = new Float32Array(Math.ceil(values.length / 4) * 4);
  padded.set(values);
  return padded;
}

/** Floating-point operations of a call's epilogue. */
export const epilogueFlops = ({ attrs, outputs }: KernelCall): number =>
  flopsOf(...(attrs.epilogue as Epilogue)) * sizeOf(outputs[0]?.shape ?? []);

export const readsAccumulator = (e: Expr): boolean => e.kind === "argument" && e.index === 0;

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
