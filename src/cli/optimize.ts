/** `graphweld optimize MODEL.json -o DIR`: writes the rewritten model, in stock ops, so that every tfjs can load it. */
import { defineCommand } from "citty";
import { Failure } from "./failure.ts";
import { modelFile, modelName, readModel } from "./model-files.ts";
import type { Check } from "./optimized.ts";
import { print, printJson } from "./output.ts";
import { progress } from "./progress.ts";
import { checkTarget, writeModel } from "./write-model.ts";

interface Report {
  readonly model: string;
  readonly out: string;
  /** Ops that compute something. */
  readonly nodes: { readonly before: number; readonly after: number };
  readonly rewrites: number;
  readonly fired: readonly { readonly rule: string; readonly count: number }[];
  /** Quantised weights are written as float32, and so take more. */
  readonly weightBytes: { readonly before: number; readonly after: number };
  readonly check: Check;
  readonly files: readonly string[];
}

export const optimize = defineCommand({
  meta: { name: "optimize", description: "Rewrites a model and writes it as a tfjs graph model of stock ops." },
  args: {
    model: { type: "positional", required: true, description: "model.json, or the folder that holds it" },
    out: { type: "string", alias: "o", required: true, description: "folder to write to" },
    check: {
      type: "boolean",
      default: true,
      description: "compare with the source on random input before writing",
      negativeDescription: "write without comparing",
    },
    json: { type: "boolean", default: false, description: "print one JSON object" },
  },
  async run({ args: { model, out, check, json } }) {
    const bar = progress("reading");
    try {
      await bar.update(0, 4);
      await checkTarget(out, await modelFile(model));
      const artifacts = await readModel(model);
      await bar.update(1, 4, "rewriting");
      const { optimized, compare } = await import("./optimized.ts");
      const result = optimized(artifacts);
      if ("reason" in result) throw new Failure(`${model} cannot be optimized: ${result.reason}`, 1);
      await bar.update(2, 4, "checking");
      const checked = check ? await compare(result.artifacts, artifacts) : { skipped: "--no-check" };
      if ("differs" in checked)
        throw new Failure(
          `the optimized ${model} answers differently (${checked.differs}), so nothing was written; --no-check writes it all the same`,
          1,
        );
      await bar.update(3, 4, "writing");
      const { files, weightBytes } = await writeModel(out, result.artifacts);
      bar.stop();
      const before = (artifacts.weightData as ArrayBuffer).byteLength;
      const { nodes, rewrites, fired } = result;
      const sizes = { before, after: weightBytes };
      const report: Report = {
        model: modelName(model),
        out,
        nodes,
        rewrites,
        fired,
        weightBytes: sizes,
        check: checked,
        files,
      };
      if (json) printJson(report);
      else print(describe(report));
    } finally {
      bar.stop();
    }
  },
});

function describe({ model, out, nodes, rewrites, fired, weightBytes, check, files }: Report): string {
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
  const growth = weightBytes.after > weightBytes.before ? ", for quantised weights are written as float32" : "";
  return [
    `${model}: ${nodes.before} ops → ${nodes.after} by ${rewrites} rewrites`,
    ...fired.map(({ rule, count }) => `  ${String(count).padStart(4)} × ${rule}`),
    `weights: ${mb(weightBytes.before)} → ${mb(weightBytes.after)}${weightBytes.after > weightBytes.before * 1.1 ? growth : ""}`,
    "skipped" in check
      ? `not compared with the source: ${check.skipped}`
      : `same as the source on random input, on ${check.backend}: NMSE ${check.nmse.toExponential(1)}, at most ${check.maxAbsError.toExponential(1)}`,
    `wrote ${files.length} files to ${out}`,
  ].join("\n");
}
