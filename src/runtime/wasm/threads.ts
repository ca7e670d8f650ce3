/**
 * Worker threads over a plan's memory, which take jobs (a generated function and its words) beside the calling thread.
 *
 * The calling thread publishes jobs and takes them too, in order, until none is left; then it waits for those that others have
 * taken. So a worker that is not there yet, asleep, or busy with the functions of a new plan delays nothing: the caller does its
 * jobs. Workers look for jobs for a while before they sleep, so that a launch that follows another costs no system call.
 * The caller never sleeps: a page's main thread must not.
 */
import { FunctionTable } from "./functions.ts";
import { Pace } from "./pace.ts";
import * as word from "./worker.ts";

/** A job taken by a worker that does not come back within this many ms is lost. */
const LOST = 2000;

const freshControl = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * word.CONTROL_WORDS));

/** Thrown by `run` when a worker has vanished with a job. The pool then has no workers; the work must be done again. */
export class WorkerLost extends Error {}

const pools = new WeakMap<WebAssembly.Memory, ThreadPool>();

export class ThreadPool {
  readonly #table: FunctionTable;
  readonly #memory: WebAssembly.Memory;
  #control = freshControl();
  readonly #workers: word.Thread[] = [];
  readonly #timeout: number;
  readonly #pace = new Pace();
  /** Modules that workers know. */
  #taught = 0;
  #users = 0;
  /** Jobs that workers have done. */
  helped = 0;

  /** @param timeout ms after which a job counts as lost */
  constructor(memory: WebAssembly.Memory, table: FunctionTable, timeout: number = LOST) {
    this.#memory = memory;
    this.#table = table;
    this.#timeout = timeout;
  }

  /** The pool of a memory. It has no workers until a plan retains it. */
  static of(memory: WebAssembly.Memory): ThreadPool {
    const pool = pools.get(memory) ?? new ThreadPool(memory, FunctionTable.of(memory));
    pools.set(memory, pool);
    return pool;
  }

  /** Workers that were started and have not failed. */
  get workers(): number {
    return this.#workers.length;
  }

  /**
   * Makes sure of `threads` − 1 workers that know all functions of the table; they start by and by. Where they can't, the
   * caller works alone. `release` when `run` will not be called any more: the last one ends the workers.
   */
  retain(threads: number): void {
    this.#users++;
    const { modules } = this.#table;
    const lesson = this.#control[word.LESSONS] as number;
    const control = this.#control;
    const memory = this.#memory;
    const news = modules.slice(this.#taught);
    this.#taught = modules.length;
    if (news.length > 0) {
      for (const worker of this.#workers) worker.postMessage({ lesson: lesson + 1, control, memory, modules: news });
      Atomics.store(control, word.LESSONS, lesson + 1);
      this.#wake();
    }
    try {
      while (this.#workers.length < threads - 1) {
        const worker: word.Thread = word.startThread(() => {
          if (this.#workers.includes(worker)) this.stop();
        });
        this.#workers.push(worker);
        worker.postMessage({ lesson: control[word.LESSONS] as number, control, memory, modules });
      }
    } catch {
      this.stop();
    }
  }

  release(): void {
    if (--this.#users === 0) this.stop();
  }

  /** Ends the workers; `run` goes on without. */
  stop(): void {
    for (const worker of this.#workers.splice(0)) void worker.terminate();
  }

  /** Jobs will come soon. */
  prepare(): void {
    if (this.#workers.length > 0 && !this.#pace.resting(performance.now())) this.#wake();
  }

  #wake(): void {
    Atomics.add(this.#control, word.WAKE, 1);
    if (Atomics.load(this.#control, word.SLEEPERS) > 0) Atomics.notify(this.#control, word.WAKE);
  }

  /** Does up to `RING` jobs, given as pairs of a function's index and the address of its words, in any order and on any thread. */
  run(jobs: Int32Array): void {
    const began = performance.now();
    const { calls } = this.#table;
    if (this.#workers.length === 0 || this.#pace.resting(began)) {
      for (let i = 0; i < jobs.length; i += 2) calls[jobs[i] as number]?.(jobs[i + 1] as number);
      return;
    }
    const c = this.#control;
    const start = c[word.END] as number;
    const end = (start + (jobs.length >> 1)) | 0;
    for (let i = 0; i < jobs.length; i += 2) {
      const at = word.JOBS + 2 * ((start + (i >> 1)) & (word.RING - 1));
      c[at] = jobs[i] as number;
      c[at + 1] = jobs[i + 1] as number;
    }
    Atomics.store(c, word.END, end);
    this.#wake();
    let failure: unknown;
    let own = 0;
    for (let next = start; next !== end; next = Atomics.load(c, word.NEXT)) {
      if (Atomics.compareExchange(c, word.NEXT, next, (next + 1) | 0) !== next) continue;
      const at = word.JOBS + 2 * (next & (word.RING - 1));
      try {
        calls[c[at] as number]?.(c[at + 1] as number);
      } catch (error) {
        failure = error;
      }
      own++;
      Atomics.add(c, word.DONE, 1);
    }
    const finished = performance.now();
    if (Atomics.load(c, word.DONE) !== end) this.#join(end);
    const count = jobs.length >> 1;
    this.helped += count - own;
    const now = performance.now();
    // Jobs of one call are alike.
    if (own > 0) this.#pace.add(now - began, ((finished - began) * count) / own, now);
    if (failure !== undefined) throw failure;
    if (Atomics.exchange(c, word.FAILED, 0) !== 0) throw new Error("a kernel failed on a worker thread");
  }

  /** Waits for the jobs that workers have taken. */
  #join(end: number): void {
    const limit = performance.now() + this.#timeout;
    for (let turn = 1; Atomics.load(this.#control, word.DONE) !== end; turn++)
      if ((turn & 1023) === 0 && performance.now() > limit) {
        this.stop();
        // Should it come back before it ends, it must not count as one of the next.
        this.#control = freshControl();
        throw new WorkerLost("a worker thread is gone");
      }
  }
}
