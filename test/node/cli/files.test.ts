/** Reading and writing of model files, in this process. */
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { io } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { Failure } from "../../../src/cli/failure.ts";
import { modelName, readModel } from "../../../src/cli/model-files.ts";
import { type StoredModel, storedModel } from "../../../src/cli/stored-model.ts";
import { writeModel } from "../../../src/cli/write-model.ts";
import {
  copyModel,
  filesOf,
  joined,
  MODELS,
  type ModelJson,
  runNode,
  stockArtifacts,
  temporaryFolder,
} from "./support.ts";

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(Failure);
  return error as Failure;
}

describe("readModel", () => {
  const folder = temporaryFolder();
  const weight = (json: ModelJson) => json.weightsManifest[0]?.weights[0] as object;
  const damages: Record<string, [change: (json: ModelJson) => unknown, message: RegExp]> = {
    "JSON of something else": [() => "[1]", /holds no JSON object/],
    "a topology without nodes": [(json) => ({ ...json, modelTopology: "x" }), /no modelTopology with nodes/],
    "a Keras topology": [() => ({ modelTopology: { model_config: {} } }), /is a layers model/],
    "a damaged node": [(json) => void json.modelTopology.node.splice(3, 1, {} as never), /node 3 .* has no name/],
    "no manifest": [({ weightsManifest: _, ...json }) => json, /no weightsManifest/],
    "a group without paths": [(json) => ({ ...json, weightsManifest: [{ weights: [] }] }), /group 0 .* has no paths/],
    "an unknown dtype": [(json) => void Object.assign(weight(json), { dtype: "float8" }), /unknown dtype "float8"/],
    "a negative extent": [(json) => void Object.assign(weight(json), { shape: [-1] }), /no proper shape/],
    "an unknown quantisation": [
      (json) => void Object.assign(weight(json), { quantization: { dtype: "uint4" } }),
      /unknown quantization/,
    ],
    "a quantisation without scale": [
      (json) => void Object.assign(weight(json), { quantization: { dtype: "uint8" } }),
      /without a scale and a min/,
    ],
  };
  for (const [name, [change, message]] of Object.entries(damages))
    it(`refuses ${name}`, async () => {
      const failure = await failureOf(readModel(await copyModel(join(folder(), name), change)));
      expect(failure.message).to.match(message);
      expect(failure.exitCode).to.equal(2);
    });

  it("takes the model's folder for the model, and text with a byte order mark", async () => {
    const at = join(folder(), "marked");
    await copyModel(at, (json) => `\ufeff${JSON.stringify(json)}`);
    expect(await readModel(at)).to.deep.equal(await readModel(join(at, "model.json")));
    expect(modelName(at)).to.equal("marked");
    expect(modelName(join(at, "model.json"))).to.equal("marked");
    expect(modelName(join(MODELS, "liveness.json"))).to.equal("liveness");
  });

  it("reads what tfjs reads: groups, shards, every stored type", async () => {
    const at = join(folder(), "groups");
    const specs: io.WeightsManifestEntry[][] = [
      [
        { name: "a", shape: [5], dtype: "float32" },
        { name: "flags", shape: [3], dtype: "bool" },
        { name: "b", shape: [2, 3], dtype: "float32", quantization: { dtype: "uint8", scale: 0.5, min: -1 } },
        { name: "words", shape: [2], dtype: "string" },
      ],
      [
        { name: "c", shape: [3], dtype: "float32", quantization: { dtype: "uint16", scale: 0.1, min: 3 } },
        { name: "d", shape: [4], dtype: "float32", quantization: { dtype: "float16" } },
        { name: "e", shape: [], dtype: "int32" },
      ],
    ];
    const words = [3, 0, 0, 0, 97, 98, 99, 1, 0, 0, 0, 100];
    const bytes = (n: number) => Array.from({ length: n }, (_, i) => (i * 37) % 61);
    const first = Buffer.from([...bytes(20), 1, 0, 1, ...bytes(6), ...words]);
    const second = Buffer.from(bytes(6 + 8 + 4));
    const shards: [string, Buffer][] = [
      ["1.bin", first.subarray(0, 7)],
      ["2.bin", first.subarray(7, 26)],
      ["sub/3.bin", first.subarray(26)],
      ["4.bin", second],
    ];
    await mkdir(join(at, "sub"), { recursive: true });
    for (const [name, data] of shards) await writeFile(join(at, name), data);
    const weightsManifest = [
      { paths: ["1.bin", "2.bin", "sub/3.bin"], weights: specs[0] },
      { paths: ["4.bin"], weights: specs[1] },
    ];
    const json = JSON.stringify({ format: "graph-model", modelTopology: { node: [] }, weightsManifest });
    await writeFile(join(at, "model.json"), json);
    const [ours, stock] = [await readModel(at), await stockArtifacts(join(at, "model.json"))];
    expect(ours.weightSpecs).to.deep.equal(stock.weightSpecs);
    expect(joined(ours)).to.deep.equal(joined(stock));
    // Bytes that are too many shift the next group in tfjs.
    await writeFile(join(at, "sub/3.bin"), Buffer.concat([first.subarray(26), Buffer.of(0)]));
    expect((await failureOf(readModel(at))).message).to.match(/hold 42 bytes, where the weights take 41/);
    await writeFile(join(at, "sub/3.bin"), first.subarray(26, -1));
    expect((await failureOf(readModel(at))).message).to.match(/too short: "words" ends at byte 41 of 40/);
  });
});

describe("writeModel", () => {
  const folder = temporaryFolder();
  const artifacts = (value: number, bytes = 8): io.ModelArtifacts => ({
    format: "graph-model",
    generatedBy: `test ${value}`,
    modelTopology: { node: [] },
    weightSpecs: [{ name: "w", shape: [bytes / 4], dtype: "float32" }],
    weightData: new Float32Array(bytes / 4).fill(value).buffer,
  });
  const model = (value: number, bytes?: number): StoredModel => storedModel(artifacts(value, bytes));
  const whole = async (at: string, value: number): Promise<void> => {
    const [found, wanted] = [await readModel(at), artifacts(value)];
    expect({ ...found, weightData: joined(found) }).to.deep.equal({ ...wanted, weightData: joined(wanted) });
  };

  it("cuts weights into shards", async () => {
    const at = join(folder(), "large");
    const large = artifacts(1, 9e6);
    const { files, weightBytes } = await writeModel(at, storedModel(large));
    expect(files.map((file) => basename(file).replace(/-[0-9a-f]{12}-/, "-#-"))).to.deep.equal([
      "weights-#-1of3.bin",
      "weights-#-2of3.bin",
      "weights-#-3of3.bin",
      "model.json",
    ]);
    expect(weightBytes).to.equal(9e6);
    expect(joined(await readModel(at))).to.deep.equal(joined(large));
  });

  it("replaces its own model, removes its old shards and nothing else", async () => {
    const at = join(folder(), "again");
    await writeModel(at, model(1));
    await writeFile(join(at, "other.bin"), "mine");
    await writeModel(at, model(1));
    await whole(at, 1);
    const { files } = await writeModel(at, model(2));
    await whole(at, 2);
    expect(await filesOf(at)).to.deep.equal([...files.map((file) => basename(file)), "other.bin"].sort());
  });

  it("leaves the old model whole when it fails", async () => {
    const at = join(folder(), "failing");
    await writeModel(at, model(1));
    const before = await filesOf(at);
    // A folder in the place of a shard: it fails when everything is ready to be moved.
    const { files } = await writeModel(join(folder(), "twin"), model(3, 9e6));
    const blocked = basename(files[2] as string);
    await mkdir(join(at, blocked));
    const failure = await failureOf(writeModel(at, model(3, 9e6)));
    expect(failure.exitCode).to.equal(1);
    expect(failure.message).to.match(/^cannot write to .*: /);
    expect(await filesOf(at)).to.deep.equal([...before, blocked].sort());
    await whole(at, 1);
  });

  it("takes back the folders that it made when it fails", async () => {
    const long = join(folder(), "made", "x".repeat(300));
    expect((await failureOf(writeModel(long, model(1)))).message).to.match(/name too long/);
    expect(await filesOf(folder())).not.to.include("made");
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const at = join(folder(), "interrupted", "deeper");
    const script = `
      import { existsSync, readdirSync } from "node:fs";
      import { writeModel } from "./src/cli/write-model.ts";
      const written = () => existsSync(${JSON.stringify(at)}) && readdirSync(${JSON.stringify(at)}).length > 0;
      const poll = () => (written() ? process.kill(process.pid, "SIGINT") : setImmediate(poll));
      poll();
      const bytes = new Uint8Array(64e6);
      const weights = [{ spec: { name: "w", shape: [64e6], dtype: "bool" }, bytes: () => bytes }];
      await writeModel(${JSON.stringify(at)}, { files: { modelTopology: { node: [] } }, weights });
      console.log("was not interrupted");
    `;
    const { signal, out } = await runNode(["--import", "tsx", "--input-type=module", "--eval", script]);
    expect(out).to.equal("");
    expect(signal).to.equal("SIGINT");
    expect(await filesOf(folder())).not.to.include("interrupted");
  });
});
