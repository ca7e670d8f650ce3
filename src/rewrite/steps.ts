/** Long work in steps, so that a page can go on in between. */

/** Work that yields wherever it may be left for a while. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does all of it at once. */
export function drain<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** How long work goes on at a stretch, in ms, unless a single step takes longer. */
export const STRETCH = 12;

/**
 * Does it a stretch at a time, with a turn of the event loop after each.
 * @param around is handed each stretch, and runs it
 */
export async function inTurns<T>(
  steps: Steps<T>,
  around: <R>(stretch: () => R) => R = (stretch) => stretch(),
): Promise<T> {
  for (;;) {
    const { done, value } = around(() => {
      const end = performance.now() + STRETCH;
      let step = steps.next();
      while (!step.done && performance.now() < end) step = steps.next();
      return step;
    });
    if (done) return value;
    await turn();
  }
}

/** A turn of the event loop. By a message, for timers that follow from timers wait for 4 ms. */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof MessageChannel !== "function") return void setTimeout(resolve, 0);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
