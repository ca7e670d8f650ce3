/**
 * Reads a table of sorted keys, the form of checkpoints' index files: blocks of entries whose keys share prefixes, an index
 * block that points to them, and a footer. The format is LevelDB's.
 */
import { BadModel } from "../source.ts";
import { maskedCrc32c } from "./crc32c.ts";

const MAGIC = 0xdb4775248b80fb57n;
const FOOTER = 48;
/** After each block: whether it is compressed, and a checksum. */
const TRAILER = 5;

interface Handle {
  readonly offset: number;
  readonly size: number;
}

/** All entries, in order of their keys. @throws BadModel */
export function readTable(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < FOOTER || view.getBigUint64(bytes.length - 8, true) !== MAGIC)
    throw new BadModel("is no table of a checkpoint: its last bytes are not those of one");
  const footer = new Cursor(bytes.subarray(bytes.length - FOOTER), bytes.length - FOOTER);
  handleAt(footer); // The index of further metadata, of which checkpoints have none.
  const entries = new Map<string, Uint8Array>();
  for (const [, value] of blockEntries(bytes, handleAt(footer)))
    for (const [key, content] of blockEntries(bytes, handleAt(new Cursor(value, 0)))) entries.set(key, content);
  return entries;
}

const handleAt = (cursor: Cursor): Handle => ({ offset: cursor.varint(), size: cursor.varint() });

function blockEntries(bytes: Uint8Array, { offset, size }: Handle): [string, Uint8Array][] {
  if (offset + size + TRAILER > bytes.length)
    throw new BadModel(`is damaged: a block ends at byte ${offset + size + TRAILER} of ${bytes.length}`);
  const block = bytes.subarray(offset, offset + size);
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + offset + size, TRAILER);
  if (maskedCrc32c(bytes.subarray(offset, offset + size + 1)) !== trailer.getUint32(1, true))
    throw new BadModel(`is damaged: the block at byte ${offset} does not have its checksum`);
  if (trailer.getUint8(0) !== 0) throw new BadModel("is compressed, which no checkpoint of TensorFlow is");
  if (size < 4) throw new BadModel(`is damaged: the block at byte ${offset} is too short`);
  const restarts = new DataView(block.buffer, block.byteOffset, size).getUint32(size - 4, true);
  const end = size - 4 - 4 * restarts;
  if (end < 0) throw new BadModel(`is damaged: the block at byte ${offset} has ${restarts} restarts`);
  const cursor = new Cursor(block.subarray(0, end), offset);
  const entries: [string, Uint8Array][] = [];
  let key = new Uint8Array();
  while (!cursor.atEnd) {
    const [shared, rest, length] = [cursor.varint(), cursor.varint(), cursor.varint()];
    if (shared > key.length) throw new BadModel(`is damaged: a key at byte ${offset} begins like one that is shorter`);
    const next = new Uint8Array(shared + rest);
    next.set(key.subarray(0, shared));
    next.set(cursor.take(rest), shared);
    key = next;
    entries.push([new TextDecoder().decode(key), cursor.take(length)]);
  }
  return entries;
}

/** Reads on through bytes. */
export class Cursor {
  readonly #bytes: Uint8Array;
  /** Where in the file they begin. */
  readonly #start: number;
  #at = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#start = start;
  }
  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }
  /** A whole number in groups of seven bits, the lowest first. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 50; shift += 7) {
      const byte = this.take(1)[0] as number;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw new BadModel(`is damaged: the number at byte ${this.#start + this.#at} is too long`);
  }
  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length)
      throw new BadModel(
        `is damaged: it ends at byte ${this.#start + this.#bytes.length}, before byte ${this.#start + end}`,
      );
    const found = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return found;
  }
}
