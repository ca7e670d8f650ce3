/** The one test command: the checks, the specs in Node, the specs in Chromium, and the sum of all three in the last line. */
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { type Failed, listFailures, type StepSummary, SUMMARY_VARIABLE } from "./spec-report.ts";

interface Step {
  title: string;
  /** A script of package.json and what to pass to it. */
  script: readonly [string, ...string[]];
}

const STEPS: readonly Step[] = [
  { title: "Checks", script: ["check"] },
  { title: "Specs in Node", script: ["test:node", "--", "--forbid-only"] },
  { title: "Specs in Chromium", script: ["test:browser"] },
];
const SUMMARY_FILE = "build/test-summary.json";
/** How much of what a script says last is kept, in characters, and where in it the reason for its end begins. */
const SAID = 4000;
const ERROR = /^(?:FATAL )?\w*Error: /im;

let passed = 0;
let failed = 0;
const failures: Failed[] = [];
for (const [index, { title, script }] of STEPS.entries()) {
  console.log(`\n[${index + 1}/${STEPS.length}] ${title}\n`);
  const summary = await run(script);
  passed += summary.passed;
  failed += summary.failed;
  failures.push(...summary.failures.map((one) => ({ ...one, name: `${title}: ${one.name}` })));
}
if (failures.length > 0) console.log(`\nWhat failed:\n${listFailures(failures)}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** Runs a script to its end. One that fails without a failed spec, or leaves no summary, counts as one failure. */
async function run(script: Step["script"]): Promise<StepSummary> {
  rmSync(SUMMARY_FILE, { force: true });
  const { code, said } = await exitCode(script);
  const summary = readSummary();
  if (summary && (code === 0 || summary.failed > 0)) return summary;
  const name = `npm run ${script[0]} ended with code ${code}${summary ? "" : " and no result"}`;
  return {
    passed: 0,
    skipped: 0,
    ...summary,
    failed: 1,
    failures: [{ name, error: said.slice(Math.max(0, said.search(ERROR))) }],
  };
}

/** Runs a script; gives its exit code and the end of what it said of errors. */
function exitCode(script: Step["script"]): Promise<{ code: number; said: string }> {
  const env = { ...process.env, [SUMMARY_VARIABLE]: SUMMARY_FILE };
  return new Promise((done) => {
    const shell = process.platform === "win32";
    const child = spawn("npm", ["run", "--silent", ...script], { env, shell, stdio: ["ignore", "inherit", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      process.stderr.write(text);
      said = (said + text).slice(-SAID);
    });
    child.on("error", (error) => done({ code: 1, said: String(error) }));
    child.on("close", (code) => done({ code: code ?? 1, said }));
  });
}

function readSummary(): StepSummary | undefined {
  try {
    return JSON.parse(readFileSync(SUMMARY_FILE, "utf8")) as StepSummary;
  } catch {
    return undefined;
  }
}
