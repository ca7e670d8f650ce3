/** What specs of plans on WebGPU share: a small model, calls of it, and setting up. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain, uninstall, warmup } from "../../src/core.ts";
import { FLAGS, type FlagName, flag, registerFlags } from "../../src/hook/flags.ts";
import { feeding, inputsFor, loadStock, type Plain, planOf, set } from "../e2e/support.ts";
import { expectNoGpuErrors } from "../support/gpu-errors.ts";
import { type GraphSpec, node, placeholder, weight } from "../support/graphdef.ts";
import { randomFloats } from "../support/random.ts";
import { ready } from "../support/tf.ts";
import { until } from "../support/until.ts";

/** Largest normalised mean square error of an output. */
const TOLERANCE = 1e-8;

const WINDOW = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
const weights = (...shape: number[]) => weight(shape, [...randomFloats(tf.util.sizeFromShape(shape), shape.length)]);
/** Convolution, bias, swish and a residual, a cumulative sum in between, two outputs. */
export const SMALL: GraphSpec = {
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
export const OUTPUTS = ["out", "running"];
export async function execute(model: GraphModel, inputs: Record<string, Plain>, outputs?: string[]): Promise<Plain[]> {
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

export function expectClose(got: readonly Plain[], want: readonly Plain[], tolerance: number = TOLERANCE): void {
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
    expect(error / power, `error of output ${i}`).to.be.at.most(tolerance);
  });
}

/** What the cpu backend makes of it. */
export async function reference(artifacts: tf.io.ModelArtifacts, outputs?: string[]) {
  await ready("cpu");
  const model = await loadStock(artifacts);
  const inputs = inputsFor(model);
  const want = await execute(model, inputs, outputs);
  model.dispose();
  await ready("webgpu");
  return { inputs, want };
}

/** Calls until the plan for this call is trusted. */
export async function trusted(model: GraphModel, inputs: Record<string, Plain>, outputs?: string[]): Promise<void> {
  if (outputs === undefined) await feeding(inputs, (tensors) => warmup(model, tensors));
  const isDecided = () => /trusted|rejected/.test(explain(model).plans[0]?.state ?? "");
  let turns = 0;
  await until(async () => {
    // The first call may come before the engine, which then sees the next.
    if (!isDecided() && turns++ % 200 === 0) await execute(model, inputs, outputs);
    return isDecided();
  }, "the plan is decided on");
  planOf(model);
}

/** Around each spec of a suite: plans answer once compared, and no error of the device stays unseen. */
export function onWebGpu(): void {
  beforeEach(async () => {
    await ready("webgpu");
    registerFlags();
    set("GRAPHWELD_KEEP_SLOWER", true);
    set("GRAPHWELD_PLAN_AT_LOAD", false);
    set("GRAPHWELD_REMEMBER", false);
    // Cumsum stands for any op without a kernel.
    set("GRAPHWELD_DISABLED_RULES", "scan");
  });
  afterEach(() => {
    uninstall();
    for (const name of Object.keys(FLAGS) as FlagName[])
      if (flag(name) !== FLAGS[name].value) set(name, FLAGS[name].value);
    expectNoGpuErrors();
  });
}

export const deviceOf = (): GPUDevice => (tf.backend() as unknown as { device: GPUDevice }).device;

/** Lets another function stand in for a device's own while `body` runs. */
export async function withDevice<K extends "createShaderModule" | "createBuffer" | "createBindGroup">(
  method: K,
  stand: (original: GPUDevice[K]) => GPUDevice[K],
  body: () => Promise<void>,
): Promise<void> {
  const device = deviceOf();
  Object.defineProperty(device, method, {
    value: stand(device[method].bind(device) as GPUDevice[K]),
    configurable: true,
  });
  try {
    await body();
  } finally {
    Reflect.deleteProperty(device, method);
  }
}

/** What `body` warns of. */
export async function warningsOf(body: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => void warnings.push(text);
  try {
    await body();
  } finally {
    console.warn = warn;
  }
  return warnings;
}
