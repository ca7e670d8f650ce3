/** Run times of one side of a comparison, fit for coarse clocks: short runs are grouped into samples. */

/** A sample is a run, or as many as it takes to last this long in ms. */
const GROUP = 2;
/** Times are settled when this many samples in a row brought nothing better. */
const STILL = 3;
/** An improvement below this share is noise. */
const NOISE = 0.02;

export class Times {
  /** Time spent in all runs. */
  total = 0;
  #sum = 0;
  #runs = 0;
  /** The time of a run, as the mean of its group. */
  readonly #samples: number[] = [];

  /** Samples, not runs. */
  get count(): number {
    return this.#samples.length;
  }

  get best(): number {
    return Math.min(...this.#samples);
  }

  get median(): number {
    return [...this.#samples].sort((a, b) => a - b)[this.count >> 1] ?? Number.POSITIVE_INFINITY;
  }

  /** Adds one run's time in ms. */
  add(ms: number): void {
    this.total += ms;
    this.#sum += ms;
    this.#runs++;
    if (this.#sum < GROUP) return;
    this.#samples.push(this.#sum / this.#runs);
    this.#sum = this.#runs = 0;
  }

  /** Whether times have stopped falling. */
  get settled(): boolean {
    return this.count >= 2 * STILL && this.best >= Math.min(...this.#samples.slice(0, -STILL)) * (1 - NOISE);
  }
}
