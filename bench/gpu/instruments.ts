/** Looks at what is encoded on WebGPU, by plans and by stock alike: other functions stand in for WebGPU's own for a while. */

export interface Encoded {
  readonly dispatches: number;
  /** Distinct ones that were dispatched. */
  readonly pipelines: number;
}

/** Puts `make(method)` in place of a method until the function that it returns is called. */
function standIn<T extends object, K extends keyof T>(prototype: T, name: K, make: (method: T[K]) => T[K]) {
  const method = prototype[name];
  prototype[name] = make(method);
  return () => {
    prototype[name] = method;
  };
}

/** Counts what is encoded until `work` resolves. */
export async function countEncoded(work: () => Promise<unknown>): Promise<Encoded> {
  const current = new WeakMap<GPUComputePassEncoder, GPUComputePipeline>();
  const pipelines = new Set<GPUComputePipeline | undefined>();
  let dispatches = 0;
  const undo = [
    standIn(
      GPUComputePassEncoder.prototype,
      "setPipeline",
      (method) =>
        function (this: GPUComputePassEncoder, pipeline) {
          current.set(this, pipeline);
          method.call(this, pipeline);
        },
    ),
    standIn(
      GPUComputePassEncoder.prototype,
      "dispatchWorkgroups",
      (method) =>
        function (this: GPUComputePassEncoder, ...counts) {
          dispatches++;
          pipelines.add(current.get(this));
          method.apply(this, counts);
        },
    ),
  ];
  try {
    await work();
  } finally {
    for (const each of undo) each();
  }
  return { dispatches, pipelines: pipelines.size };
}

/** Keeps from the device whatever is submitted, until the function that it returns is called. */
export const dropSubmits = (): (() => void) =>
  standIn(
    GPUQueue.prototype,
    "submit",
    (method) =>
      function (this: GPUQueue) {
        return method.call(this, []);
      },
  );

/** Passes of one inference that can be timed. */
const MOST_PASSES = 2048;

/**
 * Milliseconds that the device spends in the compute passes that `work` encodes, by timestamps at the begin and end of each.
 * `work` resolves when they are computed. `undefined` where the device grants no timestamps.
 */
export async function passTime(device: GPUDevice, work: () => Promise<unknown>): Promise<number | undefined> {
  if (!device.features.has("timestamp-query")) {
    await work();
    return undefined;
  }
  const querySet = device.createQuerySet({ type: "timestamp", count: 2 * MOST_PASSES });
  let passes = 0;
  const undo = standIn(
    GPUCommandEncoder.prototype,
    "beginComputePass",
    (method) =>
      function (this: GPUCommandEncoder, descriptor) {
        if (passes === MOST_PASSES) throw new Error(`more than ${MOST_PASSES} passes`);
        const beginningOfPassWriteIndex = 2 * passes++;
        const endOfPassWriteIndex = beginningOfPassWriteIndex + 1;
        const timestampWrites = { querySet, beginningOfPassWriteIndex, endOfPassWriteIndex };
        return method.call(this, { ...descriptor, timestampWrites });
      },
  );
  try {
    await work();
  } finally {
    undo();
  }
  if (passes === 0) return 0;
  const size = 16 * passes;
  const resolved = device.createBuffer({ size, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
  const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.resolveQuerySet(querySet, 0, 2 * passes, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const times = new BigUint64Array(staging.getMappedRange());
  let nanoseconds = 0n;
  for (let i = 0; i < times.length; i += 2) nanoseconds += (times[i + 1] as bigint) - (times[i] as bigint);
  for (const one of [querySet, resolved, staging]) one.destroy();
  return Number(nanoseconds) / 1e6;
}
