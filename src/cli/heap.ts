/** How much of the wasm backend's memory is in use, which its allocator does not tell: found by filling what is free. */
import type { WasmBackend } from "../runtime/wasm/backend.ts";
import { memoryOf } from "../runtime/wasm/backend.ts";

/** Sizes of the blocks that fill free memory, in bytes: what is left then is lost in gaps. */
const BLOCKS = [1 << 22, 1 << 18, 1 << 14, 1 << 10];

/** Bytes of the backend's memory that cannot be allocated without growing it. Leaves everything as it was. */
export function heapInUse(backend: WasmBackend): number {
  const memory = memoryOf(backend);
  const { wasm } = backend;
  if (!memory || !wasm) throw new Error("the wasm backend shows no memory");
  const taken: number[] = [];
  let free = 0;
  // The allocator takes a throw for "no room".
  Object.defineProperty(memory, "grow", {
    configurable: true,
    value: () => {
      throw new RangeError("not now");
    },
  });
  try {
    for (const bytes of BLOCKS)
      for (let address = wasm._malloc(bytes); address !== 0; address = wasm._malloc(bytes)) {
        taken.push(address);
        free += bytes;
      }
  } finally {
    delete (memory as { grow?: unknown }).grow;
    for (const address of taken) wasm._free(address);
  }
  return memory.buffer.byteLength - free;
}
