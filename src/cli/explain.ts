/** `graphweld explain MODEL.json`: what was fused by which rule, what was not, and why. */
import { defineCommand } from "citty";
import type { LaunchInfo } from "../runtime/runner.ts";
import type { Explanation } from "./explanation.ts";
import { modelName, readModel } from "./model-files.ts";
import { print, printJson } from "./output.ts";
import { progress } from "./progress.ts";
import { missLines, times } from "./sites.ts";

export const explain = defineCommand({
  meta: { name: "explain", description: "Says what was fused by which rule, and what was not and why." },
  args: {
    model: { type: "positional", required: true, description: "model.json, or the folder that holds it" },
    json: { type: "boolean", default: false, description: "print one JSON object" },
  },
  async run({ args }) {
    const bar = progress("reading");
    try {
      await bar.update(0, 2);
      const artifacts = await readModel(args.model);
      await bar.update(1, 2, "planning");
      const { explainModel } = await import("./explanation.ts");
      const explanation = await explainModel(modelName(args.model), artifacts);
      bar.stop();
      if (args.json) printJson(explanation);
      else print(describe(explanation));
    } finally {
      bar.stop();
    }
  },
});

function describe(e: Explanation): string {
  if (e.tier === "stock") return `${e.model} runs on stock tfjs: ${e.reason}`;
  const [ours, stock] = [
    e.launches.filter((l) => l.runs === "graphweld"),
    e.launches.filter((l) => l.runs === "stock"),
  ];
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
  return [
    ...(e.rest ? [`${e.model} has control flow, around which plans run its static parts`] : []),
    `${e.model}: ${e.nodes} nodes become ${e.launches.length} launches, ${stock.length} of them stock kernels; planned in ${e.buildMs.toFixed(0)} ms`,
    `memory: ${mb(e.bytes.packed)} of packed weights, ${mb(e.bytes.arena)} of intermediate values`,
    ...section("launches, and the rules that made them", ours.map(launchLine)),
    ...section(
      "stock kernels, and why",
      stock.map((l) => `  ${l.op} "${l.node}": ${l.reason ?? "no kernel computes it"}`),
    ),
    ...section(
      "nodes that stay with the stock executor, and why",
      (e.rest ?? []).map(({ reason, count, node }) => `${times(count)} ${reason}, such as ${node}`),
    ),
    ...section(
      "rules that fired",
      e.fired.map((f) => `${times(f.count)} ${f.rule}`),
    ),
    ...section("near misses", missLines(e.missed)),
    "",
    `${e.unused.length} further rules found nothing to do here (see --json)`,
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? ["", title, ...lines] : [];
}

function launchLine({ op, node, replaced, rules, algorithm }: LaunchInfo): string {
  const nodes = replaced.length === 1 ? "" : ` for ${replaced.length} nodes`;
  return `  ${op} "${node}"${nodes}: ${rules.join(", ")}${algorithm ? `; by ${algorithm}` : ""}`;
}
