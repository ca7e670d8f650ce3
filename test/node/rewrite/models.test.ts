/** Rewriting of real models, in Node: they are read from files and run in stock tfjs before and after. */
import "@tensorflow/tfjs-backend-cpu";
import { readFile } from "node:fs/promises";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { io, ready, setBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { PHASES } from "../../../patterns/index.ts";
import { type GraphRequest, graphFromArtifacts } from "../../../src/graph/from-tfjs.ts";
import type { Graph } from "../../../src/graph/graph.ts";
import { ConstantTensor, type Shape, sizeOf } from "../../../src/graph/types.ts";
import { rewrite } from "../../../src/rewrite/driver.ts";
import { randomValues } from "../../support/graphdef.ts";
import { type Result, runGraph } from "../../support/run-graph.ts";
import { shuffledPhases } from "../../support/shuffle.ts";

const folder = new URL("../../../node_modules/@vladmandic/human/models/", import.meta.url);
/** What the rewriting must leave of each model, constants not counted. */
const NODES: Readonly<Record<string, number>> = {
  antispoof: 14,
  blazeface: 141,
  centernet: 212,
  emotion: 21,
  facemesh: 116,
  faceres: 61,
  handtrack: 175,
  "handlandmark-lite": 98,
  iris: 142,
  liveness: 15,
  "movenet-lightning": 143,
};

async function artifactsOf(name: string): Promise<io.ModelArtifacts> {
  const json = JSON.parse(await readFile(new URL(`${name}.json`, folder), "utf8")) as io.ModelJSON;
  return io.getModelArtifactsForJSON(json, async (manifest) => {
    const bytes = await readFile(new URL(`${name}.bin`, folder));
    return [manifest.flatMap((group) => group.weights), Uint8Array.from(bytes).buffer];
  });
}

const POST = "StatefulPartitionedCall/Postprocessor/";
/** What lies between the loop that handtrack begins with, and the selection that it ends with. */
const BETWEEN = {
  inputs: {
    "StatefulPartitionedCall/map/TensorArrayV2Stack/TensorListStack": {
      dtype: "float32",
      shape: [1, 320, 320, 3],
    },
  },
  outputs: [`${POST}convert_scores`, `${POST}Squeeze`],
} as const;

/** A model's graph for pictures one at a time. */
function graphOf(artifacts: io.ModelArtifacts, between?: GraphRequest): Graph {
  if (between) {
    const graph = graphFromArtifacts(artifacts, between);
    if ("reason" in graph) throw new Error(graph.reason);
    return graph;
  }
  const open = graphFromArtifacts(artifacts);
  if ("reason" in open) throw new Error(open.reason);
  const fixed = (shape: Shape): Shape => shape.map((d) => Math.max(d, 1));
  const inputs = open.inputs.map(
    ({ node: { name }, type }) => [name, type && { ...type, shape: fixed(type.shape) }] as const,
  );
  const graph = graphFromArtifacts(artifacts, {
    inputs: Object.fromEntries(inputs),
    outputs: open.outputs.map((o) => o.name),
  });
  if ("reason" in graph) throw new Error(graph.reason);
  return graph;
}

function feedsOf(graph: Graph): Map<string, ConstantTensor> {
  return new Map(
    graph.inputs.map(({ node: { name }, type }, i) => {
      const { dtype, shape } = type as NonNullable<typeof type>;
      const values = randomValues(sizeOf(shape), i + 1);
      if (dtype !== "int32") return [name, ConstantTensor.float(shape, values)];
      return [
        name,
        ConstantTensor.int(
          shape,
          values.map((v) => Math.round(v * 60 + 120)),
        ),
      ];
    }),
  );
}

/** Mean squared difference, relative to the mean square. */
function error(a: Result, b: Result): number {
  expect(a.shape).to.deep.equal(b.shape);
  let [difference, square] = [0, 1e-30];
  for (let i = 0; i < b.values.length; i++) {
    difference += ((a.values[i] as number) - (b.values[i] as number)) ** 2;
    square += (b.values[i] as number) ** 2;
  }
  return difference / square;
}

/** How often each op occurs, constants not counted. */
function opsOf({ nodes }: Graph): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { op } of nodes) if (op !== "Const") counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}

describe("rewriting real models", () => {
  before(async () => {
    setWasmPaths(new URL("../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url).pathname);
    await setBackend("wasm");
    await ready();
  });

  for (const [name, expected] of Object.entries(NODES))
    it(`${name} gives the same with ${expected} nodes`, async () => {
      const artifacts = await artifactsOf(name);
      const between = name === "handtrack" ? BETWEEN : undefined;
      const graph = graphOf(artifacts, between);
      const feeds = feedsOf(graph);
      const stock = runGraph(graph, feeds);
      const log = rewrite(graph, PHASES);
      expect([...graph.nodes].filter((n) => n.op !== "Const").length).to.equal(expected);
      const worst = Math.max(...runGraph(graph, feeds).map((r, i) => error(r, stock[i] as Result)));
      expect(worst).to.be.below(1e-9);
      expect(rewrite(graphOf(artifacts, between), PHASES).fired, "the same rewrites again").to.deep.equal(log.fired);
      expect(rewrite(graph, PHASES).fired, "nothing is left to do").to.deep.equal([]);

      for (const seed of [1, 2, 3]) {
        const other = graphOf(artifacts, between);
        rewrite(other, shuffledPhases(PHASES, seed), { explain: false });
        expect(opsOf(other), `rules in order ${seed}`).to.deep.equal(opsOf(graph));
        if (seed > 1) continue;
        const far = Math.max(...runGraph(other, feeds).map((r, i) => error(r, stock[i] as Result)));
        expect(far, `rules in order ${seed}`).to.be.below(1e-9);
      }
    });
});
