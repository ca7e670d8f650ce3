/**
 * Which outputs of a peer are which of stock's, and by how much they differ.
 *
 * Converters order and cut outputs as they like: heads of equal size may change places, and two of stock's may be one of the
 * peer's; a last sigmoid may be left to the caller. So each output of the peer, as it is and through a sigmoid, is compared with
 * every one of stock's, and every two in a row, that has its size.
 */
import { compareOutputs } from "../../src/cli/measure.ts";

export interface Agreement {
  /** Outputs of the peer that have one of their size at stock; `of` counts all outputs. */
  readonly heads: number;
  readonly of: number;
  /** Over the heads that match, each with the one of stock's that is nearest. */
  readonly maxAbsError: number;
  readonly nmse: number;
}

export function compareHeads(peer: readonly Float32Array[], stock: readonly Float32Array[]): Agreement {
  const pairs = stock.flatMap((a, i) => stock.flatMap((b, j) => (i === j ? [] : [[a, b]])));
  const candidates = [...stock.map((a) => [a]), ...pairs];
  const found = peer.flatMap((head) => {
    const errors = candidates
      .filter((parts) => parts.reduce((n, p) => n + p.length, 0) === head.length)
      .flatMap((parts) => [head, head.map(sigmoid)].map((h) => compareOutputs([h], [concatenate(parts)])));
    return errors.length > 0 ? [errors.reduce((best, e) => (e.nmse < best.nmse ? e : best))] : [];
  });
  return {
    heads: found.length,
    of: peer.length,
    maxAbsError: Math.max(0, ...found.map((e) => e.maxAbsError)),
    nmse: Math.max(0, ...found.map((e) => e.nmse)),
  };
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
