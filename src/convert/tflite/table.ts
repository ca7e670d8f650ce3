/** Reads the tables of a flatbuffer, with every position checked: a damaged file is told from a sound one by where it points. */
import { ByteBuffer } from "flatbuffers";
import { BadModel } from "../source.ts";

/** The most bytes that the library's positions, signed 32-bit numbers, can tell apart. */
const MOST_BYTES = 2 ** 31 - 1;

/** The root table of a flatbuffer with the given identifier. @throws BadModel */
export function rootTable(bytes: Uint8Array, identifier: string): Table {
  if (bytes.length < 8) throw new BadModel(`is too short: ${bytes.length} bytes`);
  if (bytes.length > MOST_BYTES) throw new BadModel("is larger than a flatbuffer can be, 2 GiB");
  const buffer = new ByteBuffer(bytes);
  if (!buffer.__has_identifier(identifier)) throw new BadModel(`has no identifier ${identifier} at byte 4`);
  return new Table(buffer, buffer.readInt32(0));
}

/** A table: fields by their number in the schema. Absent ones have the value that the schema says. */
export class Table {
  readonly #buffer: ByteBuffer;
  readonly #at: number;
  readonly #vtable: number;
  readonly #fields: number;

  constructor(buffer: ByteBuffer, at: number) {
    this.#buffer = buffer;
    this.#at = this.#within(at, 4);
    this.#vtable = this.#within(at - buffer.readInt32(at), 4);
    this.#fields = (buffer.readUint16(this.#vtable) - 4) / 2;
  }

  int(field: number, absent = 0): number {
    const at = this.#find(field, 4);
    return at ? this.#buffer.readInt32(at) : absent;
  }
  /** A signed byte, as enumerations are. */
  byte(field: number, absent = 0): number {
    const at = this.#find(field, 1);
    return at ? this.#buffer.readInt8(at) : absent;
  }
  bool(field: number, absent = false): boolean {
    return this.byte(field, absent ? 1 : 0) !== 0;
  }
  float(field: number, absent = 0): number {
    const at = this.#find(field, 4);
    return at ? this.#buffer.readFloat32(at) : absent;
  }
  /** An unsigned number of 64 bits. */
  long(field: number): number {
    const at = this.#find(field, 8);
    return at ? Number(this.#buffer.readUint64(at)) : 0;
  }
  text(field: number): string {
    const bytes = this.bytes(field);
    return bytes ? new TextDecoder().decode(bytes) : "";
  }
  table(field: number): Table | undefined {
    const at = this.#find(field, 4);
    return at ? new Table(this.#buffer, this.#buffer.__indirect(at)) : undefined;
  }
  tables(field: number): Table[] {
    return this.#vector(field, 4, (at) => new Table(this.#buffer, this.#buffer.__indirect(at))) ?? [];
  }
  /** A vector of int32. */
  ints(field: number): number[] | undefined {
    return this.#vector(field, 4, (at) => this.#buffer.readInt32(at));
  }
  /** A vector of int64, of small numbers. */
  longs(field: number): number[] {
    return this.#vector(field, 8, (at) => Number(this.#buffer.readInt64(at))) ?? [];
  }
  floats(field: number): number[] {
    return this.#vector(field, 4, (at) => this.#buffer.readFloat32(at)) ?? [];
  }
  /** A vector of bytes, not copied. */
  bytes(field: number): Uint8Array | undefined {
    const found = this.#extent(field, 1);
    return found && this.#buffer.bytes().subarray(found.start, found.start + found.length);
  }
  /** Bytes anywhere in the file, not copied. */
  bytesAt(offset: number, length: number): Uint8Array {
    this.#within(offset, length);
    return this.#buffer.bytes().subarray(offset, offset + length);
  }

  #vector<T>(field: number, width: number, read: (at: number) => T): T[] | undefined {
    const found = this.#extent(field, width);
    return found && Array.from({ length: found.length }, (_, i) => read(found.start + i * width));
  }

  #extent(field: number, width: number): { start: number; length: number } | undefined {
    const at = this.#find(field, 4);
    if (!at) return undefined;
    const vector = this.#within(this.#buffer.__indirect(at), 4);
    // An unsigned number, which the library reads as a signed one.
    const length = this.#buffer.readUint32(vector);
    const start = vector + 4;
    this.#within(start, length * width);
    return { start, length };
  }

  /** Where a field's value lies; 0 where it is absent. */
  #find(field: number, width: number): number {
    if (field >= this.#fields) return 0;
    const slot = this.#within(this.#vtable + 4 + 2 * field, 2);
    const offset = this.#buffer.readUint16(slot);
    return offset ? this.#within(this.#at + offset, width) : 0;
  }

  #within(at: number, width: number): number {
    if (at < 0 || at + width > this.#buffer.capacity())
      throw new BadModel(`is damaged: a table points to byte ${at + width} of ${this.#buffer.capacity()}`);
    return at;
  }
}
