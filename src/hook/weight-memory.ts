/** Has tfjs's copies of a model's weights freed while plans alone answer, and brought back before anything else needs them. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { FreedWeight } from "../runtime/runner.ts";
import { clock } from "./clock.ts";
import type { Entry } from "./entry.ts";
import { flag } from "./flags.ts";
import type { Executor } from "./tfjs-internals.ts";
import { SLICE } from "./trust.ts";

/** What is needed of the hook of a model. */
interface Host {
  readonly executor: Executor;
  readonly entries: readonly Entry[];
  /** What answers `executeAsync`, where it is loaded. */
  readonly asyncCalls: { readonly parts: Parts | undefined } | undefined;
  guard(): string | undefined;
  log(text: string): void;
}

/** Static parts of a model that has control flow. */
export interface Parts {
  /** All entries of all parts. */
  readonly entries: readonly Entry[];
  /** Weights that the stock executor reads around them. */
  readonly reads: readonly Tensor[];
}

export class WeightMemory {
  readonly #hook: Host;
  #freed: FreedWeight[] = [];
  #pinned = false;
  #scheduled = false;
  /** Asynchronous runs of stock that are under way. */
  #running = 0;

  constructor(hook: Host) {
    this.#hook = hook;
  }

  /** Bytes of weights that are not in tfjs's memory now. */
  get freedBytes(): number {
    return this.#freed.reduce((sum, one) => sum + (one.freed ? one.bytes : 0), 0);
  }

  /** Frees what no plan reads, soon, and off the critical path. */
  free(): void {
    if (this.#scheduled || this.#pinned) return;
    this.#scheduled = true;
    clock.later(() => {
      this.#scheduled = false;
      try {
        if (this.#slice()) this.free();
      } catch (error) {
        this.#hook.log(`freeing weights threw "${error}"`);
      }
    });
  }

  /** Brings all data back: stock is about to run. */
  restore(): void {
    for (const one of this.#freed.splice(0)) one.restore();
  }

  /** Brings all data back for an asynchronous run of stock. */
  async during<T>(run: () => Promise<T>): Promise<T> {
    this.#running++;
    this.restore();
    try {
      return await run();
    } finally {
      this.#running--;
      this.free();
    }
  }

  /** Brings all data back, for good: the app, or code that is not watched, has the tensors. */
  pin(): void {
    this.#pinned = true;
    this.restore();
  }

  /** The model is about to dispose its weights. */
  drop(): void {
    this.#pinned = true;
    for (const one of this.#freed.splice(0)) one.drop();
  }

  /** Frees weights for the length of a slice. True when there may be more. */
  #slice(): boolean {
    const { executor, asyncCalls, guard } = this.#hook;
    // Calls that are not in parts yet are stock's.
    const parts = asyncCalls ? asyncCalls.parts : { entries: [], reads: [] };
    if (parts === undefined || this.#running > 0) return false;
    const plans = [...this.#hook.entries, ...parts.entries].map(({ trust }) =>
      trust.state === "trusted" ? trust.plan : undefined,
    );
    // Where stock answers some calls, weights would come and go.
    const [plan] = plans;
    if (this.#pinned || !flag("GRAPHWELD_FREE_WEIGHTS") || guard.call(this.#hook) !== undefined) return false;
    if (plan?.freeWeight === undefined || plans.includes(undefined)) return false;
    const read = new Set<Tensor>([...parts.reads, ...plans.flatMap((one) => [...(one?.reads ?? [])])]);
    const end = clock.now() + SLICE;
    this.#freed = this.#freed.filter(({ freed }) => freed);
    for (const [name, tensors] of Object.entries(executor.weightMap))
      for (const tensor of tensors ?? []) {
        if (read.has(tensor) || tensor.isDisposed) continue;
        const one = plan.freeWeight(name, tensor);
        if (one) this.#freed.push(one);
        if (clock.now() > end) return true;
      }
    return false;
  }
}
