/** Layers models in files: those of tfjs, `.h5` and `.keras` answer as graphs what tfjs-layers answers. */
import { readFile, writeFile } from "node:fs/promises";
import * as tf from "@tensorflow/tfjs-core";
import {
  model as functional,
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  sequential,
} from "@tensorflow/tfjs-layers";
import { expect } from "chai";
import { strToU8, unzipSync, zipSync } from "fflate";
import { Failure } from "../../../src/cli/failure.ts";
import { compareOutputs, loadModel, outputsOf } from "../../../src/cli/measure.ts";
import { optimized } from "../../../src/cli/optimized.ts";
import { readSource } from "../../../src/cli/sources.ts";
import { loadable } from "../../../src/cli/stored-model.ts";
import { writeModel } from "../../../src/cli/write-model.ts";
import { randomWeights } from "../../layers/support.ts";
import { describe as describeModel, kerasArchive, writeH5 } from "../../support/keras-files.ts";
import { randomFloats } from "../../support/random.ts";
import { ready } from "../../support/tf.ts";
import { temporaryFolder } from "../cli/support.ts";

const apply = (layer: layers.Layer, x: SymbolicTensor | SymbolicTensor[]): SymbolicTensor =>
  layer.apply(x) as SymbolicTensor;

/** Convolutions of all kinds, two models within, one of them called twice. */
function pictures(inside = "mix"): LayersModel {
  const x = input({ shape: [8, 8, 3] });
  let y = apply(layers.conv2d({ filters: 4, kernelSize: 3, padding: "same", useBias: false, name: "stem" }), x);
  y = apply(layers.batchNormalization({ name: "stem_bn" }), y);
  y = apply(layers.activation({ activation: "relu6" }), y);
  let z = apply(layers.depthwiseConv2d({ kernelSize: 3, padding: "same", name: "dw" }), y);
  z = apply(layers.batchNormalization({ scale: false, name: "dw_bn" }), z);
  z = apply(layers.prelu({ sharedAxes: [1, 2], name: "slope" }), z);
  z = apply(layers.separableConv2d({ filters: 4, kernelSize: 3, padding: "same", name: "sep" }), z);
  const sum = apply(layers.add(), [y, z]);
  const inner = input({ shape: [8, 8, 4] });
  const block = functional({
    inputs: inner,
    outputs: apply(layers.conv2d({ filters: 4, kernelSize: 1, name: inside }), inner),
    name: "block",
  });
  const twice = apply(block as unknown as layers.Layer, apply(block as unknown as layers.Layer, sum));
  const pooled = apply(layers.globalAveragePooling2d({}), twice);
  const head = sequential({
    name: "head",
    layers: [layers.dense({ units: 6, activation: "tanh", inputShape: [4] }), layers.dense({ units: 3 })],
  });
  const ends = apply(head as unknown as layers.Layer, pooled);
  return functional({ inputs: x, outputs: [apply(layers.softmax({ axis: -1 }), ends), pooled] });
}

/** Orthogonal values need ops that tensors have as methods only in the whole of tfjs. */
const LSTM = { recurrentActivation: "sigmoid", recurrentInitializer: "glorotNormal" } as const;
/** Steps in both directions, and a layer for each step. */
const steps = (): LayersModel =>
  sequential({
    layers: [
      layers.bidirectional({
        layer: layers.lstm({ ...LSTM, units: 3, returnSequences: true }) as never,
        mergeMode: "concat",
        inputShape: [5, 4],
      }),
      layers.timeDistributed({ layer: layers.dense({ units: 2, activation: "relu" }) }),
      layers.lstm({ ...LSTM, units: 4, name: "last" }),
      layers.dense({ units: 2 }),
    ],
  });

describe("Layers models in files", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => `${folder()}/${name}`;
  before(() => ready("cpu"));

  /** Writes a model as tfjs does. */
  async function writeTfjs(path: string, model: LayersModel): Promise<void> {
    await model.save(
      tf.io.withSaveHandler(async ({ modelTopology, weightSpecs = [], weightData }) => {
        const data = new tf.io.CompositeArrayBuffer(weightData as ArrayBuffer).slice();
        await writeFile(at("shard.bin"), Buffer.from(data));
        const weightsManifest = [{ paths: ["shard.bin"], weights: weightSpecs }];
        await writeFile(path, JSON.stringify({ format: "layers-model", modelTopology, weightsManifest }));
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
      }),
    );
  }
  const forms: Record<
    string,
    { file: string; format: string; write: (path: string, m: LayersModel) => Promise<void> }
  > = {
    "model.json": { file: "layers.json", format: "tfjs layers model", write: writeTfjs },
    ".h5": { file: "model.h5", format: "Keras HDF5", write: writeH5 },
    ".keras": {
      file: "model.keras",
      format: "Keras",
      write: async (path, model) => writeFile(path, await kerasArchive(model, at("scratch.h5"))),
    },
  };

  for (const [form, { file, format, write }] of Object.entries(forms))
    for (const [kind, make] of Object.entries({ pictures, steps }))
      it(`answer the same from ${form}: ${kind}`, async () => {
        // In files of Keras, though not in those of tfjs, a model's layers may be called like those around it.
        const model = form === "model.json" ? make() : make("stem");
        randomWeights(model);
        await write(at(file), model);
        const source = await readSource(at(file));
        expect(source.format).to.equal(format);
        const shape = [2, ...(model.inputs[0] as SymbolicTensor).shape.slice(1)] as number[];
        const x = tf.tensor(randomFloats(tf.util.sizeFromShape(shape), 3), shape);
        const wanted = [model.predict(x)].flat() as tf.Tensor[];
        const rewritten = optimized(source.model);
        if ("reason" in rewritten) throw new Error(rewritten.reason);
        for (const stored of [source.model, rewritten.model]) {
          const graph = await loadModel(loadable(stored));
          expect(graph.inputs.map((one) => one.shape)).to.deep.equal([[-1, ...shape.slice(1)]]);
          const got = await outputsOf(graph, { [graph.inputs[0]?.name as string]: x }, false);
          const values = wanted.map((one) => one.dataSync() as Float32Array);
          expect(compareOutputs(got, values).maxAbsError).to.be.below(1e-5);
          graph.dispose();
        }
        tf.dispose([x, wanted]);
        model.dispose();
      });

  const refused = async (name: string): Promise<Failure> => {
    try {
      await readSource(at(name));
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    }
    throw new Error(`${name} was read`);
  };
  const simple = () => sequential({ layers: [layers.dense({ units: 2, inputShape: [3], name: "only" })] });

  it("are refused with the layer that has no counterpart", async () => {
    const model = sequential({
      layers: [layers.masking({ inputShape: [3, 2], name: "mask" }), layers.dense({ units: 2 })],
    });
    await writeH5(at("mask.h5"), model);
    const { message, exitCode } = await refused("mask.h5");
    expect(message).to.match(/mask\.h5 cannot be converted: The layer "mask" is a Masking, which is not known here$/);
    expect(exitCode).to.equal(1);
  });

  it("are refused where the file holds weights alone, or lacks some", async () => {
    await writeH5(at("weights.h5"), simple(), null);
    const bare = await refused("weights.h5");
    expect(bare.message).to.match(/holds weights without a model/);
    const other = sequential({ layers: [layers.dense({ units: 2, inputShape: [3], name: "other" })] });
    await writeH5(at("other.h5"), simple(), describeModel(other));
    expect((await refused("other.h5")).message).to.match(/The layer "other" has no weight "kernel"/);
  });

  it("are refused where an archive is not whole, or says that it is huge", async () => {
    const archive = await kerasArchive(simple(), at("scratch.h5"));
    const { "config.json": config, "model.weights.h5": weights } = unzipSync(archive) as Record<string, Uint8Array>;
    const write = (name: string, parts: Record<string, Uint8Array>) =>
      writeFile(at(name), zipSync(parts, { level: 0 }));
    await write("a.keras", { "config.json": config as Uint8Array });
    expect((await refused("a.keras")).message).to.match(/has no model\.weights\.h5$/);
    await write("b.keras", { "config.json": strToU8("{"), "model.weights.h5": weights as Uint8Array });
    expect((await refused("b.keras")).message).to.match(/config\.json is not JSON$/);
    const huge = Buffer.from(archive);
    // The size of each part, in the list at the end.
    for (let i = huge.indexOf("PK\x01\x02"); i >= 0; i = huge.indexOf("PK\x01\x02", i + 4))
      huge.writeUInt32LE(2 ** 31, i + 24);
    await writeFile(at("c.keras"), huge);
    expect((await refused("c.keras")).message).to.match(/is said to have 2147483648 bytes$/);
  });

  it("are refused or read when damaged", async function () {
    this.timeout(120000);
    const model = pictures();
    randomWeights(model);
    await writeH5(at("whole.h5"), model);
    await writeFile(at("whole.keras"), await kerasArchive(model, at("scratch.h5")));
    const found = { read: 0, refused: 0 };
    const random = randomFloats(4000, 11).map((x) => Math.abs(x) % 1);
    let next = 0;
    const below = (end: number): number => Math.floor((random[next++ % random.length] as number) * end);
    for (const name of ["whole.h5", "whole.keras"]) {
      const whole = await readFile(at(name));
      for (let i = 0; i < 60; i++) {
        const bytes = Buffer.from(i % 6 === 0 ? whole.subarray(0, below(whole.length)) : whole);
        for (let n = 0; n <= i % 3 && bytes.length > 16; n++) bytes[8 + below(bytes.length - 8)] = below(256);
        await writeFile(at(`bad-${name}`), bytes);
        const start = performance.now();
        try {
          const { model } = await readSource(at(`bad-${name}`));
          expect(model.weights).not.to.have.length(0);
          found.read++;
        } catch (error) {
          if (!(error instanceof Failure)) throw new Error(`case ${i} of ${name}: ${error}`, { cause: error });
          found.refused++;
        }
        expect(performance.now() - start).to.be.below(3000);
      }
    }
    await readSource(at("whole.h5"));
    expect(found.read).to.be.above(0);
    expect(found.refused).to.be.above(20);
  });

  it("are written as graph models that name their inputs and outputs", async () => {
    const model = pictures();
    await writeH5(at("named.h5"), model);
    await writeModel(at("named"), (await readSource(at("named.h5"))).model);
    const json = JSON.parse(await readFile(at("named/model.json"), "utf8"));
    expect(Object.keys(json.signature.inputs)).to.deep.equal(model.inputNames);
    expect(Object.keys(json.signature.outputs)).to.deep.equal(model.outputNames);
  });
});
