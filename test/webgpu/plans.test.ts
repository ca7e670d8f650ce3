/** Plans on tfjs's WebGPU backend, from hook to device: who answered, with what, and what is left behind. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain, uninstall, warmup } from "../../src/core.ts";
import { FLAGS, type FlagName, flag, registerFlags } from "../../src/hook/flags.ts";
import { feeding, inputsFor, loadOptimized, loadStock, type Plain, pathsOf, planOf, set } from "../e2e/support.ts";
import { ALL_CASES } from "../support/gpu-cases.ts";
import { type GraphSpec, int, modelArtifacts, node, placeholder, weight } from "../support/graphdef.ts";
import { loadModelArtifacts } from "../support/models.ts";
import { randomFloats } from "../support/random.ts";
import { expectNoGpuErrors, ready } from "../support/tf.ts";

/** Largest normalised mean square error of an output. */
const TOLERANCE = 1e-8;

const WINDOW = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
const weights = (...shape: number[]) => weight(shape, [...randomFloats(tf.util.sizeFromShape(shape), shape.length)]);
/** Convolution, bias, swish and a residual, a cumulative sum in between, two outputs. */
const SMALL: GraphSpec = {
  x: placeholder([1, 6, 5, 3]),
  w: weights(3, 3, 3, 8),
  b: weights(8),
  v: weights(1, 1, 8, 8),
  axis: weight([], [1], "int32"),
  conv: node("Conv2D", ["x", "w"], WINDOW),
  sum: node("BiasAdd", ["conv", "b"]),
  gate: node("Sigmoid", ["sum"]),
  swish: node("Mul", ["sum", "gate"]),
  running: node("Cumsum", ["swish", "axis"], { exclusive: false, reverse: false }),
  second: node("Conv2D", ["running", "v"], WINDOW),
  residual: node("AddV2", ["second", "swish"]),
  out: node("Relu", ["residual"]),
};
const OUTPUTS = ["out", "running"];
/** Integers, truth values among inputs and outputs, and a choice by them. */
const WHOLE: GraphSpec = {
  n: placeholder([2, 6], "int32"),
  two: int(2),
  odd: node("FloorMod", ["n", "two"]),
  truth: node("Less", ["odd", "n"]),
  not: node("LogicalNot", ["truth"]),
  chosen: node("Select", ["not", "odd", "n"]),
  float: node("Cast", ["chosen"], { SrcT: "int32", DstT: "float32" }),
};

async function execute(model: GraphModel, inputs: Record<string, Plain>, outputs?: string[]): Promise<Plain[]> {
  return feeding(inputs, async (tensors) => {
    const results = [model.execute(tensors, outputs)].flat();
    const contents = await Promise.all(
      results.map(async (t) => ({
        dtype: t.dtype,
        shape: t.shape.slice(),
        values: (await t.data()).slice() as Float32Array,
      })),
    );
    tf.dispose(results);
    return contents;
  });
}

function expectClose(got: readonly Plain[], want: readonly Plain[]): void {
  expect(got.map(({ dtype, shape }) => `${dtype}[${shape}]`)).to.deep.equal(
    want.map(({ dtype, shape }) => `${dtype}[${shape}]`),
  );
  got.forEach(({ values }, i) => {
    const expected = (want[i] as Plain).values;
    let [error, power] = [0, 0];
    for (let j = 0; j < expected.length; j++) {
      error += ((values[j] as number) - (expected[j] as number)) ** 2;
      power += (expected[j] as number) ** 2;
    }
    expect(power, `output ${i}`).to.be.greaterThan(0);
    expect(error / power, `error of output ${i}`).to.be.at.most(TOLERANCE);
  });
}

/** What the cpu backend makes of it. */
async function reference(artifacts: tf.io.ModelArtifacts, outputs?: string[]) {
  await ready("cpu");
  const model = await loadStock(artifacts);
  const inputs = inputsFor(model);
  const want = await execute(model, inputs, outputs);
  model.dispose();
  await ready("webgpu");
  return { inputs, want };
}

/** Calls until the plan for this call is trusted. */
async function trusted(model: GraphModel, inputs: Record<string, Plain>, outputs?: string[]): Promise<void> {
  if (outputs === undefined) await feeding(inputs, (tensors) => warmup(model, tensors));
  for (let i = 0; i < 400 && explain(model).plans[0]?.state !== "trusted"; i++) {
    // The first call may come before the engine, which then sees the next.
    if (i % 40 === 0) await execute(model, inputs, outputs);
    if (explain(model).plans[0]?.state === "rejected") break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  planOf(model);
}

const accounting = () => {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { numTensors, numDataBuffers, numBytes };
};

describe("plans on WebGPU", function () {
  this.timeout(120_000);
  beforeEach(async () => {
    await ready("webgpu");
    registerFlags();
    set("GRAPHWELD_KEEP_SLOWER", true);
    set("GRAPHWELD_PLAN_AT_LOAD", false);
    // Cumsum stands for any op without a kernel.
    set("GRAPHWELD_DISABLED_RULES", "scan");
  });
  afterEach(async () => {
    uninstall();
    for (const name of Object.keys(FLAGS) as FlagName[])
      if (flag(name) !== FLAGS[name].value) set(name, FLAGS[name].value);
    expectNoGpuErrors();
  });

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

  it("give way to stock, with one warning, once the device reports an error", async () => {
    const model = await loadOptimized(modelArtifacts(SMALL));
    const inputs = inputsFor(model);
    await trusted(model, inputs);
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    // WebGPU says so of a buffer that cannot be.
    device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
    await device.queue.onSubmittedWorkDone();
    expect(expectNoGpuErrors).to.throw("WebGPU reported");
    const warnings: string[] = [];
    const { warn } = console;
    console.warn = (text: string) => void warnings.push(text);
    try {
      const paths = await pathsOf(model, async () => {
        await execute(model, inputs);
        await execute(model, inputs);
      });
      expect(paths).to.deep.equal({ plan: 0, stock: 2 });
    } finally {
      console.warn = warn;
    }
    expect(warnings.length).to.equal(1);
    expect(warnings[0]).to.match(/stays on stock TensorFlow.js: the plan threw "the device reported /);
    model.dispose();
  });

  it("compute with integers and truth values", async () => {
    const artifacts = modelArtifacts(WHOLE);
    const outputs = ["float", "truth", "odd"];
    const { inputs, want } = await reference(artifacts, outputs);
    const model = await loadOptimized(artifacts);
    await trusted(model, inputs, outputs);
    const ours = planOf(model).launches;
    expect(ours.map((l) => `${l.runs} ${l.op}`)).to.deep.equal(Array(5).fill("graphweld integer"));
    const paths = await pathsOf(model, async () => expectClose(await execute(model, inputs, outputs), want));
    expect(paths).to.deep.equal({ plan: 1, stock: 0 });
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
