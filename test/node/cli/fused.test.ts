/** `graphweld optimize --fused`: fused ops of ours in saved models, also in one with control flow, and what plain tfjs says of them. */
import { join } from "node:path";
import { deregisterOp } from "@tensorflow/tfjs-converter";
import { expect } from "chai";
import type { Report } from "../../../src/cli/conversion.ts";
import { exampleInputs, loadModel, outputsOf } from "../../../src/cli/measure.ts";
import { readModel } from "../../../src/cli/model-files.ts";
import type { GraphDef } from "../../../src/graph/from-tfjs.ts";
import { FUSED_OP } from "../../../src/graph/fused-op.ts";
import { inputsFor } from "../../e2e/support.ts";
import { byKernels, kernelsIn, ours, profiled } from "../../support/fused.ts";
import { loadModelArtifacts } from "../../support/models.ts";
import { ready } from "../../support/tf.ts";
import { expectSame } from "../convert/support.ts";
import { expectFailure, expectSuccess, graphweld, MODELS, temporaryFolder } from "./support.ts";

/** Stock's kernels that take nearly all of the time. */
const HEAVY = /Conv2D|DepthwiseConv|MatMul/;

describe("graphweld optimize --fused", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  const written = async (model: string, ...args: string[]): Promise<Report> =>
    JSON.parse(expectSuccess(await graphweld("optimize", model, ...args, "--json"))) as Report;
  before(() => ready("wasm"));

  it("writes a model with control flow, whose convolutions run by our kernels in the stock executor", async () => {
    const report = await written(join(MODELS, "handtrack.json"), "-o", at("hands"), "--fused");
    const counts = Object.fromEntries((report.fused ?? []).map(({ rule, count }) => [rule, count]));
    expect(counts.conv2d).to.be.greaterThan(50);
    expect(counts.depthwise).to.be.greaterThan(40);
    expect(counts.bands).to.be.greaterThan(0);
    expect(report.check).to.include({ backend: "wasm" });
    expect(report.launches?.after).to.be.below(report.launches?.before as number);

    const files = await readModel(at("hands"));
    const model = await loadModel(files);
    const source = await loadModel(await loadModelArtifacts("handtrack"));
    const inputs = inputsFor(source);
    const [want, got] = [
      await profiled(source, inputs, undefined, true),
      await byKernels(model, inputs, undefined, true),
    ];
    expect(ours(got.kernels).length).to.equal(kernelsIn(files).length);
    expect(want.kernels.some((name) => HEAVY.test(name))).to.equal(true);
    expect(got.kernels.filter((name) => HEAVY.test(name) && !ours([name]).length)).to.deep.equal([]);
    got.outputs.forEach(({ shape, values }, i) => {
      const { shape: wanted, values: expected } = want.outputs[i] as (typeof want.outputs)[number];
      expect(shape).to.deep.equal(wanted);
      values.forEach((value, j) => {
        expect(value).to.be.closeTo(expected[j] as number, 1e-4);
      });
    });
    source.dispose();
    model.dispose();
  });

  it("writes what plain tfjs names as unknown, and what becomes stock ops again", async () => {
    const report = await written(join(MODELS, "liveness.json"), "-o", at("live"), "--fused");
    expect(report.fused?.length).to.be.greaterThan(0);
    expect(report.launches?.planned).to.be.below(report.launches?.after as number);
    const files = await readModel(at("live"));
    const source = await loadModelArtifacts("liveness");
    const model = await loadModel(files);
    const { kernels } = await byKernels(model, inputsFor(model));
    expect(ours(kernels)).to.include("GraphweldConvPool");
    const inputs = exampleInputs(model);
    model.dispose();
    try {
      const { GraphModel } = await import("@tensorflow/tfjs-converter");
      const { io } = await import("@tensorflow/tfjs-core");
      deregisterOp(FUSED_OP);
      const plain = new GraphModel(io.fromMemory(files));
      await plain.load();
      const thrown = await outputsOf(plain, inputs, false).catch(String);
      expect(thrown).to.match(/Unknown op 'GraphweldFused'/);
      plain.dispose();
    } finally {
      for (const one of Object.values(inputs)) one.dispose();
    }
    const again = await written(at("live"), "-o", at("back"), "--portable");
    expect(again.check).to.include({ backend: "cpu" });
    const { node } = (await readModel(at("back"))).modelTopology as GraphDef;
    expect(node.map(({ op }) => op)).to.not.include(FUSED_OP);
    await expectSame(await readModel(at("back")), source, 1e-5);
  });

  it("refuses to be portable too", async () => {
    const result = await graphweld("optimize", join(MODELS, "liveness.json"), "-o", at("no"), "--fused", "--portable");
    expectFailure(result, 2, /--fused and --portable exclude each other/);
  });
});
