/** Whether worker threads can share memory here: the page knows it before its worker does. */
import type { BackendState } from "./types.ts";

export function threadsObstacle(): Omit<BackendState, "id"> {
  if (!crossOriginIsolated)
    return { reason: "Shared memory needs a cross-origin isolated page.", needsIsolation: true };
  return navigator.hardwareConcurrency < 2 ? { reason: "This device shows the page a single processor." } : {};
}
