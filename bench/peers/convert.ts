/**
 * `npm --prefix bench run convert [ID…]`: converts what npm packages ship in other formats, and compares what it answers with the same
 * networks in tfjs's formats; and times the command on a MobileNet. Exits with 1 where something differs, cannot be converted or
 * takes too long. It needs `npm --prefix bench run models`, and `npm run build` for the times.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { io, randomUniform, type Tensor } from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";
import { convertModel, type Report } from "../../src/cli/conversion.ts";
import { COMPOSED_CALLS } from "../../src/cli/fused-calls.ts";
import { exampleInputs, loadModel, outputsOf } from "../../src/cli/measure.ts";
import { readModel } from "../../src/cli/model-files.ts";
import { startBackend } from "../../src/cli/node-backend.ts";
import { SILENT } from "../../src/cli/progress.ts";
import { readSource } from "../../src/cli/sources.ts";
import { constantsOf, loadable } from "../../src/cli/stored-model.ts";
import { loadArtifacts } from "../models.ts";
import { type Column, textTable } from "../table.ts";
import { compareHeads } from "./heads.ts";
import { writeMobilenet } from "./mobilenet.ts";
import { ORIGINALS, originalPath } from "./originals.ts";
import { TWINS, twinPath } from "./twins.ts";
import { exchanged } from "./weights.ts";

/** What outputs may differ by, beside a largest value of 1. */
const MOST_ERROR = 1e-4;
const MOST_SECONDS = 3;
const RUNS = 3;
const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

type Outputs = readonly Float32Array[];
const scratch = await mkdtemp(join(tmpdir(), "graphweld-convert-"));
const wanted = process.argv.slice(2);
try {
  await startBackend("wasm");
  const rows: string[][] = [];
  for (const { model, files } of TWINS)
    if (files.litert && (wanted.length === 0 || wanted.includes(model)))
      rows.push(await twinRow(model, present(twinPath(files.litert))));
  if (wanted.length === 0) for (const { file, same } of ORIGINALS) rows.push(await originalRow(file, same));
  print(["model", "ops", "parameters", "outputs", "NMSE", "error", "largest value", "verdict"], rows);
  if (wanted.length === 0) {
    const times: string[][] = [];
    for (const [format, file] of Object.entries(await writeMobilenet(scratch))) times.push(await timeRow(format, file));
    print(["MobileNet v1 224", "MB", `seconds, best of ${RUNS}`, "verdict"], times);
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

function present(file: string): string {
  if (!existsSync(file)) throw new Error(`${file} is not there; npm --prefix bench run models fetches it`);
  return file;
}

async function converted(file: string): Promise<{ report: Report; run: (x: Tensor) => Promise<Outputs> }> {
  const out = join(scratch, "out");
  const report = await convertModel({ model: file, out, check: undefined, portable: false, asItIs: true }, SILENT);
  const model = await loadModel(await readModel(out));
  const run = async (x: Tensor): Promise<Outputs> => {
    const inputs = { [model.inputs[0]?.name as string]: x };
    // Kernels of Graphweld's answer after that.
    for (let i = 0; i < COMPOSED_CALLS; i++) await outputsOf(model, inputs, false);
    return outputsOf(model, inputs, false);
  };
  return { report, run };
}

/** A .tflite file beside the tfjs model of the same network, and where that has other weights, beside that with the file's. */
async function twinRow(id: string, file: string): Promise<string[]> {
  const { report, run } = await converted(file);
  const artifacts = await loadArtifacts(id);
  const stock = await loadModel(artifacts);
  const inputs = exampleInputs(stock);
  const [input] = Object.values(inputs);
  const actual = await run(input as Tensor);
  const found = compared(actual, await outputsOf(stock, inputs, false));
  if (found.same) return row(id, report, found, "same");
  const { model } = await readSource(file);
  const { differing, matched, difference, ...other } = exchanged(artifacts, constantsOf(model).values());
  const again = compared(actual, await outputsOf(await loadModel(other.artifacts), inputs, false));
  const weights = `${differing} of ${matched} weights differ, by ${difference.toExponential(1)}`;
  if (!again.same) process.exitCode = 1;
  return row(
    id,
    report,
    found,
    `${weights}; with the file's it ${again.same ? "is the same" : "DIFFERS"}: ${again.error}`,
  );
}

/** What Keras or TensorFlow has written beside the same weights as another reader sees them. */
async function originalRow(file: string, same: string): Promise<string[]> {
  const { report, run } = await converted(present(originalPath(file)));
  const { shape, expected } = await otherOf(present(originalPath(same)));
  const x = randomUniform([...shape], 0, 1, "float32", 1);
  const found = compared(await run(x), await expected(x));
  if (!found.same) process.exitCode = 1;
  return row(file.replace("docs/", ""), report, found, found.same ? "same" : "DIFFERS");
}

async function otherOf(path: string): Promise<{ shape: number[]; expected: (x: Tensor) => Promise<Outputs> }> {
  const closed = (shape: readonly (number | null)[]): number[] => shape.map((d) => Math.max(d ?? 1, 1));
  if (path.endsWith(".pb")) {
    const model = await loadModel(loadable((await readSource(path)).model));
    const [{ name, shape = [] } = { name: "" }] = model.inputs;
    return { shape: closed(shape), expected: (x) => outputsOf(model, { [name]: x }, false) };
  }
  const model = await loadLayersModel(io.fromMemory(await readModel(path, true)));
  const expected = async (x: Tensor): Promise<Outputs> => {
    // The converter made outputs of all layers; the last is the model's own.
    const last = [model.predict(x)].flat().at(-1) as Tensor;
    return [(await last.data()) as Float32Array];
  };
  return { shape: closed([model.inputs[0]?.shape ?? []].flat()), expected };
}

interface Compared {
  readonly same: boolean;
  readonly error: string;
  readonly cells: readonly string[];
}
function compared(actual: Outputs, expected: Outputs): Compared {
  const { heads, of, nmse, maxAbsError } = compareHeads(actual, expected);
  const largest = expected.reduce((most, head) => head.reduce((m, x) => Math.max(m, Math.abs(x)), most), 0);
  const error = maxAbsError / Math.max(1, largest);
  const cells = [`${heads} of ${of}`, nmse.toExponential(1), error.toExponential(1), largest.toPrecision(2)];
  return { same: heads > 0 && error <= MOST_ERROR, error: error.toExponential(1), cells };
}

function row(id: string, { nodes, parameters }: Report, { cells }: Compared, verdict: string): string[] {
  const [ops, millions] = [`${nodes.before} → ${nodes.after}`, `${(parameters.after / 1e6).toFixed(2)} million`];
  return [id, ops, millions, ...cells, verdict];
}

async function timeRow(format: string, file: string): Promise<string[]> {
  const args = [present(CLI), "convert", file, "-o", join(scratch, "timed"), "--json"];
  let best = Number.POSITIVE_INFINITY;
  let mb = "";
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    const { stdout } = await promisify(execFile)(process.execPath, args);
    best = Math.min(best, (performance.now() - start) / 1000);
    mb = ((JSON.parse(stdout) as Report).weightBytes.before / 1e6).toFixed(1);
  }
  if (best > MOST_SECONDS) process.exitCode = 1;
  return [format, mb, best.toFixed(2), best > MOST_SECONDS ? "TOO LONG" : "in time"];
}

function print(titles: readonly string[], rows: readonly string[][]): void {
  const columns = titles.map((title, i): Column<string[]> => ({ title, cell: (cells) => cells[i] ?? "" }));
  console.log(`${textTable(columns, rows)}\n`);
}
