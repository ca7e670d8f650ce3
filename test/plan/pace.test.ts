import { expect } from "chai";
import { Pace } from "../../src/runtime/wasm/pace.ts";

describe("runtime/pace", () => {
  /** Feeds runs of a millisecond that one thread would do in `alone`, until it rests or `runs` are through. */
  const feed = (pace: Pace, alone: number, runs: number, start: number): number => {
    let now = start;
    for (let i = 0; i < runs && !pace.resting(now); i++) pace.add(1, alone, ++now);
    return now;
  };

  it("goes on while threads pay", () => {
    const pace = new Pace();
    expect(feed(pace, 1.8, 1000, 0)).to.equal(1000);
    expect(pace.resting(1000)).to.equal(false);
  });

  it("rests when they don't, longer each time, and comes back", () => {
    const pace = new Pace();
    const rests: number[] = [];
    let now = 0;
    for (let i = 0; i < 8; i++) {
      now = feed(pace, 0.9, 100, now);
      const start = now;
      while (pace.resting(now)) now++;
      rests.push(now - start);
    }
    expect(rests).to.deep.equal([30, 60, 120, 240, 480, 960, 1000, 1000]);
    now = feed(pace, 1.8, 50, now);
    expect(pace.resting(now)).to.equal(false);
    now = feed(pace, 0.9, 100, now);
    expect(pace.resting(now + 29)).to.equal(true);
    expect(pace.resting(now + 30)).to.equal(false);
  });

  it("forgives a single bad run", () => {
    const pace = new Pace();
    pace.add(1, 2, 1);
    pace.add(1, 2, 2);
    pace.add(1.9, 1, 4);
    pace.add(1, 2, 5);
    expect(pace.resting(5)).to.equal(false);
  });
});
