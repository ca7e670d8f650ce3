/** MobileNet v1 for 224×224 pixels, its weights random: a model of the size that people convert, in every format that can be written here. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type LayersModel, layers, sequential } from "@tensorflow/tfjs-layers";
import { readModel } from "../../src/cli/model-files.ts";
import { readSource } from "../../src/cli/sources.ts";
import { writeModel } from "../../src/cli/write-model.ts";
import { randomWeights } from "../../test/layers/support.ts";
import { kerasArchive, writeH5 } from "../../test/support/keras-files.ts";
import { frozenGraph, savedModel } from "../../test/support/saved-model.ts";

/** Filters and stride of each pair of convolutions (Howard et al., MobileNets, 2017, table 1). */
const PAIRS: readonly (readonly [filters: number, stride: number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  ...Array.from({ length: 5 }, () => [512, 1] as const),
  [1024, 2],
  [1024, 1],
];

function mobilenet(): LayersModel {
  const model = sequential();
  const normalized = (layer: layers.Layer): void => {
    for (const each of [layer, layers.batchNormalization(), layers.activation({ activation: "relu6" })])
      model.add(each);
  };
  const same = { padding: "same", useBias: false } as const;
  normalized(layers.conv2d({ ...same, filters: 32, kernelSize: 3, strides: 2, inputShape: [224, 224, 3] }));
  for (const [filters, strides] of PAIRS) {
    normalized(layers.depthwiseConv2d({ ...same, kernelSize: 3, strides }));
    normalized(layers.conv2d({ ...same, filters, kernelSize: 1 }));
  }
  model.add(layers.globalAveragePooling2d({}));
  model.add(layers.dense({ units: 1000, activation: "softmax" }));
  return model;
}

/** Writes the network into a folder. @returns what to convert, by format */
export async function writeMobilenet(folder: string): Promise<Record<string, string>> {
  const at = (name: string): string => join(folder, name);
  const model = mobilenet();
  randomWeights(model);
  await writeH5(at("mobilenet.h5"), model);
  await writeFile(at("mobilenet.keras"), await kerasArchive(model, at("scratch.h5")));
  model.dispose();
  const { model: stored } = await readSource(at("mobilenet.h5"));
  await writeModel(at("graph"), stored);
  const artifacts = await readModel(at("graph"));
  await writeFile(at("mobilenet.pb"), frozenGraph(artifacts));
  for (const [path, content] of Object.entries(savedModel(artifacts, "object graph"))) {
    const file = join(folder, "saved", path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return {
    ".h5": at("mobilenet.h5"),
    ".keras": at("mobilenet.keras"),
    "graph model": at("graph"),
    "frozen graph": at("mobilenet.pb"),
    SavedModel: at("saved"),
  };
}
