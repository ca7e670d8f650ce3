/** Limits of time that hold on any machine: they grow with what a piece of known work takes there at that moment. */
import { expect } from "chai";

/** Milliseconds that `work` takes on the machine that limits are set on, which had nothing else to do. */
const KNOWN = 25;

/** Objects, maps, strings and sorting, much like what planning and drawing do. */
function work(): number {
  const found = new Map<string, { readonly id: number; readonly next: string }>();
  for (let i = 0; i < 40_000; i++) found.set(`node/${(i * 7919) % 40_000}`, { id: i, next: `node/${i + 1}` });
  let sum = 0;
  for (const { id, next } of [...found.values()].sort((a, b) => a.next.length - b.next.length || a.id - b.id))
    sum += (found.get(next)?.id ?? 0) ^ id;
  return sum;
}

/** How many times as long work takes here and now, 1 at least. */
function slowness(): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    if (work() === 0) throw new Error("there was nothing to do");
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return Math.max(1, (times[2] as number) / KNOWN);
}

/**
 * Asserts that something takes at most `limit` on a machine of known speed with nothing else to do.
 * What else goes on only makes it slower, so the best of some tries counts, each beside known work before and after it.
 * @param measure gives the time of one try, in the unit of `limit`
 * @returns the time of the best try, as on the known machine
 */
export async function expectWithin(
  limit: number,
  measure: () => number | Promise<number>,
  what: string,
  tries = 8,
): Promise<number> {
  const found: number[] = [];
  for (let before = slowness(); found.length < tries && !(Math.min(...found) <= limit); ) {
    const ms = await measure();
    const after = slowness();
    found.push(ms / Math.max(before, after));
    before = after;
  }
  expect(Math.min(...found), `the time of ${what} on a machine of known speed, of ${found.length} tries`).to.be.at.most(
    limit,
  );
  return Math.min(...found);
}
