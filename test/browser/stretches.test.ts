/** A page goes on while a plan for WebGPU is made and checked. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain, warmup } from "../../src/core.ts";
import { loadOptimized, planOf } from "../e2e/support.ts";
import { modelArtifacts, node, placeholder, weight } from "../support/graphdef.ts";
import { loadModelArtifacts } from "../support/models.ts";
import { randomFloats } from "../support/random.ts";
import { expectWithin } from "../support/slowness.ts";
import { onlyCpu, ready } from "../support/tf.ts";
import { onWebGpu } from "../webgpu/support.ts";

/** The longest time without a turn of the event loop while `work` is under way, in ms. */
async function longestStretch(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let going = true;
  const { port1, port2 } = new MessageChannel();
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  port1.onmessage = () => {
    look();
    if (going) port2.postMessage(0);
    else port1.close();
  };
  port2.postMessage(0);
  await work();
  look();
  going = false;
  return longest;
}

/** A page may go on this long at most without answering. */
const STRETCH = 50;

describe("a page with WebGPU", () => {
  onWebGpu();
  let show: () => Promise<void>;
  before(async () => {
    show = await onlyCpu();
    await ready("webgpu");
  });
  after(() => show());

  it("holds up the page for 50 ms at most, with values in a few buffers that are used again", async () => {
    const artifacts = await loadModelArtifacts("iris");
    const stretch = async (): Promise<number> => {
      const model = await loadOptimized(artifacts);
      const longest = await longestStretch(() => warmup(model));
      const { colours = 0, arenaBytes = 0, launches } = planOf(model);
      expect(colours).to.be.within(2, 12);
      expect(arenaBytes).to.be.lessThan(launches.reduce((sum, l) => sum + l.bytes, 0) / 10);
      model.dispose();
      return longest;
    };
    // Code that runs for the first time is slow.
    await expectWithin(STRETCH, stretch, "the longest stretch", 20);
  });

  it("holds it up no longer for a convolution that takes half a second in JavaScript", async () => {
    const window = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
    const artifacts = modelArtifacts({
      x: placeholder([1, 128, 128, 32]),
      w: weight([3, 3, 32, 64], [...randomFloats(3 * 3 * 32 * 64, 1)]),
      out: node("Conv2D", ["x", "w"], window),
    });
    const { kernelFunc } = tf.getKernel("Conv2D", "cpu");
    const stretch = async (): Promise<number> => {
      const model = await loadOptimized(artifacts);
      let parts = 0;
      Object.assign(tf.getKernel("Conv2D", "cpu"), {
        kernelFunc: (args: Parameters<typeof kernelFunc>[0]) => {
          parts++;
          return kernelFunc(args);
        },
      });
      try {
        const longest = await longestStretch(() => warmup(model));
        expect(parts, "what the check was computed in").to.be.greaterThan(2);
        expect(explain(model).plans[0]?.state).to.equal("trusted");
        return longest;
      } finally {
        Object.assign(tf.getKernel("Conv2D", "cpu"), { kernelFunc });
        model.dispose();
      }
    };
    await expectWithin(STRETCH, stretch, "the longest stretch", 20);
  });
});
