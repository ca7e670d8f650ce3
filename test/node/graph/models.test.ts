/** Import and export of real models, in Node: they are read from files. */
import "@tensorflow/tfjs-backend-cpu";
import { readFile } from "node:fs/promises";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { type GraphModel, loadGraphModel, loadGraphModelSync } from "@tensorflow/tfjs-converter";
import { io, ready, setBackend, type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { graphFromArtifacts, graphFromModel, type Refusal } from "../../../src/graph/from-tfjs.ts";
import type { Graph } from "../../../src/graph/graph.ts";
import { toGraphDef } from "../../../src/graph/to-tfjs.ts";
import { sizeOf } from "../../../src/graph/types.ts";
import { randomValues } from "../../support/graphdef.ts";

const folder = new URL("../../../node_modules/@vladmandic/human/models/", import.meta.url);
const NAMES =
  "antispoof blazeface centernet emotion facemesh faceres handlandmark-lite iris liveness movenet-lightning".split(" ");

async function artifactsOf(name: string): Promise<io.ModelArtifacts> {
  const json = JSON.parse(await readFile(new URL(`${name}.json`, folder), "utf8")) as io.ModelJSON;
  return io.getModelArtifactsForJSON(json, async (manifest) => {
    const bytes = await readFile(new URL(`${name}.bin`, folder));
    return [manifest.flatMap((group) => group.weights), Uint8Array.from(bytes).buffer];
  });
}
const load = async (name: string): Promise<GraphModel> => loadGraphModel(io.fromMemory(await artifactsOf(name)));

/** Random inputs of a model, batch 1. */
function feedsOf(model: GraphModel): Record<string, Tensor> {
  return Object.fromEntries(
    model.inputs.map(({ name, shape, dtype }, i) => {
      const extents = (shape ?? []).map((d) => Math.max(d, 1));
      const values = randomValues(sizeOf(extents), i + 1);
      return [name, tensor(dtype === "int32" ? values.map((v) => Math.round(v * 60 + 120)) : values, extents, dtype)];
    }),
  );
}

function graphOf(
  model: GraphModel,
  feeds: Record<string, Tensor>,
  outputs: readonly string[] = model.outputNodes,
): Graph {
  const inputs = Object.fromEntries(
    Object.entries(feeds).map(([name, t]) => [name, { dtype: t.dtype as "float32", shape: t.shape }]),
  );
  const graph = graphFromModel(model, { inputs, outputs });
  if ("reason" in graph) throw new Error(graph.reason);
  return graph;
}

describe("real models", () => {
  before(async () => {
    setWasmPaths(`${new URL("../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url).pathname}`);
    await setBackend("wasm");
    await ready();
  });

  for (const name of NAMES)
    it(`${name} comes back from export the same, bit by bit`, async () => {
      const model = await load(name);
      const feeds = feedsOf(model);
      const graph = graphOf(model, feeds);
      const again = loadGraphModelSync(toGraphDef(graph));
      tidy(() => {
        const expected = [model.execute(feeds, model.outputNodes)].flat();
        const nodeFeeds = Object.fromEntries(graph.inputs.map((v, i) => [v.name, Object.values(feeds)[i] as Tensor]));
        const actual = [again.execute(nodeFeeds, model.outputNodes)].flat();
        expected.forEach((t, i) => {
          expect(actual[i]?.shape).to.deep.equal(t.shape);
          expect(graph.outputs[i]?.value.type, model.outputNodes[i]).to.deep.equal({ dtype: t.dtype, shape: t.shape });
          expect(
            Buffer.compare(Buffer.from(t.dataSync().buffer), Buffer.from((actual[i] as Tensor).dataSync().buffer)),
          ).to.equal(0);
        });
      });
      model.dispose();
    });

  it("keep their signature through export", async () => {
    for (const name of ["antispoof", "facemesh", "movenet-lightning"]) {
      const model = await load(name);
      const feeds = feedsOf(model);
      const again = loadGraphModelSync(toGraphDef(graphOf(model, feeds), { signature: model.modelSignature }));
      expect(again.outputNodes, name).to.deep.equal(model.outputNodes);
      expect(
        again.inputs.map((i) => i.name),
        name,
      ).to.deep.equal(model.inputs.map((i) => i.name));
      again.execute(feeds, model.outputNodes);
      model.dispose();
      again.dispose();
    }
  });

  it("are read the same from files as from tensors", async () => {
    for (const name of NAMES) {
      const model = await load(name);
      const graph = graphOf(model, feedsOf(model));
      const files = graphFromArtifacts(await artifactsOf(name));
      if ("reason" in files) throw new Error(files.reason);
      expect(files.nodes.size, name).to.be.at.least(graph.nodes.size);
      const weights = new Map([...files.nodes].map((n) => [n.name, n.output.constant]));
      for (const node of graph.nodes) {
        const value = node.output.constant;
        if (value) expect(weights.get(node.name)?.values, node.name).to.deep.equal(value.values);
      }
      expect(
        files.outputs.every((o) => o.value.type),
        name,
      ).to.equal(true);
      model.dispose();
    }
  });

  for (const name of ["emotion", "movenet-lightning", "centernet"])
    it(`${name}: every inferred type is the type that stock computes`, async () => {
      const model = await load(name);
      const feeds = feedsOf(model);
      const names = [...graphOf(model, feeds).nodes].flatMap((n) => n.outputs.map((v) => v.name));
      const graph = graphOf(model, feeds, names);
      tidy(() => {
        const tensors = model.execute(feeds, names) as Tensor[];
        graph.outputs.forEach(({ name, value }, i) => {
          const { dtype, shape } = tensors[i] as Tensor;
          expect(value.type, `${value.node.op} ${name}`).to.deep.equal({ dtype, shape });
        });
      });
      model.dispose();
    });

  it("handtrack is refused for its loop", async () => {
    const refusal = graphFromArtifacts(await artifactsOf("handtrack"));
    expect((refusal as Refusal).reason).to.match(/^".+" \(.+\) is control flow\.$/);
  });
});
