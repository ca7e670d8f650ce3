/** Arrays as NumPy saves them (.npy, format 1 to 3): what a model is checked on. */
import { readFile } from "node:fs/promises";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { Failure } from "./failure.ts";
import { systemReason } from "./system-reason.ts";

type Reader = (view: DataView, i: number) => number;
/** Bytes of an element, its reader, and the dtype that holds it, by NumPy's letters. */
const TYPES: Readonly<Record<string, readonly [width: number, read: Reader, dtype: "float32" | "int32" | "bool"]>> = {
  "<f4": [4, (v, i) => v.getFloat32(4 * i, true), "float32"],
  "<f8": [8, (v, i) => v.getFloat64(8 * i, true), "float32"],
  "<i4": [4, (v, i) => v.getInt32(4 * i, true), "int32"],
  "<i8": [8, (v, i) => Number(v.getBigInt64(8 * i, true)), "int32"],
  "|u1": [1, (v, i) => v.getUint8(i), "int32"],
  "|b1": [1, (v, i) => v.getUint8(i), "bool"],
};

/** Reads an array. @throws Failure 1 when the file cannot be read, 2 when it is no array that fits */
export async function readNpy(file: string): Promise<Tensor> {
  const bytes = await readFile(file).catch((error) => {
    throw new Failure(`cannot read ${file}: ${systemReason(error)}`, 1);
  });
  const wrong = (text: string): Failure => new Failure(`${file} ${text}`, 2);
  if (bytes.length < 12 || bytes.toString("latin1", 0, 6) !== "\x93NUMPY") throw wrong("is no .npy file");
  const long = (bytes[6] as number) > 1;
  const start = long ? 12 : 10;
  const end = start + (long ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  const header = bytes.toString("latin1", start, end);
  const [, descr = ""] = /'descr':\s*'([^']*)'/.exec(header) ?? [];
  const [, extents] = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? [];
  const type = Object.hasOwn(TYPES, descr) ? TYPES[descr] : undefined;
  if (!type || extents === undefined)
    throw wrong(`holds no array of floats, integers or truth values: ${header.trim()}`);
  if (/'fortran_order':\s*True/.test(header))
    throw wrong("is in Fortran's order; save it with numpy.ascontiguousarray");
  const [width, read, dtype] = type;
  const shape = extents
    .split(",")
    .filter((d) => d.trim())
    .map(Number);
  const size = shape.reduce((n, d) => n * d, 1);
  if (bytes.length - end !== size * width) throw wrong(`has ${bytes.length - end} bytes of data, not ${size * width}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + end, size * width);
  return tensor(
    Array.from({ length: size }, (_, i) => read(view, i)),
    shape,
    dtype,
  );
}
