/** The real clock and the way into the background. */
import type { Clock } from "./trust.ts";

export const clock: Clock = {
  now: () => performance.now(),
  later(task) {
    const timer: unknown = setTimeout(task, 0);
    // In Node, a process that has nothing left but this may end.
    (timer as { unref?(): void }).unref?.();
  },
};
