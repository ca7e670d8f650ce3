/** Generated functions, compiled once for each memory and shared by every plan whose launches have the same key. */
import type { Launch } from "../../../kernels/kernel.ts";
import { ModuleBuilder } from "../../codegen/wasm/module.ts";

/** Takes the address of its parameter words. */
export type CompiledFunction = (words: number) => void;

const caches = new WeakMap<WebAssembly.Memory, Map<string, CompiledFunction>>();

/** The functions of `launches`, in order. All that are missing are compiled as one module. Throws when the code is not valid. */
export function compileLaunches(memory: WebAssembly.Memory, launches: readonly Launch[]): CompiledFunction[] {
  let cache = caches.get(memory);
  if (!cache) {
    cache = new Map();
    caches.set(memory, cache);
  }
  const missing = new Map<string, Launch>();
  for (const launch of launches) if (!cache.has(launch.key)) missing.set(launch.key, launch);
  if (missing.size > 0) {
    const shared = typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
    const module = new ModuleBuilder({ shared });
    const keys = [...missing.keys()];
    keys.forEach((key, i) => {
      module.function(`f${i}`, ["i32"], (f) => missing.get(key)?.emit(f));
    });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.build()), { env: { memory } });
    keys.forEach((key, i) => {
      cache.set(key, exports[`f${i}`] as CompiledFunction);
    });
  }
  return launches.map((l) => cache.get(l.key) as CompiledFunction);
}

/** How many generated functions live in a memory: what pipelines are to a GPU. */
export function functionCount(memory: WebAssembly.Memory): number {
  return caches.get(memory)?.size ?? 0;
}
