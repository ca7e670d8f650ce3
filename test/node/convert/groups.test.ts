/** Convolutions in groups, which TensorFlow.js refuses to run, from formats that have them. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { loadModel, outputsOf } from "../../../src/cli/measure.ts";
import { readSource } from "../../../src/cli/sources.ts";
import { loadable, type StoredModel } from "../../../src/cli/stored-model.ts";
import type { GraphDef } from "../../../src/graph/from-tfjs.ts";
import { modelArtifacts, node, placeholder, randomValues, weight } from "../../support/graphdef.ts";
import { type LiteTensorSpec, liteFile } from "../../support/lite-file.ts";
import { frozenGraph, savedModel } from "../../support/saved-model.ts";
import { ready } from "../../support/tf.ts";
import { temporaryFolder } from "../cli/support.ts";
import { writeFiles } from "./support.ts";

const CHANNELS = 6;
const OUTPUTS = 12;
const ATTRS = { strides: [1, 2, 2, 1], padding: "SAME", dilations: [1, 1, 1, 1], data_format: "NHWC", T: "float32" };
const x = (): tf.Tensor4D => tf.tensor4d(randomValues(8 * 8 * CHANNELS, 3), [1, 8, 8, CHANNELS]);

/** What TensorFlow computes: each group of filters sees its channels alone. */
function expected(filter: tf.Tensor4D, groups: number): Float32Array {
  const parts = tf.split(x(), groups, 3);
  const filters = tf.split(filter, groups, 3);
  const made = parts.map((part, i) => tf.conv2d(part as tf.Tensor4D, filters[i] as tf.Tensor4D, 2, "same"));
  return tf.concat(made, 3).dataSync() as Float32Array;
}

const model = (own: number, channels = CHANNELS, op = "Conv2D") => {
  const artifacts = modelArtifacts({
    x: placeholder([-1, 8, 8, channels]),
    w: weight([3, 3, own, OUTPUTS]),
    y: node(op, ["x", "w"], ATTRS),
  });
  return { ...artifacts, signature: { inputs: { x: { name: "x:0" } }, outputs: { y: { name: "y:0" } } } };
};
const filterOf = (own: number): tf.Tensor4D =>
  tf.tensor4d(randomValues(9 * own * OUTPUTS, 9 * own * OUTPUTS), [3, 3, own, OUTPUTS]);

describe("Convolutions in groups", () => {
  const folder = temporaryFolder();
  before(() => ready("cpu"));

  const ops = ({ files }: StoredModel): string[] => (files.modelTopology as GraphDef).node.map(({ op }) => op);
  async function expectGroups(at: string, own: number, conv: string, filter = filterOf(own)): Promise<void> {
    const { model: stored, notes } = await readSource(at);
    expect(notes).to.include("1 convolution in groups written out");
    const groups = CHANNELS / own;
    expect(ops(stored).filter((op) => op === conv)).to.have.length(own === 1 ? 1 : groups);
    const loaded = await loadModel(loadable(stored));
    const [got] = await outputsOf(loaded, { [loaded.inputs[0]?.name as string]: x() }, false);
    const wanted = expected(filter, groups);
    expect(got?.length).to.equal(wanted.length);
    got?.forEach((value, i) => {
      expect(value).to.be.closeTo(wanted[i] as number, 1e-4);
    });
    loaded.dispose();
  }

  for (const own of [2, 3])
    it(`of ${own} channels in a SavedModel are one for each group`, async () => {
      const at = join(folder(), `saved-${own}`);
      await writeFiles(at, savedModel(model(own), "object graph"));
      await expectGroups(at, own, "Conv2D");
    });

  it("of one channel in a frozen graph are a depthwise one", async () => {
    const at = join(folder(), "frozen.pb");
    await writeFile(at, frozenGraph(model(1)));
    await expectGroups(at, 1, "DepthwiseConv2dNative");
  });

  it("in a .tflite file are one for each group", async () => {
    const own = 3;
    const filter = filterOf(own);
    const data = tf.transpose(filter, [3, 0, 1, 2]).dataSync() as Float32Array;
    const tensors: Record<string, LiteTensorSpec> = {
      x: { shape: [1, 8, 8, CHANNELS] },
      w: { shape: [OUTPUTS, 3, 3, own], data },
      y: { shape: [1, 4, 4, OUTPUTS] },
    };
    const options = [
      [0, "byte", 0],
      [1, "int", 2],
      [2, "int", 2],
      [3, "byte", 0],
      [4, "int", 1],
      [5, "int", 1],
    ] as const;
    const operators = [{ op: 3, inputs: ["x", "w"], outputs: ["y"], options }];
    const at = join(folder(), "grouped.tflite");
    await writeFile(at, liteFile({ tensors, operators, inputs: ["x"], outputs: ["y"] }));
    await expectGroups(at, own, "Conv2D", filter);
  });

  it("are refused by name where channels do not make groups, and where they are fused with other ops", async () => {
    const at = join(folder(), "wrong.pb");
    await writeFile(at, frozenGraph(model(4)));
    await refused(at, /nothing for Conv2D, whose filter of shape \[3,3,4,12\] is not for 6 channels \("y"\)$/);
    await writeFile(at, frozenGraph(model(3, CHANNELS, "_FusedConv2D")));
    await refused(at, /nothing for _FusedConv2D, in 2 groups and fused with other ops \(save .*\) \("y"\)$/);
  });

  async function refused(at: string, message: RegExp): Promise<void> {
    const error = await readSource(at).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error).to.include({ name: "Failure", exitCode: 1 });
    expect(error?.message).to.match(message);
  }

  it("leaves other convolutions alone", async () => {
    const at = join(folder(), "plain.pb");
    await writeFile(at, frozenGraph(model(CHANNELS)));
    const { model: stored, notes } = await readSource(at);
    expect(notes).to.deep.equal([]);
    expect(ops(stored)).to.have.members(["Placeholder", "Const", "Conv2D"]);
  });
});
