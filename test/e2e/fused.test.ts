/** Fused ops of saved models, run by TensorFlow.js's own executor: by registered kernels, by stock ops, and inside plans. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain, optimize, warmup } from "../../src/core.ts";
import type { GraphDef, NodeDef } from "../../src/graph/from-tfjs.ts";
import { fusedNode } from "../../src/graph/fused.ts";
import { FUSED_OP } from "../../src/graph/fused-op.ts";
import { WasmPlan } from "../../src/runtime/wasm/plan.ts";
import { detector, functional, loop } from "../support/control-flow.ts";
import {
  byKernels,
  fusedArtifacts,
  fusedLoop,
  fusedScale,
  kernelsIn,
  loadFusedModel,
  ours,
  profiled,
} from "../support/fused.ts";
import { type GraphSpec, modelArtifacts, node, placeholder, weight } from "../support/graphdef.ts";
import { randomFloats } from "../support/random.ts";
import { ready } from "../support/tf.ts";
import { byPlan as byParts, call, chosen, image, split } from "./async-support.ts";
import {
  byPlan,
  execute,
  expectSame,
  feeding,
  floats,
  keepWarnings,
  loadStock,
  memory,
  type Plain,
  type PlainInputs,
  planOf,
  plansAnswer,
  set,
} from "./support.ts";

const WINDOW = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
const filter = (...shape: number[]) =>
  weight(shape, [
    ...randomFloats(
      shape.reduce((a, b) => a * b),
      shape.length,
    ),
  ]);
/** Two convolutions with a residual, of any batch; the first is read twice. */
const NET: GraphSpec = {
  x: placeholder([-1, 6, 5, 3]),
  w: filter(3, 3, 3, 8),
  b: filter(8),
  v: filter(1, 1, 8, 8),
  conv: node("Conv2D", ["x", "w"], WINDOW),
  sum: node("BiasAdd", ["conv", "b"]),
  gate: node("Sigmoid", ["sum"]),
  swish: node("Mul", ["sum", "gate"]),
  second: node("Conv2D", ["swish", "v"], WINDOW),
  residual: node("AddV2", ["second", "swish"]),
  out: node("Relu", ["residual"]),
};
const input = (batch = 1, seed = 5) => ({ x: floats([batch, 6, 5, 3], randomFloats(batch * 90, seed)) });
const KERNELS = ["GraphweldConv2d", "GraphweldConv2d"];

describe("fused ops", () => {
  plansAnswer();
  const warnings = keepWarnings();
  const plainArtifacts = modelArtifacts(NET);
  const artifacts = fusedArtifacts(plainArtifacts);
  const stockOutputs = async (inputs = input()) => {
    const stock = await loadStock(plainArtifacts);
    const want = execute(stock, inputs);
    stock.dispose();
    return want;
  };

  it("answer from the first call on, and from the third by registered kernels", async () => {
    expect(kernelsIn(artifacts)).to.deep.equal(["conv2d", "conv2d"]);
    const want = await stockOutputs();
    const model = await loadFusedModel(artifacts);
    const first = await profiled(model, input());
    expectSame(first.outputs, want);
    expect(first.kernels).to.include("Conv2D");
    const run = await byKernels(model, input());
    expect(run.kernels).to.deep.equal(KERNELS);
    expectSame(run.outputs, want);
    expect(warnings).to.deep.equal([]);
    model.dispose();
  });

  it("leave memory as it was, in tidy and without, and give tensors that stay", async () => {
    const [want, other] = [await stockOutputs(), await stockOutputs(input(1, 9))];
    const model = await loadFusedModel(artifacts);
    await byKernels(model, input());
    const before = memory();
    const [early, late] = feeding(input(), (a) =>
      feeding(input(1, 9), (b) => {
        const results = [model.execute(a), model.execute(b)] as tf.Tensor[];
        expect(tf.memory().numTensors).to.equal(before.tensors + 4);
        return results.map((t) => ({
          dtype: t.dtype,
          shape: t.shape,
          values: t.dataSync().slice(),
          free: t.dispose(),
        }));
      }),
    ) as Plain[];
    expectSame([early as Plain], want);
    expectSame([late as Plain], other);
    tf.tidy(() => feeding(input(), (a) => void model.execute(a)));
    expect(memory()).to.deep.equal(before);
    model.dispose();
  });

  it("have a kernel for each shape, and free all with the model", async () => {
    const free: number[] = [];
    const { dispose } = WasmPlan.prototype;
    WasmPlan.prototype.dispose = function () {
      free.push(this.packedBytes);
      dispose.call(this);
    };
    try {
      const model = await loadFusedModel(artifacts);
      for (const batch of [1, 3, 1, 2]) {
        const { kernels, outputs } = await byKernels(model, input(batch));
        expect(kernels).to.deep.equal(KERNELS);
        expectSame(outputs, await stockOutputs(input(batch)));
      }
      optimize(model);
      free.splice(0);
      model.dispose();
      expect(free.length).to.equal(6);
    } finally {
      WasmPlan.prototype.dispose = dispose;
    }
  });

  it("read other weights anew", async () => {
    const model = await loadFusedModel(artifacts);
    await byKernels(model, input());
    const weights = model.weights as Record<string, tf.Tensor[]>;
    const [w] = weights.w as [tf.Tensor];
    weights.w = [tf.keep(tf.mul(w, 2))];
    (model as unknown as { executor: { weightMap: object } }).executor.weightMap = weights;
    const doubled = await profiled(model, input());
    const again = await byKernels(model, input());
    expect(again.kernels).to.deep.equal(KERNELS);
    expectSame(again.outputs, doubled.outputs);
    expect(() => expectSame(again.outputs, doubledNot)).to.throw();
    w.dispose();
    model.dispose();
  });
  let doubledNot: Plain[] = [];
  before(async () => {
    await ready("wasm");
    doubledNot = await stockOutputs();
  });

  it("are computed by stock ops on other backends, and where a kernel fails, with one warning", async () => {
    const want = await stockOutputs();
    const model = await loadFusedModel(artifacts);
    await byKernels(model, input());
    await ready("cpu");
    const there = await profiled(model, input());
    expect(ours(there.kernels)).to.deep.equal([]);
    expectSame(there.outputs, want);
    // With plans, the model's own executor runs stock ops without fused ones between.
    const planned = optimize(await loadFusedModel(artifacts));
    await feeding(input(), (tensors) => warmup(planned, tensors));
    expect(explain(planned).plans.map(({ tier }) => tier)).to.deep.equal(["portable"]);
    expectSame(execute(planned, input()), want);
    planned.dispose();
    await ready("wasm");
    expect((await byKernels(model, input())).kernels).to.deep.equal(KERNELS);

    const { run } = WasmPlan.prototype;
    WasmPlan.prototype.run = () => {
      throw new Error("out of luck");
    };
    try {
      expectSame((await profiled(model, input())).outputs, want);
    } finally {
      WasmPlan.prototype.run = run;
    }
    const after = await profiled(model, input());
    expectSame(after.outputs, want);
    expect(after.kernels).to.include("Conv2D");
    const ownWarnings = warnings.filter((text) => text.includes("Graphweld"));
    expect(ownWarnings.length).to.equal(1);
    expect(ownWarnings[0]).to.match(/^Graphweld: fused ops run as .*"\w+" \(conv2d\) threw "out of luck"\.$/);
    model.dispose();
  });

  it("give way to a plan of the whole model, which is as if nothing had been fused", async () => {
    const want = await stockOutputs();
    const model = optimize(await loadFusedModel(artifacts));
    expectSame(await byPlan(model, input()), want);
    const { launches } = planOf(model);
    expect(launches.map(({ op, runs }) => `${op} ${runs}`)).to.deep.equal(["conv2d graphweld", "conv2d graphweld"]);
    expect(launches.flatMap(({ replaced }) => replaced)).to.have.members(
      "conv sum gate swish second residual out".split(" "),
    );
    set("GRAPHWELD_ENABLED", false);
    expect((await byKernels(model, input())).kernels).to.deep.equal(KERNELS);
    model.dispose();
  });

  it("run in loops, and in bodies of functions", async () => {
    const looped = modelArtifacts(loop);
    await sameAsync(looped, fusedLoop(looped), image());

    const called = functional();
    const whole = called.modelTopology as GraphDef & { library: { function: { nodeDef: NodeDef[] }[] } };
    const library = {
      function: whole.library.function.map((fn) => ({
        ...fn,
        nodeDef: fn.nodeDef.map((def) => {
          if (def.op !== "Mul") return def;
          return fusedScale(def, def.input as [string, string]);
        }),
      })),
    };
    await sameAsync(called, { ...called, modelTopology: { ...whole, library } }, chosen(true));
  });

  async function sameAsync(stockArtifacts: tf.io.ModelArtifacts, own: tf.io.ModelArtifacts, inputs: PlainInputs) {
    const stock = await loadStock(stockArtifacts);
    const want = await call(stock, inputs);
    const model = await loadFusedModel(own);
    const run = await byKernels(model, inputs, undefined, true);
    expect(ours(run.kernels).length).to.be.greaterThan(0);
    expect(new Set(ours(run.kernels))).to.deep.equal(new Set(["GraphweldPointwise"]));
    expectSame(run.outputs, want);
    const before = memory();
    expectSame(await call(model, inputs), want);
    expect(memory()).to.deep.equal(before);
    stock.dispose();
    model.dispose();
  }

  it("of models with control flow give way to plans of the parts", async () => {
    const source = modelArtifacts(detector);
    const stock = await loadStock(source);
    const topology = source.modelTopology as GraphDef;
    const defs = new Map(topology.node.map((def) => [def.name, def]));
    const names = ["convolved", "shifted", "active"];
    const body = names.map((name) => defs.get(name) as NodeDef);
    const operands = [(body[0] as NodeDef).input?.[0] as string, "filter", "bias"];
    const node = topology.node.flatMap((def) => {
      if (def.name === "active")
        return fusedNode(operands, {
          kernel: "conv2d",
          node: body.map((one) => ({
            ...one,
            input: one.input?.map((i) => (operands.includes(i) ? `$${operands.indexOf(i)}` : i)) ?? [],
          })),
          outputs: ["active"],
          weights: [1, 2],
        });
      return names.includes(def.name) ? [] : def;
    });
    const model = optimize(await loadFusedModel({ ...source, modelTopology: { ...topology, node } }));
    await byParts(model, stock, image());
    expect(split(model).segments.map(({ nodes }) => nodes)).to.deep.equal([6]);
    set("GRAPHWELD_ENABLED", false);
    const run = await byKernels(model, image(), undefined, true);
    expect(ours(run.kernels)).to.deep.equal(["GraphweldConv2d"]);
    stock.dispose();
    model.dispose();
  });

  it("that are damaged say so", async () => {
    const broken = JSON.parse(JSON.stringify(artifacts.modelTopology)) as { node: { op: string; attr?: object }[] };
    for (const one of broken.node) if (one.op === FUSED_OP) one.attr = {};
    const model = await loadFusedModel({ ...artifacts, modelTopology: broken });
    expect(() => execute(model, input())).to.throw("'swish' has no body");
    model.dispose();
  });
});
