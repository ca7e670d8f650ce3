/** TensorFlow's tensors of any type as constants of ours: floats become float32, integers int32. */
import { dataTypeName, dtypeOf } from "../../graph/attrs.ts";
import { halfFromBits } from "../../graph/float16.ts";
import { ConstantTensor, type DType, type Shape, sizeOf, type Values } from "../../graph/types.ts";
import { BadModel } from "../source.ts";
import type { ShapeMessage, TensorMessage } from "./protos.ts";

type Read = (data: DataView, i: number) => number;
/** The nearest int32: bounds that mean "to the end" are the largest numbers there are. */
const toInt32 = (value: number): number => Math.max(-2147483648, Math.min(2147483647, value));
const word = new DataView(new ArrayBuffer(4));
function bfloat16(bits: number): number {
  word.setUint16(0, bits);
  return word.getFloat32(0);
}
/** Bytes of an element and how it is read, by the name of its type. */
const STORED: Readonly<Record<string, readonly [width: number, read: Read]>> = {
  DT_FLOAT: [4, (d, i) => d.getFloat32(4 * i, true)],
  DT_DOUBLE: [8, (d, i) => d.getFloat64(8 * i, true)],
  DT_HALF: [2, (d, i) => halfFromBits(d.getUint16(2 * i, true))],
  DT_BFLOAT16: [2, (d, i) => bfloat16(d.getUint16(2 * i, true))],
  DT_INT32: [4, (d, i) => d.getInt32(4 * i, true)],
  DT_INT64: [8, (d, i) => toInt32(Number(d.getBigInt64(8 * i, true)))],
  DT_INT16: [2, (d, i) => d.getInt16(2 * i, true)],
  DT_INT8: [1, (d, i) => d.getInt8(i)],
  DT_UINT8: [1, (d, i) => d.getUint8(i)],
  DT_UINT16: [2, (d, i) => d.getUint16(2 * i, true)],
  DT_BOOL: [1, (d, i) => d.getUint8(i)],
};
const FLOATS: ReadonlySet<string> = new Set(["DT_FLOAT", "DT_DOUBLE", "DT_HALF", "DT_BFLOAT16"]);

/** The most elements of a tensor: more than any weight has. */
const MOST_ELEMENTS = 2 ** 31;

/** What holds values of a type; `undefined` for strings, resources and other things that are no numbers. */
export function numericType(type: number): DType | undefined {
  const name = dataTypeName(type);
  if (!Object.hasOwn(STORED, name)) return undefined;
  return FLOATS.has(name) ? "float32" : name === "DT_BOOL" ? "bool" : (dtypeOf("DT_INT32") as DType);
}

/** Extents of a shape that must be known. @throws BadModel */
export function extentsOf(shape: ShapeMessage | undefined, of: string): Shape {
  const extents = (shape?.dim ?? []).map(({ size = 0 }) => size);
  const size = sizeOf(extents);
  if (!extents.every((d) => Number.isSafeInteger(d) && d >= 0) || !(size <= MOST_ELEMENTS))
    throw new BadModel(`is damaged: ${of} has the shape [${extents}]`);
  return extents;
}

/** Numbers that lie one after the other. @throws BadModel where there are too few or too many bytes */
export function tensorFromBytes(type: number, shape: Shape, bytes: Uint8Array, of: string): ConstantTensor {
  const dtype = numericType(type);
  const [width, read] = STORED[dataTypeName(type)] ?? [];
  if (!dtype || !width || !read) throw new BadModel(`is damaged: ${of} is of type ${dataTypeName(type)}`);
  const size = sizeOf(shape);
  if (bytes.length !== size * width)
    throw new BadModel(
      `is damaged: ${of} of shape [${shape}] has ${bytes.length} bytes, where ${size * width} are needed`,
    );
  return new ConstantTensor(dtype, shape, () => {
    const aligned = bytes.byteOffset % 4 === 0 && width === 4;
    if (aligned && dtype === "float32") return new Float32Array(bytes.buffer, bytes.byteOffset, size);
    if (aligned) return new Int32Array(bytes.buffer, bytes.byteOffset, size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const out = empty(dtype, size);
    for (let i = 0; i < size; i++) out[i] = read(view, i);
    return out;
  });
}

const empty = (dtype: DType, size: number): Values =>
  dtype === "float32" ? new Float32Array(size) : dtype === "bool" ? new Uint8Array(size) : new Int32Array(size);

/** A tensor of a graph; `undefined` where it holds no numbers. Lists that are too short go on with their last value. */
export function tensorFromMessage(tensor: TensorMessage, of: string): ConstantTensor | undefined {
  const type = tensor.dtype ?? 0;
  const dtype = numericType(type);
  if (!dtype) return undefined;
  const shape = extentsOf(tensor.tensorShape, of);
  const { tensorContent } = tensor;
  if (tensorContent && tensorContent.length > 0) return tensorFromBytes(type, shape, tensorContent, of);
  const values = listOf(tensor, dataTypeName(type));
  const size = sizeOf(shape);
  if (values.length > size) throw new BadModel(`is damaged: ${of} of shape [${shape}] has ${values.length} values`);
  return new ConstantTensor(dtype, shape, () => {
    const out = empty(dtype, size);
    out.set(values);
    if (values.length > 0) out.fill(values.at(-1) as number, values.length);
    return out;
  });
}

function listOf(tensor: TensorMessage, name: string): number[] {
  if (name === "DT_FLOAT") return [...tensor.floatVal];
  if (name === "DT_DOUBLE") return [...tensor.doubleVal];
  if (name === "DT_HALF") return tensor.halfVal.map(halfFromBits);
  if (name === "DT_BFLOAT16") return tensor.halfVal.map(bfloat16);
  if (name === "DT_INT64") return tensor.int64Val.map(toInt32);
  if (name === "DT_BOOL") return tensor.boolVal.map(Number);
  return [...tensor.intVal];
}
