/** Counts what some work asks of the GPU, whoever asks. */

export interface Dispatched<T> {
  readonly result: T;
  /** None where the work was not the GPU's. */
  readonly gpu?: { readonly dispatches: number; readonly pipelines: number };
}

/** Both sides encode compute passes in the end, so these are watched: distinct pipelines, and how often any of them runs. */
export async function countingDispatches<T>(work: () => Promise<T>): Promise<Dispatched<T>> {
  if (!("GPUComputePassEncoder" in globalThis)) return { result: await work() };
  const passes = GPUComputePassEncoder.prototype;
  const { setPipeline, dispatchWorkgroups } = passes;
  const pipelines = new Set<GPUComputePipeline>();
  let dispatches = 0;
  passes.setPipeline = function (pipeline) {
    pipelines.add(pipeline);
    return setPipeline.call(this, pipeline);
  };
  passes.dispatchWorkgroups = function (...counts) {
    dispatches++;
    return dispatchWorkgroups.apply(this, counts);
  };
  try {
    const result = await work();
    return dispatches > 0 ? { result, gpu: { dispatches, pipelines: pipelines.size } } : { result };
  } finally {
    Object.assign(passes, { setPipeline, dispatchWorkgroups });
  }
}
