/** Trust in the background: fake work that resolves when the spec says so. */
import { expect } from "chai";
import { type AsyncTrial, AsyncTrust } from "../../src/hook/background/trust.ts";

/** @param pipelines what the plan compiles */
function setup(pipelines: readonly Promise<void>[] = []) {
  const events: string[] = [];
  const tasks: (() => void)[] = [];
  let captured = (_: { of: string } | { reason: string }): void => {};
  const trial: AsyncTrial<string, string, object, { of: string }> = {
    ready: () => true,
    calm: () => true,
    run: (_plan, inputs) => `plan ${inputs}`,
    stock: (inputs) => `stock ${inputs}`,
    build: async (wait) => {
      events.push("build");
      for (const [i, pipeline] of pipelines.entries()) {
        events.push(`pipeline ${i}`);
        await wait(pipeline);
      }
      return {};
    },
    capture: () =>
      new Promise((resolve) => {
        captured = resolve;
      }),
    expect: (inputs) => async () => ({ of: inputs }),
    probe: async () => undefined,
    known: async () => false,
    promising: () => true,
    compare: async () => {
      events.push("compare");
      return undefined;
    },
    settle: async () => {},
    replay: (memory, body) => body(memory.of),
    drop() {},
    dispose() {},
    accepted: () => void events.push("accepted"),
    rejected: (reason) => void events.push(reason),
  };
  const clock = { now: () => 0, later: (task: () => void) => void tasks.push(task) };
  const options = { check: true, keepSlower: true, hopeful: true };
  const trust = new AsyncTrust(trial, { plan: 0, stock: 0 }, clock, options);
  return { trust, events, tasks, captured: (memory: Parameters<typeof captured>[0]) => captured(memory) };
}

/** Lets all that waits for nothing but other promises go on. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("trust in the background", () => {
  it("builds only when stock's first outputs are there", async () => {
    const { trust, events, tasks, captured } = setup();
    expect(trust.call("a")).to.equal("stock a");
    for (const task of tasks.splice(0)) task();
    await settled();
    expect(events).to.deep.equal([]);
    captured({ of: "a" });
    await settled();
    expect(events).to.deep.equal(["build"]);
    while (tasks.length > 0) {
      for (const task of tasks.splice(0)) task();
      await settled();
    }
    expect(events).to.deep.equal(["build", "compare", "accepted"]);
    expect(trust.call("b")).to.equal("plan b");
  });

  it("builds nothing where the first outputs are such that no plan can give them", async () => {
    const { trust, events, tasks, captured } = setup();
    trust.call("a");
    for (const task of tasks.splice(0)) task();
    captured({ reason: "a string" });
    await settled();
    expect(events).to.deep.equal(["a string"]);
    expect(trust.call("b")).to.equal("stock b");
  });

  /** Two pipelines, and what has the first compiled. */
  function two() {
    let compiled = (): void => {};
    const first = new Promise<void>((resolve) => {
      compiled = resolve;
    });
    return { ...setup([first, Promise.resolve()]), compiled };
  }

  it("compiles one pipeline at a time before the first call, and none while stock answers that", async () => {
    const { trust, events, captured, compiled } = two();
    const step = trust.step();
    await settled();
    expect(events).to.deep.equal(["build", "pipeline 0"]);
    trust.call("a");
    compiled();
    await settled();
    expect(events).to.deep.equal(["build", "pipeline 0"]);
    captured({ of: "a" });
    await step;
    expect(events).to.deep.equal(["build", "pipeline 0", "pipeline 1"]);
  });

  it("compiles no more for a call that is not made", async () => {
    const { trust, events, compiled } = two();
    const step = trust.step();
    await settled();
    trust.close();
    compiled();
    expect(await step).to.equal(false);
    expect(events).to.deep.equal(["build", "pipeline 0"]);
  });

  it("compiles all pipelines at once for a call that nobody has answered", async () => {
    const { trust, events } = two();
    expect(await trust.prepare("a")).to.equal(true);
    expect(events).to.deep.equal(["build", "pipeline 0", "pipeline 1", "compare", "accepted"]);
  });

  it("builds at once for a call that nobody has answered", async () => {
    const { trust, events } = setup();
    expect(await trust.prepare("a")).to.equal(true);
    expect(events).to.deep.equal(["build", "compare", "accepted"]);
    expect(trust.call("a")).to.equal("plan a");
  });
});
