/** Plans in half precision where the device has it, and what is said where it has not. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { warmup } from "../../src/core.ts";
import { feeding, loadOptimized, pathsOf, planOf, set } from "../e2e/support.ts";
import { expectNoGpuErrors } from "../support/gpu-errors.ts";
import { modelArtifacts } from "../support/graphdef.ts";
import { ready } from "../support/tf.ts";
import { deviceOf, execute, expectClose, onWebGpu, reference, SMALL, warningsOf } from "./support.ts";

describe("half precision on WebGPU", () => {
  onWebGpu();

  it("is refused with one sentence by a device without it, and plans stay in float32", async () => {
    expect(deviceOf().features.has("shader-f16")).to.equal(false);
    set("GRAPHWELD_WEBGPU_F16", true);
    const artifacts = modelArtifacts(SMALL);
    const { inputs, want } = await reference(artifacts);
    const warnings = await warningsOf(async () => {
      for (let i = 0; i < 2; i++) {
        const model = await loadOptimized(artifacts);
        await feeding(inputs, (tensors) => warmup(model, tensors));
        expect(planOf(model).half).to.equal(undefined);
        expectClose(await execute(model, inputs), want);
        model.dispose();
      }
    });
    expect(warnings).to.deep.equal([
      "Graphweld: TensorFlow.js's WebGPU device was made without shader-f16, so plans stay in float32.",
    ]);
  });

  it("halves what only the plan sees, and tells its error", async function () {
    const adapter = (await navigator.gpu.requestAdapter()) as GPUAdapter;
    if (!adapter.features.has("shader-f16")) return this.skip();
    const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
    const device = await adapter.requestDevice({ requiredFeatures: ["shader-f16"] });
    const factory = tf.findBackendFactory("webgpu");
    tf.removeBackend("webgpu");
    tf.registerBackend("webgpu", () => new WebGPUBackend(device, adapter.info), 3);
    const told: string[] = [];
    const { info } = console;
    console.info = (text: string) => void told.push(text);
    try {
      await ready("webgpu");
      set("GRAPHWELD_DISABLED_RULES", "");
      const artifacts = modelArtifacts(SMALL);
      const { inputs, want } = await reference(artifacts);
      const single = await loadOptimized(artifacts);
      await feeding(inputs, (tensors) => warmup(single, tensors));
      const { arenaBytes = 0, packedBytes = 0 } = planOf(single);
      single.dispose();
      set("GRAPHWELD_WEBGPU_F16", true);
      const model = await loadOptimized(artifacts);
      await feeding(inputs, (tensors) => warmup(model, tensors));
      const plan = planOf(model);
      expect(plan.half).to.equal(true);
      expect(plan.arenaBytes).to.equal(arenaBytes / 2);
      expect(plan.packedBytes).to.equal(packedBytes / 2);
      expect(told.join()).to.match(/in half precision, with a mean square error of \d\.\de-(7|8) of stock's values/);
      const paths = await pathsOf(model, async () => expectClose(await execute(model, inputs), want, 1e-6));
      expect(paths).to.deep.equal({ plan: 1, stock: 0 });
      model.dispose();
      expectNoGpuErrors();
    } finally {
      console.info = info;
      tf.removeBackend("webgpu");
      tf.registerBackend("webgpu", factory, 3);
      await ready("webgpu");
    }
  });
});
