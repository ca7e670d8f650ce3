/** Waiting for what comes in its own time. */

/**
 * Resolves once something holds, however long a slow or busy machine takes for it.
 * @throws what did not come about, before mocha's timeout, which would not say it
 */
export async function until(holds: () => unknown, what: string, patience = 120_000): Promise<void> {
  for (const end = performance.now() + patience; !(await holds()); ) {
    if (performance.now() > end) throw new Error(`In ${patience / 1000} s it did not come about that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
