/** The real clock and the way into the background. */
import { util } from "@tensorflow/tfjs-core";
import type { Clock } from "./trust.ts";

export const clock: Clock = {
  now: () => util.now(),
  later(task) {
    // Some worklets have no timers. There, trust is won within calls alone.
    if (typeof setTimeout !== "function") return;
    const timer: unknown = setTimeout(task, 0);
    // In Node, a process that has nothing left but this may end.
    (timer as { unref?(): void }).unref?.();
  },
};
