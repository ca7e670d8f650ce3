/** Attributes: TensorFlow's protocol buffers, as their JSON, to plain data and back. */
import type { Attrs } from "./graph.ts";
import type { DType } from "./types.ts";

/** An `AttrValue` as JSON: one of its fields is set, or none where the value is the field's default. */
export interface AttrProto {
  readonly s?: string | readonly number[];
  readonly i?: number | string;
  readonly f?: number | string;
  readonly b?: boolean;
  readonly type?: string | number;
  readonly shape?: ShapeProto;
  readonly tensor?: unknown;
  readonly func?: unknown;
  readonly list?: {
    readonly s?: readonly (string | readonly number[])[];
    readonly i?: readonly (number | string)[];
    readonly f?: readonly (number | string)[];
    readonly b?: readonly boolean[];
    readonly type?: readonly (string | number)[];
    readonly shape?: readonly ShapeProto[];
  };
}
export interface ShapeProto {
  readonly dim?: readonly { readonly size?: number | string }[];
  readonly unknownRank?: boolean;
}
/** An attribute that has no plain form; export writes it as it was. */
export interface RawAttr {
  readonly raw: AttrProto;
}

/** Names of TensorFlow's `DataType` by number. */
const TYPE_NAMES =
  ",FLOAT,DOUBLE,INT32,UINT8,INT16,INT8,STRING,COMPLEX64,INT64,BOOL,QINT8,QUINT8,QINT32,BFLOAT16,QINT16,QUINT16,UINT16,COMPLEX128,HALF,RESOURCE,VARIANT".split(
    ",",
  );
/** What tfjs makes of them; the others it does not know. */
const DTYPES: Readonly<Record<string, DType>> = {
  FLOAT: "float32",
  HALF: "float32",
  DOUBLE: "float32",
  INT32: "int32",
  INT64: "int32",
  INT8: "int32",
  UINT8: "int32",
  BOOL: "bool",
  STRING: "string",
  COMPLEX64: "complex64",
  COMPLEX128: "complex64",
};

/** The name of a `DataType`; those of references are those of what they refer to. */
export const dataTypeName = (type: number): string => `DT_${TYPE_NAMES[type % 100] ?? type}`;

/** The dtype that tfjs makes of a `DataType`, or its name (`DT_RESOURCE`) where tfjs has none. */
export function dtypeOf(type: string | number): string {
  const name = typeof type === "number" ? dataTypeName(type) : type;
  return DTYPES[name.slice(3)] ?? name;
}

/** TensorFlow's name of a dtype. */
export const typeName = (dtype: string): string =>
  dtype.startsWith("DT_") ? dtype : `DT_${TYPE_NAMES.find((name) => DTYPES[name] === dtype)}`;

/** Extents of a shape; `undefined` when not even their number is known. */
export const shapeOf = (shape: ShapeProto): number[] | undefined =>
  shape.unknownRank ? undefined : (shape.dim ?? []).map((d) => Number(d.size ?? 0));

export const shapeProto = (shape: readonly number[]): ShapeProto => ({ dim: shape.map((d) => ({ size: String(d) })) });

/** Attributes as plain data. Those that start with `_` are notes of TensorFlow's to itself and are dropped. */
export function decodeAttrs(protos: Readonly<Record<string, AttrProto>> | undefined): Attrs {
  const attrs: Record<string, unknown> = {};
  for (const [name, proto] of Object.entries(protos ?? {})) {
    const value = name.startsWith("_") ? undefined : decode(proto);
    if (value !== undefined) attrs[name] = value;
  }
  return attrs;
}

function decode(proto: AttrProto): unknown {
  const { s, i, f, b, type, shape, list } = proto;
  if (s !== undefined) return text(s);
  if (i !== undefined) return Number(i);
  if (f !== undefined) return Number(f);
  if (b !== undefined) return b;
  if (type !== undefined) return dtypeOf(type);
  if (shape) return shapeOf(shape) ?? { raw: proto };
  if (list?.shape?.length) return { raw: proto };
  // Old converters write the lists of the other types too, empty.
  if (list?.s?.length) return list.s.map(text);
  if (list?.b?.length) return list.b;
  if (list?.type?.length) return list.type.map(dtypeOf);
  if (list) return (list.f?.length ? list.f : (list.i ?? [])).map(Number);
  // Nothing set: the default of a field that only the op's definition knows; tfjs takes its own.
  return Object.keys(proto).length > 0 ? { raw: proto } : undefined;
}

/** Bytes as text: base64 in JSON files, an array in some converters' output. */
const text = (s: string | readonly number[]): string => (typeof s === "string" ? atob(s) : String.fromCharCode(...s));

/** Attributes that are floats even where their value is whole. */
const FLOATS = new Set(
  "alpha beta bias constant_value epsilon extrapolation_value leakyrelu_alpha max means min stddev".split(" "),
);

/** Plain data as attributes. */
export function encodeAttrs(attrs: Attrs): Record<string, AttrProto> {
  const protos: Record<string, AttrProto> = {};
  for (const [name, value] of Object.entries(attrs)) if (value !== undefined) protos[name] = encode(name, value);
  return protos;
}

function encode(name: string, value: unknown): AttrProto {
  if (typeof value === "boolean") return { b: value };
  if (typeof value === "number")
    return FLOATS.has(name) || !Number.isInteger(value) ? { f: value } : { i: String(value) };
  if (typeof value === "string") return isType(value) ? { type: typeName(value) } : { s: btoa(value) };
  if (Array.isArray(value))
    return name.toLowerCase().endsWith("shape") ? { shape: shapeProto(value) } : { list: encodeList(value) };
  if (value && typeof value === "object" && "raw" in value) return (value as RawAttr).raw;
  throw new Error(`attribute ${name} cannot be exported`);
}

function encodeList(values: readonly unknown[]): NonNullable<AttrProto["list"]> {
  const [first] = values;
  if (first === undefined) return {};
  if (typeof first === "boolean") return { b: values as boolean[] };
  if (typeof first === "string")
    return isType(first)
      ? { type: (values as string[]).map(typeName) }
      : { s: (values as string[]).map((s) => btoa(s)) };
  return values.every(Number.isInteger) ? { i: values.map(String) } : { f: values as number[] };
}

const isType = (s: string): boolean => s.startsWith("DT_") || Object.values<string>(DTYPES).includes(s);
