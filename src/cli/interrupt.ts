/** Signals that end the process: what must be undone first. */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const cleanups = new Set<() => void>();

/**
 * Runs `cleanup`, which must not wait for anything, when a signal ends the process; until the returned function is called.
 * Signals are only listened to while somebody needs it: otherwise they end the process even in the midst of a computation.
 */
export function onInterrupt(cleanup: () => void): () => void {
  if (cleanups.size === 0) for (const signal of SIGNALS) process.on(signal, interrupted);
  cleanups.add(cleanup);
  return () => {
    if (cleanups.delete(cleanup) && cleanups.size === 0) stopListening();
  };
}

function interrupted(signal: NodeJS.Signals): void {
  for (const cleanup of cleanups) cleanup();
  stopListening();
  // Nobody listens any more, so that this ends the process the way its parent expects.
  process.kill(process.pid, signal);
}

function stopListening(): void {
  for (const signal of SIGNALS) process.off(signal, interrupted);
}
