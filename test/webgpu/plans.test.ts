/** Plans on tfjs's WebGPU backend, from hook to device: who answered, with what, and what is left behind. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { countEncoded } from "../../bench/gpu/instruments.ts";
import { explain } from "../../src/core.ts";
import { settle } from "../../src/hook/background/snapshot.ts";
import { feeding, inputsFor, loadOptimized, loadStock, type Plain, pathsOf, planOf, set } from "../e2e/support.ts";
import { ALL_CASES } from "../support/gpu-cases.ts";
import { type GraphSpec, int, modelArtifacts, node, placeholder, weight } from "../support/graphdef.ts";
import { loadModelArtifacts } from "../support/models.ts";
import { randomFloats } from "../support/random.ts";
import { deviceOf, execute, expectClose, OUTPUTS, onWebGpu, reference, SMALL, trusted, withDevice } from "./support.ts";

/** Integers, truth values among inputs and outputs, and a choice by them. */
const WHOLE: GraphSpec = {
  n: placeholder([2, 6], "int32"),
  two: int(2),
  odd: node("FloorMod", ["n", "two"]),
  truth: node("Less", ["odd", "n"]),
  not: node("LogicalNot", ["truth"]),
  chosen: node("Select", ["not", "odd", "n"]),
  perm: weight([2], [1, 0], "int32"),
  turned: node("Transpose", ["truth", "perm"]),
  float: node("Cast", ["chosen"], { SrcT: "int32", DstT: "float32" }),
};

const accounting = () => {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { numTensors, numDataBuffers, numBytes };
};

describe("plans on WebGPU", () => {
  onWebGpu();

  it("answer with cpu's values, stock ops in the same order, results that stay", async () => {
    const artifacts = modelArtifacts(SMALL);
    const { inputs, want } = await reference(artifacts, OUTPUTS);
    const model = await loadOptimized(artifacts);
    await trusted(model, inputs, OUTPUTS);
    const plan = planOf(model);
    expect(plan.launches.filter((l) => l.runs === "stock").map((l) => l.op)).to.deep.equal(["Cumsum"]);
    expect(plan.launches.filter((l) => l.runs === "graphweld").map((l) => l.op)).to.deep.equal(["conv2d", "conv2d"]);
    const other = { x: { ...(inputs.x as Plain), values: randomFloats(90, 77) } };
    const paths = await pathsOf(model, async () => {
      const [early, late] = await feeding(inputs, (a) =>
        feeding(other, async (b) => {
          const results = [model.execute(a, OUTPUTS), model.execute(b, OUTPUTS)].map((r) => [r].flat());
          const values = await Promise.all(
            results.map((r) =>
              Promise.all(
                r.map(async (t) => ({ dtype: t.dtype, shape: t.shape, values: (await t.data()) as Float32Array })),
              ),
            ),
          );
          tf.dispose(results.flat());
          return values;
        }),
      );
      expectClose(early as Plain[], want);
      expect((late as Plain[])[0]?.values).not.to.deep.equal((early as Plain[])[0]?.values);
    });
    expect(paths).to.deep.equal({ plan: 2, stock: 0 });
    model.dispose();
  });

  it("leave TensorFlow.js's accounting as stock does", async () => {
    const artifacts = modelArtifacts(SMALL);
    const stock = await loadStock(artifacts);
    const model = await loadOptimized(artifacts);
    const inputs = inputsFor(stock);
    await trusted(model, inputs, OUTPUTS);
    await execute(stock, inputs, OUTPUTS);
    const before = accounting();
    const grown = async (of: GraphModel) => {
      const tensors = Object.fromEntries(
        Object.entries(inputs).map(([name, { values, shape, dtype }]) => [name, tf.tensor(values, [...shape], dtype)]),
      );
      const results = [of.execute(tensors, OUTPUTS)].flat();
      const after = accounting();
      await Promise.all(results.map((t) => t.data()));
      tf.dispose([results, tensors]);
      return after;
    };
    const byPlan = await grown(model);
    expect(byPlan).to.deep.equal(await grown(stock));
    expect(accounting()).to.deep.equal(before);
    stock.dispose();
    model.dispose();
  });

  it("encode in order with the app's own ops", async () => {
    const artifacts = modelArtifacts(SMALL);
    const model = await loadOptimized(artifacts);
    const inputs = inputsFor(model);
    await trusted(model, inputs);
    const [got, want] = await feeding(inputs, async ({ x }) => {
      const result = tf.tidy(() => tf.mul(model.execute({ x: tf.mul(x as tf.Tensor, 2) }) as tf.Tensor, 3));
      const doubled = tf.tidy(() => model.execute({ x: tf.mul(x as tf.Tensor, 2) }) as tf.Tensor);
      const values = [await result.data(), (await doubled.data()).map((v) => 3 * v)];
      tf.dispose([result, doubled]);
      return values;
    });
    expect([...(got as Float32Array)]).to.deep.equal([...(want as Float32Array)]);
    model.dispose();
  });

  it("make nothing on the device when a call is repeated: they encode what is there", async () => {
    set("GRAPHWELD_DISABLED_RULES", "");
    // Too large for steps to share a dispatch.
    const model = await loadOptimized(modelArtifacts({ ...SMALL, x: placeholder([1, 40, 40, 3]) }));
    const inputs = inputsFor(model);
    await trusted(model, inputs);
    // Warming up has compared the plan, and queued no runs for nobody.
    expect(explain(model).calls.plan).to.equal(0);
    const { launches, pipelines } = planOf(model);
    expect(launches.map((l) => l.runs)).to.not.include("stock");
    expect(launches.map((l) => l.op)).to.deep.equal(["conv2d", "scan", "conv2d"]);
    // The picture, 3×3 filters of 3 channels, a bias of 8, and 40×40 pixels of 8 channels.
    expect(launches[0]?.bytes).to.equal(4 * (40 * 40 * 3 + 3 * 3 * 3 * 8 + 8 + 40 * 40 * 8));
    const made: string[] = [];
    await feeding(inputs, async (tensors) => {
      const run = async () => {
        tf.dispose(model.execute(tensors));
        await settle();
      };
      // The backend hands out a few buffers in turn.
      for (let i = 0; i < 6; i++) await run();
      const noting =
        <A extends unknown[], R>(method: (...args: A) => R) =>
        (...args: A) => {
          made.push(method.name);
          return method(...args);
        };
      await withDevice("createBuffer", noting, () =>
        withDevice("createBindGroup", noting, async () => {
          expect(await countEncoded(run)).to.deep.equal({ dispatches: launches.length, pipelines });
        }),
      );
    });
    expect(made).to.deep.equal([]);
    model.dispose();
  });

  it("submit once a call, with what reads its outputs or at the end of the app's turn, and never let runs pile up", async () => {
    set("GRAPHWELD_DISABLED_RULES", "");
    const before = tf.env().getNumber("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE");
    const model = await loadOptimized(modelArtifacts(SMALL));
    const inputs = inputsFor(model);
    await trusted(model, inputs);
    const { queue } = deviceOf();
    const { submit } = queue;
    let submits = 0;
    Object.defineProperty(queue, "submit", {
      value: (commands: Iterable<GPUCommandBuffer>) => {
        submits++;
        submit.call(queue, commands);
      },
      configurable: true,
    });
    // A plan has as many dispatches as the backend lets wait.
    tf.env().set("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE", 1);
    try {
      await feeding(inputs, async (tensors) => {
        const run = () => model.execute(tensors) as tf.Tensor;
        await settle();
        submits = 0;
        const read = run();
        expect(submits, "within a call").to.equal(0);
        const values = read.data();
        expect(submits, "to read").to.equal(1);
        await values;
        expect(submits, "once it is read").to.equal(1);
        const unread = run();
        await Promise.resolve();
        expect(submits, "at the end of a turn").to.equal(2);
        const many = [run(), run(), run()];
        expect(submits, "all but the last of three").to.equal(4);
        await Promise.resolve();
        expect(submits, "all three").to.equal(5);
        tf.dispose([read, unread, many]);
      });
    } finally {
      tf.env().set("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE", before);
      Reflect.deleteProperty(queue, "submit");
    }
    model.dispose();
  });

  it("split groups by the storage buffers that the device grants, which explain names", async () => {
    const names = Array.from({ length: 8 }, (_, i) => `x${i}`);
    const sums = names
      .slice(1)
      .map((name, i) => [`s${i}`, node("AddV2", [i === 0 ? "x0" : `s${i - 1}`, name])] as const);
    const artifacts = modelArtifacts({
      // Too large for steps to share a dispatch.
      ...Object.fromEntries(names.map((name) => [name, placeholder([70, 67])])),
      ...Object.fromEntries(sums),
    });
    const { inputs, want } = await reference(artifacts);
    const model = await loadOptimized(artifacts);
    await trusted(model, inputs);
    const granted = (tf.backend() as unknown as { device: GPUDevice }).device.limits.maxStorageBuffersPerShaderStage;
    const { launches, missed } = planOf(model);
    expect(launches.map((l) => `${l.runs} ${l.op}`)).to.deep.equal(
      Array<string>(Math.ceil(7 / (granted - 5))).fill("graphweld pointwise"),
    );
    expect(missed?.map((m) => m.reason)).to.include(
      `the region would read more than ${granted - 4} tensors: the device grants ${granted} storage buffers a stage`,
    );
    expectClose(await execute(model, inputs), want);
    model.dispose();
  });

  it("compute with integers and truth values", async () => {
    const artifacts = modelArtifacts(WHOLE);
    const outputs = ["float", "truth", "odd", "turned"];
    const { inputs, want } = await reference(artifacts, outputs);
    const model = await loadOptimized(artifacts);
    await trusted(model, inputs, outputs);
    // Small steps are one dispatch.
    const [chain, ...others] = planOf(model).launches;
    expect(others).to.deep.equal([]);
    expect(chain?.op).to.equal("chain");
    expect(chain?.replaced).to.have.members(["odd", "truth", "not", "chosen", "turned", "float"]);
    const paths = await pathsOf(model, async () => expectClose(await execute(model, inputs, outputs), want));
    expect(paths).to.deep.equal({ plan: 1, stock: 0 });
    model.dispose();
  });

  it("do small steps in one dispatch, as far as the device binds what they read", async () => {
    const softmaxes = Array.from({ length: 12 }, (_, i) => [`x${i}`, `s${i}`] as const);
    const artifacts = modelArtifacts({
      ...Object.fromEntries(softmaxes.map(([x]) => [x, placeholder([2, 7])])),
      ...Object.fromEntries(softmaxes.map(([x, s]) => [s, node("Softmax", [x])])),
    });
    const outputs = softmaxes.map(([, s]) => s);
    const { inputs, want } = await reference(artifacts, outputs);
    const model = await loadOptimized(artifacts);
    await trusted(model, inputs, outputs);
    const { maxStorageBuffersPerShaderStage } = deviceOf().limits;
    const { launches, pipelines } = planOf(model);
    // Each has an input and an output.
    const each = Math.floor(maxStorageBuffersPerShaderStage / 2);
    expect(launches.map((l) => l.replaced.length)).to.deep.equal(
      Array.from({ length: Math.ceil(12 / each) }, (_, i) => Math.min(each, 12 - i * each)),
    );
    expect(pipelines).to.equal(12 % each === 0 ? 1 : 2);
    expectClose(await execute(model, inputs, outputs), want);
    model.dispose();
  });

  it("read inputs that stock has cast from integers, which it leaves as they are", async () => {
    const model = await loadOptimized(modelArtifacts(SMALL));
    const inputs = inputsFor(model);
    await trusted(model, inputs);
    const whole = Array.from({ length: 90 }, (_, i) => (i % 7) - 3);
    const [got, want] = await Promise.all(
      [tf.tensor(whole, [1, 6, 5, 3], "int32"), tf.tensor(whole, [1, 6, 5, 3])].map((x) => {
        const result = tf.tidy(() => model.execute({ x: tf.cast(x, "float32") }) as tf.Tensor);
        return result.data().finally(() => tf.dispose([x, result]));
      }),
    );
    expect([...(got as Float32Array)]).to.deep.equal([...(want as Float32Array)]);
    model.dispose();
  });

  // Stock's pipelines of larger models take a software device minutes.
  for (const name of ALL_CASES ? (["antispoof", "iris"] as const) : (["iris"] as const))
    it(`${name} runs by plan alone, in fewer pipelines than stock`, async () => {
      const artifacts = await loadModelArtifacts(name);
      const { inputs, want } = await reference(artifacts);
      const { pipelineCache } = tf.backend() as unknown as { pipelineCache: object };
      const before = Object.keys(pipelineCache).length;
      const stock = await loadStock(artifacts);
      await execute(stock, inputs);
      stock.dispose();
      const model = await loadOptimized(artifacts);
      await trusted(model, inputs);
      const { launches, pipelines, stockNodes } = planOf(model);
      expect(launches.filter((l) => l.runs === "stock")).to.deep.equal([]);
      expect(launches.length).to.be.lessThan(stockNodes);
      // Other specs may have left pipelines of stock's.
      if (before === 0) expect(pipelines).to.be.lessThan(Object.keys(pipelineCache).length);
      const paths = await pathsOf(model, async () => expectClose(await execute(model, inputs), want));
      expect(paths).to.deep.equal({ plan: 1, stock: 0 });
      model.dispose();
    });
});
