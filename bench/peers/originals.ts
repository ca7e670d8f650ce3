/** Models as Keras and TensorFlow themselves have written them, in a package that also ships what tensorflowjs_converter made of them. */
import { join } from "node:path";
import type { PackageId } from "../models/packages.ts";
import { packageFolder } from "../models.ts";

/** Paths in the package; a model of several files is its folder. */
export interface Original {
  readonly file: string;
  /** The same weights in a form that something else reads: a tfjs layers model, which tfjs-layers runs, or a frozen graph. */
  readonly same: string;
}

export const ORIGINALS_PACKAGE: PackageId = "tensorspace@0.6.1";
export const ORIGINALS: readonly Original[] = [
  { file: "docs/keras/rawModel/combined/mnist.h5", same: "docs/keras/convertedModel" },
  { file: "docs/tensorflow/rawModel/keras/tf_keras_model.h5", same: "docs/tensorflow/convertedModel/layerModel" },
  { file: "docs/tensorflow/rawModel/saved", same: "docs/tensorflow/rawModel/frozen/frozen_model.pb" },
];

/** Where a file of the package is put on this machine. */
export const originalPath = (path: string): string => join(packageFolder(ORIGINALS_PACKAGE), path);
