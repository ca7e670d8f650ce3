/** The benchmark set: the graph models that `@vladmandic/human` ships. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { io } from "@tensorflow/tfjs-core";
import { readModel } from "../src/cli/model-files.ts";

// The package exports its entry only, which lies in `dist/` beside `models/`.
const entry = createRequire(import.meta.url).resolve("@vladmandic/human");
export const MODEL_FOLDER: string = join(dirname(entry), "..", "models");

/** Names in order of size; each is a file `NAME.json` of the folder. */
export const MODELS: readonly string[] = [
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

/** What `npm start` shows: a few seconds' worth. */
export const QUICK_MODELS: readonly string[] = ["blazeface", "facemesh", "iris", "emotion", "movenet-lightning", "faceres"];

export const loadArtifacts = (name: string): Promise<io.ModelArtifacts> => readModel(join(MODEL_FOLDER, `${name}.json`));
