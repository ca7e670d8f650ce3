/** Run times of one side of a comparison, fit for coarse clocks: short runs are grouped into samples. */

/** A sample is a run, or as many as it takes to last this long in ms. */
const GROUP = 2;
/** Times are settled when this many samples in a row brought nothing better. */
const STILL = 3;
/** An improvement below this share is noise. */
const NOISE = 0.02;

export class Times {
  /** Shortest time of a run, as the mean of its group. */
  best: number = Number.POSITIVE_INFINITY;
  /** Time spent in all runs. */
  total = 0;
  /** Samples, not runs. */
  count = 0;
  #sum = 0;
  #runs = 0;
  /** `best` as it was after each sample. */
  readonly #history: number[] = [];

  /** Adds one run's time in ms. */
  add(ms: number): void {
    this.total += ms;
    this.#sum += ms;
    this.#runs++;
    if (this.#sum < GROUP) return;
    this.best = Math.min(this.best, this.#sum / this.#runs);
    this.#history.push(this.best);
    this.count++;
    this.#sum = this.#runs = 0;
  }

  /** Whether times have stopped falling. */
  get settled(): boolean {
    const before = this.#history[this.count - 1 - STILL];
    return this.count >= 2 * STILL && before !== undefined && this.best >= before * (1 - NOISE);
  }
}
