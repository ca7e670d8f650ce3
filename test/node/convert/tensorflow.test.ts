/** Frozen GraphDefs and SavedModels, made from real models, answer as those do. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { io } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { readSource } from "../../../src/cli/sources.ts";
import { loadable } from "../../../src/cli/stored-model.ts";
import { loadModelArtifacts } from "../../support/models.ts";
import { frozenGraph, type Naming, savedModel } from "../../support/saved-model.ts";
import { ready } from "../../support/tf.ts";
import { temporaryFolder } from "../cli/support.ts";
import { expectSame, writeFiles } from "./support.ts";

const outputKeys = ({ userDefinedMetadata, signature }: io.ModelArtifacts): string[] =>
  Object.keys(((userDefinedMetadata?.signature ?? signature) as { outputs: object }).outputs);

describe("TensorFlow's formats", () => {
  const folder = temporaryFolder();
  before(() => ready("wasm"));

  for (const name of ["liveness", "antispoof"] as const)
    it(`reads ${name} as a frozen GraphDef`, async () => {
      const model = await loadModelArtifacts(name);
      const file = join(folder(), `${name}.pb`);
      await writeFile(file, frozenGraph(model));
      const source = await readSource(file);
      expect(source.format).to.equal("TensorFlow GraphDef");
      await expectSame(loadable(source.model), model, 0);
    });

  const cases: [name: "liveness" | "facemesh" | "movenet-lightning", naming: Naming][] = [
    ["liveness", "shared name"],
    ["facemesh", "object graph"],
    ["movenet-lightning", "restore function"],
  ];
  for (const [name, naming] of cases)
    it(`reads ${name} as a SavedModel whose variables are named by ${naming}`, async () => {
      const model = await loadModelArtifacts(name);
      const at = join(folder(), `${name}-${naming}`);
      await writeFiles(at, savedModel(model, naming));
      const source = await readSource(at);
      expect(source.format).to.equal("TensorFlow SavedModel");
      expect(outputKeys(loadable(source.model))).to.deep.equal(outputKeys(model));
      await expectSame(loadable(source.model), model, 0);
    });
});
