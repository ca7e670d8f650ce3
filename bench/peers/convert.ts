/**
 * `npm --prefix bench run convert [ID…]`: converts the .tflite twins of the benchmark set and compares what they answer with the
 * tfjs models of the same networks. Exits with 1 where one differs, or cannot be converted. It needs `npm --prefix bench run models`.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertModel } from "../../src/cli/conversion.ts";
import { exampleInputs, loadModel, outputsOf } from "../../src/cli/measure.ts";
import { readModel } from "../../src/cli/model-files.ts";
import { startBackend } from "../../src/cli/node-backend.ts";
import { loadArtifacts } from "../models.ts";
import { type Column, textTable } from "../table.ts";
import { compareHeads } from "./heads.ts";
import { TWINS, type TwinFile, twinPath } from "./twins.ts";

/** What outputs may differ by, beside a largest value of 1. */
const MOST_ERROR = 1e-4;
/** Of these some float16 weights were rounded the other way when the files were made: 19 tensors of blazepose-lite have such. */
const ROUNDED_ERROR = 5e-4;
const isRounded = (id: string): boolean => id.startsWith("blazepose-");

await startBackend("wasm");
const silent = { update: async () => {}, stop: () => {} };
const wanted = process.argv.slice(2);
const rows: string[][] = [];
for (const { model: id, files } of TWINS) {
  const file = files.litert && twinPath(files.litert as TwinFile);
  if (!file || (wanted.length > 0 && !wanted.includes(id))) continue;
  if (!existsSync(file)) throw new Error(`${file} is not there; npm --prefix bench run models fetches it`);
  const out = await mkdtemp(join(tmpdir(), "graphweld-convert-"));
  try {
    const start = performance.now();
    const report = await convertModel({ model: file, out, check: undefined, portable: false, asItIs: true }, silent);
    const ms = performance.now() - start;
    const [stock, ours] = await Promise.all([loadModel(await loadArtifacts(id)), loadModel(await readModel(out))]);
    const [input] = Object.values(exampleInputs(stock));
    const named = (model: typeof stock) => ({ [model.inputs[0]?.name as string]: input as never });
    const expected = await outputsOf(stock, named(stock), false);
    const { heads, of, nmse, maxAbsError } = compareHeads(await outputsOf(ours, named(ours), false), expected);
    const largest = Math.max(
      1,
      ...expected.map((values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)),
    );
    const same = heads > 0 && maxAbsError <= (isRounded(id) ? ROUNDED_ERROR : MOST_ERROR) * largest;
    if (!same) process.exitCode = 1;
    rows.push([
      id,
      `${report.nodes.before} → ${report.nodes.after}`,
      `${ms.toFixed(0)} ms`,
      `${heads} of ${of}`,
      nmse.toExponential(1),
      maxAbsError.toExponential(1),
      largest.toFixed(0),
      same ? "same" : "DIFFERS",
    ]);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
const TITLES = ["model", "ops", "converted in", "outputs", "NMSE", "error", "largest value", "verdict"];
const columns = TITLES.map((title, i): Column<string[]> => ({ title, cell: (row) => row[i] ?? "" }));
console.log(textTable(columns, rows));
