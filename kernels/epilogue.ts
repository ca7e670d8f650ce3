/** Epilogues: what happens to accumulators between the reduction and the store. */
import type { FunctionBuilder, Local } from "../src/codegen/wasm/assembler.ts";
import type { Lanes } from "../src/codegen/wasm/lanes.ts";
import { RENDERABLE, renderExpression } from "../src/codegen/wasm/render.ts";
import { apply, argument, argumentsOf, type Expr, postOrder, serialize } from "../src/expr/expr.ts";
import { type Shape, sameShape, sizeOf } from "../src/graph/types.ts";
import type { Epilogue, KernelCall, KernelTensor, Word } from "./kernel.ts";

/**
 * How an operand is read: one element; one per channel, from a tensor or from a copy padded to whole vectors; or the
 * element where the output is.
 */
export type OperandKind = "scalar" | "channel" | "padded" | "full";

export interface EpiloguePlan {
  /** One expression per output, over the accumulator (argument 0) and the operands. */
  readonly expressions: readonly Expr[];
  /** Kinds by operand; operand i is argument i + 1. Operands that no expression reads are absent. */
  readonly kinds: ReadonlyMap<number, OperandKind>;
  /** The operand that accumulators start at. */
  readonly bias: number | undefined;
  /** Everything that the code depends on, for keys. */
  readonly spec: unknown;
  /** Parameters that the epilogue reads, by name. */
  readonly words: Readonly<Record<string, Word>>;
  readonly packed: readonly (() => Float32Array)[];
  readonly inPlace: readonly number[];
}

const operandName = (operand: number): string => `operand${operand}`;
const outputName = (output: number): string => `output${output}`;

/**
 * Plans the epilogue of a call whose operands start at input `first`, or says why it cannot be computed.
 * @param packedBefore number of constants that the kernel itself packs
 */
export function planEpilogue(call: KernelCall, first: number, packedBefore: number): EpiloguePlan | string {
  const epilogue = call.attrs.epilogue as Epilogue;
  const output = call.outputs[0] as KernelTensor;
  const channels = output.shape.at(-1) ?? 1;
  const width = Math.ceil(channels / 4) * 4;
  if (call.outputs.length !== epilogue.length)
    return `it has ${call.outputs.length} outputs and ${epilogue.length} expressions`;
  if (call.outputs.some((o) => o.dtype !== "float32" || !sameShape(o.shape, output.shape)))
    return "its outputs differ in type";

  const missing = postOrder(...epilogue).find((e) => e.kind === "apply" && !RENDERABLE.has(e.fn));
  if (missing?.kind === "apply") return `its epilogue has ${missing.fn}, which has no WebAssembly code`;

  const kinds = new Map<number, OperandKind>();
  const words: Record<string, Word> = {};
  const packed: (() => Float32Array)[] = [];
  const inPlace: number[] = [];
  for (const index of argumentsOf(...epilogue)) {
    if (index === 0) continue;
    const input = first + index - 1;
    const operand = call.inputs[input];
    if (!operand) return `its epilogue reads operand ${index}, which it does not have`;
    if (operand.dtype !== "float32") return `epilogue operand ${index} is ${operand.dtype}`;
    const kind = operandKind(operand, output, channels);
    if (!kind)
      return `epilogue operand ${index} of shape [${operand.shape.join()}] is neither scalar, per channel nor full`;
    kinds.set(index - 1, kind);
    if (kind === "padded") {
      const { constant } = operand;
      words[operandName(index - 1)] = { packed: packedBefore + packed.length };
      packed.push(() => {
        const padded = new Float32Array(width);
        padded.set(constant?.values ?? []);
        return padded;
      });
    } else words[operandName(index - 1)] = { input };
    if (kind === "full" && !operand.constant) inPlace.push(input);
  }
  epilogue.forEach((_, i) => {
    words[outputName(i)] = { output: i };
  });

  const bias = findBias(epilogue, kinds);
  const expressions = bias === undefined ? epilogue : epilogue.map((e) => withoutBias(e));
  const read = new Set(argumentsOf(...expressions));
  const spec = { expressions: serialize(...expressions), kinds: [...kinds], bias };
  const remaining = new Map([...kinds].filter(([operand]) => read.has(operand + 1)));
  return { expressions, kinds: remaining, bias, spec, words, packed, inPlace };
}

function operandKind(operand: KernelTensor, output: KernelTensor, channels: number): OperandKind | undefined {
  const size = sizeOf(operand.shape);
  if (size === 1) return "scalar";
  const perChannel = size === channels && operand.shape.at(-1) === channels;
  if (perChannel && operand.constant) return "padded";
  if (sameShape(squeeze(operand.shape), squeeze(output.shape))) return "full";
  return perChannel ? "channel" : undefined;
}

/** Without leading ones, which change nothing. */
const squeeze = (shape: Shape): Shape =>
  shape.slice(
    Math.max(
      0,
      shape.findIndex((d) => d !== 1),
    ),
  );

const readsAccumulator = (e: Expr): boolean => e.kind === "argument" && e.index === 0;

/** The padded operand that every use of the accumulator adds first, if there is one. */
function findBias(roots: Epilogue, kinds: ReadonlyMap<number, OperandKind>): number | undefined {
  let bias: number | undefined;
  if (roots.some(readsAccumulator)) return undefined;
  for (const e of postOrder(...roots)) {
    if (e.kind !== "apply" || !e.args.some(readsAccumulator)) continue;
    const other = e.args.find((a) => !readsAccumulator(a));
    if (e.fn !== "add" || other?.kind !== "argument") return undefined;
    if (kinds.get(other.index - 1) !== "padded" || (bias ?? other.index) !== other.index) return undefined;
    bias = other.index;
  }
  return bias === undefined ? undefined : bias - 1;
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

/** A tile of accumulators and where its elements are. All offsets are in bytes. */
export interface EpilogueTile {
  readonly accumulators: readonly (readonly Local[])[];
  /** Offset of each row's first element in the output and in full operands. */
  readonly rowOffsets: readonly Local[];
  /** Offset of the tile's first channel. */
  readonly channelOffset: Local;
  /** Lanes of the last vector that exist. */
  readonly lastCount: number;
}

type Parameter = (name: string) => FunctionBuilder;

/** Sets the accumulators of a tile to the bias, or to zero. */
export function startAccumulators(
  lanes: Lanes,
  plan: EpiloguePlan,
  parameter: Parameter,
  tile: Pick<EpilogueTile, "accumulators" | "channelOffset">,
): void {
  const { f } = lanes;
  const address = f.local("i32");
  if (plan.bias !== undefined) parameter(operandName(plan.bias)).get(tile.channelOffset).i32.add().set(address);
  (tile.accumulators[0] ?? []).forEach((first, j) => {
    if (plan.bias === undefined) lanes.constant(0);
    else lanes.get(address).load(j * lanes.bytes);
    lanes.set(first);
    for (const row of tile.accumulators.slice(1)) lanes.get(first).set(row[j] as Local);
  });
  f.free(address);
}

/**
 * Evaluates the expressions on a tile and stores the outputs.
 *
 * Output 0 is stored only when the whole tile is computed: rows may be listed twice, and output 0 may lie in the memory of
 * a full operand.
 */
export function emitEpilogue(lanes: Lanes, plan: EpiloguePlan, parameter: Parameter, tile: EpilogueTile): void {
  const { f } = lanes;
  const { accumulators, rowOffsets, channelOffset, lastCount } = tile;
  const vectors = accumulators[0]?.length ?? 0;
  const address = f.local("i32");
  const countOf = (j: number): number => (j === vectors - 1 ? lastCount : lanes.width);
  const scalars = new Map<number, Local>();
  for (const [operand, kind] of plan.kinds) {
    if (kind !== "scalar") continue;
    parameter(operandName(operand));
    scalars.set(operand, lanes.loadSplat().keep());
  }
  const trivial = plan.expressions.length === 1 && plan.expressions.every(readsAccumulator);
  for (let j = 0; j < vectors && !trivial; j++) {
    const channel = new Map<number, Local>();
    for (const [operand, kind] of plan.kinds) {
      if (kind !== "channel" && kind !== "padded") continue;
      parameter(operandName(operand)).get(channelOffset).i32.add().set(address);
      lanes.partialLoad(address, kind === "padded" ? lanes.width : countOf(j), j * lanes.bytes);
      channel.set(operand, lanes.keep());
    }
    accumulators.forEach((row, i) => {
      const sum = row[j] as Local;
      const at = rowOffsets[i] as Local;
      renderExpression(lanes, plan.expressions, (index) => {
        const value = index === 0 ? sum : (scalars.get(index - 1) ?? channel.get(index - 1));
        if (value) return lanes.get(value);
        parameter(operandName(index - 1))
          .get(at)
          .i32.add()
          .set(address);
        return lanes.partialLoad(address, countOf(j), j * lanes.bytes);
      });
      const second = plan.expressions.length > 1 ? lanes.keep() : undefined;
      lanes.set(sum);
      if (!second) return;
      parameter(outputName(1)).get(at).i32.add().set(address);
      lanes.partialStore(address, second, countOf(j), j * lanes.bytes);
      f.free(second);
    });
    f.free(...channel.values());
  }
  f.free(...scalars.values());
  accumulators.forEach((row, i) => {
    parameter(outputName(0))
      .get(rowOffsets[i] as Local)
      .i32.add()
      .set(address);
    row.forEach((sum, j) => {
      lanes.partialStore(address, sum, countOf(j), j * lanes.bytes);
    });
  });
  f.free(address);
}
