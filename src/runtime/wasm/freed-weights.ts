/**
 * Frees tfjs's copies of weights that plans have packed, and with them what XNNPACK packed of them once more.
 *
 * The tensor stays as it is for tfjs and for its accounting; only the backend's record of it says no more where its data lies.
 * Every way to the data leads over the record's `id` or `memoryOffset`, so these become accessors that bring the data back.
 */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { io, Tensor } from "@tensorflow/tfjs-core";
import type { Values } from "../../graph/types.ts";
import { weightReaders } from "../../graph/weights-tfjs.ts";
import type { FreedWeight } from "../runner.ts";
import type { WasmBackend } from "./backend.ts";

/** What the backend notes of a tensor's data. */
interface Data {
  readonly id: number;
  readonly memoryOffset: number;
  readonly refCount: number;
}

/** What frees weights of a model, by name, one at a time; `undefined` where one has to stay. */
export type FreeWeight = (name: string, tensor: Tensor) => FreedWeight | undefined;

/** @param model read once, when a weight is freed for the first time */
export function weightFreer(backend: WasmBackend, model: GraphModel): FreeWeight {
  let kept: ReadonlyMap<string, () => Values> | undefined;
  return (name, { dataId }) => {
    if (!backend.wasm?.tfjs || !backend.dataIdMap.has(dataId)) return undefined;
    const data: Data = backend.dataIdMap.get(dataId);
    // The app has a clone, or the data is gone already.
    if (data.refCount !== 1 || Object.getOwnPropertyDescriptor(data, "memoryOffset")?.get) return undefined;
    kept ??= keptBy(model);
    const values = backend.readSync(dataId);
    const read = kept ? kept.get(name) : holding(values);
    if (read === undefined || (kept && !same(read(), values))) return undefined;
    return free(backend, data, read, values);
  };
}

/** What gives these values, and holds them. It alone does: where the model keeps them, a copy must not live on in a closure. */
const holding = (values: Values) => () => values;

function free(backend: WasmBackend, data: Data, read: () => Values, { length, byteLength }: Values): FreedWeight {
  const { id, memoryOffset } = data;
  let freed = true;
  const settle = (address: number): void => {
    freed = false;
    for (const [key, value] of Object.entries({ id, memoryOffset: address }))
      Object.defineProperty(data, key, { value, writable: true, enumerable: true, configurable: true });
  };
  const restore = (): void => {
    const { wasm } = backend;
    if (!freed || !wasm) return;
    const values = read();
    const address = wasm._malloc(byteLength) >>> 0;
    if (address === 0) throw new Error(`the wasm memory has no room for a weight of ${byteLength} bytes`);
    wasm.HEAPU8.set(new Uint8Array(values.buffer, values.byteOffset, byteLength), address);
    wasm.tfjs?.registerTensor(id, length, address);
    settle(address);
  };
  backend.wasm?._free(memoryOffset);
  backend.wasm?.tfjs?.disposeData(id);
  for (const key of ["id", "memoryOffset"] as const)
    Object.defineProperty(data, key, {
      enumerable: true,
      configurable: true,
      get() {
        restore();
        // A backend that is gone has nothing to bring back to.
        return freed ? 0 : data[key];
      },
    });
  return {
    bytes: byteLength,
    get freed() {
      return freed;
    },
    restore,
    drop() {
      if (freed && data.refCount > 1) restore();
      // For the backend, address 0 and an id that it does not know are nothing to free.
      else if (freed) settle(0);
    },
  };
}

/**
 * The weights' values as the model keeps them for `save`. Only those of a model loaded from an address are out of the app's
 * reach: others may be overwritten, or sent away to a worker, and streamed ones are not kept.
 */
function keptBy(model: GraphModel): ReadonlyMap<string, () => Values> | undefined {
  const { modelUrl, artifacts } = model as unknown as { modelUrl: unknown; artifacts?: io.ModelArtifacts };
  return typeof modelUrl === "string" && artifacts?.weightData ? weightReaders(artifacts) : undefined;
}

/** Whether two arrays hold the same bytes. */
function same(a: Values, b: Values): boolean {
  const words = ({ buffer, byteOffset, byteLength }: Values) =>
    byteLength % 4
      ? new Uint8Array(buffer, byteOffset, byteLength)
      : new Uint32Array(buffer, byteOffset, byteLength / 4);
  const [x, y] = [words(a), words(b)];
  return x.length === y.length && x.every((word, i) => word === y[i]);
}
