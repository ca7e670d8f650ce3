/** `graphweld convert`: other formats in, tfjs graph models out. */
import { mkdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { expect } from "chai";
import { memberOf } from "../../../bench/peers/twins.ts";
import type { Report } from "../../../src/cli/conversion.ts";
import { compareOutputs, loadModel } from "../../../src/cli/measure.ts";
import { readModel } from "../../../src/cli/model-files.ts";
import { storedModel } from "../../../src/cli/stored-model.ts";
import { writeModel } from "../../../src/cli/write-model.ts";
import { randomWeights } from "../../layers/support.ts";
import { modelArtifacts, node, placeholder, weight } from "../../support/graphdef.ts";
import { writeH5 } from "../../support/keras-files.ts";
import { liteFile } from "../../support/lite-file.ts";
import { loadModelArtifacts } from "../../support/models.ts";
import { randomFloats } from "../../support/random.ts";
import { savedModel } from "../../support/saved-model.ts";
import { ready } from "../../support/tf.ts";
import { expectSame, writeFiles } from "../convert/support.ts";
import {
  expectFailure,
  expectSuccess,
  filesOf,
  graphweld,
  joined,
  MODELS,
  type Result,
  ROOT,
  temporaryFolder,
} from "./support.ts";

/** An array of float32 as NumPy saves it. */
function npy(shape: readonly number[], values: Float32Array): Buffer {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`.padEnd(118);
  const start = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, header.length, 0]);
  return Buffer.concat([start, Buffer.from(header), Buffer.from(values.buffer)]);
}

describe("graphweld convert", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  const reportOf = async (...args: string[]): Promise<Report> =>
    JSON.parse(expectSuccess(await graphweld("convert", ...args, "--json"))) as Report;
  before(async () => {
    await ready("wasm");
    const assets = join(ROOT, "node_modules/@mediapipe/face_mesh/face_mesh_solution_packed_assets");
    const loader = await readFile(`${assets}_loader.js`, "utf8");
    await writeFile(at("face.tflite"), memberOf(await readFile(`${assets}.data`), loader, "face_landmark.tflite"));
  });

  it("converts a .tflite file, in shards of a given size and fewer bits, and reports all of it", async () => {
    const values = Float32Array.from({ length: 192 * 192 * 3 }, (_, i) => (i % 255) / 255);
    await writeFile(at("input.npy"), npy([1, 192, 192, 3], values));
    const out = at("face");
    const report = await reportOf(
      at("face.tflite"),
      "-o",
      out,
      "--check",
      at("input.npy"),
      "--quantize",
      "uint16",
      "--split",
      "0.5",
    );
    expect(report).to.include({ model: "face.tflite", format: "TensorFlow Lite" });
    expect(report.nodes.after).to.be.below(report.nodes.before);
    expect(report.parameters.before).to.be.closeTo(report.parameters.after, 0.02 * report.parameters.before);
    expect(report.flops?.after).to.equal(report.flops?.before);
    expect(report.launches?.planned).to.be.below(report.launches?.before as number);
    expect(report.check).to.include({ backend: "wasm" });
    expect(report.requires).to.deep.equal(["graphweld"]);
    expect(report.fused.length).to.be.greaterThan(0);
    expect(report.quantized).to.include({ as: "uint16" });
    expect(report.quantized?.nmse).to.be.within(1e-12, 1e-4);
    expect(report.weightBytes.after).to.be.below(0.6 * report.weightBytes.before);
    expect(report.files.length).to.equal(Math.ceil(report.weightBytes.after / 2 ** 19) + 1);
    for (const file of report.files.slice(0, -2)) expect((await stat(file)).size).to.equal(2 ** 19);
    const model = await loadModel(await readModel(out));
    expect(model.outputs.map(({ name }) => name)).to.deep.equal(["conv2d_21", "conv2d_31"]);
    model.dispose();
  });

  it("converts a SavedModel, and tells it in words", async () => {
    const source = await loadModelArtifacts("liveness");
    await writeFiles(at("saved"), savedModel(source, "restore function"));
    const text = expectSuccess(await graphweld("convert", at("saved"), "-o", at("saved-out")));
    expect(text).to.match(/^saved \(TensorFlow SavedModel\): \d+ ops → \d+ by \d+ rewrites\n/);
    expect(text).to.match(/\nfused ops: \d/);
    expect(text).to.match(/\nsame as the source, on wasm: NMSE /);
    await expectSame(await readModel(at("saved-out")), source, 1e-5);
  });

  it("compares on cpu where wasm has no kernel for an op of the source", async () => {
    const product = node("Einsum", ["x", "w"], { equation: "ij,jk->ik" });
    const source = modelArtifacts({ x: placeholder([2, 3]), w: weight([3, 4]), product, y: node("Relu", ["product"]) });
    await writeModel(at("einsum"), storedModel(source));
    const report = await reportOf(at("einsum"), "-o", at("einsum-out"), "--portable");
    expect(report.check).to.include({ backend: "cpu" });
    expect(report.check).to.have.property("nmse").that.is.below(1e-12);
  });

  it("converts a Keras model for any backend of plain tfjs, in the fused ops that it has", async () => {
    await ready("cpu");
    const model = sequential({
      layers: [
        layers.conv2d({ filters: 4, kernelSize: 3, useBias: false, inputShape: [8, 8, 3] }),
        layers.batchNormalization(),
        layers.activation({ activation: "relu6" }),
        layers.flatten(),
        layers.dense({ units: 5 }),
      ],
    });
    randomWeights(model);
    await writeH5(at("net.h5"), model);
    const report = await reportOf(at("net.h5"), "-o", at("net"), "--portable");
    expect(report).to.include({ format: "Keras HDF5" });
    expect(report.check).to.include({ backend: "wasm" });
    expect(report.requires).to.deep.equal([]);
    const written = await readModel(at("net"));
    const ops = (written.modelTopology as { node: { op: string }[] }).node.map(({ op }) => op);
    expect(ops).to.include("_FusedConv2D").and.not.include("FusedBatchNormV3").and.not.include("Relu6");
    const graph = await loadModel(written);
    const x = tf.tensor(randomFloats(192, 3), [1, 8, 8, 3]);
    const [got, want] = [graph.predict(x), model.predict(x)] as [tf.Tensor, tf.Tensor];
    expect(compareOutputs([got.dataSync() as Float32Array], [want.dataSync() as Float32Array]).maxAbsError).to.be.below(
      1e-5,
    );
    tf.dispose([x, got, want]);
    graph.dispose();
    model.dispose();
    await ready("wasm");
  });

  it("writes what cannot be rewritten as it is", async () => {
    const report = await reportOf(join(MODELS, "handtrack.json"), "-o", at("hands"), "--portable");
    expect(report.notes.join()).to.match(/^not rewritten: .*control flow/);
    expect(report.nodes.after).to.equal(report.nodes.before);
    const [written, source] = [await readModel(at("hands")), await loadModelArtifacts("handtrack")];
    expect(written.modelTopology).to.deep.equal(source.modelTopology);
    expect(joined(written)).to.deep.equal(joined(source));
  });

  it("names every operator that has no counterpart, and writes nothing", async () => {
    const tensors = { x: { shape: [1] }, a: { shape: [1] }, b: { shape: [1] }, y: { shape: [1] } };
    const operators = [
      { op: "Swizzle", inputs: ["x"], outputs: ["a"] },
      { op: 16, inputs: ["a"], outputs: ["b"] },
      { op: "Swizzle", inputs: ["b"], outputs: ["y"] },
    ];
    await writeFile(at("custom.tflite"), liteFile({ tensors, operators, inputs: ["x"], outputs: ["y"] }));
    await writeFile(at("short.tflite"), await readFile(at("face.tflite")));
    await truncate(at("short.tflite"), 600000);
    await writeFile(at("noise.bin"), Buffer.from([1, 2, 3, 4, 5]));
    await mkdir(at("empty"));
    await writeFiles(at("lost"), {
      "saved_model.pb": savedModel(await loadModelArtifacts("liveness"), "shared name")["saved_model.pb"] as Uint8Array,
    });
    await writeFile(at("net.onnx"), Uint8Array.of(8, 7, 18, 7));
    await writeFile(at("weights.h5"), Uint8Array.of(0x80, 4, 0x95));
    const before = await filesOf(folder());
    const names = ["custom.tflite", "short.tflite", "noise.bin", "empty", "lost", "net.onnx", "weights.h5"];
    const results = await Promise.all(names.map((name) => graphweld("convert", at(name), "-o", at("nothing"))));
    const [custom, short, noise, empty, lost, onnx, pickle] = results as [
      Result,
      Result,
      Result,
      Result,
      Result,
      Result,
      Result,
    ];
    expectFailure(custom, 1, /nothing for custom op Swizzle \("a", "y"\); LSTM \("b"\)/);
    expectFailure(short, 2, /short\.tflite is damaged: a table points to byte \d+ of 600000/);
    expectFailure(noise, 2, /noise\.bin is no model of a form that Graphweld reads/);
    expectFailure(empty, 1, /empty holds no model\.json and no saved_model\.pb/);
    expectFailure(onnx, 2, /net\.onnx is an ONNX model, which Graphweld does not read/);
    expectFailure(pickle, 2, /weights\.h5 is a Python pickle, which Graphweld does not read/);
    expectFailure(lost, 2, /lost.saved_model\.pb has variables, but no file variables\/variables\.index/);
    expect(await filesOf(folder())).to.deep.equal(before);
  });
});
