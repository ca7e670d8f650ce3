/** Expressions applied element by element, and the epilogue of kernels that produce their output in order of memory. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Lanes } from "../src/codegen/wasm/lanes.ts";
import { RENDERABLE, renderExpression } from "../src/codegen/wasm/render.ts";
import { argumentsOf, type Expr, postOrder, serialize } from "../src/expr/expr.ts";
import { sameElements, sameShape, sizeOf } from "../src/graph/types.ts";
import type { Epilogue, KernelCall } from "./kernel.ts";
import { advance, flopsOf, type Words, word, wordLocal } from "./loops.ts";

/** Why expressions can't be computed here, if they can't. */
export function unrenderable(...exprs: readonly Expr[]): string | undefined {
  const missing = postOrder(...exprs).find((e) => e.kind === "apply" && !RENDERABLE.has(e.fn));
  return missing?.kind === "apply" ? `there is no code for ${missing.fn}` : undefined;
}

/**
 * Evaluates expressions of one element, then stores all results, for a result may overwrite what another reads.
 * @param push pushes an argument; called at most once for each
 */
export function emitElement(
  lanes: Lanes,
  exprs: readonly Expr[],
  push: (argument: number) => void,
  store: (output: number, value: Local) => void,
): void {
  renderExpression(lanes, exprs, push);
  const results = exprs.map(() => lanes.keep()).reverse();
  results.forEach((value, o) => {
    store(o, value);
  });
  lanes.f.free(...results);
}

/** An operand of an epilogue: one element, one for each channel, or one for each element of the output. */
interface Operand {
  readonly argument: number;
  readonly kind: "scalar" | "channel" | "full";
  /** Offset of the word that holds its address. */
  readonly address: number;
}

/** The structure of an epilogue: data for the key. */
export interface EpiloguePlan {
  readonly expressions: string;
  readonly operands: readonly Operand[];
  readonly outputs: readonly number[];
}

/** Plans the epilogue of a call whose input i > 0 is argument i, or says why it can't be computed. */
export function planEpilogue({ inputs, outputs }: KernelCall, epilogue: Epilogue, words: Words): EpiloguePlan | string {
  const shape = outputs[0]?.shape ?? [];
  if (outputs.length !== epilogue.length) return `${epilogue.length} expressions do not make ${outputs.length} outputs`;
  if (outputs.some((o) => o.dtype !== "float32" || !sameShape(o.shape, shape)))
    return "outputs must be float32 of one shape";
  const missing = unrenderable(...epilogue);
  if (missing) return missing;
  const operands: Operand[] = [];
  for (const argument of argumentsOf(...epilogue)) {
    if (argument === 0) continue;
    const operand = inputs[argument];
    if (operand?.dtype !== "float32") return `there is no float32 operand ${argument}`;
    const size = sizeOf(operand.shape);
    const perChannel = size === (shape.at(-1) ?? 1) && operand.shape.at(-1) === size;
    const kind = size === 1 ? "scalar" : sameElements(operand.shape, shape) ? "full" : perChannel ? "channel" : undefined;
    if (!kind) return `operand ${argument} [${operand.shape}] is neither scalar, per channel nor like the output`;
    operands.push({ argument, kind, address: words.add({ input: argument }) });
  }
  return { expressions: serialize(...epilogue), operands, outputs: outputs.map((_, i) => words.add({ output: i })) };
}

export const epilogueFlops = ({ outputs }: KernelCall, epilogue: Epilogue): number =>
  flopsOf(...epilogue) * sizeOf(outputs[0]?.shape ?? []);

/** Emits an epilogue while the kernel goes through the output, a row of channels at a time. */
export class EpilogueWriter {
  readonly #lanes: Lanes;
  readonly #epilogue: Epilogue;
  readonly #operands: readonly (Operand & { /** A pointer, or a scalar's value. */ readonly local: Local })[];
  readonly #outputs: readonly Local[];

  /** Sets up pointers, so it belongs before all loops. */
  constructor(lanes: Lanes, epilogue: Epilogue, plan: EpiloguePlan) {
    const { f } = lanes;
    this.#lanes = lanes;
    this.#epilogue = epilogue;
    this.#operands = plan.operands.map((o) => {
      if (o.kind !== "scalar") return { ...o, local: wordLocal(f, o.address) };
      word(f, o.address);
      return { ...o, local: lanes.loadSplat().keep() };
    });
    this.#outputs = plan.outputs.map((o) => wordLocal(f, o));
  }

  /** The next vector is at channel 0. */
  beginRow(): void {
    const { f } = this.#lanes;
    for (const { kind, local, address } of this.#operands) if (kind === "channel") word(f, address).set(local);
  }

  /** Stores the results for an accumulator, `offset` bytes from here. */
  write(accumulator: Local, count: number, offset: number): void {
    const lanes = this.#lanes;
    emitElement(
      lanes,
      this.#epilogue,
      (argument) => {
        const operand = this.#operands.find((o) => o.argument === argument);
        if (!operand) lanes.get(accumulator);
        else if (operand.kind === "scalar") lanes.get(operand.local);
        else lanes.partialLoad(operand.local, count, offset);
      },
      (o, value) => void lanes.partialStore(this.#outputs[o] as Local, value, count, offset),
    );
  }

  /** Goes on by some bytes. */
  move(bytes: number): void {
    const { f } = this.#lanes;
    for (const { kind, local } of this.#operands) if (kind !== "scalar") advance(f, local, bytes);
    for (const output of this.#outputs) advance(f, output, bytes);
  }
}
