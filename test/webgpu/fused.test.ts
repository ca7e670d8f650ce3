/** Fused ops of saved models on tfjs's WebGPU backend, by registered kernels. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { readyFused } from "../../src/cli/fused-calls.ts";
import { WebGpuPlan } from "../../src/runtime/webgpu/plan.ts";
import { image } from "../e2e/async-support.ts";
import { loadStock, type PlainInputs } from "../e2e/support.ts";
import { loop } from "../support/control-flow.ts";
import { fusedArtifacts, fusedLoop, kernelsIn, loadFusedModel, ours, profiled, type Run } from "../support/fused.ts";
import { modelArtifacts } from "../support/graphdef.ts";
import { ready } from "../support/tf.ts";
import { until } from "../support/until.ts";
import { expectClose, OUTPUTS, onWebGpu, reference, SMALL, warningsOf } from "./support.ts";

const artifacts = modelArtifacts(SMALL);
/** Calls until stock convolutions run no more. Each call answers. */
async function untilKernels(model: GraphModel, inputs: PlainInputs, each: (run: Run) => void): Promise<Run> {
  await readyFused();
  let run: Run | undefined;
  await until(async () => {
    run = await profiled(model, inputs, OUTPUTS);
    each(run);
    return !run.kernels.includes("Conv2D");
  }, "stock convolutions run no more");
  return run as Run;
}

describe("fused ops on WebGPU", () => {
  onWebGpu();

  it("run by registered kernels once pipelines are there and results found right", async () => {
    const fused = fusedArtifacts(artifacts);
    expect(kernelsIn(fused)).to.have.members(["conv2d", "scan", "conv2d"]);
    const { inputs, want } = await reference(artifacts, OUTPUTS);
    const model = await loadFusedModel(fused);
    let calls = 0;
    const run = await untilKernels(model, inputs, ({ outputs }) => {
      calls++;
      expectClose(outputs, want);
    });
    expect(calls).to.be.greaterThan(2);
    // The rule for Cumsum is off here: an op that the backend has no kernel for stays with stock.
    expect(ours(run.kernels)).to.deep.equal(["GraphweldConv2d", "GraphweldScan", "GraphweldConv2d"]);
    expect(run.kernels).to.include("Cumsum");
    const accounting = () => {
      const { numTensors, numDataBuffers, numBytes } = tf.memory();
      return { numTensors, numDataBuffers, numBytes };
    };
    const before = accounting();
    expectClose((await profiled(model, inputs, OUTPUTS)).outputs, want);
    expect(accounting()).to.deep.equal(before);

    const { run: stock } = WebGpuPlan.prototype;
    WebGpuPlan.prototype.run = () => {
      throw new Error("out of luck");
    };
    try {
      await warningsOf(async () => expectClose((await profiled(model, inputs, OUTPUTS)).outputs, want));
    } finally {
      WebGpuPlan.prototype.run = stock;
    }
    const after = await profiled(model, inputs, OUTPUTS);
    expect(after.kernels).to.include("Conv2D");
    expectClose(after.outputs, want);
    model.dispose();
  });

  it("run inside loops, where no plan does", async () => {
    const looped = modelArtifacts(loop);
    const inputs = image();
    await ready("cpu");
    const stock = await loadStock(looped);
    const want = (await profiled(stock, inputs, undefined, true)).outputs;
    stock.dispose();
    await ready("webgpu");
    await readyFused();
    const model = await loadFusedModel(fusedLoop(looped));
    let run: Run | undefined;
    await until(async () => {
      run = await profiled(model, inputs, undefined, true);
      expectClose(run.outputs, want);
      return ours(run.kernels).length > 0;
    }, "kernels of ours answer");
    expect(new Set(ours((run as Run).kernels))).to.deep.equal(new Set(["GraphweldPointwise"]));
    model.dispose();
  });
});
