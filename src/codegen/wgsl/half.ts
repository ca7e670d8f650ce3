/**
 * Half precision in memory: a shader whose storage bindings hold 16-bit floats, and which computes in 32 bits as before.
 *
 * Generated shaders reach a binding in one way only, `name[index]`, and store by one statement, `name[index] = value;`. So what
 * they compute is the same text; loads widen, stores round.
 */

import { accesses } from "./accesses.ts";

/** The text with these bindings in half precision; `enable f16;` must be legal on the device. Integer bindings carry floats' bits. */
export function halved(code: string, bindings: readonly number[]): string {
  if (bindings.length === 0) return code;
  return bindings.reduce((text, binding) => {
    const declared = new RegExp(`(@binding\\(${binding}\\) var<[^>]+> (\\w+): array<)(vec4<)?(f32|u32|i32)`);
    const [all, start, name, vector, type] = declared.exec(text) as unknown as [
      string,
      string,
      string,
      string?,
      string?,
    ];
    const vectorOf = (element: string): string => (vector ? `vec4<${element}>` : element);
    const narrow = text.replace(all, `${start}${vector ?? ""}f16`);
    const [float, own] = [vectorOf("f32"), vectorOf(type as string)];
    return accesses(
      narrow,
      name,
      (i) => (type === "f32" ? `${float}(${name}[${i}])` : `bitcast<${own}>(${float}(${name}[${i}]))`),
      (i, value) => `${name}[${i}] = ${vectorOf("f16")}(${type === "f32" ? value : `bitcast<${float}>(${value})`})`,
    );
  }, `enable f16;\n${code}`);
}

/** Numbers as 16-bit floats, rounded to nearest, ties to even. */
export function halves(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, (b) => {
    const [sign, size] = [(b >>> 16) & 0x8000, b & 0x7fffffff];
    if (size > 0x7f800000) return sign | 0x7e00;
    if (size >= 0x477ff000) return sign | 0x7c00;
    // Below 2^-14, numbers are multiples of 2^-24.
    if (size < 0x38800000)
      return sign | roundEven(Math.abs(new Float32Array(Uint32Array.of(size).buffer)[0] as number) * 2 ** 24);
    return sign | ((size - 0x38000000 + 0xfff + ((size >>> 13) & 1)) >>> 13);
  });
}

function roundEven(x: number): number {
  const floor = Math.floor(x);
  return x - floor > 0.5 || (x - floor === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
