/** The clock that runs where specs do not set another: apps get their turn first. */
import { expect } from "chai";
import { clock } from "../../src/hook/clock.ts";
import { until } from "../support/until.ts";

describe("the clock", () => {
  it("counts milliseconds", async () => {
    const [start, seen] = [performance.now(), clock.now()];
    await until(() => performance.now() >= start + 20, "time passes");
    expect(clock.now() - seen).to.be.at.least(19);
  });

  it("lets work of the background wait for its turn, and for a pause of the app", async () => {
    const done: string[] = [];
    const start = performance.now();
    clock.idle(() => done.push(performance.now() - start >= 29 ? "after the pause" : "within it"), 30);
    clock.later(() => done.push("later"));
    expect(done).to.deep.equal([]);
    await until(() => done.length === 2, "the background has its turn");
    expect([...done].sort()).to.deep.equal(["after the pause", "later"]);
  });
});
