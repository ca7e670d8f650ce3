/** Epilogues of kernels that produce their output in order of memory. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Lanes } from "../src/codegen/wasm/lanes.ts";
import { emitElement } from "./element.ts";
import { type EpilogueOperand, type EpiloguePlan, GAP, isMoved, operandName, outputName } from "./epilogue.ts";
import { MovedOperand } from "./epilogue-moved.ts";
import { advance } from "./loops.ts";
import type { Reader } from "./words.ts";

/** Emits an epilogue while the kernel goes through the output, a row of channels at a time. */
export class RowEpilogue {
  readonly #lanes: Lanes;
  readonly #plan: EpiloguePlan;
  readonly #read: Reader;
  readonly #operands: readonly (EpilogueOperand & {
    /** A pointer, or a scalar's value. */
    readonly local: Local;
    readonly moved?: MovedOperand;
  })[];
  readonly #outputs: readonly Local[];

  /**
   * Sets up pointers, so it belongs before all loops.
   * @param start where to start, in bytes from the first element and from the first channel
   */
  constructor(
    lanes: Lanes,
    plan: EpiloguePlan,
    read: Reader,
    start?: { readonly element: Local; readonly channel: Local },
  ) {
    const { f } = lanes;
    this.#lanes = lanes;
    this.#plan = plan;
    this.#read = read;
    const pointer = (name: string, offset: Local | undefined): Local => {
      const local = f.local("i32");
      read(name);
      if (offset) f.get(offset).i32.add();
      f.set(local);
      return local;
    };
    this.#operands = plan.operands.map((o) => {
      if (isMoved(o)) {
        const moved = new MovedOperand(lanes, o, read);
        if (start) moved.enter(() => f.get(start.element), start.channel);
        return { ...o, local: moved.pointer, moved };
      }
      if (o.kind !== "scalar")
        return { ...o, local: pointer(operandName(o.argument), o.kind === "full" ? start?.element : start?.channel) };
      read(operandName(o.argument));
      return { ...o, local: lanes.loadSplat().keep() };
    });
    this.#outputs = plan.expressions.map((_, i) => pointer(outputName(i), start?.element));
  }

  /** The next vector is at channel 0. */
  beginRow(): void {
    for (const { kind, local, argument, moved } of this.#operands) {
      if (kind === "channel") this.#read(operandName(argument)).set(local);
      moved?.enter(() => {
        this.#lanes.f.get(this.#outputs[0] as Local);
        this.#read(outputName(0)).i32.sub();
      });
    }
  }

  /**
   * Stores the results for an accumulator, `offset` bytes from here.
   * @param further bytes from here to another element, where no operand is moved
   */
  write(accumulator: Local, count: number, offset: number, further = 0): void {
    const lanes = this.#lanes;
    emitElement(
      lanes,
      this.#plan.expressions,
      (argument) => {
        const operand = this.#operands.find((o) => o.argument === argument);
        if (!operand) lanes.get(accumulator);
        else if (operand.moved) operand.moved.load(count, offset);
        else if (operand.kind === "scalar") lanes.get(operand.local);
        else lanes.partialLoad(operand.local, count, offset + (operand.kind === "full" ? further : 0));
      },
      (o, value) => void lanes.partialStore(this.#outputs[o] as Local, value, count, offset + further),
    );
  }

  /** Goes on by some bytes. */
  move(bytes: number): void {
    const { f } = this.#lanes;
    for (const { kind, local, moved } of this.#operands)
      if (moved) moved.move(bytes);
      else if (kind !== "scalar") advance(f, local, bytes);
    for (const output of this.#outputs) advance(f, output, bytes);
  }
  /** The row of channels is done. */
  endRow(): void {
    if (!this.#plan.pitch) return;
    for (const output of this.#outputs) this.#read(GAP).get(output).i32.add().set(output);
  }
  /** Leaves out some bytes of the output, between rows of channels. */
  skip(bytes: number | Local): void {
    const { f } = this.#lanes;
    for (const { kind, local } of this.#operands) if (kind === "full") advance(f, local, bytes);
    for (const output of this.#outputs) advance(f, output, bytes);
  }
}
