/** What both kinds of trust share: the state that a plan is in, and the ways that end it. */
import { Times } from "./times.ts";
import type { Clock, TrialBase, TrustOptions, TrustState } from "./trust.ts";

/** A plan may be this much slower than stock: differences below are noise. */
const NOISE = 1.05;
/** A plan in stock ops must gain this much, best against best and median against median, lest noise put a slower one in stock's place. */
const GAIN = 0.97;
/** Samples of each side that this needs. */
export const SURE = 8;

export abstract class Verdict<In, Out, Plan extends object, Memory extends object, T extends TrialBase<In, Out, Plan>> {
  state: TrustState = "pending";
  /** Why stock stays, once rejected. */
  reason: string | undefined;
  plan: Plan | undefined;
  readonly planTimes: Times = new Times();
  readonly stockTimes: Times = new Times();
  protected readonly trial: T;
  protected readonly clock: Clock;
  protected readonly options: TrustOptions;
  protected memory: Memory | undefined;
  protected compared = false;
  protected closed = false;
  readonly #calls: { plan: number; stock: number };

  constructor(trial: T, calls: { plan: number; stock: number }, clock: Clock, options: TrustOptions) {
    this.trial = trial;
    this.#calls = calls;
    this.clock = clock;
    this.options = options;
  }

  get decided(): boolean {
    return this.state === "trusted" || this.state === "rejected" || this.closed;
  }

  /** Frees the plan. Calls go to stock from now on. */
  close(): void {
    this.closed = true;
    this.#free();
  }

  protected byStock(inputs: In): Out {
    const outputs = this.trial.stock(inputs);
    this.#calls.stock++;
    return outputs;
  }

  /** By the plan; where that throws it is rejected, and `undefined` given. */
  protected byPlan(inputs: In): Out | undefined {
    try {
      const outputs = this.trial.run(this.plan as Plan, inputs);
      this.#calls.plan++;
      return outputs;
    } catch (error) {
      this.reject(`the plan threw "${message(error)}"`);
      return undefined;
    }
  }

  protected accept(): void {
    this.state = "trusted";
    this.memory = undefined;
    this.trial.accepted();
  }

  protected reject(reason: string, loud = true): void {
    if (this.closed) return;
    this.state = "rejected";
    this.reason = reason;
    this.#free();
    this.trial.rejected(reason, loud);
  }

  /** What the times say, once there are enough. */
  protected get fast(): boolean {
    const { planTimes: plan, stockTimes: stock } = this;
    return this.options.hopeful
      ? plan.best <= stock.best * NOISE
      : plan.best <= stock.best * GAIN && plan.median <= stock.median * GAIN;
  }

  protected rejectSlower(): void {
    const [plan, stock] = [this.planTimes.best, this.stockTimes.best].map((ms) => ms.toFixed(3));
    const { hopeful } = this.options;
    this.reject(`the plan is ${hopeful ? "slower" : "not faster"}: ${plan} ms, stock ${stock} ms`, hopeful);
  }

  #free(): void {
    const { plan } = this;
    this.plan = undefined;
    this.memory = undefined;
    if (plan !== undefined) this.trial.dispose(plan);
  }
}

/** An error's message, whatever was thrown. */
export function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
