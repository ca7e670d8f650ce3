/** What goes wrong on a device never reaches the app: stock answers, with one warning, and so does a new device. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain, warmup } from "../../src/core.ts";
import { feeding, inputsFor, loadOptimized, type Plain, pathsOf } from "../e2e/support.ts";
import { expectNoGpuErrors } from "../support/gpu-errors.ts";
import { modelArtifacts, node } from "../support/graphdef.ts";
import { ready } from "../support/tf.ts";
import {
  deviceOf,
  execute,
  expectClose,
  onWebGpu,
  reference,
  SMALL,
  trusted,
  warningsOf,
  withDevice,
} from "./support.ts";

/** What shaders of convolutions have here, and nowhere else. */
const OURS = /\bfn finish\(/;

describe("failures on WebGPU", () => {
  onWebGpu();

  const artifacts = modelArtifacts(SMALL);
  let inputs: Record<string, Plain>;
  let want: Plain[];
  before(async () => {
    ({ inputs, want } = await reference(artifacts));
  });

  /** Two calls, both answered by stock; gives what was warned of. */
  async function byStock(model: GraphModel, expected = want): Promise<string[]> {
    let paths: Awaited<ReturnType<typeof pathsOf>> | undefined;
    const warnings = await warningsOf(async () => {
      paths = await pathsOf(model, async () => {
        expectClose(await execute(model, inputs), expected);
        expectClose(await execute(model, inputs), expected);
      });
    });
    expect(paths).to.deep.equal({ plan: 0, stock: 2 });
    return warnings;
  }

  it("that the device reports while plans answer", async () => {
    const model = await loadOptimized(artifacts);
    await trusted(model, inputs);
    const device = deviceOf();
    const told = new Promise((resolve) => device.addEventListener("uncapturederror", resolve, { once: true }));
    // WebGPU says so of a buffer that cannot be.
    device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
    // Browsers tell once the queue gets to it.
    await Promise.all([told, device.queue.onSubmittedWorkDone()]);
    expect(expectNoGpuErrors).to.throw("WebGPU reported");
    const warnings = await byStock(model);
    expect(warnings.length).to.equal(1);
    expect(warnings[0]).to.match(/stays on stock TensorFlow.js: the plan threw "the device reported /);
    model.dispose();
  });

  it("that memory gives out while plans answer", async () => {
    const model = await loadOptimized(artifacts);
    await trusted(model, inputs);
    const error = new GPUOutOfMemoryError("no memory is left");
    deviceOf().dispatchEvent(new GPUUncapturedErrorEvent("uncapturederror", { error }));
    expect(expectNoGpuErrors).to.throw("no memory is left");
    const warnings = await byStock(model);
    expect(warnings.length).to.equal(1);
    expect(warnings[0]).to.contain('the plan threw "the device reported "no memory is left""');
    model.dispose();
  });

  it("that a plan's pipeline does not compile", async () => {
    // Another activation, for pipelines that were compiled once stay.
    const other = modelArtifacts({ ...SMALL, out: node("Elu", ["residual"]) });
    const { want: expected } = await reference(other);
    const model = await loadOptimized(other);
    const warnings = await warningsOf(() =>
      withDevice(
        "createShaderModule",
        (create) => (descriptor) =>
          // Stock's own pipelines stay whole.
          create(OURS.test(descriptor.code) ? { code: `${descriptor.code}\nnonsense` } : descriptor),
        async () => {
          await feeding(inputs, (tensors) => warmup(model, tensors));
        },
      ),
    );
    expect(warnings.length).to.equal(1);
    expect(warnings[0]).to.contain("building the plan threw");
    expect(await byStock(model, expected)).to.deep.equal([]);
    expect(explain(model).plans[0]?.state).to.equal("rejected");
    model.dispose();
  });

  it("that a plan's buffer is refused", async () => {
    const model = await loadOptimized(artifacts);
    const warnings = await warningsOf(() =>
      withDevice(
        "createBuffer",
        (create) => (descriptor) =>
          create(
            // Uniforms of all dispatches in one: stock's are of one kernel each.
            descriptor.usage === (GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST) && descriptor.size > 256
              ? { ...descriptor, size: 2 ** 50 }
              : descriptor,
          ),
        async () => {
          await feeding(inputs, (tensors) => warmup(model, tensors));
        },
      ),
    );
    expect(warnings.length).to.equal(1);
    expect(warnings[0]).to.contain("building the plan threw");
    expect(await byStock(model)).to.deep.equal([]);
    model.dispose();
  });

  it("that the device is lost: no call throws for it, and the next device has plans again", async () => {
    const model = await loadOptimized(artifacts);
    await trusted(model, inputs);
    const device = deviceOf();
    device.destroy();
    await device.lost;
    const warnings = await warningsOf(async () => {
      const paths = await pathsOf(model, async () => {
        // Nothing computes any more; stock's results are dropped unread.
        for (let i = 0; i < 2; i++) feeding(inputs, (tensors) => tf.dispose(model.execute(tensors)));
      });
      expect(paths).to.deep.equal({ plan: 0, stock: 2 });
    });
    expect(warnings.length).to.equal(1);
    expect(warnings[0]).to.contain('the plan threw "the device was lost');
    model.dispose();
    // As an app starts anew.
    const factory = tf.findBackendFactory("webgpu");
    tf.removeBackend("webgpu");
    tf.registerBackend("webgpu", factory, 3);
    await ready("webgpu");
    expect(deviceOf()).not.to.equal(device);
    const again = await loadOptimized(artifacts);
    await trusted(again, inputsFor(again));
    const paths = await pathsOf(again, async () => expectClose(await execute(again, inputs), want));
    expect(paths).to.deep.equal({ plan: 1, stock: 0 });
    again.dispose();
  });
});
