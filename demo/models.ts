/** The real models that come with the page, and what their outputs mean. */
import type { PixelRange } from "./types.ts";

/** How outputs are drawn over the picture. */
export type DrawingKind = "blazeface" | "centernet" | "handtrack" | "mesh" | "iris" | "hand" | "pose" | "values";

export interface DemoModel {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly drawing: DrawingKind;
  readonly range: PixelRange;
  readonly picture: PictureId;
  /** The part of that picture that the model expects, as fractions: left, top, width, height. */
  readonly crop?: readonly [number, number, number, number];
  /** Names of the entries of a small output. */
  readonly labels?: readonly string[];
}

export const PICTURES = { face: "Face", body: "Person" } as const;
export type PictureId = keyof typeof PICTURES;

const UNIT: PixelRange = [0, 1];
const SIGNED: PixelRange = [-1, 1];
const BYTES: PixelRange = [0, 255];
const FEELINGS = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"];

/** From the npm package @vladmandic/human. */
const HUMAN: readonly DemoModel[] = [
  model("blazeface", "BlazeFace", "finds faces", "blazeface", SIGNED, "body", { crop: [0.3, 0, 0.4, 0.4] }),
  model("facemesh", "Face mesh", "468 points of a face", "mesh", UNIT, "face"),
  model("iris", "Iris", "eye contour and iris", "iris", UNIT, "face", { crop: [0.195, 0.245, 0.25, 0.25] }),
  model("emotion", "Emotion", "what a face expresses", "values", SIGNED, "face", { labels: FEELINGS }),
  model("liveness", "Liveness", "a live face or a picture of one", "values", UNIT, "face", {
    labels: ["fake", "live"],
  }),
  model("antispoof", "Anti-spoofing", "a real face or a mask", "values", UNIT, "face", { labels: ["real"] }),
  model("movenet-lightning", "MoveNet Lightning", "17 points of a body", "pose", BYTES, "body"),
  model("handlandmark-lite", "Hand landmarks", "21 points of a hand", "hand", UNIT, "body", {
    crop: [0.685, 0.395, 0.16, 0.16],
  }),
  model("faceres", "FaceRes", "age, gender, descriptor", "values", BYTES, "face"),
  model("handtrack", "HandTrack", "finds hands; has control flow", "handtrack", BYTES, "body"),
  model("centernet", "CenterNet", "finds 80 kinds of objects", "centernet", BYTES, "body"),
];

/** Models that `npm --prefix bench run models` fetches, with their files below its folder. */
export const MORE_MODELS: readonly (DemoModel & { readonly file: string })[] = [
  {
    ...model("selfie", "Selfie segmentation", "where people are", "values", UNIT, "body"),
    file: "@vladmandic+human-models@3.0.4/models/selfie.json",
  },
  {
    ...model("segmenter", "DeepLab", "20 kinds of objects, pixel by pixel", "values", BYTES, "body"),
    file: "@codait+max-image-segmenter@0.3.0/model/model.json",
  },
];

/** Which of those were there when the page was built. */
declare const MODELS_FOUND: readonly string[] | undefined;
const found: readonly string[] = typeof MODELS_FOUND === "undefined" ? [] : MODELS_FOUND;

/** What the page offers. */
export const MODELS: readonly DemoModel[] = [...HUMAN, ...MORE_MODELS.filter(({ id }) => found.includes(id))];

function model(
  id: string,
  title: string,
  about: string,
  drawing: DrawingKind,
  range: PixelRange,
  picture: PictureId,
  rest: Pick<DemoModel, "crop" | "labels"> = {},
): DemoModel {
  return { id, title, about, drawing, range, picture, ...rest };
}

export const modelById = (id: string): DemoModel | undefined => MODELS.find((m) => m.id === id);
