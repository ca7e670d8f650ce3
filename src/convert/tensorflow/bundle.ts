/** The variables of a checkpoint: an index file that says where each lies, and files of values. */
import type { ConstantTensor } from "../../graph/types.ts";
import { BadModel } from "../source.ts";
import { maskedCrc32c } from "./crc32c.ts";
import { decode, type ShapeMessage } from "./protos.ts";
import { Cursor, readTable } from "./sstable.ts";
import { extentsOf, numericType, tensorFromBytes } from "./tensor.ts";

interface Header {
  readonly numShards?: number;
  readonly endianness?: number;
}
interface Entry {
  readonly dtype?: number;
  readonly shape?: ShapeMessage;
  readonly shardId?: number;
  readonly offset?: number;
  readonly size?: number;
  readonly crc32c?: number;
  readonly slices: readonly unknown[];
}

/** Bytes of the file of that name. @throws BadModel where it ends before */
export type ReadBytes = (file: string, offset: number, length: number) => Promise<Uint8Array>;

/** Where a checkpoint that Keras and TensorFlow 2 write keeps the names of what it holds. */
const OBJECTS = "_CHECKPOINTABLE_OBJECT_GRAPH";

export class Bundle {
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #read: ReadBytes;
  readonly #shards: number;

  private constructor(entries: ReadonlyMap<string, Entry>, shards: number, read: ReadBytes) {
    this.#entries = entries;
    this.#shards = shards;
    this.#read = read;
  }

  /** @param index the index file's bytes @param read reads bytes of the files beside it */
  static open(index: Uint8Array, read: ReadBytes): Bundle {
    const table = readTable(index);
    const header = table.get("");
    if (!header) throw new BadModel("is damaged: the index has no header");
    const { numShards = 0, endianness = 0 } = decode<Header>("BundleHeaderProto", header);
    if (endianness !== 0) throw new BadModel("was written by a big-endian machine");
    table.delete("");
    const entries = [...table].map(([key, bytes]): [string, Entry] => [key, decode("BundleEntryProto", bytes)]);
    return new Bundle(new Map(entries), numShards, read);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** The value under a key. @throws BadModel where it is damaged or no numbers */
  async tensor(key: string): Promise<ConstantTensor> {
    const entry = this.#entry(key);
    const of = `the variable "${key}"`;
    const type = entry.dtype ?? 0;
    if (!numericType(type)) throw new BadModel(`holds, as ${of}, no numbers`);
    if (entry.slices.length > 0) throw new BadModel(`holds ${of} in slices, as partitioned variables are`);
    return tensorFromBytes(type, extentsOf(entry.shape, of), await this.#bytes(key, entry), of);
  }

  /** Keys by the full names of variables, where the checkpoint says them. */
  async keysByName(): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    if (!this.has(OBJECTS)) return names;
    const entry = this.#entry(OBJECTS);
    // A string is stored after its length and a checksum of that.
    const cursor = new Cursor(await this.#bytes(OBJECTS, entry, false), entry.offset ?? 0);
    const length = cursor.varint();
    cursor.take(4);
    const { nodes } = decode<{
      nodes: { attributes: { name?: string; fullName?: string; checkpointKey?: string }[] }[];
    }>("TrackableObjectGraph", cursor.take(length));
    for (const { attributes } of nodes)
      for (const { fullName, checkpointKey } of attributes)
        if (fullName && checkpointKey) names.set(fullName, checkpointKey);
    return names;
  }

  #entry(key: string): Entry {
    const entry = this.#entries.get(key);
    if (!entry) throw new BadModel(`has no variable "${key}"`);
    return entry;
  }

  async #bytes(key: string, entry: Entry, checked = true): Promise<Uint8Array> {
    const { shardId = 0, offset = 0, size = 0, crc32c = 0 } = entry;
    if (shardId < 0 || shardId >= this.#shards)
      throw new BadModel(`is damaged: "${key}" lies in file ${shardId} of ${this.#shards}`);
    const five = (n: number): string => String(n).padStart(5, "0");
    const file = `variables.data-${five(shardId)}-of-${five(this.#shards)}`;
    const bytes = await this.#read(file, offset, size);
    // Strings have a checksum of their own form, which protobuf's makes needless.
    if (checked && maskedCrc32c(bytes) !== crc32c)
      throw new BadModel(`is damaged: "${key}" in ${file} does not have its checksum`);
    return bytes;
  }
}
