/** Runs the real command line on real models, in folders of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { io } from "@tensorflow/tfjs-core";
import { expect } from "chai";

export const ROOT: string = fileURLToPath(new URL("../../..", import.meta.url));
export const MODELS: string = join(ROOT, "node_modules/@vladmandic/human/models");

export interface Result {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** How many processes run at once: as many as a small CI machine has cores. */
const PROCESSES = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Runs `node` with these arguments, when its turn comes. */
export async function runNode(args: readonly string[], onStart?: (child: ChildProcess) => void): Promise<Result> {
  while (running >= PROCESSES) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    return await new Promise((resolve, reject) => {
      // CI, everywhere: colour libraries take it for a terminal, which a pipe is not.
      const env = { ...process.env, CI: "true", FORCE_COLOR: undefined, GRAPHWELD_VERBOSE: undefined };
      const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
      let [out, err] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text) => {
        out += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text) => {
        err += text;
      });
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal, out, err }));
      onStart?.(child);
    });
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** Runs `graphweld` as the sources have it. */
export const graphweld = (...args: string[]): Promise<Result> =>
  runNode(["--import", "tsx", join(ROOT, "src/cli/main.ts"), ...args]);

/** A fresh folder, which goes after the suite. To be called in `describe`. */
export function temporaryFolder(): () => string {
  let folder = "";
  before(async () => {
    // Without links, so that paths compare.
    folder = await mkdtemp(join(await realpath(tmpdir()), "graphweld-cli-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}

/** Everything below a folder. */
export const filesOf = async (folder: string): Promise<string[]> => (await readdir(folder, { recursive: true })).sort();

export type ModelJson = io.ModelJSON & { modelTopology: { node: { name: string; op: string }[] } };

/** Copies liveness to a folder that must not exist yet, with its JSON changed. */
export async function copyModel(folder: string, change: (json: ModelJson) => unknown = () => {}): Promise<string> {
  await cp(join(MODELS, "liveness.bin"), join(folder, "liveness.bin"));
  const json = JSON.parse(await readFile(join(MODELS, "liveness.json"), "utf8")) as ModelJson;
  const changed = change(json) ?? json;
  const file = join(folder, "model.json");
  await writeFile(file, typeof changed === "string" ? changed : JSON.stringify(changed));
  return file;
}

/** That a run ended as it should when something is wrong: a code, one line, and no results. */
export function expectFailure(result: Result, code: 1 | 2, message: RegExp): void {
  expect(result.err).to.match(/^graphweld: [^\n]+\n$/);
  expect(result.err).to.match(message);
  expect(result.out).to.equal("");
  expect(result.code).to.equal(code);
}

/** That a run went well, in silence but for its results. */
export function expectSuccess(result: Result): string {
  expect(result.err).to.equal("");
  expect(result.code).to.equal(0);
  return result.out;
}

/** A model's files as TensorFlow.js's own loaders read them. */
export async function stockArtifacts(file: string): Promise<io.ModelArtifacts> {
  const { io } = await import("@tensorflow/tfjs-core");
  const json = JSON.parse(await readFile(file, "utf8")) as io.ModelJSON;
  return io.getModelArtifactsForJSON(json, async (manifest) => {
    const paths = manifest.flatMap((group) => group.paths);
    const shards = await Promise.all(paths.map((path) => readFile(join(file, "..", path))));
    return [manifest.flatMap((group) => group.weights), Uint8Array.from(Buffer.concat(shards)).buffer];
  });
}

/** The bytes of all weights, in however many pieces they are. */
export const joined = ({ weightData }: io.ModelArtifacts): Buffer =>
  Buffer.concat([weightData ?? []].flat().map((part) => new Uint8Array(part as ArrayBuffer)));
