/** TensorFlow Lite's operators, each in a file of its own, against the ops of TensorFlow.js that they stand for. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { compareHeads } from "../../../bench/peers/heads.ts";
import { memberOf } from "../../../bench/peers/twins.ts";
import { compareOutputs, exampleInputs, loadModel, outputsOf } from "../../../src/cli/measure.ts";
import { readSource } from "../../../src/cli/sources.ts";
import { loadable } from "../../../src/cli/stored-model.ts";
import { randomValues } from "../../support/graphdef.ts";
import { type LiteTensorSpec, liteFile } from "../../support/lite-file.ts";
import { loadModelArtifacts } from "../../support/models.ts";
import { ready } from "../../support/tf.ts";
import { ROOT, temporaryFolder } from "../cli/support.ts";
import { CASES, convolution } from "./lite-cases.ts";

describe("TensorFlow Lite", () => {
  const folder = temporaryFolder();
  before(() => ready("cpu"));

  async function answer(file: Uint8Array, x: tf.Tensor): Promise<Float32Array[]> {
    const at = join(folder(), "model.tflite");
    await writeFile(at, file);
    const { model: stored } = await readSource(at);
    const model = await loadModel(loadable(stored));
    return outputsOf(model, { [model.inputs[0]?.name as string]: x }, false);
  }

  for (const [name, { op, shape, more = [], at = 0, options, custom, outputs = 1, expected }] of Object.entries(CASES))
    it(name, async () => {
      const operands = more.map((each, i) => ({
        ...each,
        values: each.values ?? randomValues(tf.util.sizeFromShape([...each.shape]), i + 5),
      }));
      const tensors: Record<string, LiteTensorSpec> = { x: { shape } };
      operands.forEach((each, i) => {
        tensors[`w${i}`] = each.ints
          ? { shape: each.shape, type: 2, data: Int32Array.from(each.values) }
          : { shape: each.shape, data: Float32Array.from(each.values) };
      });
      const names = operands.map((_, i) => `w${i}`);
      names.splice(at, 0, "x");
      const results = Array.from({ length: outputs }, (_, i) => `y${i}`);
      for (const result of results) tensors[result] = { shape: [] };
      const file = liteFile({
        tensors,
        operators: [
          { op, inputs: names, outputs: results, ...(options ? { options } : {}), ...(custom ? { custom } : {}) },
        ],
        inputs: ["x"],
        outputs: results,
      });
      const x = tf.tensor(randomValues(tf.util.sizeFromShape([...shape]), 3), [...shape]);
      const wanted = [
        expected(
          x,
          ...operands.map((each) => tf.tensor([...each.values], [...each.shape], each.ints ? "int32" : "float32")),
        ),
      ].flat();
      const got = await answer(file, x);
      const { maxAbsError } = compareOutputs(
        got,
        wanted.map((t) => Float32Array.from(t.dataSync())),
      );
      expect(got).to.have.length(wanted.length);
      expect(maxAbsError).to.be.at.most(1e-5);
    });

  it("turns quantised weights, one scale for each filter, and quantised values into floats", async () => {
    const stored = Int8Array.from({ length: 2 * 1 * 1 * 3 }, (_, i) => 40 * i - 100);
    const file = liteFile({
      tensors: {
        x: { shape: [1, 2, 2, 3], type: 9, scale: [0.1], zero: [3] },
        w: { shape: [2, 1, 1, 3], type: 9, data: stored, scale: [0.5, 0.25], zero: [0, 0], axis: 0 },
        b: { shape: [2], type: 2, data: Int32Array.of(10, -20), scale: [0.05, 0.025], zero: [0, 0] },
        q: { shape: [1, 2, 2, 2], type: 9, scale: [0.1], zero: [0] },
        y: { shape: [1, 2, 2, 2] },
      },
      operators: [
        { op: 3, inputs: ["x", "w", "b"], outputs: ["q"], options: convolution("valid", 1, 1, 0) },
        { op: 6, inputs: ["q"], outputs: ["y"] },
      ],
      inputs: ["x"],
      outputs: ["y"],
    });
    const x = tf.tensor(randomValues(12), [1, 2, 2, 3]);
    const weights = tf.mul(tf.tensor([...stored], [2, 3]), tf.tensor([[0.5], [0.25]]));
    const wanted = tf.add(tf.matMul(tf.reshape(x, [4, 3]), weights as tf.Tensor2D, false, true), [0.5, -0.5]);
    const [got = new Float32Array()] = await answer(file, x);
    expect(compareOutputs([got], [wanted.dataSync() as Float32Array]).maxAbsError).to.be.below(1e-5);
  });

  it("reads float16 weights that are widened at run time, and numbers of 64 bits", async () => {
    const file = liteFile({
      tensors: {
        x: { shape: [2, 3] },
        half: { shape: [3], type: 1, data: Uint16Array.of(0x3c00, 0xc100, 0x0001) },
        wide: { shape: [3] },
        sum: { shape: [2, 3] },
        size: { shape: [1], type: 4, data: BigInt64Array.of(-1n) },
        y: { shape: [6] },
      },
      operators: [
        { op: 6, inputs: ["half"], outputs: ["wide"] },
        { op: 0, inputs: ["x", "wide"], outputs: ["sum"], options: [[0, "byte", 0]] },
        { op: 22, inputs: ["sum", "size"], outputs: ["y"] },
      ],
      inputs: ["x"],
      outputs: ["y"],
    });
    const [got = new Float32Array()] = await answer(file, tf.zeros([2, 3]));
    expect([...got]).to.deep.equal([1, -2.5, 2 ** -24, 1, -2.5, 2 ** -24]);
  });

  it("answers for MediaPipe's face_landmark.tflite what its twin in tfjs answers", async () => {
    await ready("wasm");
    const assets = join(ROOT, "node_modules/@mediapipe/face_mesh/face_mesh_solution_packed_assets");
    const loader = await readFile(`${assets}_loader.js`, "utf8");
    const file = memberOf(await readFile(`${assets}.data`), loader, "face_landmark.tflite");
    const twin = await loadModel(await loadModelArtifacts("facemesh"));
    const inputs = exampleInputs(twin);
    const got = await answer(file, Object.values(inputs)[0] as tf.Tensor);
    const expected = await outputsOf(twin, inputs, false);
    const { heads, maxAbsError } = compareHeads(got, expected);
    expect(heads).to.equal(2);
    // The largest values are pixels, up to 192.
    expect(maxAbsError / 192).to.be.below(1e-5);
  });
});
