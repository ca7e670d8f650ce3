/**
 * How long `warmup` keeps a page from answering, in Chromium on its software device: `npm run bench:stretches [MODELS]`, which
 * are names with commas in between.
 */
import { SOFTWARE_WEBGPU } from "../scripts/software-webgpu.ts";
import { benchModel } from "./models.ts";
import type { Way } from "./page-stretches.ts";
import { modelUrl, withSite } from "./site.ts";

/** Those of Human; of handtrack, parts have plans. */
const MODELS =
  "liveness,antispoof,emotion,blazeface,facemesh,iris,movenet-lightning,handlandmark-lite,faceres,handtrack,centernet";
const WAYS: readonly Way[] = ["webgpu, wasm", "webgpu, cpu", "wasm"];

const models = (process.argv[2] ?? MODELS).split(",");
const site = { script: new URL("page-stretches.ts", import.meta.url), switches: SOFTWARE_WEBGPU, isolated: true };
await withSite(site, async (open) => {
  for (const model of models)
    for (const way of WAYS) {
      const page = await open(model);
      const settings = [way, modelUrl(model), benchModel(model).call] as const;
      const { total, longest } = await page.evaluate((given) => window.measureStretches(...given), settings);
      const ms = longest.map((one) => one.toFixed(0)).join(", ");
      console.log(`${model} on ${way}: ${total.toFixed(0)} ms, the longest stretches ${ms}`);
      await page.close();
    }
});
