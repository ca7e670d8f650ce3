/** What the report prints and counts. */
import { expect } from "chai";
import { listFailures, SpecReport } from "../../../scripts/spec-report.ts";

describe("spec report", () => {
  let output = "";
  let report: SpecReport;

  beforeEach(() => {
    output = "";
    report = new SpecReport("Specs", (text) => {
      output += text;
    });
  });

  it("prints each suite once, above its specs", () => {
    report.add({ path: ["conv", "same", "odd"], state: "passed", time: 1 });
    report.add({ path: ["conv", "same", "even"], state: "skipped", time: 0 });
    report.add({ path: ["conv", "valid", "odd"], state: "passed", time: 1 });
    report.add({ path: ["pool", "odd"], state: "passed", time: 1500 });
    expect(output).to.match(
      /^conv\n {2}same\n {4}\S+ odd\n {4}\S+ even\n {2}valid\n {4}\S+ odd\npool\n {2}\S+ odd.* \(1\.5 s\)/,
    );
    expect(report.counts).to.deep.equal({ passed: 3, failed: 0, skipped: 1 });
  });

  it("repeats failures in full at the end", () => {
    report.add({ path: ["conv", "odd"], state: "failed", time: 1, error: "expected 1\nto be 2" });
    report.addFailure("the browser", "went away");
    // The summary file belongs to the run that this spec is a part of.
    report.print();
    expect(output).to.match(/1\) conv › odd\S*\n {3}expected 1\n {3}to be 2\n/);
    expect(output).to.match(/2\) the browser\S*\n {3}went away\n/);
    expect(report.counts).to.deep.equal({ passed: 0, failed: 2, skipped: 0 });
  });
  it("lists at the very end what failed, with the message and the first line of our own code", () => {
    const error = [
      "AssertionError: 38.9 ms, then 77.9 ms: expected 2.1 to be below 1.9",
      "    at assertEqual (node_modules/chai/index.js:12:3)",
      "    at Context.<anonymous> (test/node/rewrite/scaling.test.ts:34:104)",
      "    at process.processImmediate (node:internal/timers:483:21)",
      "",
      "      + expected - actual",
    ].join("\n");
    const browser =
      "expected 1 to equal 2\n    at src/hook/trust.ts:7:1\n    at test/hook/trust.test.ts:9:2\nactual:   1";
    const late = "Error: Timeout of 60000ms exceeded.\n    at listOnTimeout (node:internal/timers:573:17)";
    const long = `${"x".repeat(1000)}\n${"line\n".repeat(50)}`;
    expect(
      listFailures([
        { name: "Specs in Node: rules › are cheap", error },
        { name: "Specs in Chromium: trust › is won", error: browser },
        { name: "Specs in Node: waits", error: late },
        { name: "Checks: types", error: long },
      ]),
    ).to.equal(
      [
        "  Specs in Node: rules › are cheap",
        "      AssertionError: 38.9 ms, then 77.9 ms: expected 2.1 to be below 1.9",
        "      at Context.<anonymous> (test/node/rewrite/scaling.test.ts:34:104)",
        "  Specs in Chromium: trust › is won",
        "      expected 1 to equal 2",
        "      at src/hook/trust.ts:7:1",
        "  Specs in Node: waits",
        "      Error: Timeout of 60000ms exceeded.",
        "  Checks: types",
        `      ${"x".repeat(300)}`,
        ...Array<string>(4).fill("      line"),
      ].join("\n"),
    );
  });

  it("lists no more failures than the end of a log has room for", () => {
    const lines = listFailures(
      Array.from({ length: 500 }, (_, i) => ({ name: `spec ${i}`, error: "no\n  at a.ts:1:1" })),
    );
    expect(lines.split("\n").length).to.be.below(100);
    expect(lines).to.match(/spec 29\n {6}no\n {6}at a\.ts:1:1\n {2}… and 470 more$/);
  });
});
