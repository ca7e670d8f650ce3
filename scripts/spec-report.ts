/** How checks and specs report: one line each while they run, failures in full at the end, and a summary file for `npm test`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";

/** How many checks or specs ended how. */
export interface Summary {
  passed: number;
  failed: number;
  skipped: number;
}

/** What failed, and all that is known of why. */
export interface Failed {
  readonly name: string;
  readonly error: string;
}

/** What a finished step leaves in the file that `SUMMARY_VARIABLE` names: the counts, and what failed, which `npm test` repeats at its end: a log is read from there. */
export interface StepSummary extends Summary {
  failures: readonly Failed[];
}

/** One finished check or spec. `path` holds the titles from the outermost suite to the spec itself. */
export interface SpecResult {
  path: readonly string[];
  state: "passed" | "failed" | "skipped";
  /** Milliseconds. */
  time: number;
  error?: string;
}

/** The environment variable by which `npm test` tells a step where to leave its summary. */
export const SUMMARY_VARIABLE = "GRAPHWELD_SUMMARY_FILE";

/** Specs slower than this show their time. */
const SLOW = 500;

// picocolors would colour every log of a CI machine; only terminals get colours here.
const colors = pc.createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);
const MARKS = { passed: colors.green("✓"), failed: colors.red("✗"), skipped: colors.yellow("-") };

/** Prints results as they come and counts them. */
export class SpecReport {
  readonly #title: string;
  readonly #write: (text: string) => void;
  readonly #started = Date.now();
  readonly #counts: Summary = { passed: 0, failed: 0, skipped: 0 };
  readonly #failures: Failed[] = [];
  #suite: readonly string[] = [];

  constructor(title: string, write: (text: string) => void = (text) => void process.stdout.write(text)) {
    this.#title = title;
    this.#write = write;
  }

  get counts(): Readonly<Summary> {
    return this.#counts;
  }

  /** Prints one result, below the headings of its suites. */
  add(result: SpecResult): void {
    const suite = result.path.slice(0, -1);
    const shared = suite.findIndex((title, depth) => title !== this.#suite[depth]);
    if (shared >= 0) {
      for (let depth = shared; depth < suite.length; depth++) this.#write(`${indent(depth)}${suite[depth]}\n`);
    }
    this.#suite = suite;
    this.#counts[result.state]++;
    const time = result.time >= SLOW ? colors.dim(` (${seconds(result.time)})`) : "";
    this.#write(`${indent(suite.length)}${MARKS[result.state]} ${result.path.at(-1)}${time}\n`);
    if (result.state === "failed") {
      this.#failures.push({ name: result.path.join(" › "), error: result.error ?? "no message" });
    }
  }

  /** Counts a failure that belongs to no spec: a script that does not load, a browser that goes away, an empty run. */
  addFailure(name: string, error: string): void {
    this.#counts.failed++;
    this.#write(`${MARKS.failed} ${name}\n`);
    this.#failures.push({ name, error });
  }

  /** Prints the failures and a closing line. */
  print(): void {
    for (const [index, { name, error }] of this.#failures.entries()) {
      this.#write(`\n${colors.red(`${index + 1}) ${name}`)}\n${error.trimEnd().replace(/^/gm, "   ")}\n`);
    }
    const { passed, failed, skipped } = this.#counts;
    const outcome = failed > 0 ? colors.red(`${failed} of ${passed + failed} went wrong`) : `all ${passed} are fine`;
    const note = skipped > 0 ? `, ${skipped} skipped` : "";
    this.#write(`\n${this.#title}: ${outcome}${note}, after ${seconds(Date.now() - this.#started)}\n`);
  }

  /** Ends a run: prints, and leaves the summary file when one is asked for. */
  finish(): Readonly<Summary> {
    this.print();
    const file = process.env[SUMMARY_VARIABLE];
    if (file) {
      mkdirSync(dirname(file), { recursive: true });
      const summary: StepSummary = { ...this.#counts, failures: this.#failures };
      writeFileSync(file, JSON.stringify(summary));
    }
    return this.#counts;
  }
}

/** How much of a failure `listFailures` repeats, so that the reasons of some dozen fit into the end of a log. */
const MOST = { failures: 30, lines: 5, columns: 300 };

/** The list at the end of `npm test`: each failure's name, message and first stack line in code of our own. */
export function listFailures(failures: readonly Failed[]): string {
  const shown = failures
    .slice(0, MOST.failures)
    .map(({ name, error }) => [`  ${name}`, ...reasonOf(error)].join("\n      "));
  const rest = failures.length - shown.length;
  return [...shown, ...(rest > 0 ? [`  … and ${rest} more`] : [])].join("\n");
}

/** The message, shortened, and where it comes from. */
function reasonOf(error: string): string[] {
  const lines = stripVTControlCharacters(error)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const isFrame = (line: string): boolean => /^\s*at /.test(line);
  const frames = lines.findIndex(isFrame);
  const message = lines.slice(0, frames < 0 ? lines.length : frames);
  const own = lines.find((line) => isFrame(line) && !/node_modules|\bnode:|<anonymous>\)?$/.test(line));
  return [...message.slice(0, MOST.lines), ...(own ? [own.trim()] : [])].map((line) => line.slice(0, MOST.columns));
}

function indent(depth: number): string {
  return "  ".repeat(depth);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
