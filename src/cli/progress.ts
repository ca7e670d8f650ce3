/** Progress on standard error: a bar where somebody watches, nothing elsewhere. */
import { SingleBar } from "cli-progress";
import { onInterrupt } from "./interrupt.ts";

export interface Progress {
  /** What is being done, and how far: `done` of `total`. Resolves after a turn of the event loop, so that Ctrl-C is heard. */
  update(done: number, total: number, label?: string): Promise<void>;
  stop(): void;
}

/** For callers that nobody watches. */
export const SILENT: Progress = { update: async () => {}, stop() {} };

export function progress(label: string): Progress {
  const silent = !process.stderr.isTTY;
  const bar = new SingleBar({
    format: "{label} [{bar}] {value}/{total}",
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 24,
    // Its own handling of signals hides the first Ctrl-C from the process.
    gracefulExit: false,
  });
  let release: (() => void) | undefined;
  const stop = (): void => {
    if (!release) return;
    bar.stop();
    release();
    release = undefined;
  };
  return {
    async update(done, total, text = label) {
      if (silent) return;
      if (release) bar.update(done, { label: text });
      else {
        bar.start(total, done, { label: text });
        release = onInterrupt(stop);
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
    stop,
  };
}
