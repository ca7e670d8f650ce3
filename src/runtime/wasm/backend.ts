/** The parts of tfjs's wasm backend that plans rest on: its memory, its allocator, and where tensors lie. */
import { engine, type Tensor, type TensorInfo } from "@tensorflow/tfjs-core";
import type { Values } from "../../graph/types.ts";
import { processors } from "./worker.ts";

/** The emscripten module of the backend. Views are replaced when memory grows: read them afresh, keep none. */
interface WasmModule {
  readonly HEAPU8: Uint8Array;
  readonly HEAP32: Int32Array;
  readonly HEAPF32: Float32Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
  /** The backend's own table of tensors. */
  readonly tfjs?: {
    registerTensor(id: number, size: number, address: number): void;
    disposeData(id: number): void;
    getThreadsCount?(): number;
  };
  /** Threaded builds import their memory, the others export it. */
  readonly wasmMemory?: WebAssembly.Memory;
  readonly asm?: { readonly memory?: WebAssembly.Memory };
}

export interface WasmBackend {
  /** Null once the backend is disposed. */
  readonly wasm: WasmModule | null;
  readonly dataIdMap: {
    has(id: object): boolean;
    get(id: object): { readonly id: number; readonly memoryOffset: number; readonly refCount: number };
  };
  dispose(): unknown;
  /** A copy of a tensor's data. */
  readSync(id: object): Values;
  makeOutput(shape: readonly number[], dtype: string): TensorInfo;
}

/** Has something stopped when the backend is disposed of. */
export function onDispose(backend: WasmBackend, task: Stoppable): void {
  const known = endings.get(backend);
  if (known) {
    known.add(task);
    return;
  }
  const tasks = new Set([task]);
  endings.set(backend, tasks);
  const { dispose } = backend;
  backend.dispose = function () {
    for (const one of tasks) one.stop();
    return dispose.call(this);
  };
}
const endings = new WeakMap<WasmBackend, Set<Stoppable>>();
interface Stoppable {
  stop(): void;
}

/**
 * How many threads plans may use when nobody said a number: one for each processor, at most 4. Where the app told tfjs to
 * use fewer than it would by itself, that many.
 */
export function defaultThreads({ wasm }: WasmBackend): number {
  const count = processors();
  const own = wasm?.wasmMemory ? (wasm.tfjs?.getThreadsCount?.() ?? 0) : 0;
  // What tfjs takes by itself, as in its backend.cc.
  const usual = Math.min(8, Math.max(1, Math.floor(count / 2)));
  return Math.max(1, Math.min(count, own > 0 && own < usual ? own : 4));
}

/** The active backend as a wasm backend, or the reason why it can't be used as one. */
export function activeWasmBackend(): WasmBackend | string {
  const backend = engine().backend as unknown as Partial<WasmBackend> | null;
  if (!backend?.wasm || !backend.dataIdMap || !backend.makeOutput)
    return "the active backend is not tfjs's wasm backend";
  if (typeof backend.wasm._malloc !== "function" || !memoryOf(backend as WasmBackend))
    return "this build of tfjs's wasm backend does not show its memory";
  return backend as WasmBackend;
}

export function memoryOf({ wasm }: WasmBackend): WebAssembly.Memory | undefined {
  const memory = wasm?.wasmMemory ?? wasm?.asm?.memory;
  return memory instanceof WebAssembly.Memory ? memory : undefined;
}

/** Byte address of a tensor's data. Moves the data to the wasm backend when it lies elsewhere. */
export function addressOf(backend: WasmBackend, tensor: { readonly dataId: object }): number {
  return backend.dataIdMap.get(tensor.dataId).memoryOffset;
}

/** A tensor over fresh memory, tracked by the engine like any kernel's output. */
export function allocateTensor(backend: WasmBackend, shape: readonly number[], dtype: string): Tensor {
  return engine().makeTensorFromTensorInfo(backend.makeOutput(shape, dtype));
}

/** Allocates `bytes` in the backend's memory at a multiple of `alignment`. */
export function allocate(backend: WasmBackend, bytes: number, alignment: number): { address: number; free(): void } {
  const { wasm } = backend;
  if (!wasm) throw new Error("the wasm backend is disposed");
  const raw = wasm._malloc(bytes + alignment) >>> 0;
  if (raw === 0) throw new Error(`the wasm memory has no room for ${bytes} bytes`);
  let freed = false;
  return {
    address: Math.ceil(raw / alignment) * alignment,
    free() {
      if (!freed) backend.wasm?._free(raw);
      freed = true;
    },
  };
}
