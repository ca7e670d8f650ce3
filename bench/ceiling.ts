/** What threads can gain at most on this machine: arithmetic in registers, which shares nothing, by one and by several at once. */
import { once } from "node:events";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { median } from "simple-statistics";
import { multiplyAdds } from "./calibrate.ts";

export interface Ceiling {
  /** GFLOP/s of one thread alone, and of all together: medians. */
  readonly one: number;
  readonly many: number;
  /** The median of their ratio, taken in turn. */
  readonly ratio: number;
}

interface Turn {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly milliseconds: number;
}

const ROUNDS = 30;
const MILLISECONDS = 60;
/** Milliseconds until all threads have read when to start. */
const LEAD = 5;

export async function measureCeiling(threads: number): Promise<Ceiling> {
  // Threads do not inherit what lets Node read TypeScript.
  const program = `import("tsx/esm/api").then(({ register }) => (register(), import(${JSON.stringify(import.meta.url)})))`;
  const workers = Array.from({ length: threads }, () => new Worker(program, { eval: true }));
  try {
    const turn = async (taking: readonly Worker[]): Promise<number> => {
      const message: Turn = { start: Date.now() + LEAD, milliseconds: MILLISECONDS };
      const rates = await Promise.all(
        taking.map(async (worker) => {
          worker.postMessage(message);
          const [rate] = (await once(worker, "message")) as [number];
          return rate;
        }),
      );
      return rates.reduce((sum, rate) => sum + rate, 0);
    };
    // Until all are there and their code is optimised.
    await turn(workers);
    const [one, many]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      one.push(await turn([workers[round % threads] as Worker]));
      many.push(await turn(workers));
    }
    return { one: median(one), many: median(many), ratio: median(many.map((rate, i) => rate / (one[i] as number))) };
  } finally {
    for (const worker of workers) await worker.terminate();
  }
}

if (!isMainThread && parentPort) {
  const port = parentPort;
  const rate = multiplyAdds();
  port.on("message", ({ start, milliseconds }: Turn) => {
    while (Date.now() < start);
    port.postMessage(rate(milliseconds));
  });
}
