/**
 * Whether threads pay right now. A worker that loses its processor to another program holds up everybody, so that several
 * threads on a busy machine can take longer than one.
 */

/** Time with threads that a judgement rests on, in ms. */
const WINDOW = 4;
/** By how much threads must be faster. */
const GAIN = 1.1;
/** How long to do without, in ms: at first, and at most when it turns out again and again that they don't pay. */
const REST = 30;
const LONGEST = 1000;

export class Pace {
  #spent = 0;
  #alone = 0;
  #rest = REST;
  #until = 0;

  /** Whether to do without threads. `now` in ms, on any clock, the same for all calls. */
  resting(now: number): boolean {
    return now < this.#until;
  }

  /** Takes note of work that took `spent` ms with threads, and would have taken about `alone` on one. */
  add(spent: number, alone: number, now: number): void {
    this.#spent += spent;
    this.#alone += alone;
    if (this.#spent < WINDOW) return;
    const pays = this.#alone >= GAIN * this.#spent;
    this.#spent = this.#alone = 0;
    if (pays) this.#rest = REST;
    else {
      this.#until = now + this.#rest;
      this.#rest = Math.min(2 * this.#rest, LONGEST);
    }
  }
}
