/** Models that Keras itself has written (test/fixtures/keras/make.py) answer after conversion as they did in Keras. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { convertModel } from "../../../src/cli/conversion.ts";
import { Failure } from "../../../src/cli/failure.ts";
import { loadModel } from "../../../src/cli/measure.ts";
import { readModel } from "../../../src/cli/model-files.ts";
import { SILENT } from "../../../src/cli/progress.ts";
import { readSource } from "../../../src/cli/sources.ts";
import { ready } from "../../support/tf.ts";
import { temporaryFolder } from "../cli/support.ts";

interface StoredTensor {
  readonly name: string;
  readonly dtype: "float32" | "int32";
  readonly shape: number[];
  readonly values: number[];
}
interface Recorded {
  readonly inputs: readonly StoredTensor[];
  readonly outputs: readonly StoredTensor[];
}

const FIXTURES = fileURLToPath(new URL("../../fixtures/keras/", import.meta.url));
const HDF5 = { form: "Keras HDF5", end: ".h5" };
const ARCHIVE = { form: "Keras", end: ".keras" };
const SAVED_MODEL = { form: "TensorFlow SavedModel", end: "" };
const FILES = {
  apart: [HDF5],
  activations: [ARCHIVE, HDF5],
  branches: [ARCHIVE, HDF5],
  cnn: [ARCHIVE, HDF5],
  compact: [ARCHIVE, HDF5, SAVED_MODEL],
  named: [ARCHIVE, HDF5],
  odds: [ARCHIVE, HDF5],
  steps: [ARCHIVE, HDF5],
  words: [ARCHIVE, HDF5, SAVED_MODEL],
};
/** The largest difference, relative to the larger of the value and the output's largest. */
const MOST = 1e-5;

describe("Models written by Keras 3", () => {
  const folder = temporaryFolder();

  for (const [name, forms] of Object.entries(FILES))
    for (const { form, end } of forms)
      it(`answer as Keras does: ${name}${end || " as a SavedModel"}`, async () => {
        const out = `${folder()}/${name}-${form.replaceAll(" ", "-")}`;
        const options = { model: `${FIXTURES}${name}${end}`, out, shardBytes: 2 ** 22, portable: false, fused: false };
        const report = await convertModel({ ...options, check: undefined, asItIs: true }, SILENT);
        expect(report.format).to.equal(form);
        const { inputs, outputs }: Recorded = JSON.parse(readFileSync(`${FIXTURES}${name}.json`, "utf8"));
        for (const backend of ["cpu", "wasm"] as const) {
          await ready(backend);
          const model = await loadModel(await readModel(`${out}/model.json`));
          const feeds = Object.fromEntries(
            inputs.map((one) => [one.name, tf.tensor(one.values, one.shape, one.dtype)]),
          );
          const answer = [model.predict(feeds)].flat() as tf.Tensor[];
          expect(answer.map(({ shape }) => shape)).to.deep.equal(outputs.map(({ shape }) => shape));
          outputs.forEach(({ values }, i) => {
            const got = (answer[i] as tf.Tensor).dataSync();
            const scale = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
            expect(scale).to.be.above(0);
            const worst = values.reduce((most, v, k) => Math.max(most, Math.abs((got[k] as number) - v)), 0);
            expect(worst / scale, `output ${i} on ${backend}`).to.be.below(MOST);
          });
          tf.dispose([Object.values(feeds), answer]);
          model.dispose();
        }
      });

  const refusals: Record<string, RegExp> = {
    "half.keras": /: The weight "layers\/dense\/vars\/0" is stored as float16/,
    "half.h5": /: The weight "stored\/stored\/bias" is stored as float16/,
    "apart.keras": /: The layer "both" has no weight "kernel"$/,
    "operations.keras": /: The layer "multiply" is a Multiply of keras\.src\.ops\.numpy, which is not known here$/,
    "operations.h5": /: The layer "multiply" is the operation Multiply, which is not known here$/,
    "training.keras": /: The layer "drop" is called with training$/,
    "training.h5": /: The layer "drop" is called with training$/,
    "given.keras": /: The layer "steps" is called with initial_state$/,
  };
  for (const [file, why] of Object.entries(refusals))
    it(`are refused by name: ${file}`, async () => {
      const error = await readSource(`${FIXTURES}${file}`).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(error).to.be.instanceOf(Failure);
      expect((error as Failure).message).to.match(why);
      expect((error as Failure).exitCode).to.equal(1);
    });
});
