/** Mocha's side of the spec report, for the Node run. */
import Mocha from "mocha";
import { SpecReport } from "./spec-report.ts";

const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_PENDING } = Mocha.Runner.constants;

/** A mocha reporter; see `.mocharc.json`. */
export default class MochaReporter {
  constructor(runner: Mocha.Runner) {
    const report = new SpecReport("Node specs");
    const common = (test: Mocha.Test) => ({ path: titles(test), time: test.duration ?? 0 });
    runner.on(EVENT_TEST_PASS, (test) => report.add({ ...common(test), state: "passed" }));
    runner.on(EVENT_TEST_PENDING, (test) => report.add({ ...common(test), state: "skipped" }));
    runner.on(EVENT_TEST_FAIL, (test, error: Error) =>
      report.add({ ...common(test), state: "failed", error: describe(error) }),
    );
    runner.on(EVENT_RUN_END, () => {
      if (report.counts.passed + report.counts.failed === 0) report.addFailure("no spec ran", "No spec matches.");
      report.finish();
    });
  }
}

/** The titles of a test (or of a failing hook) and the suites around it. */
function titles(test: Mocha.Runnable): string[] {
  return [...(test.parent?.titlePath() ?? []), test.title];
}

function describe(error: Error & { actual?: unknown; expected?: unknown; showDiff?: boolean }): string {
  const stack = error.stack ?? String(error);
  const text = stack.includes(error.message) ? stack : `${error.message}\n${stack}`;
  if (!error.showDiff) return text;
  const { stringify } = Mocha.utils;
  return `${text}\n${Mocha.reporters.Base.generateDiff(stringify(error.actual), stringify(error.expected))}`;
}
