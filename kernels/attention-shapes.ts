/** Which shapes attention takes: what patterns ask, without the kernel. */
import { isStatic, type Shape, sameShape, sizeOf } from "../src/graph/types.ts";

/** Bytes of scores that are kept at a time. */
const BLOCK = 128 << 10;
/** More launches than this cost more than what the cache saves. */
const MOST_LAUNCHES = 2048;

/** Rows of scores that are kept at a time. */
export const blockOf = (rows: number, keys: number): number =>
  Math.min(rows, Math.max(24, 12 * Math.floor(BLOCK / (4 * keys) / 12)));

/** Why the kernel can't compute attention over tensors of these shapes, if it can't. */
export function attentionProblem(
  q: Shape,
  k: Shape,
  v: Shape,
  mask: Shape | undefined,
  transposed: boolean,
): string | undefined {
  if (![q, k, v, mask ?? []].every(isStatic)) return "its shapes are not known";
  if (q.length < 2 || k.length !== q.length || v.length !== q.length) return "its operands differ in rank";
  const batch = q.slice(0, -2);
  if (![k, v].every((shape) => sameShape(shape.slice(0, -2), batch))) return "its heads are broadcast";
  const [rows, depth] = q.slice(-2) as [number, number];
  const keys = v.at(-2) as number;
  if (!sameShape(k.slice(-2), transposed ? [depth, keys] : [keys, depth])) return "its shapes do not fit";
  if (sizeOf(batch) * (2 + 3 * Math.ceil(rows / blockOf(rows, keys))) > MOST_LAUNCHES)
    return "there are too many heads";
  if (!mask) return undefined;
  if (mask.at(-1) !== keys) return "its mask is the same for all keys";
  const scores = [...batch, rows, keys];
  const fits = mask.length <= scores.length && mask.every((d, i) => d === 1 || d === scores.at(i - mask.length));
  return fits ? undefined : "its mask does not broadcast to the scores";
}
