/**
 * Damaged files: every reader answers with an error of its own, or with a model, and soon; and what converts them writes a whole
 * model or nothing. Mutants are real files with bytes and values changed, cut off, doubled or removed. `GRAPHWELD_FUZZ=10000` asks
 * for that many cases of each file instead of the few of every day, `GRAPHWELD_FUZZ_CONVERT=1000` the same of whole conversions.
 */
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { expect } from "chai";
import { memberOf } from "../../../bench/peers/twins.ts";
import { convertModel } from "../../../src/cli/conversion.ts";
import { Failure } from "../../../src/cli/failure.ts";
import { readModel } from "../../../src/cli/model-files.ts";
import { SILENT } from "../../../src/cli/progress.ts";
import { readSource } from "../../../src/cli/sources.ts";
import { constantsOf } from "../../../src/cli/stored-model.ts";
import { randomWeights } from "../../layers/support.ts";
import { kerasArchive, writeH5, writeTfjsLayers } from "../../support/keras-files.ts";
import { loadModelArtifacts } from "../../support/models.ts";
import { frozenGraph, savedModel } from "../../support/saved-model.ts";
import { ready } from "../../support/tf.ts";
import { MODELS, ROOT, temporaryFolder } from "../cli/support.ts";
import { mutant } from "./mutants.ts";
import { writeFiles } from "./support.ts";

const READ = Number(process.env.GRAPHWELD_FUZZ ?? 30);
const CONVERTED = Number(process.env.GRAPHWELD_FUZZ_CONVERT ?? 3);
/** Some hundred times what any of these files takes when it is sound. */
const MOST_MS = 100_000;

/** A file of a model: its format, its path in the model's folder, and what is named to read it. */
type Target = readonly [form: string, path: string, named: string];
const TARGETS: readonly Target[] = [
  ["graph", "model.json", "model.json"],
  ["graph", "liveness.bin", "model.json"],
  ["layers", "model.json", "model.json"],
  ["layers", "shard.bin", "model.json"],
  ["saved", "saved_model.pb", ""],
  ["saved", "variables/variables.index", ""],
  ["saved", "variables/variables.data-00000-of-00002", ""],
  ["frozen", "model.pb", "model.pb"],
  ["h5", "model.h5", "model.h5"],
  ["keras", "model.keras", "model.keras"],
  ["tflite", "model.tflite", "model.tflite"],
];

describe("Damaged files", () => {
  const folder = temporaryFolder();
  const sound = new Map<string, Uint8Array>();
  const at = ([form, path]: Target): string => join(folder(), form, path);

  before(async () => {
    await ready("cpu");
    const liveness = await loadModelArtifacts("liveness");
    const assets = join(ROOT, "node_modules/@mediapipe/face_mesh/face_mesh_solution_packed_assets");
    const lite = memberOf(
      await readFile(`${assets}.data`),
      await readFile(`${assets}_loader.js`, "utf8"),
      "face_landmark.tflite",
    );
    const net = sequential({
      layers: [
        layers.conv2d({ filters: 4, kernelSize: 3, useBias: false, inputShape: [8, 8, 3] }),
        layers.batchNormalization(),
        layers.separableConv2d({ filters: 4, kernelSize: 3, activation: "relu" }),
        layers.flatten(),
        layers.dense({ units: 5, activation: "softmax" }),
      ],
    });
    randomWeights(net);
    const from = (name: string): Promise<Uint8Array> => readFile(join(MODELS, name));
    await writeFiles(join(folder(), "graph"), {
      "model.json": await from("liveness.json"),
      "liveness.bin": await from("liveness.bin"),
    });
    await writeFiles(join(folder(), "frozen"), { "model.pb": frozenGraph(liveness) });
    await writeFiles(join(folder(), "saved"), savedModel(liveness, "restore function"));
    await writeFiles(join(folder(), "tflite"), { "model.tflite": lite });
    for (const form of ["layers", "h5", "keras"]) await writeFiles(join(folder(), form), { keep: new Uint8Array() });
    await writeTfjsLayers(join(folder(), "layers"), net);
    await writeH5(join(folder(), "h5/model.h5"), net);
    await writeFile(join(folder(), "keras/model.keras"), await kerasArchive(net, join(folder(), "scratch.h5")));
    net.dispose();
    for (const target of TARGETS) sound.set(at(target), await readFile(at(target)));
  });

  /** Runs `work` on mutants of a file, which is sound again at the end. @returns how many were refused */
  async function eachMutant(target: Target, cases: number, work: (named: string) => Promise<void>): Promise<number> {
    const whole = sound.get(at(target)) as Uint8Array;
    const named = join(folder(), target[0], target[2]);
    let refused = 0;
    try {
      for (let i = 0; i < cases; i++) {
        const seed = TARGETS.indexOf(target) * 1000003 + i * 7919 + 1;
        // A file of its own: libhdf5 knows those that it could not close, and does not look at them again.
        await rm(at(target));
        await writeFile(at(target), mutant(whole, seed));
        const start = performance.now();
        try {
          await work(named);
        } catch (error) {
          if (!(error instanceof Failure)) throw new Error(`seed ${seed}: ${error}`, { cause: error });
          expect(error.exitCode, `${error.message} (seed ${seed})`).to.be.oneOf([1, 2]);
          expect(error.message, `what seed ${seed} says`).to.include(join(folder(), target[0]));
          refused++;
        }
        expect(performance.now() - start, `milliseconds of seed ${seed}`).to.be.below(MOST_MS);
      }
    } finally {
      await rm(at(target), { force: true });
      await writeFile(at(target), whole);
    }
    await work(named);
    return refused;
  }

  for (const target of TARGETS) {
    it(`are refused or read: ${target[0]}, ${target[1]}`, async function () {
      this.timeout(3600000);
      const refused = await eachMutant(target, READ, async (named) => {
        // Values are decoded when they are asked for.
        const { model } = await readSource(named);
        for (const { values } of constantsOf(model).values()) expect(values).to.have.property("length");
      });
      (this.test as Mocha.Runnable).title += ` (${refused} of ${READ} refused)`;
      expect(refused).to.be.within(1, READ);
    });

    it(`are converted whole or not at all: ${target[0]}, ${target[1]}`, async function () {
      this.timeout(3600000);
      const out = join(folder(), "out");
      let portable = false;
      const refused = await eachMutant(target, CONVERTED, async (model) => {
        // In turns in stock ops and with fused ones.
        portable = !portable;
        const options = { model, out, check: undefined, portable, asItIs: true };
        await convertModel(options, SILENT).catch(async (error) => {
          expect(existsSync(out), "whether something was written").to.equal(false);
          throw error;
        });
        await readModel(out);
        expect(await readdir(out)).to.include("model.json");
        await rm(out, { recursive: true });
      });
      (this.test as Mocha.Runnable).title += ` (${refused} of ${CONVERTED} refused)`;
    });
  }
});
