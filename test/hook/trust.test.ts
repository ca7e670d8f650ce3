/** Trust is won step by step: a fake clock and fake work show when a plan answers, and when it is turned down. */
import { expect } from "chai";
import { BUDGET, SLICE, type Trial, Trust, type TrustOptions } from "../../src/hook/trust.ts";

interface World {
  stockMs: number;
  planMs: (run: number) => number;
  difference: string | undefined;
  ready: boolean;
  buildThrows: boolean;
  refusal: string | undefined;
  throwAt: number;
  calm: boolean;
  probe: string | undefined;
}

function setup(change: Partial<World> = {}, options: Partial<TrustOptions> = {}) {
  const world: World = {
    stockMs: 10,
    planMs: () => 5,
    difference: undefined,
    ready: true,
    buildThrows: false,
    refusal: undefined,
    throwAt: Number.POSITIVE_INFINITY,
    calm: true,
    probe: undefined,
    ...change,
  };
  let time = 0;
  let runs = 0;
  const tasks: (() => void)[] = [];
  const events: string[] = [];
  const rejections: [string, boolean][] = [];
  let open = 0;
  const trial: Trial<string, string, { id: number }, { of: string }> = {
    ready: () => world.ready,
    build() {
      events.push("build");
      if (world.buildThrows) throw new Error("no way");
      if (world.refusal !== undefined) return { reason: world.refusal };
      open++;
      return { id: 1 };
    },
    run(_plan, inputs) {
      time += world.planMs(runs++);
      if (runs >= world.throwAt) throw new Error("boom");
      return `plan ${inputs}`;
    },
    stock(inputs) {
      time += world.stockMs;
      return `stock ${inputs}`;
    },
    capture: (inputs) => ({ of: inputs }),
    probe: () => (world.probe === undefined ? undefined : { of: world.probe }),
    replay: (memory, body) => body(`again ${memory.of}`),
    compare(outputs, memory) {
      events.push(`compare ${outputs} with ${memory.of}`);
      return world.difference;
    },
    drop() {},
    calm: () => world.calm,
    dispose: () => void open--,
    accepted() {},
    rejected: (reason, loud) => void rejections.push([reason, loud]),
  };
  const calls = { plan: 0, stock: 0 };
  const clock = { now: () => time, later: (task: () => void) => void tasks.push(task) };
  const trust = new Trust(trial, calls, clock, {
    check: true,
    keepSlower: false,
    hopeful: true,
    ...options,
  });
  /** Runs background tasks until there are none; the longest stretch. */
  const background = (most = 1000) => {
    let longest = 0;
    for (let i = 0; i < most && tasks.length > 0; i++) {
      const start = time;
      tasks.shift()!();
      longest = Math.max(longest, time - start);
    }
    return longest;
  };
  return { world, trust, calls, tasks, events, rejections, background, open: () => open, time: () => time };
}

describe("trust", () => {
  it("answers the first call by stock and does nothing else in it", () => {
    const { trust, events, tasks, time } = setup();
    expect(trust.call("a")).to.equal("stock a");
    expect(events).to.deep.equal([]);
    expect(time()).to.equal(10);
    expect(tasks).to.have.length(1);
    expect(trust.state).to.equal("pending");
  });

  it("builds, compares and times in the background, then lets the plan answer", () => {
    const { trust, events, background, calls } = setup();
    trust.call("a");
    background(1);
    expect(events).to.deep.equal(["build"]);
    background(1);
    expect(events).to.deep.equal(["build", "compare plan again a with a"]);
    expect(trust.state).to.equal("checking");
    expect(background()).to.be.at.most(SLICE);
    expect(trust.state).to.equal("trusted");
    expect(trust.call("b")).to.equal("plan b");
    expect(calls).to.deep.equal({ plan: 1, stock: 1 });
  });

  it("answers by stock while the engine is being loaded, also in a tight loop", () => {
    const { trust, world, events, background } = setup({ ready: false });
    for (let i = 0; i < 5; i++) expect(trust.call("a")).to.equal("stock a");
    background();
    expect(events).to.deep.equal([]);
    expect(trust.state).to.equal("pending");
    world.ready = true;
    trust.schedule();
    background();
    expect(trust.call("b")).to.equal("plan b");
  });

  it("answers by stock while it is unverified", () => {
    const { trust, background } = setup();
    trust.call("a");
    background(2);
    expect(trust.call("b")).to.equal("stock b");
  });

  it("compares in the third call of a tight loop, and then takes turns", () => {
    const { trust, events, calls } = setup();
    trust.call("a");
    trust.call("b");
    expect(events).to.deep.equal([]);
    expect(trust.call("c")).to.equal("stock c");
    expect(events).to.deep.equal(["build", "compare plan again a with a"]);
    expect(["d", "e", "f", "g"].map((input) => trust.call(input))).to.deep.equal([
      "plan d",
      "stock e",
      "plan f",
      "stock g",
    ]);
    for (let i = 0; i < 4; i++) trust.call("h");
    expect(trust.state).to.equal("trusted");
    expect(calls.plan + calls.stock).to.equal(11);
  });

  it("rejects what compares unequal, loudly, and frees it", () => {
    const { trust, background, rejections, open } = setup({ difference: "output 'out' differs" });
    trust.call("a");
    background();
    expect(trust.state).to.equal("rejected");
    expect(rejections).to.deep.equal([["output 'out' differs", true]]);
    expect(open()).to.equal(0);
    expect(trust.call("b")).to.equal("stock b");
  });

  it("compares a second case where the first says too little", () => {
    const { trust, background, events } = setup({ probe: "random" });
    trust.call("a");
    background();
    expect(events).to.include("compare plan again random with random");
  });

  it("takes a planner's refusal quietly, and its throw loudly", () => {
    const quiet = setup({ refusal: "op 'Foo' is unknown" });
    quiet.trust.call("a");
    quiet.background();
    expect(quiet.rejections).to.deep.equal([["op 'Foo' is unknown", false]]);
    const loud = setup({ buildThrows: true });
    loud.trust.call("a");
    loud.background();
    expect(loud.rejections).to.deep.equal([[`building the plan threw "no way"`, true]]);
  });

  it("rejects a plan that throws while being checked", () => {
    const { trust, background, rejections, open } = setup({ throwAt: 1 });
    trust.call("a");
    background();
    expect(rejections).to.deep.equal([[`the plan threw "boom"`, true]]);
    expect(open()).to.equal(0);
  });

  it("lets stock answer the very call in which a trusted plan throws", () => {
    const { trust, background, rejections, open, world } = setup();
    trust.call("a");
    background();
    world.throwAt = 0;
    expect(trust.call("b")).to.equal("stock b");
    expect(trust.state).to.equal("rejected");
    expect(rejections).to.have.length(1);
    expect(open()).to.equal(0);
  });

  it("rejects a slower plan, naming both times", () => {
    const { trust, background, rejections } = setup({ planMs: () => 12 });
    trust.call("a");
    background();
    expect(rejections).to.deep.equal([["the plan is slower: 12.000 ms, stock 10.000 ms", true]]);
  });

  it("keeps a plan that is within noise of stock", () => {
    const { trust, background } = setup({ planMs: () => 10.4 });
    trust.call("a");
    background();
    expect(trust.state).to.equal("trusted");
  });

  it("turns down in silence a plan of which nothing was hoped for, unless it gains more than noise", () => {
    const slow = setup({ planMs: () => 9.8 }, { hopeful: false });
    slow.trust.call("a");
    slow.background();
    expect(slow.rejections).to.deep.equal([["the plan is not faster: 9.800 ms, stock 10.000 ms", false]]);
    expect(slow.open()).to.equal(0);
    const fast = setup({ planMs: () => 9.6 }, { hopeful: false });
    fast.trust.call("a");
    fast.background();
    expect(fast.trust.state).to.equal("trusted");
  });

  it("waits for a plan that gets faster as it warms up", () => {
    const { trust, background } = setup({ planMs: (run) => Math.max(40 - 4 * run, 9) });
    trust.call("a");
    background();
    expect(trust.state).to.equal("trusted");
  });

  it("decides when the budget is spent, however times still fall", () => {
    const { trust, background } = setup({ planMs: (run) => 40 - run / 2 });
    trust.call("a");
    background();
    expect(trust.state).to.equal("rejected");
    expect(trust.planTimes.total).to.be.within(BUDGET, BUDGET + 40);
  });

  it("groups runs too short for a coarse clock", () => {
    const { trust, background } = setup({ stockMs: 0.2, planMs: () => 0.1 });
    trust.call("a");
    background();
    expect(trust.state).to.equal("trusted");
    expect(trust.planTimes.best).to.be.closeTo(0.1, 1e-9);
  });

  it("measures plans longer than a slice on real calls only", () => {
    const { trust, background, calls } = setup({ stockMs: 300, planMs: () => 200 });
    trust.call("a");
    background();
    expect(trust.planTimes.total).to.equal(0);
    for (let i = 0; i < 6 && !trust.decided; i++) {
      trust.call("b");
      background();
    }
    expect(trust.state).to.equal("trusted");
    expect(calls.plan).to.equal(3);
  });

  it("measures them in the background if asked to be patient", () => {
    const { trust } = setup({ stockMs: 300, planMs: () => 200 });
    trust.call("a");
    while (trust.step(true));
    expect(trust.state).to.equal("trusted");
  });

  it("can build before the first call, and compares after it", () => {
    const { trust, events, background } = setup();
    expect(trust.step()).to.equal(false);
    expect(events).to.deep.equal(["build"]);
    expect(trust.state).to.equal("pending");
    trust.call("a");
    background();
    expect(trust.state).to.equal("trusted");
    expect(events).to.deep.equal(["build", "compare plan again a with a"]);
  });

  it("pauses while the app is busy with something else, until the next call", () => {
    const { trust, background, events, world, tasks } = setup({ calm: false });
    trust.call("a");
    background();
    expect(events).to.deep.equal([]);
    expect(tasks).to.have.length(0);
    world.calm = true;
    trust.call("b");
    background();
    expect(trust.state).to.equal("trusted");
  });

  it("trusts unmeasured or unchecked plans if told to", () => {
    const { trust, background, events } = setup({ planMs: () => 50 }, { check: false, keepSlower: true });
    trust.call("a");
    background();
    expect(trust.state).to.equal("trusted");
    expect(events).to.deep.equal(["build"]);
  });

  it("passes on what stock throws", () => {
    const { trust, world } = setup();
    trust.call("a");
    Object.defineProperty(world, "stockMs", {
      get() {
        throw new Error("stock says no");
      },
    });
    expect(() => trust.call("b")).to.throw("stock says no");
  });

  it("does nothing once closed", () => {
    const { trust, background, open, tasks } = setup();
    trust.call("a");
    background(1);
    trust.close();
    expect(open()).to.equal(0);
    background();
    expect(tasks).to.have.length(0);
    expect(trust.call("b")).to.equal("stock b");
  });
});
