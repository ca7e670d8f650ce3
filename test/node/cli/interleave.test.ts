/** Interleaved timing and what is said of its samples. */
import { expect } from "chai";
import { interleave, ratioInterval } from "../../../src/cli/interleave.ts";

/** A clock that moves when runs say so, and a little with every look, in steps. Milliseconds. */
class Clock {
  #time = 0;
  readonly #step: number;
  constructor(step: number) {
    this.#step = step;
  }
  now(): number {
    this.#time += this.#step / 10;
    return Math.floor(this.#time / this.#step) * this.#step;
  }
  /** A side whose run takes that long. */
  side(ms: number, onRun: () => void = () => {}): () => void {
    return () => {
      this.#time += ms;
      onRun();
    };
  }
}

describe("interleaved timing", () => {
  const { now } = performance;
  afterEach(() => {
    performance.now = now;
  });
  function clockOf(step: number): Clock {
    const clock = new Clock(step);
    performance.now = () => clock.now();
    return clock;
  }

  it("runs the sides in turn, another one first in each round", async () => {
    const clock = clockOf(0.001);
    const order: string[] = [];
    const side = (name: string): (() => void) => clock.side(1, () => void order.push(name));
    const rounds: number[] = [];
    const samples = await interleave(
      { a: side("a"), b: side("b"), c: side("c") },
      { runs: 3, warmup: 0, onRound: (done) => void rounds.push(done) },
    );
    expect(order.join("")).to.equal("abcbcacab");
    expect(rounds).to.deep.equal([1, 2, 3]);
    expect(Object.values(samples).map((s) => s.length)).to.deep.equal([3, 3, 3]);
  });

  it("gives milliseconds of one run", async () => {
    const clock = clockOf(0.001);
    const samples = await interleave({ short: clock.side(1), long: clock.side(4) }, { runs: 5 });
    for (const ms of samples.short) expect(ms).to.be.closeTo(1, 0.01);
    for (const ms of samples.long) expect(ms).to.be.closeTo(4, 0.01);
  });

  it("warms every side up until its code had time to be optimised", async () => {
    const clock = clockOf(0.001);
    const runs = { short: 0, long: 0 };
    const side = (name: keyof typeof runs, ms: number): (() => void) => clock.side(ms, () => void runs[name]++);
    await interleave({ short: side("short", 5), long: side("long", 60) }, { runs: 1 });
    // 100 ms, and three runs at least; then the timed one.
    expect(runs).to.deep.equal({ short: 21, long: 4 });
  });

  it("stops when the budget is spent, but not before five rounds", async () => {
    const clock = clockOf(0.001);
    const samples = await interleave({ a: clock.side(2) }, { runs: 50, warmup: 0, budgetMs: 3 });
    expect(samples.a).to.have.length(5);
  });

  it("repeats runs that are short beside the step of the clock", async () => {
    const clock = clockOf(0.1);
    const order: string[] = [];
    const side = (name: string, ms: number): (() => void) => clock.side(ms, () => void order.push(name));
    const samples = await interleave({ short: side("s", 1), long: side("l", 8) }, { runs: 2 });
    // 50 steps are 5 ms.
    expect(order.join("")).to.match(/^s{99,101}l{12,13}s{5,6}lls{5,6}$/);
    for (const ms of samples.short) expect(ms).to.be.closeTo(1, 0.03);
    for (const ms of samples.long) expect(ms).to.be.closeTo(8, 0.11);
  });
});

describe("the interval of a ratio", () => {
  const noisy = (center: number, phase: number): number[] =>
    Array.from({ length: 40 }, (_, i) => center * (1 + 0.1 * Math.sin(phase + 7.3 * i)));

  it("is the ratio where samples do not vary", () => {
    expect(ratioInterval([6, 6, 6], [2, 2, 2])).to.deep.equal([3, 3]);
  });

  it("holds the ratio of the medians, and narrows with more rounds", () => {
    const [low, high] = ratioInterval(noisy(2, 0), noisy(1, 1));
    expect(low).to.be.within(1.7, 2);
    expect(high).to.be.within(2, 2.3);
    const repeat = (x: number[]): number[] => Array.from({ length: 10 }, () => x).flat();
    const [a, b] = ratioInterval(repeat(noisy(2, 0)), repeat(noisy(1, 1)));
    expect(b - a).to.be.below((high - low) / 2);
  });

  it("draws rounds whole: what slows both sides alike leaves the ratio as it is", () => {
    const machine = noisy(1, 0).map((x, i) => (i % 3 === 0 ? 5 * x : x));
    const [low, high] = ratioInterval(
      machine.map((x) => 3 * x),
      machine,
    );
    expect(low).to.be.closeTo(3, 1e-9);
    expect(high).to.be.closeTo(3, 1e-9);
  });
});
