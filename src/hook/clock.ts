/** The real clock and the way into the background. */
import { util } from "@tensorflow/tfjs-core";
import type { Clock } from "./trust.ts";

interface RealClock extends Clock {
  /** Runs a task when there is nothing else to do, but not within `ms` from now. */
  idle(task: () => void, ms: number): void;
}

/** A page that is never idle gets a task done nevertheless, this many ms after it could have been. */
const LATEST = 1000;

export const clock: RealClock = {
  now: () => util.now(),
  later: (task) => after(0, task),
  idle: (task, ms) =>
    after(ms, () =>
      typeof requestIdleCallback === "function" ? requestIdleCallback(task, { timeout: LATEST }) : task(),
    ),
};

function after(ms: number, task: () => void): void {
  // Some worklets have no timers. There, trust is won within calls alone.
  if (typeof setTimeout !== "function") return;
  const timer: unknown = setTimeout(task, ms);
  // In Node, a process that has nothing left but this may end.
  (timer as { unref?(): void }).unref?.();
}
