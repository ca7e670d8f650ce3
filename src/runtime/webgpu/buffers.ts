/** Every buffer that a plan owns: the arena's, constants and packed weights, scratch, uniforms. */
import type { Uniform } from "../../../kernels/webgpu/kernel.ts";
import type { Values } from "../../graph/types.ts";
import type { WebGpuBackend } from "./backend.ts";
import type { Round } from "./half.ts";

const { STORAGE, COPY_SRC, COPY_DST, UNIFORM } = { STORAGE: 128, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64 };

/** Buffers of no bytes cannot be bound, and vectors of four take 16. */
const atLeast = (bytes: number): number => Math.max(16, Math.ceil(bytes / 4) * 4);

/** Queues write in fours of bytes. */
const padded = (values: Uint16Array): Uint16Array => (values.length % 2 === 0 ? values : Uint16Array.of(...values, 0));

export class Buffers {
  readonly #backend: WebGpuBackend;
  readonly #all: GPUBuffer[] = [];
  readonly #constants = { single: new Map<Values, GPUBuffer>(), half: new Map<Values, GPUBuffer>() };
  /** Bytes of constants and packed weights. */
  constantBytes = 0;

  constructor(backend: WebGpuBackend) {
    this.#backend = backend;
  }

  /** A buffer that shaders and copies read and write. */
  storage(bytes: number): GPUBuffer {
    return this.#create(atLeast(bytes), STORAGE | COPY_SRC | COPY_DST);
  }

  /** A buffer that holds values, floats in half precision where `round` is given; the same values share one. */
  constant(values: Values, round?: Round): GPUBuffer {
    const known = this.#constants[round ? "half" : "single"];
    let buffer = known.get(values);
    if (!buffer) {
      // Elements take four bytes on the device, truth values too.
      const whole = values instanceof Uint8Array ? Int32Array.from(values) : values;
      const words = round && whole instanceof Float32Array ? padded(round(whole)) : whole;
      buffer = this.storage(words.byteLength);
      if (words.length > 0)
        this.#backend.queue.writeBuffer(buffer, 0, words.buffer, words.byteOffset, words.byteLength);
      known.set(values, buffer);
      this.constantBytes += words.byteLength;
    }
    return buffer;
  }

  /** One buffer for the uniforms of many dispatches; gives the binding of each. */
  uniforms(all: readonly (readonly Uniform[])[]): GPUBufferBinding[] {
    const { minUniformBufferOffsetAlignment: alignment } = this.#backend.device.limits;
    const sizes = all.map((list) => 16 * Math.ceil(list.length / 4));
    let end = 0;
    const offsets = sizes.map((bytes) => {
      const offset = end;
      end += Math.ceil(bytes / alignment) * alignment;
      return offset;
    });
    if (end === 0) return all.map(() => ({ buffer: undefined as never }));
    const block = new DataView(new ArrayBuffer(end));
    all.forEach((list, i) => {
      list.forEach((value, j) => {
        const at = (offsets[i] as number) + 4 * j;
        if (typeof value === "number") block.setInt32(at, value, true);
        else block.setFloat32(at, value.f32, true);
      });
    });
    const buffer = this.#create(end, UNIFORM | COPY_DST);
    this.#backend.queue.writeBuffer(buffer, 0, block.buffer);
    return all.map((_, i) => ({ buffer, offset: offsets[i] as number, size: sizes[i] as number }));
  }

  destroy(): void {
    for (const buffer of this.#all.splice(0)) buffer.destroy();
    for (const known of Object.values(this.#constants)) known.clear();
  }

  #create(size: number, usage: number): GPUBuffer {
    const buffer = this.#backend.device.createBuffer({ size, usage });
    this.#all.push(buffer);
    return buffer;
  }
}
