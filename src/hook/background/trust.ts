/**
 * Trust in plans of a backend that computes and reads back in its own time: everything but answering calls happens in the
 * background, a step at a time.
 */
import { type Answering, BUDGET, type Trial } from "../trust.ts";
import { message, SURE, Verdict } from "../verdict.ts";

/** The questions of `Trial`, where answers may take a while. */
export interface AsyncTrial<In, Out, Plan, Memory>
  extends Omit<Trial<In, Out, Plan, Memory>, "build" | "capture" | "probe" | "compare"> {
  /** @param wait is awaited after each part of the plan that the device compiles, with its promise, before the next */
  build(wait: (compiling: Promise<unknown>) => Promise<void>): Promise<Plan | { readonly reason: string }>;
  /** Starts copying at once, for the tensors may be gone soon. */
  capture(inputs: In, outputs: Out): Promise<Memory | { readonly reason: string }>;
  /** @param apart whether without the device, as in `expect` */
  probe(memory: Memory, apart: boolean): Promise<Memory | undefined>;
  /** Starts copying at once; what it returns has stock's outputs computed, without compiling anything for the device. */
  expect(inputs: In): () => Promise<Memory | undefined>;
  /** Whether such a plan was found right and fast here before. */
  known(plan: Plan): Promise<boolean>;
  /** Whether a plan that was never timed against stock may be taken for faster. */
  promising(plan: Plan): boolean;
  /** Starts copying at once. */
  compare(outputs: Out, memory: Memory): Promise<string | undefined>;
  /** Resolves when the device has done all that it was asked to. */
  settle(): Promise<unknown>;
}

/** Samples of each side that a decision needs. */
const ENOUGH = 4;

export class AsyncTrust<In, Out, Plan extends object, Memory extends object>
  extends Verdict<In, Out, Plan, Memory, AsyncTrial<In, Out, Plan, Memory>>
  implements Answering<In, Out, Plan>
{
  /** Has the outputs of a call computed that nobody has answered. */
  #expected: (() => Promise<Memory | undefined>) | undefined;
  /** What plans are compared with was not computed on the device: stock may never have run there. */
  #untimed = false;
  /** The copying under way. */
  #captured: Promise<void> | undefined;
  #scheduled = false;
  /** The step under way. */
  #step: Promise<boolean> | undefined;

  /** Answers one call, by the plan where it is trusted. Throws what stock throws, nothing else. */
  call(inputs: In): Out {
    const answer = this.state === "trusted" && !this.closed ? this.byPlan(inputs) : undefined;
    if (answer !== undefined) return answer;
    const outputs = this.byStock(inputs);
    this.saw(inputs, outputs);
    return outputs;
  }

  /** Takes note of a call that stock has answered, as it does the first of each signature. */
  saw(inputs: In, outputs: Out): void {
    if (this.decided) return;
    if (this.memory === undefined) this.#captured ??= this.#capture(inputs, outputs);
    this.schedule();
  }

  /** Gets a plan ready for a call that nobody has answered. False where only stock's own answer will do. */
  async prepare(inputs: In): Promise<boolean> {
    if (this.memory === undefined && this.#captured === undefined) this.#expected = this.trial.expect(inputs);
    while (await this.step());
    return this.decided || this.memory !== undefined;
  }

  /** Asks for a turn in the background. */
  schedule(): void {
    if (this.#scheduled || this.decided) return;
    this.#scheduled = true;
    this.clock.later(() => {
      this.#scheduled = false;
      void this.step().then((more) => {
        if (more) this.schedule();
      });
    });
  }

  /** One step of background work, after the one under way. Resolves to true when there is more to do, and it can be done without another call. */
  step(): Promise<boolean> {
    const before = this.#step ?? Promise.resolve(false);
    const step = before.then(async () => {
      try {
        return await this.#next();
      } catch (error) {
        this.reject(`checking the plan threw "${message(error)}"`);
        return false;
      }
    });
    this.#step = step;
    return step;
  }

  async #next(): Promise<boolean> {
    // Until stock's first outputs are there, the device is not ours to compile on.
    await this.#captured;
    if (this.decided || !this.trial.calm() || !this.trial.ready()) return false;
    if (this.plan === undefined) {
      await this.#build();
      return !this.decided && (this.#captured !== undefined || this.#expected !== undefined);
    }
    if (this.memory === undefined && this.#expected !== undefined) {
      const expected = this.#expected;
      this.#expected = undefined;
      this.memory = await expected();
      this.#untimed = true;
    }
    const memory = this.memory;
    if (memory === undefined || this.decided) return false;
    if (!this.compared) await this.#compare(this.plan, memory);
    else await this.#measure(this.plan, memory);
    return !this.decided;
  }

  async #capture(inputs: In, outputs: Out): Promise<void> {
    try {
      const memory = await this.trial.capture(inputs, outputs);
      if (this.decided) return;
      if ("reason" in memory) this.reject(memory.reason, false);
      else this.memory = memory;
    } catch (error) {
      if (!this.decided) this.reject(`reading the first call's tensors threw "${message(error)}"`);
    }
  }

  async #build(): Promise<void> {
    try {
      const plan = await this.trial.build(async (compiling) => {
        // The first call may come at any time. It finds the device free but for one pipeline, and has it until it is answered.
        if (!this.#captured && !this.#expected) await compiling;
        await this.#captured;
        if (this.closed) throw new Error("closed");
      });
      if ("reason" in plan) this.reject(plan.reason, false);
      else if (this.closed) this.trial.dispose(plan);
      else {
        this.plan = plan;
        if (this.options.check && (await this.trial.known(plan)) && !this.decided) this.accept();
      }
    } catch (error) {
      if (!this.closed) this.reject(`building the plan threw "${message(error)}"`);
    }
  }

  async #compare(plan: Plan, first: Memory): Promise<void> {
    this.state = "checking";
    let why: string | undefined;
    try {
      for (const memory of this.options.check ? [first, await this.trial.probe(first, this.#untimed)] : []) {
        if (memory === undefined || why !== undefined || this.decided) continue;
        let verdict: Promise<string | undefined> = Promise.resolve(undefined);
        this.trial.replay(memory, (inputs) => {
          const outputs = this.trial.run(plan, inputs);
          verdict = this.trial.compare(outputs, memory);
          this.trial.drop(outputs);
        });
        why = await verdict;
      }
    } catch (error) {
      why = `the plan threw "${message(error)}"`;
    }
    if (this.decided) return;
    if (why !== undefined) this.reject(why);
    else {
      this.compared = true;
      if (this.options.keepSlower || (this.#untimed && this.trial.promising(plan))) this.accept();
    }
  }

  /** Times plan and stock in turns on the captured inputs, each until the device is done. */
  async #measure(plan: Plan, memory: Memory): Promise<void> {
    const { planTimes, stockTimes } = this;
    while (!this.decided && this.trial.calm()) {
      const times = planTimes.count <= stockTimes.count ? planTimes : stockTimes;
      await this.trial.settle();
      if (this.decided) return;
      const start = this.clock.now();
      this.trial.replay(memory, (inputs) => {
        this.trial.drop(times === planTimes ? this.trial.run(plan, inputs) : this.trial.stock(inputs));
      });
      await this.trial.settle();
      times.add(this.clock.now() - start);
      if (!this.decided) this.#decide();
    }
  }

  #decide(): void {
    const { planTimes: plan, stockTimes: stock } = this;
    const { hopeful } = this.options;
    if (Math.min(plan.count, stock.count) < (hopeful ? ENOUGH : SURE)) return;
    const final = plan.total >= BUDGET;
    if (final || !hopeful ? this.fast : plan.best <= stock.best) this.accept();
    else if (final) this.rejectSlower();
  }
}
