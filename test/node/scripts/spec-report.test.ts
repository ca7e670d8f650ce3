/** What the report prints and counts. */
import { expect } from "chai";
import { SpecReport } from "../../../scripts/spec-report.ts";

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
});
