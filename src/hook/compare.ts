/** Says how a plan's values differ from stock's, if they do. */
import type { DataType } from "@tensorflow/tfjs-core";

export interface TensorValues {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** Largest normalised mean square error that passes as rounding. */
const TOLERANCE = 1e-8;
/** The same where values are kept in half precision, with eleven significant bits. */
export const HALF_TOLERANCE = 1e-4;
/** Root mean square error that passes where stock's values are all zero. */
const FLOOR = 1e-9;

/**
 * Why `got` is not the same as `want` up to rounding; `undefined` when it is.
 * @param most the normalised mean square error that passes
 * @param measured told of the error of values that are compared
 */
export function difference(
  got: TensorValues,
  want: TensorValues,
  most: number = TOLERANCE,
  measured: (error: number) => void = () => {},
): string | undefined {
  if (got.dtype !== want.dtype) return `dtype ${got.dtype} instead of ${want.dtype}`;
  if (String(got.shape) !== String(want.shape)) return `shape [${got.shape}] instead of [${want.shape}]`;
  const a = got.values;
  const b = want.values;
  if (a.length !== b.length) return `${a.length} values instead of ${b.length}`;
  let error = 0;
  let power = 0;
  for (let i = 0; i < b.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    if (Number.isFinite(x) && Number.isFinite(y)) {
      error += (x - y) ** 2;
      power += y * y;
    } else if (!Object.is(x, y)) return `${x} instead of ${y} at element ${i}`;
  }
  if (power > 0) measured(error / power);
  if (error <= most * power + FLOOR ** 2 * b.length) return undefined;
  return `normalised mean square error ${(error / power).toExponential(1)}`;
}
