/** The benchmark's instruments see what tfjs encodes, and leave WebGPU as it was. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { countEncoded, dropSubmits, passTime } from "../../../bench/gpu/instruments.ts";
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

  it("keep from the device what is submitted for a while", async () => {
    const { submit } = GPUQueue.prototype;
    const x = tf.ones([64]);
    const twice = async () => {
      const result = tf.add(x, x);
      const values = [...(await result.data())];
      result.dispose();
      return values;
    };
    expect(await twice()).to.deep.equal(new Array(64).fill(2));
    // A buffer that nobody has used holds zeros.
    const y = tf.zeros([1000]);
    const undo = dropSubmits();
    const dropped = tf.add(y, 1);
    expect((await dropped.data()).every((value) => value === 0)).to.equal(true);
    undo();
    expect(GPUQueue.prototype.submit).to.equal(submit);
    expect(await twice()).to.deep.equal(new Array(64).fill(2));
    tf.dispose([x, y, dropped]);
  });
});
