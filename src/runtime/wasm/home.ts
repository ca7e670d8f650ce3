/** The memory that a plan lives in: tfjs's own where that will do, so that tensors are there too, else shared memory of ours. */
import { ALIGNMENT, align } from "../../plan/storage.ts";
import { allocate, memoryOf, type WasmBackend } from "./backend.ts";

export interface Home {
  readonly memory: WebAssembly.Memory;
  /** A view of all of it, good until the next allocation. */
  readonly bytes: Uint8Array;
  /** Whether tensors lie in it; otherwise inputs and outputs are copied. */
  readonly tensors: boolean;
  /** Throws where there is no room. */
  allocate(bytes: number): Block;
}
export interface Block {
  readonly address: number;
  /** Safe to call twice, and after the memory is gone. */
  free(): void;
}

/** tfjs's memory. Throws where the backend does not show it. */
export function heapOf(backend: WasmBackend): Home {
  const memory = memoryOf(backend);
  if (!memory) throw new Error("the wasm backend shows no memory");
  return {
    memory,
    tensors: true,
    get bytes() {
      if (!backend.wasm) throw new Error("the wasm backend was disposed");
      return backend.wasm.HEAPU8;
    },
    allocate: (bytes) => allocate(backend, bytes, ALIGNMENT),
  };
}

let own: Home | undefined | null;

/** Shared memory of our own, one for all plans; undefined where there is none to be had. It grows by what plans need, and keeps it. */
export function sharedHome(): Home | undefined {
  if (own === undefined)
    try {
      // Pages that are not cross-origin isolated make shared memory too, but can't share it.
      own = typeof SharedArrayBuffer === "undefined" ? null : new SharedHome();
    } catch {
      own = null;
    }
  return own ?? undefined;
}

const PAGE = 65536;
/** What a 32-bit address reaches. An address space that is short of it has no room for threads either. */
const MOST_PAGES = 65536;

class SharedHome implements Home {
  readonly tensors = false;
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  #view = new Uint8Array(this.memory.buffer);
  /** Unused ranges in order, no two adjacent. Address 0 is nobody's. */
  #free: { from: number; to: number }[] = [{ from: ALIGNMENT, to: PAGE }];

  get bytes(): Uint8Array {
    if (this.#view.buffer !== this.memory.buffer) this.#view = new Uint8Array(this.memory.buffer);
    return this.#view;
  }

  allocate(size: number): Block {
    const bytes = align(Math.max(size, 1));
    let range = this.#free.find((r) => r.to - r.from >= bytes);
    if (!range) {
      const end = this.memory.buffer.byteLength;
      const last = this.#free.at(-1);
      const tail = last?.to === end ? end - last.from : 0;
      const pages = Math.ceil((bytes - tail) / PAGE);
      this.memory.grow(pages);
      this.#release(end, end + pages * PAGE);
      range = this.#free.at(-1) as { from: number; to: number };
    }
    const address = range.from;
    range.from += bytes;
    if (range.from === range.to) this.#free.splice(this.#free.indexOf(range), 1);
    let held = true;
    return {
      address,
      free: () => {
        if (held) this.#release(address, address + bytes);
        held = false;
      },
    };
  }

  #release(from: number, to: number): void {
    const after = this.#free.findIndex((r) => r.from >= to);
    const i = after < 0 ? this.#free.length : after;
    const [before, next] = [this.#free[i - 1], this.#free[i]];
    const joins = before?.to === from;
    if (joins) before.to = to;
    if (next?.from === to) {
      if (joins) before.to = next.to;
      else next.from = from;
      if (joins) this.#free.splice(i, 1);
    } else if (!joins) this.#free.splice(i, 0, { from, to });
  }
}
