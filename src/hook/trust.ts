/** Decides whether a plan may answer for stock in one call signature: it is compared, then timed, then trusted or rejected. */
import type { Times } from "./times.ts";
import { message, SURE, Verdict } from "./verdict.ts";

/**
 * `pending`: no plan yet, or no real call to hold it against. `checking`: being compared and timed.
 * Both end in `trusted` (the plan answers) or `rejected` (stock answers).
 */
export type TrustState = "pending" | "checking" | "trusted" | "rejected";

/** What either kind of trust asks for, whenever answers come. */
export interface TrialBase<In, Out, Plan> {
  run(plan: Plan, inputs: In): Out;
  stock(inputs: In): Out;
  dispose(plan: Plan): void;
  accepted(): void;
  /** Told once, when stock stays. `loud` when something went wrong, not when there is just no plan. */
  rejected(reason: string, loud: boolean): void;
}

/** The questions that a `Trust` asks, so that it knows neither tensors nor TensorFlow.js. */
export interface Trial<In, Out, Plan, Memory> extends TrialBase<In, Out, Plan> {
  /** Whether a plan can be built now; ask for another turn when that changes. */
  ready(): boolean;
  /** Builds the plan, or says why there is none. May throw. */
  build(): Plan | { readonly reason: string };
  /** Copies what a stock call read and gave, or says why no plan can stand in for it. */
  capture(inputs: In, outputs: Out): Memory | { readonly reason: string };
  /** A second case, where the captured one says too little. */
  probe(memory: Memory): Memory | undefined;
  /** Hands captured inputs to `body` and cleans up after it. */
  replay(memory: Memory, body: (inputs: In) => void): void;
  /** How a plan's outputs differ from the captured ones. */
  compare(outputs: Out, memory: Memory): string | undefined;
  drop(outputs: Out): void;
  /** Whether work in the background is fine right now. */
  calm(): boolean;
}

/** What the hook asks of either kind of trust. */
export interface Answering<In, Out, Plan> {
  readonly state: TrustState;
  readonly reason: string | undefined;
  readonly plan: Plan | undefined;
  readonly planTimes: Times;
  readonly stockTimes: Times;
  call(inputs: In): Out;
  saw(inputs: In, outputs: Out, ms: number): void;
  schedule(): void;
  /** Where trust is won in the background: gets a plan ready for a call that nobody has answered. False where only stock's answer will do. */
  prepare?(inputs: In): Promise<boolean>;
  step(patient?: boolean): boolean | Promise<boolean>;
  close(): void;
}

export interface Clock {
  now(): number;
  /** Runs a task soon, off the critical path, without keeping the process alive. */
  later(task: () => void): void;
}

export interface TrustOptions {
  /** Compare at all. */
  readonly check: boolean;
  /** Trust whatever compares equal. */
  readonly keepSlower: boolean;
  /** Whether the plan was expected to be faster: then noise may count for it, and a slower one is worth a warning. */
  readonly hopeful: boolean;
}

/** Background work at a stretch, in ms. */
export const SLICE = 50;
/** Plan time to spend on measuring before deciding on what is known, in ms. */
export const BUDGET = 300;
/** A plan this much faster is trusted without waiting for times to settle. */
const CLEARLY = 0.8;
/** Samples of each side that a decision needs. */
const ENOUGH = 3;
/** Calls without a turn for the background, after which the work is done within a call. */
const PATIENCE = 3;

export class Trust<In, Out, Plan extends object, Memory extends object>
  extends Verdict<In, Out, Plan, Memory, Trial<In, Out, Plan, Memory>>
  implements Answering<In, Out, Plan>
{
  #scheduled = false;
  /** Calls since the background last had a turn. */
  #waiting = 0;
  #plansTurn = false;
  /** Duration of the plan's first run. */
  #first = 0;

  /** Answers one call, by the plan where it is trusted. Throws what stock throws, nothing else. */
  call(inputs: In): Out {
    if (this.state === "trusted" && !this.closed) return this.#answer(inputs);
    if (this.decided) return this.byStock(inputs);
    const start = this.clock.now();
    if (this.#alternating() && this.#turn()) {
      const outputs = this.#answer(inputs);
      if (!this.decided) this.planTimes.add(this.clock.now() - start);
      this.#progress();
      return outputs;
    }
    const outputs = this.byStock(inputs);
    this.saw(inputs, outputs, this.clock.now() - start);
    return outputs;
  }

  /** Takes note of a call that stock has answered, as it does the first of each signature. */
  saw(inputs: In, outputs: Out, ms: number): void {
    this.stockTimes.add(ms);
    if (this.memory === undefined) this.#remember(inputs, outputs);
    this.#progress();
  }

  /** Asks for a turn in the background. */
  schedule(): void {
    if (this.#scheduled || this.decided) return;
    this.#scheduled = true;
    this.clock.later(() => {
      this.#scheduled = false;
      if (this.step()) this.schedule();
    });
  }

  /**
   * One slice of background work. True when there is more to do, and it can be done without another call.
   * @param patient also measure plans whose single run takes longer than a slice; otherwise real calls measure those.
   */
  step(patient = false): boolean {
    if (this.decided || !this.trial.calm()) return false;
    this.#waiting = 0;
    // Building and comparing take a slice each: neither can be interrupted.
    if (this.plan === undefined) return this.#build() && this.memory !== undefined;
    if (this.memory === undefined) return false;
    if (!this.compared) this.#compare();
    else if (patient || this.#short()) this.#measure(this.memory);
    else return false;
    this.#decide();
    return !this.decided;
  }

  /** After a call: where the background had no turn for a while, its first steps are taken here. */
  #progress(): void {
    if (++this.#waiting >= PATIENCE && !this.compared && this.#build()) this.#compare();
    this.#decide();
    this.schedule();
  }

  #answer(inputs: In): Out {
    return this.byPlan(inputs) ?? this.byStock(inputs);
  }

  #remember(inputs: In, outputs: Out): void {
    try {
      const memory = this.trial.capture(inputs, outputs);
      if ("reason" in memory) this.reject(memory.reason, false);
      else this.memory = memory;
    } catch (error) {
      this.reject(`reading the first call's tensors threw "${message(error)}"`);
    }
  }

  /** True when there is a plan. */
  #build(): boolean {
    if (this.decided) return false;
    if (this.plan !== undefined) return true;
    if (!this.trial.ready()) return false;
    try {
      const plan = this.trial.build();
      if ("reason" in plan) this.reject(plan.reason, false);
      else this.plan = plan;
    } catch (error) {
      this.reject(`building the plan threw "${message(error)}"`);
    }
    return this.plan !== undefined;
  }

  #compare(): void {
    const first = this.memory;
    if (first === undefined) return;
    this.state = "checking";
    let why: string | undefined;
    try {
      for (const memory of this.options.check ? [first, this.trial.probe(first)] : []) {
        if (memory === undefined || why !== undefined) continue;
        this.trial.replay(memory, (inputs) => {
          const start = this.clock.now();
          const outputs = this.trial.run(this.plan as Plan, inputs);
          this.#first = this.clock.now() - start;
          why = this.trial.compare(outputs, memory);
          this.trial.drop(outputs);
        });
      }
    } catch (error) {
      why = `the plan threw "${message(error)}"`;
    }
    if (why === undefined) this.compared = true;
    else this.reject(why);
  }

  /** Times plan and stock in turns on the captured inputs, so that both meet the same conditions. */
  #measure(memory: Memory): void {
    const now = () => this.clock.now();
    const end = now() + SLICE;
    let run = 0;
    try {
      this.trial.replay(memory, (inputs) => {
        do {
          const start = now();
          const plan = this.planTimes.count <= this.stockTimes.count;
          const outputs = plan ? this.trial.run(this.plan as Plan, inputs) : this.trial.stock(inputs);
          run = now() - start;
          this.trial.drop(outputs);
          (plan ? this.planTimes : this.stockTimes).add(run);
          this.#decide();
        } while (!this.decided && now() + run < end);
      });
    } catch (error) {
      this.reject(`timing the plan threw "${message(error)}"`);
    }
  }

  /** Whether real calls measure: in a tight loop, or where a run is too long for the background. */
  #alternating(): boolean {
    return this.compared && (this.#waiting >= PATIENCE || !this.#short());
  }

  #turn(): boolean {
    this.#plansTurn = !this.#plansTurn;
    return this.#plansTurn;
  }

  #short(): boolean {
    return Math.min(this.planTimes.best, this.#first) <= SLICE;
  }

  #decide(): void {
    if (this.decided || !this.compared) return;
    const { planTimes: plan, stockTimes: stock } = this;
    const enough = Math.min(plan.count, stock.count) >= (this.options.hopeful ? ENOUGH : SURE);
    // Fresh wasm code runs in a slow tier until it is hot, so the first times say little.
    const final = enough && ((plan.settled && stock.settled) || plan.total >= BUDGET);
    if (this.options.keepSlower || (enough && (final ? this.fast : plan.best <= stock.best * CLEARLY))) this.accept();
    else if (final) this.rejectSlower();
  }
}
