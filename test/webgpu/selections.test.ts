/** Models that select boxes, on WebGPU: the selection waits for the device, and nobody is told that it need not. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { dispose, getBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { image, pair, split } from "../e2e/async-support.ts";
import { feeding, keepWarnings, type Plain, pathsOf } from "../e2e/support.ts";
import { detector, network } from "../support/control-flow.ts";
import { modelArtifacts } from "../support/graphdef.ts";
import { until } from "../support/until.ts";
import { expectClose, onWebGpu } from "./support.ts";

/** One call of `executeAsync`, read without blocking. */
const call = (model: GraphModel, seed: number): Promise<Plain[]> =>
  feeding(image(1, seed), async (tensors) => {
    const results = [await model.executeAsync(tensors, ["found", "chosen"])].flat();
    const read = results.map(async (t) => ({
      dtype: t.dtype,
      shape: t.shape.slice(),
      values: (await t.data<"float32">()).slice(),
    }));
    const values = await Promise.all(read);
    dispose(results);
    return values;
  });

describe("selections of boxes on WebGPU", () => {
  onWebGpu();
  const warnings = keepWarnings();

  it("are made behind a plan, as stock makes them", async () => {
    expect(getBackend()).to.equal("webgpu");
    const { model, stock, free } = await pair(modelArtifacts({ ...detector, ...network("x") }));
    for (const seed of [1, 2]) {
      const want = await call(stock, seed);
      await until(async () => {
        const { plan } = await pathsOf(model, async () => expectClose(await call(model, seed), want));
        return plan === 1;
      }, "plans answer");
    }
    expect(split(model).stock.find(({ node }) => node.includes("chosen"))?.reason).to.match(/^selects boxes/);
    expect(warnings).to.deep.equal([]);
    free();
  });
});
