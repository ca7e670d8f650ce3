/** Fused ops of ours in what `graphweld optimize` and `convert` write, also in a model with control flow, and what plain tfjs says of them. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deregisterOp } from "@tensorflow/tfjs-converter";
import { dispose } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import type { Report } from "../../../src/cli/conversion.ts";
import { launchesOf, wholeModel } from "../../../src/cli/fuse.ts";
import { withFusedOps } from "../../../src/cli/fused.ts";
import { exampleInputs, loadModel, outputsOf } from "../../../src/cli/measure.ts";
import { readModel } from "../../../src/cli/model-files.ts";
import { constantsOf, plainWeight } from "../../../src/cli/stored-model.ts";
import { encodeAttrs } from "../../../src/graph/attrs.ts";
import type { GraphDef } from "../../../src/graph/from-tfjs.ts";
import { FUSED_OP } from "../../../src/graph/fused-op.ts";
import { ConstantTensor } from "../../../src/graph/types.ts";
import { inputsFor } from "../../e2e/support.ts";
import { byKernels, kernelsIn, ours, profiled } from "../../support/fused.ts";
import { loadModelArtifacts } from "../../support/models.ts";
import { ready } from "../../support/tf.ts";
import { expectSame } from "../convert/support.ts";
import { expectFailure, expectSuccess, graphweld, MODELS, temporaryFolder } from "./support.ts";

/** Stock's kernels that take nearly all of the time. */
const HEAVY = /Conv2D|DepthwiseConv|MatMul/;

describe("graphweld optimize, with fused ops", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  const written = async (model: string, ...args: string[]): Promise<Report> =>
    JSON.parse(expectSuccess(await graphweld("optimize", model, ...args, "--json"))) as Report;
  before(() => ready("wasm"));

  it("writes a model with control flow, whose convolutions run by our kernels in the stock executor", async () => {
    const report = await written(join(MODELS, "handtrack.json"), "-o", at("hands"));
    const counts = Object.fromEntries((report.fused ?? []).map(({ rule, count }) => [rule, count]));
    expect(counts.conv2d).to.be.greaterThan(50);
    expect(counts.depthwise).to.be.greaterThan(40);
    expect(counts.bands).to.be.greaterThan(0);
    expect(report.requires).to.deep.equal(["graphweld"]);
    expect(report.notes.join()).to.match(/^not rewritten: .*control flow/);
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
    const report = await written(join(MODELS, "liveness.json"), "-o", at("live"));
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
    expect(again.check).to.include({ backend: "wasm" });
    expect(again).to.deep.include({ requires: [], fused: [] });
    const { node } = (await readModel(at("back"))).modelTopology as GraphDef;
    expect(node.map(({ op }) => op)).to.not.include(FUSED_OP);
    await expectSame(await readModel(at("back")), source, 1e-5);
  });

  it("makes stock ops again of a model with control flow", async () => {
    const hands = join(MODELS, "handtrack.json");
    await written(hands, "-o", at("hands"), "--no-check");
    const again = await written(at("hands"), "-o", at("hands-back"), "--portable", "--no-check");
    expect(again).to.deep.include({ requires: [], fused: [] });
    const ops = async (file: string): Promise<string[]> =>
      ((await readModel(file)).modelTopology as GraphDef).node.map(({ op }) => op).sort();
    expect(await ops(at("hands"))).to.include(FUSED_OP);
    expect(await ops(at("hands-back"))).to.deep.equal(await ops(hands));
    expectFailure(
      await graphweld("optimize", hands, "-o", at("no"), "--portable"),
      1,
      /cannot be optimized: .*control flow/,
    );
  });

  it("tells in words what the written model needs", async () => {
    const liveness = join(MODELS, "liveness.json");
    const said = async (...args: string[]): Promise<string> =>
      expectSuccess(await graphweld("optimize", liveness, "-o", at("words"), ...args));
    expect(await said()).to.match(
      /\nfused ops: \d[\s\S]*\nan app must import "graphweld" before .* --portable writes one/,
    );
    expect(await said("--portable")).to.not.match(/import "graphweld"|fused ops/);
  });

  it("writes a model whose ops no kernel gains on in stock ops, and says so", async () => {
    const attr = encodeAttrs({ dtype: "float32", shape: [1, 8] });
    const node = [
      { name: "x", op: "Placeholder", attr },
      { name: "y", op: "Relu", input: ["x"], attr: {} },
    ];
    const json = { format: "graph-model", modelTopology: { node, versions: {} }, weightsManifest: [] };
    await mkdir(at("small"));
    await writeFile(join(at("small"), "model.json"), JSON.stringify(json));
    const report = await written(at("small"), "-o", at("small-out"));
    expect(report).to.deep.include({ requires: [], fused: [] });
    expect(report.notes.join()).to.match(/^no fused ops, so that it runs without Graphweld too: no kernel/);
    const ops = ((await readModel(at("small-out"))).modelTopology as GraphDef).node.map(({ op }) => op);
    expect(ops).to.deep.equal(["Placeholder", "Relu"]);
  });

  it("looks at no weight to find out what becomes a fused op, and how many launches a plan has", async () => {
    const weights = { taps: [3, 3, 64, 64], matrix: [1024, 64], one: [64, 1] };
    const unread = (name: string): never => expect.fail(`${name} was read`);
    const attr = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
    const node = [
      { name: "x", op: "Placeholder", attr: encodeAttrs({ dtype: "float32", shape: [1, 32, 32, 64] }) },
      ...Object.keys(weights).map((name) => ({ name, op: "Const", attr: encodeAttrs({ dtype: "float32" }) })),
      { name: "conv", op: "Conv2D", input: ["x", "taps"], attr: encodeAttrs(attr) },
      { name: "y", op: "Placeholder", attr: encodeAttrs({ dtype: "float32", shape: [64, 1024] }) },
      { name: "product", op: "MatMul", input: ["y", "matrix"], attr: encodeAttrs({}) },
      { name: "column", op: "MatMul", input: ["product", "one"], attr: encodeAttrs({}) },
    ];
    const model = {
      files: { modelTopology: { node, versions: {} } },
      weights: Object.entries(weights).map(([name, shape]) =>
        plainWeight(name, new ConstantTensor("float32", shape, () => unread(name))),
      ),
    };
    const result = await withFusedOps(model);
    if ("reason" in result) expect.fail(result.reason);
    expect(kernelsIn(result.files)).to.have.members(["conv2d", "matmul", "matmul"]);
    const whole = wholeModel(result.files, constantsOf(result));
    expect(whole && launchesOf(whole)).to.be.within(3, 12);
  });

  it("gives fused ops to an open batch, fewer bits and shards, and keeps what describes the model", async () => {
    const source = await loadModelArtifacts("liveness");
    const userDefinedMetadata = { author: "me", structuredOutputKeys: ["score"] };
    await mkdir(at("open"));
    const { weightData, weightSpecs, ...files } = source;
    const weightsManifest = [{ paths: ["w.bin"], weights: weightSpecs }];
    await writeFile(join(at("open"), "w.bin"), Buffer.from(weightData as ArrayBuffer));
    await writeFile(join(at("open"), "model.json"), JSON.stringify({ ...files, userDefinedMetadata, weightsManifest }));
    const report = await written(at("open"), "-o", at("open-out"), "--quantize", "float16", "--split", "0.05");
    expect(report.fused.length).to.be.greaterThan(0);
    expect(report.quantized?.tensors).to.be.greaterThan(0);
    expect(report.files.length).to.be.greaterThan(3);
    const model = await loadModel(await readModel(at("open-out")));
    expect(model.metadata).to.deep.equal(userDefinedMetadata);
    const inputs = exampleInputs(model);
    expect(Object.keys(model.predict(inputs) as object)).to.deep.equal(["score"]);
    dispose(inputs);
    model.dispose();
  });
});
