/** Graph models that Graphweld makes for itself, which the hook leaves alone. */
import type { GraphModel } from "@tensorflow/tfjs-converter";

const internal = new WeakSet<object>();

/** Call before `load()`. */
export function markInternal(model: GraphModel): void {
  internal.add(model);
}

export const isInternal = (model: object): boolean => internal.has(model);
