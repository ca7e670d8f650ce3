/** Backends without kernels of Graphweld's: the rewritten graph in stock ops, compared, timed and trusted like any plan. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain, type PlanReport, warmup } from "../../src/core.ts";
import { type GraphSpec, modelArtifacts, node, placeholder, weight } from "../support/graphdef.ts";
import { loadModelArtifacts } from "../support/models.ts";
import { randomFloats } from "../support/random.ts";
import { type BackendName, ready } from "../support/tf.ts";
import { inNode } from "../support/world.ts";
import {
  execute,
  expectSame,
  feeding,
  floats,
  inputsFor,
  loadOptimized,
  loadStock,
  type PlainInputs,
  pathsOf,
  plansAnswer,
  set,
} from "./support.ts";

const WINDOW = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
const NORM = { epsilon: 0.001, is_training: false, data_format: "NHWC" };

/** A network as a trainer leaves it: normalisation, bias and activation are ops of their own. */
const UNFUSED: GraphSpec = {
  x: placeholder([-1, 8, 8, 3]),
  w: weight([3, 3, 3, 4]),
  gamma: weight([4], [0.5, 1, 1.5, 2]),
  beta: weight([4]),
  mean: weight([4]),
  variance: weight([4], [1, 2, 3, 4]),
  conv: node("Conv2D", ["x", "w"], WINDOW),
  norm: node("FusedBatchNormV3", ["conv", "gamma", "beta", "mean", "variance"], NORM),
  relu6: node("Relu6", ["norm"]),
  d: weight([3, 3, 4, 1]),
  offset: weight([4]),
  depthwise: node("DepthwiseConv2dNative", ["relu6", "d"], WINDOW),
  sum: node("AddV2", ["depthwise", "offset"]),
  relu: node("Relu", ["sum"]),
  three: weight([], [3]),
  sixth: weight([], [1 / 6]),
  shifted: node("AddV2", ["relu", "three"]),
  clipped: node("Relu6", ["shifted"]),
  gated: node("Mul", ["relu", "clipped"]),
  out: node("Mul", ["gated", "sixth"]),
};
const INPUTS: PlainInputs = { x: floats([2, 8, 8, 3], randomFloats(384, 3)) };
const counts = () => {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { numTensors, numDataBuffers, numBytes };
};

/** What answers a model's calls, once that is decided. */
async function settled(model: GraphModel, inputs: PlainInputs): Promise<PlanReport> {
  const { plans } = await feeding(inputs, (tensors) => warmup(model, tensors));
  return plans[0] as PlanReport;
}

const BACKENDS: readonly BackendName[] = inNode ? ["cpu"] : ["cpu", "webgl"];
for (const backend of BACKENDS)
  describe(`portable plans on ${backend}`, () => {
    plansAnswer();
    beforeEach(() => ready(backend));

    it("run the rewritten graph in stock's fused ops, and give the same", async () => {
      const stock = await loadStock(modelArtifacts(UNFUSED));
      const want = execute(stock, INPUTS);
      stock.dispose();
      const model = await loadOptimized(modelArtifacts(UNFUSED));
      const plan = await settled(model, INPUTS);
      expect(plan).to.include({ backend, state: "trusted", tier: "portable", stockNodes: 10 });
      expect(plan.launches?.map(({ op }) => op)).to.deep.equal([
        "_FusedConv2D",
        "FusedDepthwiseConv2dNative",
        "AddV2",
        "Relu6",
        "Mul",
        "Mul",
      ]);
      expect(new Set(plan.launches?.map(({ runs }) => runs))).to.deep.equal(new Set(["stock"]));
      expect(plan.fired?.map(({ rule }) => rule)).to.include("stock-conv-activation");
      const paths = await pathsOf(model, () => expectSame(execute(model, INPUTS), want));
      expect(paths).to.deep.equal({ plan: 1, stock: 0 });
      model.dispose();
    });

    it("leave no trace in TensorFlow.js's accounting", async () => {
      const before = counts();
      const model = await loadOptimized(modelArtifacts(UNFUSED));
      const loaded = counts();
      const { tier, packedBytes } = await settled(model, INPUTS);
      expect(tier).to.equal("portable");
      expect(packedBytes).to.be.above(0);
      expect(counts()).to.deep.equal(loaded);
      for (let i = 0; i < 3; i++) execute(model, INPUTS);
      expect(counts()).to.deep.equal(loaded);
      model.dispose();
      expect(counts()).to.deep.equal(before);
    });

    it("are rebuilt when a weight is replaced", async () => {
      const model = await loadOptimized(modelArtifacts(UNFUSED));
      await settled(model, INPUTS);
      const [old] = execute(model, INPUTS);
      const weights = model.weights as Record<string, tf.Tensor[]>;
      weights.w?.[0]?.dispose();
      weights.w = [tf.zeros([3, 3, 3, 4])];
      const [now] = execute(model, INPUTS);
      expect([...(now?.values ?? [])]).not.to.deep.equal([...(old?.values ?? [])]);
      expect(explain(model).plans[0]?.state).not.to.equal("trusted");
      model.dispose();
    });

    it("stay away from graphs that rewriting does not shorten, in silence", async () => {
      const { warn } = console;
      const warnings: unknown[] = [];
      console.warn = (...words: unknown[]) => void warnings.push(...words);
      try {
        const spec = { x: placeholder([2, 3]), w: weight([3, 4]), out: node("MatMul", ["x", "w"]) };
        const model = await loadOptimized(modelArtifacts(spec));
        const inputs = { x: floats([2, 3], randomFloats(6, 1)) };
        expect(await settled(model, inputs)).to.include({ tier: "stock", reason: "rewriting saves no op" });
        model.dispose();
      } finally {
        console.warn = warn;
      }
      expect(warnings).to.deep.equal([]);
    });

    it("hand out tensors of the caller's own where outputs are constants or inputs", async () => {
      const model = await loadOptimized(
        modelArtifacts({
          x: placeholder([2, 3]),
          a: weight([3], [1, 2, 3]),
          b: weight([3], [4, 5, 6]),
          one: node("AddV2", ["a", "b"]),
          zero: weight([], [0]),
          two: node("AddV2", ["x", "zero"]),
        }),
      );
      const inputs = { x: floats([2, 3], randomFloats(6, 1)) };
      expect((await settled(model, inputs)).tier).to.equal("portable");
      const loaded = counts();
      for (let i = 0; i < 2; i++) {
        const [one, two] = execute(model, inputs, ["one", "two"]);
        expect([...(one?.values ?? [])]).to.deep.equal([5, 7, 9]);
        expect([...(two?.values ?? [])]).to.deep.equal([...(inputs.x?.values ?? [])]);
      }
      expect(counts()).to.deep.equal(loaded);
      model.dispose();
    });

    it("can be switched off", async () => {
      set("GRAPHWELD_PORTABLE", false);
      const model = await loadOptimized(modelArtifacts(UNFUSED));
      execute(model, INPUTS);
      expect(explain(model).reason).to.equal(`backend ${backend}`);
      model.dispose();
    });

    it("runs a real model", async () => {
      const artifacts = await loadModelArtifacts("liveness");
      const stock = await loadStock(artifacts);
      const inputs = inputsFor(stock);
      const want = execute(stock, inputs);
      stock.dispose();
      const model = await loadOptimized(artifacts);
      expect((await settled(model, inputs)).tier).to.equal("portable");
      const paths = await pathsOf(model, () => expectSame(execute(model, inputs), want));
      expect(paths).to.deep.equal({ plan: 1, stock: 0 });
      model.dispose();
    });
  });
