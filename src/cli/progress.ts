/** Progress on standard error: a bar where somebody watches, nothing elsewhere. */
import { SingleBar } from "cli-progress";

export interface Progress {
  /** What is being done, and how far: `done` of `total`. */
  update(done: number, total: number, label?: string): void;
  stop(): void;
}

export function progress(label: string): Progress {
  const silent = !process.stderr.isTTY;
  const bar = new SingleBar({
    format: "{label} [{bar}] {value}/{total}",
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 24,
  });
  let started = false;
  return {
    update(done, total, text = label) {
      if (silent) return;
      if (!started) bar.start(total, done, { label: text });
      else bar.update(done, { label: text });
      started = true;
    },
    stop() {
      if (started) bar.stop();
      started = false;
    },
  };
}
