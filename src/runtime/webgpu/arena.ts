/**
 * Memory of intermediate values on a device: a few buffers, each shared by values that do not live at once.
 *
 * Sharing whole buffers, rather than parts of one, keeps what a dispatch reads and what it writes in different buffers, as
 * WebGPU demands, and lets the device see which dispatches are independent. Greedy by size, as Pisarchyk & Lee's "shared
 * objects".
 */
import type { Value } from "../../graph/graph.ts";
import { sizeOf } from "../../graph/types.ts";
import type { ArenaLayout, Storage } from "../../plan/storage.ts";

/** Bytes of a value on the device, where every element has four. Its type must be static. */
export function gpuBytesOf(value: Value): number {
  if (!value.type) throw new Error(`the type of "${value.name}" is not known`);
  return 4 * sizeOf(value.type.shape);
}

interface Shared {
  bytes: number;
  readonly tenants: Storage[];
}

/** Lays out an arena; `sizes` receives the bytes of each buffer, `bytesOf` tells those of a value. */
export function sharedBuffers(sizes: number[], bytesOf: (value: Value) => number = gpuBytesOf): ArenaLayout {
  const pack = (pieces: readonly Storage[]): number => {
    const buffers: Shared[] = [];
    for (const piece of [...pieces].sort((a, b) => b.bytes - a.bytes)) {
      const free = (b: Shared): boolean => b.tenants.every((t) => t.last < piece.first || t.first > piece.last);
      // Sorted by size, a free buffer is large enough; the smallest such leaves the others for others.
      let index = buffers.findLastIndex(free);
      if (index < 0) index = buffers.push({ bytes: piece.bytes, tenants: [] }) - 1;
      (buffers[index] as Shared).tenants.push(piece);
      piece.place = { kind: "arena", offset: 0, buffer: index };
    }
    sizes.push(...buffers.map((b) => b.bytes));
    return sizes.reduce((sum, n) => sum + n, 0);
  };
  return { bytesOf, pack };
}
