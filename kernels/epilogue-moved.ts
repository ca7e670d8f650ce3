/** Operands of epilogues whose pixels lie elsewhere than the output's: padded with channels of zeros, or resized. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Lanes } from "../src/codegen/wasm/lanes.ts";
import { type EpilogueOperand, movedName, operandName, PIXEL } from "./epilogue.ts";
import { advance } from "./loops.ts";
import { ENTRY } from "./resize-table.ts";
import type { Reader } from "./words.ts";

/** Reads such an operand along the channels of one pixel. */
export class MovedOperand {
  readonly #lanes: Lanes;
  readonly #operand: EpilogueOperand;
  readonly #read: Reader;
  /** Addresses of the vector: of one pixel, or of the four around the point. */
  readonly #pointers: readonly Local[];
  /** Narrow: bytes from here to the end of its pixel, and the address of zeros. */
  readonly #left: Local;
  readonly #zeros: Local;
  /** Bilinear: how far the point is from the upper left pixel, down and to the right. */
  readonly #weights: readonly Local[];

  /** @param before reads the same channels of another pixel */
  constructor(lanes: Lanes, operand: EpilogueOperand, read: Reader, before?: MovedOperand) {
    const { f } = lanes;
    const bilinear = operand.mode === "bilinear";
    this.#lanes = lanes;
    this.#operand = operand;
    this.#read = read;
    this.#pointers = Array.from({ length: bilinear ? 4 : 1 }, () => f.local("i32"));
    this.#left = before ? before.#left : f.local("i32");
    this.#zeros = before ? before.#zeros : f.local("i32");
    this.#weights = bilinear ? [lanes.local(), lanes.local()] : [];
  }

  get pointer(): Local {
    return this.#pointers[0] as Local;
  }

  /**
   * Goes to a pixel.
   * @param element pushes the bytes from the part's first element to one of the output's pixel
   * @param channel bytes from the pixel's first channel; none unless given
   */
  enter(element: () => void, channel?: Local): void {
    const { f } = this.#lanes;
    const { argument, kind } = this.#operand;
    const read = this.#read;
    const pixel = f.local("i32");
    element();
    read(PIXEL.bytes).i32.div_u();
    read(PIXEL.first).i32.add().set(pixel);
    if (kind === "narrow") {
      const bytes = (): void => void read(movedName(argument, "bytes"));
      read(operandName(argument)).get(pixel);
      bytes();
      f.i32.mul().i32.add().set(this.pointer);
      bytes();
      f.set(this.#left);
      if (channel) f.get(this.#left).get(channel).i32.sub().set(this.#left);
      read(PIXEL.zeros).set(this.#zeros);
    } else this.#findPixels(pixel);
    for (const pointer of channel ? this.#pointers : []) advance(f, pointer, channel as Local);
    f.free(pixel);
  }

  /** Narrow: goes to the next pixel after that of `before`, or the same. @param element of either */
  follow(before: MovedOperand, [last, next]: readonly [Local, Local]): void {
    const { f } = this.#lanes;
    f.get(before.pointer);
    this.#read(movedName(this.#operand.argument, "bytes"))
      .i32.const(0)
      .get(next)
      .get(last)
      .i32.ne()
      .select()
      .i32.add()
      .set(this.pointer);
  }

  /** Frees the locals of a pixel that followed another, or all. */
  free(followed = false): void {
    this.#lanes.f.free(...this.#pointers, ...(followed ? [] : [this.#left, this.#zeros]), ...this.#weights);
  }

  /** Looks up the source's rows and columns. */
  #findPixels(pixel: Local): void {
    const lanes = this.#lanes;
    const { f } = lanes;
    const read = this.#read;
    const { argument } = this.#operand;
    const [row, column] = [f.local("i32"), f.local("i32")];
    const entry = (target: Local, name: "rows" | "columns", divide: () => void): void => {
      read(movedName(argument, name)).get(pixel);
      read(PIXEL.wide);
      divide();
      f.i32
        .const(4 * ENTRY)
        .i32.mul()
        .i32.add()
        .set(target);
    };
    entry(row, "rows", () => f.i32.div_u());
    entry(column, "columns", () => f.i32.rem_u());
    this.#pointers.forEach((pointer, i) => {
      read(operandName(argument))
        .get(row)
        .i32.load(i < 2 ? 0 : 4)
        .i32.add()
        .get(column)
        .i32.load(4 * (i % 2))
        .i32.add()
        .set(pointer);
    });
    this.#weights.forEach((weight, i) => {
      lanes
        .get(i === 0 ? row : column)
        .loadSplat(8)
        .set(weight);
    });
    f.free(row, column);
  }

  /** Pushes `count` lanes of the operand, `offset` bytes from here. */
  load(count: number, offset: number): void {
    const lanes = this.#lanes;
    const { f } = lanes;
    const { kind, rest = 0 } = this.#operand;
    const at = (i: number) => (): void => void lanes.partialLoad(this.#pointers[i] as Local, count, offset);
    if (kind === "narrow") {
      /** Pushes whether so many bytes of it begin at the vector. */
      const has = (bytes: number): void =>
        void f
          .get(this.#left)
          .i32.const(offset + bytes)
          .i32.ge_s();
      const some = rest % lanes.width;
      if (count === lanes.width) {
        f.get(this.pointer).get(this.#zeros);
        has(lanes.bytes);
        f.select();
        lanes.load(offset);
      } else lanes.constant(0);
      if (some === 0 || some > count) return;
      // The vector in which the operand ends has fewer lanes of it.
      const value = lanes.keep();
      has(4);
      has(lanes.bytes);
      f.i32.gt_u().if(() => lanes.partialLoad(this.pointer, some, offset).set(value));
      lanes.get(value);
      f.free(value);
    } else if (this.#weights.length > 0) {
      const [dy, dx] = this.#weights as [Local, Local];
      const across = (left: number) => (): void => between(lanes, at(left), at(left + 1), dx);
      between(lanes, across(0), across(2), dy);
    } else at(0)();
  }

  /** Goes on by some bytes of the pixel. */
  move(bytes: number): void {
    const { f } = this.#lanes;
    for (const pointer of this.#pointers) advance(f, pointer, bytes);
    if (this.#operand.kind === "narrow") advance(f, this.#left, -bytes);
  }
}

/** Pushes the value that is `part` of the way from one pushed value to another. */
function between(lanes: Lanes, left: () => void, right: () => void, part: Local): void {
  left();
  const a = lanes.keep();
  right();
  lanes
    .get(a)
    .sub()
    .get(part)
    .madd(() => lanes.get(a));
  lanes.f.free(a);
}
