/** Floats of 16 bits: as bits, and as numbers. */

/** A float16 from its bits. */
export function halfFromBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
}

const word = new DataView(new ArrayBuffer(4));

/** The bits of the float16 nearest to a finite float32, ties to even; what is too large becomes the largest finite one. */
export function bitsOfHalf(value: number): number {
  const sign = value < 0 ? 0x8000 : 0;
  const x = Math.min(Math.abs(value), 65504);
  // Below the smallest normal number, steps are all the same.
  if (x < 2 ** -14) return sign | roundEven(x * 2 ** 24);
  word.setFloat32(0, x);
  const exponent = (word.getUint32(0) >>> 23) - 127;
  // A fraction that rounds up to 1024 carries into the exponent, as it should.
  return sign | (((exponent + 15) << 10) + roundEven((x / 2 ** exponent - 1) * 1024));
}

function roundEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low;
}
