/** `graphweld bench MODEL.json`: stock against fused, interleaved in this process. */
import { defineCommand } from "citty";
import { basename } from "node:path";
import { Failure } from "./failure.ts";
import { type Measurement, measure } from "./measure.ts";
import { readModel } from "./model-files.ts";
import { startBackend } from "./node-backend.ts";
import { progress } from "./progress.ts";

export const bench = defineCommand({
  meta: { name: "bench", description: "Times a model: stock tfjs against Graphweld, interleaved in one process." },
  args: {
    model: { type: "positional", required: true, description: "model.json, or the folder that holds it" },
    backend: { type: "string", default: "wasm", description: "tfjs backend: wasm or cpu" },
    runs: { type: "string", default: "50", description: "timed runs of each side" },
    json: { type: "boolean", default: false, description: "print one JSON object" },
  },
  async run({ args }) {
    const runs = Number(args.runs);
    if (!Number.isInteger(runs) || runs < 1) throw new Failure(`--runs takes a positive whole number, not "${args.runs}"`, 2);
    const artifacts = await readModel(args.model);
    await startBackend(args.backend);
    const bar = progress("timing");
    const result = await measure(basename(args.model, ".json"), artifacts, {
      runs,
      onProgress: (done, total) => bar.update(done, total),
    }).finally(() => bar.stop());
    console.log(args.json ? JSON.stringify(result, null, 2) : describe(result));
  },
});

function describe(m: Measurement): string {
  const ms = (x: number): string => `${x.toFixed(3)} ms`;
  return [
    `${m.model} on ${m.backend}, ${m.runs} runs of each, interleaved`,
    `  stock      median ${ms(m.stock.medianMs)}, min ${ms(m.stock.minMs)}, ${m.launches.stock} kernels, cold ${m.coldMs.stock.toFixed(0)} ms`,
    `  graphweld  median ${ms(m.fused.medianMs)}, min ${ms(m.fused.minMs)}, ${m.launches.fused} kernels, cold ${m.coldMs.fused.toFixed(0)} ms`,
    `  ${m.ratio.toFixed(2)}× faster; outputs differ by NMSE ${m.nmse.toExponential(1)}, at most ${m.maxAbsError.toExponential(1)}`,
    ...(m.reason ? [`  the model stays on stock tfjs: ${m.reason}`] : []),
  ].join("\n");
}
