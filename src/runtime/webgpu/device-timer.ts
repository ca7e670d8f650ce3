/** Times each item of a plan's run on the device itself, by timestamps at the beginning and the end of passes. */
import { openPass, type WebGpuBackend } from "./backend.ts";
import type { RunObserver } from "./plan.ts";

/** WebGPU's limit for one query set, in pairs of a beginning and an end. */
const PAIRS = 2048;
const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = { QUERY_RESOLVE: 512, COPY_SRC: 4, COPY_DST: 8, MAP_READ: 1 };

export class DeviceTimer implements RunObserver {
  readonly #backend: WebGpuBackend;
  readonly #sets: GPUQuerySet[] = [];
  #pairs = 0;
  /** For each item, the pairs between which it lies: a dispatch in one pass, other work between two empty ones. */
  readonly #items: (readonly [first: number, last: number])[] = [];

  /** @throws Error where the device tells no times */
  constructor(backend: WebGpuBackend) {
    if (!backend.device.features.has("timestamp-query"))
      throw new Error("This device does not tell how long single passes take.");
    this.#backend = backend;
  }

  pass(): GPUComputePassDescriptor {
    this.#items.push([this.#pairs, this.#pairs]);
    return this.#next();
  }

  other(work: () => void): void {
    const first = this.#pairs;
    openPass(this.#backend, this.#next());
    this.#backend.endComputePassEncoder();
    work();
    this.#items.push([first, this.#pairs]);
    openPass(this.#backend, this.#next());
    this.#backend.endComputePassEncoder();
  }

  /** Waits for the run, and gives the milliseconds of its items in order. The timer is ready for another run then. */
  async read(): Promise<number[]> {
    const backend = this.#backend;
    const { device } = backend;
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    const encoder = backend.commandEncoder as GPUCommandEncoder;
    const size = 16 * PAIRS * this.#sets.length;
    const resolved = device.createBuffer({ size, usage: QUERY_RESOLVE | COPY_SRC });
    const staging = device.createBuffer({ size, usage: MAP_READ | COPY_DST });
    try {
      this.#sets.forEach((set, i) => {
        const count = Math.min(PAIRS, this.#pairs - i * PAIRS);
        if (count > 0) encoder.resolveQuerySet(set, 0, 2 * count, resolved, 16 * PAIRS * i);
      });
      encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
      backend.submitQueue();
      await staging.mapAsync(1);
      // Nanoseconds, the beginning and the end of each pass.
      const stamps = new BigUint64Array(staging.getMappedRange());
      return this.#items.map(([first, last]) => {
        const [start, end] = first === last ? [2 * first, 2 * first + 1] : [2 * first + 1, 2 * last];
        return Math.max(0, Number((stamps[end] as bigint) - (stamps[start] as bigint)) / 1e6);
      });
    } finally {
      resolved.destroy();
      staging.destroy();
      this.#items.length = 0;
      this.#pairs = 0;
    }
  }

  dispose(): void {
    for (const set of this.#sets.splice(0)) set.destroy();
  }

  #next(): GPUComputePassDescriptor {
    const [set, at] = [Math.floor(this.#pairs / PAIRS), this.#pairs % PAIRS];
    this.#pairs++;
    this.#sets[set] ??= this.#backend.device.createQuerySet({ type: "timestamp", count: 2 * PAIRS });
    const querySet = this.#sets[set] as GPUQuerySet;
    return {
      timestampWrites: { querySet, beginningOfPassWriteIndex: 2 * at, endOfPassWriteIndex: 2 * at + 1 },
    };
  }
}
