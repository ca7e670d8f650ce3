/** Layers models in files: those of tfjs, `.h5` and `.keras` answer as graphs what tfjs-layers answers. */
import { readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
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
import { strToU8, unzipSync, Zip, ZipDeflate, zipSync } from "fflate";
import { Failure } from "../../../src/cli/failure.ts";
import { compareOutputs, loadModel, outputsOf } from "../../../src/cli/measure.ts";
import { optimized } from "../../../src/cli/optimized.ts";
import { readSource } from "../../../src/cli/sources.ts";
import { loadable } from "../../../src/cli/stored-model.ts";
import { writeModel } from "../../../src/cli/write-model.ts";
import { randomWeights } from "../../layers/support.ts";
import { describe as describeModel, kerasArchive, writeH5, writeTfjsLayers } from "../../support/keras-files.ts";
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

  const forms: Record<
    string,
    { file: string; format: string; write: (path: string, m: LayersModel) => Promise<void> }
  > = {
    "model.json": {
      file: "model.json",
      format: "tfjs layers model",
      write: (path, model) => writeTfjsLayers(dirname(path), model),
    },
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

  it("answer the same from archives that are deflated, also where sizes follow the parts", async () => {
    const model = pictures();
    randomWeights(model);
    const parts = unzipSync(await kerasArchive(model, at("scratch.h5")));
    await writeFile(at("deflated.keras"), zipSync(parts));
    const pieces: Uint8Array[] = [];
    const archive = new Zip((error, piece) => {
      if (error) throw error;
      pieces.push(piece);
    });
    for (const [name, content] of Object.entries(parts)) {
      const part = new ZipDeflate(name);
      archive.add(part);
      part.push(content, true);
    }
    archive.end();
    await writeFile(at("piped.keras"), Buffer.concat(pieces));
    await writeFile(at("stored.keras"), zipSync(parts, { level: 0 }));
    const read = async (name: string) =>
      (await readSource(at(name))).model.weights.map(({ spec, value }) => [spec.name, [...value.values]]);
    const expected = await read("stored.keras");
    expect(expected).not.to.have.length(0);
    for (const name of ["deflated.keras", "piped.keras"]) expect(await read(name)).to.deep.equal(expected);
    model.dispose();
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
    // The size of each part, where it starts.
    for (let i = huge.indexOf("PK\x03\x04"); i >= 0; i = huge.indexOf("PK\x03\x04", i + 4))
      for (const at of [18, 22]) huge.writeUInt32LE(2 ** 31, i + at);
    await writeFile(at("c.keras"), huge);
    expect((await refused("c.keras")).message).to.match(/is no whole zip archive: /);
    await writeFile(at("d.keras"), Buffer.from(archive).subarray(0, archive.length / 2));
    expect((await refused("d.keras")).message).to.match(/is no whole zip archive: /);
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
