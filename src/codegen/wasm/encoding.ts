/** The binary encoding: LEB128 integers, floats, vectors, sections, immediates. */
import { type Immediates, INSTRUCTIONS, type Instruction, TYPE_OF_LETTER, type ValueType } from "./instructions.ts";

/** Binary codes of value types. */
export const TYPE_CODE: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

/** Bytes that grow at the end: modules have a hundred thousand of them. */
export class Bytes {
  #bytes = new Uint8Array(64);
  #length = 0;

  byte(value: number): this {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  /** Unsigned LEB128. */
  unsigned(value: number): this {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return this.byte(rest);
  }

  append(bytes: readonly number[] | Bytes): this {
    const source = bytes instanceof Bytes ? bytes.view() : bytes;
    if (this.#length + source.length > this.#bytes.length) this.#grow(source.length);
    for (let i = 0; i < source.length; i++) this.#bytes[this.#length + i] = source[i] as number;
    this.#length += source.length;
    return this;
  }

  /** A section's or a function body's size, then its content. */
  sized(content: Bytes): this {
    return this.unsigned(content.#length).append(content);
  }

  #grow(by: number): void {
    const bytes = new Uint8Array(2 * (this.#bytes.length + by));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
  }

  /** The bytes written so far, in place. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  return [...new Bytes().unsigned(value).view()];
}

/** Signed LEB128 of a 32-bit integer; 0xffffffff is taken as -1. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  while (rest < -64 || rest > 63) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  bytes.push(rest & 0x7f);
  return bytes;
}

/** A name of the binary format: its length, then UTF-8. */
export function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...unsigned(bytes.length), ...bytes];
}

/** An opcode of the instruction table. */
function opcode(code: number): number[] {
  return code < 0x100 ? [code] : [code >> 12, ...unsigned(code & 0xfff)];
}

const bytesOf = (array: Float32Array | Float64Array | Int32Array): number[] => [...new Uint8Array(array.buffer)];

function lanes(values: readonly number[], count: number): number[] {
  if (values.length !== 1 && values.length !== count) throw new Error(`a vector constant takes 1 or ${count} values`);
  return Array.from({ length: count }, (_, i) => values[i % values.length] as number);
}

function inRange(values: readonly number[], count: number, limit: number): readonly number[] {
  if (values.length !== count || values.some((v) => !(Number.isInteger(v) && v >= 0 && v < limit)))
    throw new Error(`expected ${count} lane indices below ${limit}, got [${values.join(", ")}]`);
  return values;
}

const memoryArgument = (log2Align: number, offset = 0): number[] => {
  if (!Number.isInteger(offset) || offset < 0) throw new Error(`memory offset ${offset} is not a natural number`);
  return offset < 0x80 ? [log2Align, offset] : [log2Align, ...unsigned(offset)];
};
const laneArgument = (log2Align: number, lane: number, offset?: number): number[] => [
  ...memoryArgument(log2Align, offset),
  ...inRange([lane], 1, 16 >> log2Align),
];

/** How each kind of immediates becomes bytes. */
const ENCODE: { readonly [K in keyof Immediates]: (...values: Immediates[K]) => readonly number[] } = {
  i32: (value) => {
    if (!Number.isInteger(value)) throw new Error(`i32.const of ${value}, which is not an integer`);
    return signed(value);
  },
  f32: (value) => bytesOf(new Float32Array([value])),
  f64: (value) => bytesOf(new Float64Array([value])),
  f32x4: (...values) => bytesOf(new Float32Array(lanes(values, 4))),
  i32x4: (...values) => bytesOf(new Int32Array(lanes(values, 4))),
  f64x2: (...values) => bytesOf(new Float64Array(lanes(values, 2))),
  align1: (offset) => memoryArgument(0, offset),
  align2: (offset) => memoryArgument(1, offset),
  align4: (offset) => memoryArgument(2, offset),
  lane: (lane) => inRange([lane], 1, 16),
  lane1: (lane, offset) => laneArgument(0, lane, offset),
  lane2: (lane, offset) => laneArgument(1, lane, offset),
  lane4: (lane, offset) => laneArgument(2, lane, offset),
  shuffle16: (...indices) => inRange(indices, 16, 32),
  shuffle4: (...indices) => inRange(indices, 4, 8).flatMap((i) => [4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3]),
  memory: () => [0],
  memories: () => [0, 0],
};

/** An instruction as the assembler uses it. */
export interface Decoded {
  readonly name: string;
  readonly operands: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly opcode: readonly number[];
  /** Absent where the instruction takes none. */
  readonly immediates: ((...values: number[]) => readonly number[]) | undefined;
}

const typesOf = (letters: string): ValueType[] => [...letters].map((l) => TYPE_OF_LETTER[l] as ValueType);

/** The instruction table, taken apart once instead of in every builder. */
export const DECODED: Readonly<Record<string, readonly Decoded[]>> = Object.fromEntries(
  Object.entries(INSTRUCTIONS).map(([group, rows]) => [
    group,
    Object.entries<Instruction>(rows).map(([name, [code, signature, kind]]): Decoded => {
      const [operands, results] = signature.split(":").map(typesOf) as [ValueType[], ValueType[]];
      const immediates = (kind && ENCODE[kind]) as Decoded["immediates"];
      return { name: `${group}.${name}`, operands, results, opcode: opcode(code), immediates };
    }),
  ]),
);
