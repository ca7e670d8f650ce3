/** Counts what tfjs runs during some work: kernels, and memory at its peak. */
import { engine, memory } from "@tensorflow/tfjs-core";

export interface Counted<T> {
  readonly result: T;
  readonly kernels: number;
  /** Those among them that only give their operand's memory another name. */
  readonly views: number;
  /** Bytes at the peak, beyond those before. */
  readonly peakBytes: number;
}

/** Kernels that give their operand's memory another name. */
export const VIEWS: ReadonlySet<string> = new Set(["Reshape", "Identity"]);

/** The engine's way to all kernels; not in its public types. */
interface Kernels {
  runKernelFunc(...args: unknown[]): unknown;
}

/** Unlike `tf.profile`, this leaves plans in place: kernels of theirs are not tfjs's, and do not count. */
export async function counting<T>(work: () => Promise<T>): Promise<Counted<T>> {
  const kernels = engine() as unknown as Kernels;
  const { runKernelFunc } = kernels;
  const before = memory().numBytes;
  let [count, views, peak] = [0, 0, before];
  kernels.runKernelFunc = (...args) => {
    const result = runKernelFunc.apply(kernels, args);
    count++;
    if (VIEWS.has((args[0] as { kernelName?: string } | undefined)?.kernelName ?? "")) views++;
    peak = Math.max(peak, memory().numBytes);
    return result;
  };
  try {
    return { result: await work(), kernels: count, views, peakBytes: peak - before };
  } finally {
    // The method is the class's.
    Reflect.deleteProperty(kernels, "runKernelFunc");
  }
}
