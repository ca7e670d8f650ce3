/**
 * `npm run bench`: every model of the benchmark set, stock against Graphweld, in Node and in Chromium.
 *
 * `--check` compares with tfjs's cpu backend too, and fails when a planned model is slower than stock beyond doubt; `--write` puts the
 * figures into docs/ and, those of one thread, into the README.
 */
import { parseArgs } from "node:util";
import { type Work, workOfModel } from "../src/cli/work.ts";
import { describeCalibration } from "./calibrate.ts";
import { measureInChromium } from "./chromium.ts";
import { GAINS, gain, RATES } from "./columns.ts";
import { GPU_MODELS } from "./gpu/models.ts";
import { beginFigures, machineLine } from "./machine.ts";
import { type PageMeasurement, slowerThanStock, type World, worldOf } from "./measurement.ts";
import { BENCH_MODELS, benchModel, loadArtifacts } from "./models.ts";
import { measureInNode } from "./node.ts";
import { againstCpu } from "./reference.ts";
import { updateFigures } from "./report.ts";
import { textTable } from "./table.ts";

const { values } = parseArgs({
  options: {
    /** wasm or webgpu, for which a few models are timed for a few seconds each unless told otherwise. */
    backend: { type: "string", default: "wasm" },
    runs: { type: "string", default: "40" },
    /** Milliseconds for the timed runs of one model. */
    budget: { type: "string" },
    models: { type: "string" },
    /** On webgpu, first results in fresh pages: `with` all else, `without` them, or `only` them, beside the figures in docs/. */
    cold: { type: "string", default: "with" },
    /** human, more, stress, twin or all. */
    set: { type: "string" },
    only: { type: "string" },
    /** Threads of plans, and in Chromium of stock, as many as it takes. */
    threads: { type: "string", default: "1" },
    /** Takes minutes on the large models. */
    check: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    /** Write figures though others use the machine. */
    noisy: { type: "boolean", default: false },
  },
});
const known = BENCH_MODELS.filter((m) => m.noPlan === undefined);
const gpu = values.backend === "webgpu";
const inSet = (set: string): string[] => known.filter((m) => set === "all" || m.group === set).map((m) => m.id);
const models =
  values.models?.split(",") ?? (gpu && values.set === undefined ? [...GPU_MODELS] : inSet(values.set ?? "human"));
const unknown = models.filter((id) => !known.some((m) => m.id === id));
if (unknown.length > 0 || models.length === 0 || !["wasm", "webgpu"].includes(values.backend)) {
  console.error(
    models.length > 0 && unknown.length === 0
      ? `unknown backend ${values.backend}; there are wasm and webgpu`
      : `unknown model or set ${unknown.join(", ") || values.set}; the benchmark set is ${known.map((m) => m.id).join(", ")}`,
  );
  process.exit(2);
}
const runs = Number(values.runs);
if (gpu) {
  const { runGpu } = await import("./gpu/run.ts");
  const { only, write, noisy, cold } = values;
  await runGpu({ models, runs, budgetMs: Number(values.budget ?? 4000), only, write, noisy, cold });
  // Dawn keeps the process alive.
  process.exit();
}
const threads = Number(values.threads);
const taken = await beginFigures(values, machineLine(threads));

const work = new Map<string, Work | undefined>();
for (const id of models) work.set(id, workOfModel(await loadArtifacts(id), benchModel(id).call));
const options = { runs, budgetMs: Number(values.budget ?? 15000), threads };
const onModel = (m: PageMeasurement): void =>
  console.error(`  ${m.model}: ${m.stock.medianMs.toFixed(2)} → ${m.fused.medianMs.toFixed(2)} ms`);
const worlds: World[] = [];
if (values.only !== "node") {
  console.error("Chromium");
  const { version, measurements } = await measureInChromium(models, { ...options, onModel });
  worlds.push(worldOf(`Chromium ${version}`, measurements, work));
}
if (values.only !== "chromium") {
  console.error("Node");
  worlds.push(worldOf(`Node ${process.versions.node}`, await measureInNode(models, { ...options, onModel }), work));
}
const how = taken();
const checks = values.check ? await againstCpu(models, (m) => console.error(`  cpu: ${m}`)) : [];

for (const { world, measurements, calibration } of worlds)
  console.log(
    [
      `\n${world}, ${machineLine(threads)}`,
      textTable(GAINS, measurements),
      `geometric mean ${gain(measurements).toFixed(2)}×`,
      textTable(RATES, measurements),
      `the most that this engine can do: ${describeCalibration(calibration)}`,
    ].join("\n\n"),
  );
for (const c of checks)
  console.log(
    `${c.model}: NMSE against cpu: graphweld ${c.fused.toExponential(1)}, stock wasm ${c.stock.toExponential(1)}`,
  );
if (values.write)
  await updateFigures({
    [threads === 1 ? "models" : "threads"]: {
      ...how,
      threads,
      worlds,
      checks,
    },
  });

const slower = worlds.flatMap(slowerThanStock);
for (const line of slower) console.error(line);
if (values.check && slower.length > 0) process.exitCode = 1;
