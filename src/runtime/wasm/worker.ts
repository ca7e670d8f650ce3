/** What a worker thread is: its program, and how to start it in a page and in Node. */

/**
 * Words of the block that threads talk through. Jobs are numbered without end, modulo 2³²; job n is at `JOBS + 2 · (n mod RING)`:
 * the index of a function and the address of its words. Jobs from `NEXT` up to `END` are free to be taken.
 */
export const NEXT = 0;
export const END = 16;
/** Jobs done. In words of cache lines of their own, for threads write them at different times. */
export const DONE = 32;
/** Changes with whatever a sleeping worker must wake up for. */
export const WAKE = 48;
export const SLEEPERS = 49;
/** How many times workers were sent functions; one that has not read the last message takes no jobs. */
export const LESSONS = 50;
/** Set when a job threw. */
export const FAILED = 51;
export const JOBS = 64;
export const RING = 64;
export const CONTROL_WORDS: number = JOBS + 2 * RING;

/** How long a worker that has nothing to do looks for work before it goes to sleep, in ms. */
const SPIN = 0.2;

/**
 * The program, as text: a function's own text would hold whatever a bundler made of it. `port` is where messages come from.
 * NEXT is read before END, so that what it says was there when END was read; LESSONS after it, for jobs may need what a lesson brings.
 */
const PROGRAM = `
let known, c, memory;
const calls = [];
port.onmessage = ({ data }) => {
  known = data.lesson;
  c ??= data.control;
  memory ??= data.memory;
  for (const module of data.modules)
    calls.push(...Object.values(new WebAssembly.Instance(module, { env: { memory } }).exports));
  let since = performance.now();
  for (let turn = 1; ; turn++) {
    const wake = Atomics.load(c, ${WAKE});
    const next = Atomics.load(c, ${NEXT});
    const end = Atomics.load(c, ${END});
    if (Atomics.load(c, ${LESSONS}) !== known) return;
    if (next !== end) {
      if (Atomics.compareExchange(c, ${NEXT}, next, (next + 1) | 0) !== next) continue;
      const at = ${JOBS} + 2 * (next & ${RING - 1});
      try {
        calls[c[at]](c[at + 1]);
      } catch {
        Atomics.store(c, ${FAILED}, 1);
      }
      Atomics.add(c, ${DONE}, 1);
      turn = 0;
      since = performance.now();
    } else if ((turn & 63) === 0 && performance.now() - since > ${SPIN}) {
      Atomics.add(c, ${SLEEPERS}, 1);
      Atomics.wait(c, ${WAKE}, wake);
      Atomics.sub(c, ${SLEEPERS}, 1);
      since = performance.now();
    }
  }
};`;

export interface Lesson {
  readonly lesson: number;
  readonly control: Int32Array;
  readonly memory: WebAssembly.Memory;
  readonly modules: readonly WebAssembly.Module[];
}

export interface Thread {
  postMessage(lesson: Lesson): void;
  terminate(): unknown;
}

/** The part of Node's API that is used here, got without an import that bundlers would see. */
interface NodeProcess {
  getBuiltinModule?(name: "node:worker_threads"): {
    Worker: new (
      source: string,
      options: object,
    ) => Thread & { on(event: "error" | "exit", listener: () => void): void; unref(): void };
  };
  getBuiltinModule?(name: "node:os"): { availableParallelism?(): number };
}
const node = (globalThis as { process?: NodeProcess }).process;

/** How many threads this machine runs at once. */
export const processors = (): number =>
  globalThis.navigator?.hardwareConcurrency ?? node?.getBuiltinModule?.("node:os").availableParallelism?.() ?? 1;

/** Starts a worker; throws where none can be had. `onEnd` is told if it fails, now or later. It does not keep Node alive. */
export function startThread(onEnd: () => void): Thread {
  const threads = node?.getBuiltinModule?.("node:worker_threads");
  if (threads) {
    // Without the flags of this process, which may load things at the start of each thread.
    const source = `const port = require("node:worker_threads").parentPort;${PROGRAM}`;
    const worker = new threads.Worker(source, { eval: true, execArgv: [] });
    worker.on("error", onEnd);
    worker.on("exit", onEnd);
    worker.unref();
    return worker;
  }
  const url = URL.createObjectURL(new Blob([`const port = self;${PROGRAM}`], { type: "text/javascript" }));
  try {
    const worker = new Worker(url);
    // A policy that forbids such workers shows in an event.
    worker.onerror = (event) => {
      event.preventDefault();
      onEnd();
    };
    return worker;
  } finally {
    // The worker has got its address by now; what it names may go once it is read.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}
