/** Writes .tflite files with the flatbuffers library, for specs that need one operator. */
import { Builder, type Offset } from "flatbuffers";

/** A field of an options table: its number in the schema, its kind and its value. */
export type LiteField = readonly [
  field: number,
  kind: "byte" | "int" | "float" | "ints",
  value: number | readonly number[],
];
export interface LiteTensorSpec {
  readonly shape: readonly number[];
  /** TensorFlow Lite's type: FLOAT32 where left out. */
  readonly type?: number;
  /** Stored bytes of a constant. */
  readonly data?: ArrayBufferView;
  readonly scale?: readonly number[];
  readonly zero?: readonly number[];
  readonly axis?: number;
}
export interface LiteOperatorSpec {
  /** A builtin's number, or a custom op's name. */
  readonly op: number | string;
  /** Names of tensors; "" where an operand is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly options?: readonly LiteField[];
  readonly custom?: Uint8Array;
}
export interface LiteSpec {
  readonly tensors: Readonly<Record<string, LiteTensorSpec>>;
  readonly operators: readonly LiteOperatorSpec[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const CUSTOM = 32;

export function liteFile({ tensors, operators, inputs, outputs }: LiteSpec): Uint8Array {
  const b = new Builder(1024);
  const names = Object.keys(tensors);
  const table = (fields: number, fill: () => void): Offset => {
    b.startObject(fields);
    fill();
    return b.endObject();
  };
  const vector = (items: readonly number[], width: number, add: (item: number) => void): Offset => {
    b.startVector(width, items.length, width);
    for (const item of [...items].reverse()) add(item);
    return b.endVector();
  };
  const ints = (items: readonly number[]): Offset => vector(items, 4, (item) => b.addInt32(item));
  const offsets = (items: readonly Offset[]): Offset => vector(items, 4, (item) => b.addOffset(item));
  const floats = (items: readonly number[]): Offset => vector(items, 4, (item) => b.addFloat32(item));
  const longs = (items: readonly number[]): Offset => vector(items, 8, (item) => b.addInt64(BigInt(item)));
  const bytes = (data: ArrayBufferView): Offset =>
    b.createByteVector(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const positions = (list: readonly string[]): Offset => ints(list.map((name) => names.indexOf(name)));

  const buffers = [table(1, () => {})];
  const stored = Object.entries(tensors).map(([name, { shape, type = 0, data, scale, zero = [0], axis = 0 }]) => {
    let buffer = 0;
    if (data) {
      const content = bytes(data);
      buffer = buffers.push(table(1, () => b.addFieldOffset(0, content, 0))) - 1;
    }
    const extents = ints(shape);
    const text = b.createString(name);
    let quantisation = 0;
    if (scale) {
      const [scales, zeros] = [floats(scale), longs(zero)];
      quantisation = table(7, () => {
        b.addFieldOffset(2, scales, 0);
        b.addFieldOffset(3, zeros, 0);
        b.addFieldInt32(6, axis, 0);
      });
    }
    return table(8, () => {
      b.addFieldOffset(0, extents, 0);
      b.addFieldInt8(1, type, 0);
      b.addFieldInt32(2, buffer, 0);
      b.addFieldOffset(3, text, 0);
      b.addFieldOffset(4, quantisation, 0);
    });
  });
  const codes = operators.map(({ op }) => {
    const text = typeof op === "string" ? b.createString(op) : 0;
    const builtin = typeof op === "string" ? CUSTOM : op;
    return table(4, () => {
      b.addFieldInt8(0, Math.min(builtin, 127), 0);
      b.addFieldOffset(1, text, 0);
      b.addFieldInt32(3, builtin, 0);
    });
  });
  const calls = operators.map(({ inputs: from, outputs: to, options, custom }, i) => {
    const [read, written] = [positions(from), positions(to)];
    const content = custom ? bytes(custom) : 0;
    const lists = new Map(
      (options ?? []).flatMap(([field, kind, value]) => (kind === "ints" ? [[field, ints(value as number[])]] : [])),
    );
    const fields =
      options &&
      table(16, () => {
        for (const [field, kind, value] of options) {
          if (kind === "ints") b.addFieldOffset(field, lists.get(field) as Offset, 0);
          else if (kind === "byte") b.addFieldInt8(field, value as number, 0);
          else if (kind === "int") b.addFieldInt32(field, value as number, 0);
          else b.addFieldFloat32(field, value as number, 0);
        }
      });
    return table(6, () => {
      b.addFieldInt32(0, i, 0);
      b.addFieldOffset(1, read, 0);
      b.addFieldOffset(2, written, 0);
      // Readers go by the operator; the kind of options only says that there are some.
      b.addFieldInt8(3, fields ? 1 : 0, 0);
      b.addFieldOffset(4, fields ?? 0, 0);
      b.addFieldOffset(5, content, 0);
    });
  });
  const parts = [offsets(stored), positions(inputs), positions(outputs), offsets(calls)];
  const graph = table(4, () => {
    for (const [i, part] of parts.entries()) b.addFieldOffset(i, part, 0);
  });
  const [codeList, graphs, bufferList] = [offsets(codes), offsets([graph]), offsets(buffers)];
  const root = table(5, () => {
    b.addFieldInt32(0, 3, 0);
    b.addFieldOffset(1, codeList, 0);
    b.addFieldOffset(2, graphs, 0);
    b.addFieldOffset(4, bufferList, 0);
  });
  b.finish(root, "TFL3");
  return b.asUint8Array();
}
