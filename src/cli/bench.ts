/** `graphweld bench MODEL.json`: stock against fused, interleaved in this process. */
import { defineCommand } from "citty";
import { Failure, messageOf } from "./failure.ts";
import type { Measurement } from "./measure.ts";
import { modelName, readModel } from "./model-files.ts";
import { print, printJson } from "./output.ts";
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
    if (!Number.isSafeInteger(runs) || runs < 1)
      throw new Failure(`--runs takes a positive whole number, not "${args.runs}"; see graphweld bench --help`, 2);
    if (args.backend !== "wasm" && args.backend !== "cpu")
      throw new Failure(`--backend takes wasm or cpu, not "${args.backend}"; see graphweld bench --help`, 2);
    const bar = progress("timing");
    try {
      await bar.update(0, runs, "loading");
      const artifacts = await readModel(args.model);
      const { startBackend } = await import("./node-backend.ts");
      await startBackend(args.backend);
      const { measure } = await import("./measure.ts");
      const onProgress = (done: number, total: number): Promise<void> => bar.update(done, total);
      const result = await measure(modelName(args.model), artifacts, { runs, onProgress }).catch((error) => {
        if (error instanceof Failure) throw error;
        throw new Failure(`${args.model} does not run on ${args.backend}: ${messageOf(error)}`, 1);
      });
      bar.stop();
      if (args.json) printJson(result);
      else print(describe(result));
    } finally {
      bar.stop();
    }
  },
});

function describe(m: Measurement): string {
  const ms = (x: number): string => `${x.toFixed(3)} ms`;
  const side = (s: "stock" | "fused"): string =>
    `median ${ms(m[s].medianMs)}, min ${ms(m[s].minMs)}, ${m.launches[s]} kernels, cold ${m.coldMs[s].toFixed(0)} ms, ${(m.bytes[s] / 1e6).toFixed(2)} MB`;
  return [
    `${m.model} on ${m.backend}, ${m.runs} ${m.runs === 1 ? "run" : "runs"} of each, interleaved`,
    `  stock      ${side("stock")}`,
    `  graphweld  ${side("fused")}`,
    `  ${m.ratio.toFixed(2)} times as fast (${m.interval.map((x) => x.toFixed(2)).join(" to ")}); outputs differ by NMSE ${m.nmse.toExponential(1)}, at most ${m.maxAbsError.toExponential(1)}`,
    ...(m.reason ? [`  ${m.tier === "parts" ? "" : "the model stays on stock tfjs: "}${m.reason}`] : []),
  ].join("\n");
}
