/** Karma's side of the spec report, for the browser run. */
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { relative, resolve } from "node:path";
import { BUNDLE_FOLDER } from "./bundle-specs.ts";
import { SpecReport } from "./spec-report.ts";

/** What karma-mocha sends for each spec. */
interface KarmaResult {
  description: string;
  suite: string[];
  success: boolean;
  skipped: boolean;
  time: number;
  log: string[];
  assertionErrors?: { actual?: string; expected?: string }[];
}

interface RunResults {
  exitCode: number;
  disconnected?: boolean;
  error?: boolean;
}

/** A Karma reporter; see `karma.conf.js`. Karma finds the methods of a plain object, but not those of a class. */
export function karmaReporter(): object {
  const report = new SpecReport("Browser specs");
  return {
    /** Where Karma adds writers for `karma run`. */
    adapters: [],

    onSpecComplete(_browser: unknown, result: KarmaResult): void {
      const state = result.skipped ? "skipped" : result.success ? "passed" : "failed";
      const path = [...result.suite, result.description];
      report.add({ path, state, time: result.time, error: describe(result) });
    },

    onBrowserError(browser: { name: string }, error: unknown): void {
      report.addFailure(`${browser.name} reports an error`, toOriginal(message(error)));
    },

    onBrowserLog(_browser: unknown, log: string, type: string): void {
      process.stdout.write(`${type}: ${log}\n`);
    },

    onRunComplete(_browsers: unknown, results: RunResults): void {
      const { passed, failed } = report.counts;
      if (passed + failed === 0) report.addFailure("no spec ran", "The browser did not start or loaded no spec.");
      else if (results.exitCode !== 0 && failed === 0) {
        report.addFailure("the run is incomplete", results.disconnected ? "The browser went away." : "See above.");
      }
      if (report.finish().failed > 0) results.exitCode = 1;
    },
  };
}

function message(error: unknown): string {
  if (typeof error === "string") return error;
  const text = (error as { message?: unknown } | null)?.message;
  return typeof text === "string" ? text : JSON.stringify(error);
}

function describe({ log, assertionErrors = [] }: KarmaResult): string {
  const values = assertionErrors.map(({ actual, expected }) => `actual:   ${actual}\nexpected: ${expected}`);
  return toOriginal([...log, ...values].join("\n"));
}

/** Replaces positions in the served bundle by those in the source files, and drops frames of mocha itself. */
function toOriginal(text: string): string {
  const maps = new Map<string, SourceMap | null>();
  return text
    .replace(/\n.*\/node_modules\/(mocha|karma-mocha)\/.*/g, "")
    .replace(
      /(?:https?:\/\/[^\s()/]*\/)?\bbase\/([^\s():?]+)(?:\?\w*)?:(\d+):(\d+)/g,
      (_, file: string, line, column) => {
        if (!maps.has(file)) maps.set(file, readMap(file));
        const found = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
        if (!found || !("originalSource" in found)) return `${file}:${line}:${column}`;
        const source = relative(".", resolve(BUNDLE_FOLDER, found.originalSource));
        return `${source}:${found.originalLine + 1}:${found.originalColumn + 1}`;
      },
    );
}

function readMap(file: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
  } catch {
    return null;
  }
}
