/** Generated functions, compiled once for each memory and shared by every plan whose launches have the same key. */
import type { Launch } from "../../../kernels/kernel.ts";
import { ModuleBuilder } from "../../codegen/wasm/module.ts";

/** Takes the address of its parameter words. */
export type CompiledFunction = (words: number) => void;

/** The functions that work in one memory. */
export class FunctionTable {
  /** By index: the order of the exports of all modules. */
  readonly calls: CompiledFunction[] = [];
  readonly modules: WebAssembly.Module[] = [];
  readonly #memory: WebAssembly.Memory;
  readonly #indices = new Map<string, number>();

  private constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  static of(memory: WebAssembly.Memory): FunctionTable {
    const table = tables.get(memory) ?? new FunctionTable(memory);
    tables.set(memory, table);
    return table;
  }

  /** Indices of the functions of `launches`, in order. All that are missing are compiled as one module. Throws when the code is not valid. */
  compile(launches: readonly Launch[]): number[] {
    const missing = new Map<string, Launch>();
    for (const launch of launches) if (!this.#indices.has(launch.key)) missing.set(launch.key, launch);
    if (missing.size > 0) {
      const builder = new ModuleBuilder({ shared: isShared(this.#memory) });
      const keys = [...missing.keys()];
      keys.forEach((key, i) => {
        builder.function(`f${i}`, ["i32"], (f) => missing.get(key)?.emit(f));
      });
      const module = new WebAssembly.Module(builder.build());
      const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
      this.modules.push(module);
      keys.forEach((key, i) => {
        this.#indices.set(key, this.calls.push(exports[`f${i}`] as CompiledFunction) - 1);
      });
    }
    return launches.map((l) => this.#indices.get(l.key) as number);
  }
}

const tables = new WeakMap<WebAssembly.Memory, FunctionTable>();

export const isShared = ({ buffer }: WebAssembly.Memory): boolean =>
  typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;

/** How many generated functions live in a memory: what pipelines are to a GPU. */
export const functionCount = (memory: WebAssembly.Memory): number => FunctionTable.of(memory).calls.length;
