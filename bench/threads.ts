/** `npm run bench:threads`: how plans of the large models scale from one thread to `--threads`, in Node and in Chromium. */
import { parseArgs } from "node:util";
import { startBackend } from "../src/cli/node-backend.ts";
import { scaleInChromium } from "./chromium.ts";
import { loadArtifacts } from "./models.ts";
import { measureScaling, type Scaling } from "./scaling.ts";

const { values } = parseArgs({
  options: {
    threads: { type: "string", default: "2" },
    models: { type: "string", default: "centernet,faceres,movenet-lightning,handlandmark-lite" },
    only: { type: "string" },
    runs: { type: "string", default: "200" },
    budget: { type: "string", default: "6000" },
  },
});
const options = { threads: Number(values.threads), runs: Number(values.runs), budgetMs: Number(values.budget) };
const models = values.models.split(",");

const print = ({ model, threads, one, many, same }: Scaling): void => {
  const times = (key: "medianMs" | "minMs"): string =>
    `${one[key].toFixed(2)} → ${many[key].toFixed(2)} ms (${(one[key] / many[key]).toFixed(2)}×)`;
  console.log(
    `${model}, 1 → ${threads} threads: median ${times("medianMs")}, minimum ${times("minMs")}${same ? "" : ", outputs differ"}`,
  );
};
if (values.only !== "node") {
  console.log("Chromium");
  await scaleInChromium(models, options, print);
}
if (values.only !== "chromium") {
  console.log(`Node ${process.versions.node}`);
  await startBackend("wasm");
  for (const name of models) print(await measureScaling(name, await loadArtifacts(name), options));
}
