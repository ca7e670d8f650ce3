/** `graphweld optimize MODEL.json -o DIR`: writes the rewritten model, in stock ops, so that every tfjs can load it. */
import { defineCommand } from "citty";
import { PHASES } from "../../patterns/index.ts";
import { graphFromArtifacts } from "../graph/from-tfjs.ts";
import { toGraphDef } from "../graph/to-tfjs.ts";
import { rewrite } from "../rewrite/driver.ts";
import { Failure } from "./failure.ts";
import { readModel, writeModel } from "./model-files.ts";
import { progress } from "./progress.ts";

export const optimize = defineCommand({
  meta: { name: "optimize", description: "Rewrites a model and writes it as a tfjs graph model." },
  args: {
    model: { type: "positional", required: true, description: "model.json, or the folder that holds it" },
    out: { type: "string", alias: "o", required: true, description: "folder to write to" },
    json: { type: "boolean", default: false, description: "print one JSON object" },
  },
  async run({ args }) {
    const bar = progress("reading");
    try {
      bar.update(0, 3);
      const artifacts = await readModel(args.model);
      bar.update(1, 3, "rewriting");
      const graph = graphFromArtifacts(artifacts);
      if ("reason" in graph) throw new Failure(`${args.model} cannot be optimized: ${graph.reason}`, 2);
      const before = countOps(graph);
      const log = rewrite(graph, PHASES, { explain: false });
      const after = countOps(graph);
      bar.update(2, 3, "writing");
      const signature = artifacts.userDefinedMetadata?.signature ?? artifacts.signature;
      const { files, bytes } = await writeModel(args.out, toGraphDef(graph, { signature, artifacts }));
      bar.stop();
      const report = { model: args.model, out: args.out, nodes: { before, after }, rewrites: log.fired.length, weightBytes: bytes, files };
      console.log(
        args.json
          ? JSON.stringify(report, null, 2)
          : `${args.model}: ${before} ops → ${after} by ${log.fired.length} rewrites; wrote ${files.length} files, ${(bytes / 1e6).toFixed(2)} MB of weights, to ${args.out}`,
      );
    } finally {
      bar.stop();
    }
  },
});

/** Ops that compute something. */
const countOps = (graph: { readonly nodes: Iterable<{ readonly op: string }> }): number =>
  [...graph.nodes].filter((n) => n.op !== "Const" && n.op !== "Placeholder").length;
