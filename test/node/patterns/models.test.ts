/** Grouping of real models: how many launches are left, which ops stay TensorFlow's, and that the results are the same. */
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import { io, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { KERNELS } from "../../../kernels/index.ts";
import { GROUPINGS, PHASES } from "../../../patterns/index.ts";
import { graphFromModel } from "../../../src/graph/from-tfjs.ts";
import type { Graph } from "../../../src/graph/graph.ts";
import type { KernelCall } from "../../../src/graph/kernel-call.ts";
import { ConstantTensor, type DType, sizeOf } from "../../../src/graph/types.ts";
import { rewrite } from "../../../src/rewrite/driver.ts";
import { group } from "../../../src/rewrite/grouping.ts";
import { randomValues, toTensor } from "../../support/graphdef.ts";
import { loadModelArtifacts, type ModelName } from "../../support/models.ts";
import { runReference } from "../../support/reference.ts";
import { nmse } from "../../support/stock.ts";
import { ready } from "../../support/tf.ts";

interface Expectation {
  /** The most launches. */
  readonly launches: number;
  /** Ops that no kernel runs. */
  readonly left?: readonly string[];
  /** Small enough for the naive executor. */
  readonly run?: true;
}

const MODELS: Partial<Record<ModelName, Expectation>> = {
  antispoof: { launches: 8 },
  blazeface: { launches: 74 },
  centernet: { launches: 135 },
  emotion: { launches: 17, run: true },
  facemesh: { launches: 63, run: true },
  faceres: { launches: 32 },
  "handlandmark-lite": { launches: 53 },
  iris: { launches: 89 },
  liveness: { launches: 9, run: true },
  "movenet-lightning": { launches: 106 },
};

const FEATURES = { simd: true, relaxedSimd: false };
const supports = (call: KernelCall): true | string => {
  if (call.op === "view") return true;
  const lowered = KERNELS.find((k) => k.op === call.op)?.lower(call, FEATURES) ?? `there is no ${call.op} kernel`;
  return typeof lowered === "string" ? lowered : true;
};

const opsOf = (graph: Graph): string[] => {
  const ops = [...graph.nodes].map((n) => n.op);
  return ops.filter((op) => op !== "Const" && op !== "Placeholder");
};

describe("grouping of real models", () => {
  before(() => ready("wasm"));

  for (const [name, { launches, left = [], run }] of Object.entries(MODELS) as [ModelName, Expectation][])
    it(`${name} becomes ${launches} launches${run ? " that compute the same" : ""}`, async () => {
      const model = await loadGraphModel(io.fromMemory(await loadModelArtifacts(name)));
      const feeds = new Map(
        model.inputs.map(({ name: input, shape, dtype }, i) => {
          const extents = (shape ?? []).map((d) => Math.max(d, 1));
          const values = randomValues(sizeOf(extents), i + 1);
          const data =
            dtype === "int32" ? Int32Array.from(values, (v) => Math.round(v * 60 + 120)) : Float32Array.from(values);
          return [input, new ConstantTensor(dtype as DType, extents, data)] as const;
        }),
      );
      const outputs = model.outputNodes;
      const graph = graphFromModel(model, { inputs: Object.fromEntries(feeds), outputs });
      if ("reason" in graph) throw new Error(graph.reason);
      const loaded = opsOf(graph).length;
      const log = rewrite(graph, PHASES, { explain: false });
      group(graph, GROUPINGS, { supports }, log);
      const ops = opsOf(graph);
      graph.topological();

      expect(ops.filter((op) => op !== "view").length).to.be.at.most(Math.min(launches, loaded));
      const stayed = new Set(ops.filter((op) => /^[A-Z_]/.test(op)));
      expect([...stayed].sort()).to.deep.equal(left);
      expect(log.missed.filter((m) => m.rule === "unsupported").every((m) => m.reason.length > 0)).to.equal(true);
      if (run) {
        const actual = runReference(graph, feeds);
        const expected = new Map<string, ConstantTensor>();
        tidy(() => {
          const tensors = Object.fromEntries([...feeds].map(([input, value]) => [input, toTensor(value)]));
          const executed = [model.execute(tensors, outputs)].flat() as Tensor[];
          executed.forEach((t, i) => {
            const values = t.dataSync().slice() as Float32Array;
            expected.set(outputs[i] as string, new ConstantTensor("float32", t.shape, values));
          });
        });
        for (const [output, value] of expected)
          expect(nmse(actual.get(output) as ConstantTensor, value), output).to.be.below(1e-9);
      }
      model.dispose();
    });
});
