/** Everything that can be said about the tree without running it: `npm run check`. Each check counts as one test. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { SpecReport } from "./spec-report.ts";

interface Check {
  name: string;
  /** A program of `node_modules/.bin` and its arguments. */
  command: readonly [string, ...string[]];
  /** The check waits for its turn until this file exists in the tree. */
  needs?: string;
}

/** Two lines of work, for the two cores that a small CI machine has. The second one is about the built package. */
const LANES: readonly (readonly Check[])[] = [
  [
    { name: "types", command: ["tsc"] },
    { name: "lint and format", command: ["biome", "check", "--error-on-warnings", "--diagnostic-level=warn"] },
    { name: "import direction and file size", command: ["tsx", "scripts/check-imports.ts"] },
    { name: "unused files, exports and dependencies", command: ["knip"] },
    { name: "generated docs are fresh", command: ["tsx", "scripts/docs.ts", "--check"], needs: "scripts/docs.ts" },
  ],
  [
    { name: "build", command: ["tsdown", "--fail-on-warn"] },
    { name: "package contents", command: ["publint", "--strict"] },
    { name: "types of the package", command: ["attw", "--pack", ".", "--profile", "esm-only"] },
    { name: "size of the browser bundle", command: ["size-limit"] },
  ],
];

/** How much of a failed check's output is shown: enough to start with, and a log that can still be read. */
const MOST_LINES = 120;

const report = new SpecReport("Checks");
await Promise.all(LANES.map(runLane));
if (report.finish().failed > 0) process.exitCode = 1;

async function runLane(checks: readonly Check[]): Promise<void> {
  for (const { name, command, needs } of checks) {
    if (needs !== undefined && !existsSync(needs)) continue;
    const start = Date.now();
    const { code, output } = await run(command);
    const state = code === 0 ? "passed" : "failed";
    report.add({ path: [name], state, time: Date.now() - start, error: `${command.join(" ")}\n${output}` });
  }
}

/** Runs a program of `node_modules/.bin` and collects what it says. */
function run([program, ...args]: readonly [string, ...string[]]): Promise<{ code: number; output: string }> {
  const path = [resolve("node_modules/.bin"), process.env.PATH].join(delimiter);
  // Without a terminal, the tools print plain text and no spinners. Windows needs a shell to run `.cmd` files.
  const options = { env: { ...process.env, PATH: path, NO_COLOR: "1" }, shell: process.platform === "win32" };
  return new Promise((done) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => output.push(text));
    child.on("error", (error) => done({ code: 1, output: String(error) }));
    child.on("close", (code) => done({ code: code ?? 1, output: shorten(stripVTControlCharacters(output.join(""))) }));
  });
}

function shorten(output: string): string {
  const lines = output.split("\n");
  if (lines.length <= MOST_LINES) return output;
  return [...lines.slice(0, MOST_LINES), `… and ${lines.length - MOST_LINES} more lines`].join("\n");
}
