/** The benchmark's instruments see what tfjs encodes, and leave WebGPU as it was. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { countEncoded, passTime } from "../../../bench/gpu/instruments.ts";
import { ready } from "../../support/tf.ts";

describe("instruments of the WebGPU benchmark", () => {
  before(() => ready("webgpu"));

  it("count dispatches and distinct pipelines, and time passes", async () => {
    const { dispatchWorkgroups, setPipeline } = GPUComputePassEncoder.prototype;
    const { beginComputePass } = GPUCommandEncoder.prototype;
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    // Browsers and Dawn round timestamps to 65 µs: passes take many times that.
    const x = tf.ones([1 << 20]);
    const work = async () => {
      const result = tf.tidy(() => tf.relu(tf.add(tf.add(x, x), x)));
      expect((await result.data()).every((value) => value === 3)).to.equal(true);
      result.dispose();
    };
    await work();
    let encoded: Awaited<ReturnType<typeof countEncoded>> | undefined;
    const ms = await passTime(device, async () => {
      encoded = await countEncoded(work);
    });
    expect(encoded).to.deep.equal({ dispatches: 3, pipelines: 2 });
    expect(device.features.has("timestamp-query")).to.equal(true);
    expect(ms).to.be.greaterThan(0);
    expect(GPUComputePassEncoder.prototype.dispatchWorkgroups).to.equal(dispatchWorkgroups);
    expect(GPUComputePassEncoder.prototype.setPipeline).to.equal(setPipeline);
    expect(GPUCommandEncoder.prototype.beginComputePass).to.equal(beginComputePass);
    x.dispose();
  });
});
