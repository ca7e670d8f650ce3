/**
 * `npm run bench:threads`: how plans of the large models scale from one thread to `--threads`, in Node and in Chromium, and how the machine
 * itself does. `--write` puts it into docs/benchmarks.md.
 */
import { parseArgs } from "node:util";
import { startBackend } from "../src/cli/node-backend.ts";
import { measureCeiling } from "./ceiling.ts";
import { scaleInChromium } from "./chromium.ts";
import { beginFigures, machineLine } from "./machine.ts";
import { loadArtifacts } from "./models.ts";
import { type ScalingFigures, updateFigures } from "./report.ts";
import { measureScaling, type Scaling } from "./scaling.ts";

const { values } = parseArgs({
  options: {
    threads: { type: "string", default: "2" },
    models: { type: "string", default: "centernet,faceres,movenet-lightning,handlandmark-lite" },
    only: { type: "string" },
    runs: { type: "string", default: "200" },
    budget: { type: "string", default: "6000" },
    write: { type: "boolean", default: false },
    noisy: { type: "boolean", default: false },
  },
});
const options = { threads: Number(values.threads), runs: Number(values.runs), budgetMs: Number(values.budget) };
const models = values.models.split(",");

const taken = await beginFigures(values, machineLine(options.threads));

const print = ({ model, one, many, same }: Scaling): void => {
  const times = (key: "medianMs" | "minMs"): string =>
    `${one[key].toFixed(2)} → ${many[key].toFixed(2)} ms (${(one[key] / many[key]).toFixed(2)}×)`;
  console.log(`${model}: median ${times("medianMs")}, minimum ${times("minMs")}${same ? "" : ", outputs differ"}`);
};
const before = await measureCeiling(options.threads);
const worlds: ScalingFigures["worlds"][number][] = [];
if (values.only !== "node") {
  const scalings: Scaling[] = [];
  const version = await scaleInChromium(models, options, (scaling) => {
    print(scaling);
    scalings.push(scaling);
  });
  worlds.push({ world: `Chromium ${version}`, scalings });
}
if (values.only !== "chromium") {
  const scalings: Scaling[] = [];
  await startBackend("wasm");
  for (const name of models) {
    scalings.push(await measureScaling(name, await loadArtifacts(name), options));
    print(scalings.at(-1) as Scaling);
  }
  worlds.push({ world: `Node ${process.versions.node}`, scalings });
}
const after = await measureCeiling(options.threads);
const ceilings = [before, after];
for (const { one, many, ratio } of ceilings)
  console.log(
    `the machine: ${one.toFixed(1)} GFLOP/s by one thread, ${many.toFixed(1)} by ${options.threads} (${ratio.toFixed(2)}×)`,
  );
const scaling = { ...taken(), threads: options.threads, worlds, ceilings };
if (values.write) await updateFigures({ scaling });
