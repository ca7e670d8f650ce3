/** Getting plans ready without the app's noticing: no pipeline of stock's, no second check. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain, warmup } from "../../src/core.ts";
import { image, split } from "../e2e/async-support.ts";
import { feeding, loadOptimized, pathsOf, set } from "../e2e/support.ts";
import { padded } from "../support/control-flow.ts";
import { modelArtifacts, node } from "../support/graphdef.ts";
import { until } from "../support/until.ts";
import { execute, expectClose, onWebGpu, reference, SMALL } from "./support.ts";

/** What says of tfjs's backend whether reading a tensor at once waits for the device. */
interface Waiting {
  readonly tensorMap: { get(id: object): { readonly values?: unknown; readonly resource?: unknown } };
  readSync(id: object): unknown;
}

describe("warmup on WebGPU", () => {
  onWebGpu();
  beforeEach(() => {
    set("GRAPHWELD_DISABLED_RULES", "");
    set("GRAPHWELD_KEEP_SLOWER", false);
  });

  /** Names of the pipelines that stock has compiled. */
  const stocks = () => Object.keys((tf.backend() as unknown as { pipelineCache: object }).pipelineCache);

  it("checks a plan without a pipeline of stock's", async () => {
    // No other spec computes this.
    const artifacts = modelArtifacts({ ...SMALL, out: node("Softplus", ["residual"]) });
    const { inputs, want } = await reference(artifacts);
    const model = await loadOptimized(artifacts);
    const before = stocks();
    const { calls, plans } = await warmup(model);
    expect(stocks()).to.deep.equal(before);
    expect(plans[0]?.state).to.equal("trusted");
    expect(calls).to.deep.equal({ plan: 0, stock: 0, reasons: {} });
    const paths = await pathsOf(model, async () => expectClose(await execute(model, inputs), want));
    expect(paths).to.deep.equal({ plan: 1, stock: 0 });
    model.dispose();
  });

  it("tells a wrong plan by the other backend's values", async () => {
    const artifacts = modelArtifacts(SMALL);
    const model = await loadOptimized(artifacts);
    const { queue } = (tf.backend() as unknown as { device: GPUDevice }).device;
    const { writeBuffer } = queue;
    const warnings: string[] = [];
    const { warn } = console;
    console.warn = (text: string) => void warnings.push(text);
    // The bias of eight channels reaches the device with another first element.
    queue.writeBuffer = function (this: GPUQueue, buffer, at, data, offset = 0, size) {
      const copy = (data as ArrayBuffer).slice(offset, size === undefined ? undefined : offset + size);
      if (size === 32) new Float32Array(copy)[0] = 9;
      writeBuffer.call(this, buffer, at, copy);
    } as GPUQueue["writeBuffer"];
    try {
      const { plans } = await warmup(model);
      expect(plans[0]?.reason).to.match(/differs from stock: normalised mean square error/);
      expect(warnings.length).to.equal(1);
    } finally {
      console.warn = warn;
      Reflect.deleteProperty(queue, "writeBuffer");
    }
    model.dispose();
  });

  it("compiles a plan that is made ahead one pipeline at a time", async () => {
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    const { createComputePipelineAsync } = device;
    let [under, most, all] = [0, 0, 0];
    device.createComputePipelineAsync = async function (this: GPUDevice, descriptor) {
      most = Math.max(most, ++under);
      all++;
      try {
        return await createComputePipelineAsync.call(this, descriptor);
      } finally {
        under--;
      }
    };
    set("GRAPHWELD_PLAN_AT_LOAD", true);
    try {
      // No other spec computes this.
      const spec = { ...SMALL, gate: node("Tanh", ["sum"]), out: node("Sin", ["residual"]) };
      const model = await loadOptimized(modelArtifacts(spec));
      await until(() => (explain(model).plans[0]?.launches?.length ?? 0) > 0, "a plan was made ahead");
      expect(all).to.be.greaterThan(1);
      expect(most).to.equal(1);
      model.dispose();
    } finally {
      Reflect.deleteProperty(device, "createComputePipelineAsync");
    }
  });

  it("never waits for the device at a stretch where plans run parts of a model", async () => {
    const artifacts = modelArtifacts(padded);
    const { backend } = tf.engine() as unknown as { backend: Waiting };
    const { readSync } = backend;
    let waits = 0;
    backend.readSync = function (this: Waiting, id) {
      const { values, resource } = this.tensorMap.get(id);
      if (values == null && resource != null) waits++;
      return readSync.call(this, id);
    };
    try {
      const model = await loadOptimized(artifacts);
      await feeding(image(), (tensors) => warmup(model, tensors));
      const parts = split(model).segments;
      expect(parts.map(({ plans }) => plans[0]?.state)).to.deep.equal(["trusted", "trusted"]);
      expect(waits, "reads that wait").to.equal(0);
      model.dispose();
    } finally {
      Reflect.deleteProperty(backend, "readSync");
    }
  });

  /** A model whose plan was found right, and which is gone; plans are made at load from now on. */
  const remembered = async (): Promise<ReturnType<typeof modelArtifacts>> => {
    set("GRAPHWELD_REMEMBER", true);
    const artifacts = modelArtifacts(SMALL);
    const first = await loadOptimized(artifacts);
    await warmup(first);
    first.dispose();
    set("GRAPHWELD_PLAN_AT_LOAD", true);
    return artifacts;
  };

  it("is needed once for a model and a device", async () => {
    const artifacts = await remembered();
    const again = await loadOptimized(artifacts);
    await until(() => explain(again).plans[0]?.tier === "plan", "a known plan is trusted");
    const { calls, plans } = explain(again);
    expect(plans[0]?.state).to.equal("trusted");
    expect(calls).to.deep.equal({ plan: 0, stock: 0, reasons: {} });
    again.dispose();
    // Other weights are another model.
    const { weightData } = artifacts;
    const bytes = new Uint8Array((weightData as ArrayBuffer).slice(0));
    bytes[0] = (bytes[0] as number) ^ 1;
    const other = await loadOptimized({ ...artifacts, weightData: bytes.buffer });
    await until(() => explain(other).plans[0]?.launches, "another plan is built");
    expect(explain(other).plans[0]?.state).to.equal("pending");
    other.dispose();
  });

  it("is needed again for another device", async () => {
    const artifacts = await remembered();
    const backend = tf.backend() as unknown as { adapterInfo: object };
    const { adapterInfo } = backend;
    backend.adapterInfo = { vendor: "another", architecture: "swiftshader" };
    try {
      const again = await loadOptimized(artifacts);
      await until(() => explain(again).plans[0]?.launches, "a plan is built");
      expect(explain(again).plans[0]?.state).to.equal("pending");
      again.dispose();
    } finally {
      backend.adapterInfo = adapterInfo;
    }
  });
});
