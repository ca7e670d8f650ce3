/** A model whose copies would not fit: all weights change, yet none but the source's are held. */
import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { io } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import type { Report } from "../../../src/cli/conversion.ts";
import { h5wasm } from "../../../src/convert/keras/h5.ts";
import { encodeAttrs, shapeProto, typeName } from "../../../src/graph/attrs.ts";
import { randomValues } from "../../support/graphdef.ts";
import { runNode, temporaryFolder } from "./support.ts";

/** Products in a row, each of 16 MiB of weights: more than are run unasked, for those runs hold copies. */
const LAYERS = 33;
const WIDTH = 2048;
const SCALE = 0.5;

/** Writes a model of products whose outputs are scaled. Returns the bytes of its weights. */
async function writeLarge(folder: string): Promise<number> {
  const dtype = typeName("float32");
  const tensor = (shape: readonly number[]) => ({
    dtype: { type: dtype },
    value: { tensor: { dtype, tensorShape: shapeProto(shape) } },
  });
  const node: object[] = [{ name: "x", op: "Placeholder", attr: encodeAttrs({ dtype: "float32", shape: [1, WIDTH] }) }];
  const weights: io.WeightsManifestEntry[] = [{ name: "scale", shape: [WIDTH], dtype: "float32" }];
  node.push({ name: "scale", op: "Const", attr: tensor([WIDTH]) });
  for (let i = 0; i < LAYERS; i++) {
    weights.push({ name: `w${i}`, shape: [WIDTH, WIDTH], dtype: "float32" });
    node.push(
      { name: `w${i}`, op: "Const", attr: tensor([WIDTH, WIDTH]) },
      { name: `product${i}`, op: "MatMul", input: [i === 0 ? "x" : `scaled${i - 1}`, `w${i}`], attr: encodeAttrs({}) },
      { name: `scaled${i}`, op: "Mul", input: [`product${i}`, "scale"], attr: encodeAttrs({}) },
    );
  }
  const shard = await open(join(folder, "weights.bin"), "w");
  await shard.writeFile(new Uint8Array(new Float32Array(WIDTH).fill(SCALE).buffer));
  const one = new Uint8Array(Float32Array.from(randomValues(WIDTH * WIDTH)).buffer);
  for (let i = 0; i < LAYERS; i++) await shard.writeFile(one);
  const { size } = await shard.stat();
  await shard.close();
  const weightsManifest = [{ paths: ["weights.bin"], weights }];
  await writeFile(
    join(folder, "model.json"),
    JSON.stringify({ format: "graph-model", modelTopology: { node }, weightsManifest }),
  );
  return size;
}

/** Writes dense layers as `model.save("….h5")` does. Returns the bytes of its weights. */
function writeLargeH5(file: string): number {
  const names = Array.from({ length: LAYERS }, (_, i) => `dense_${i}`);
  const layers = names.map((name, i) => ({
    class_name: "Dense",
    config: {
      name,
      units: WIDTH,
      use_bias: false,
      activation: "relu",
      ...(i === 0 ? { batch_input_shape: [null, WIDTH] } : {}),
    },
  }));
  const root = new h5wasm.File(file, "w");
  root.create_attribute("model_config", JSON.stringify({ class_name: "Sequential", config: { name: "deep", layers } }));
  const weights = root.create_group("model_weights");
  const data = Float32Array.from(randomValues(WIDTH * WIDTH));
  for (const name of names)
    weights
      .create_group(name)
      .create_group(name)
      .create_dataset({ name: "kernel:0", data, shape: [WIDTH, WIDTH] });
  root.close();
  return LAYERS * data.byteLength;
}

interface Grown {
  readonly grown: number;
  readonly report: Report;
}

/** Converts in a process of its own, which knows by how much it grew. */
async function convertAlone(model: string, out: string, more: object = {}): Promise<Grown> {
  const script = `
    import { convertModel } from "./src/cli/conversion.ts";
    import { SILENT } from "./src/cli/progress.ts";
    import "./src/convert/keras/h5.ts";
    const before = process.memoryUsage.rss();
    const report = await convertModel(${JSON.stringify({ model, out, asItIs: true, ...more })}, SILENT);
    const grown = process.resourceUsage().maxRSS * 1024 - before;
    console.log(JSON.stringify({ grown, report }));
  `;
  const { out: text, err } = await runNode(["--import", "tsx", "--input-type=module", "--eval", script]);
  expect(err).to.equal("");
  return JSON.parse(text) as Grown;
}

describe("Large models", () => {
  const folder = temporaryFolder();

  it("of Keras are converted in no more than one and a half times their size", async function () {
    this.timeout(300000);
    const file = join(folder(), "large.h5");
    const size = writeLargeH5(file);
    const { grown, report } = await convertAlone(file, join(folder(), "keras"), { check: false });
    expect(report.weightBytes).to.deep.equal({ before: size, after: size });
    expect(report.fused).to.deep.equal([{ rule: "matmul", count: LAYERS }]);
    expect(grown / size).to.be.below(1.5);
  });

  it("are converted in no more than one and a half times their size", async function () {
    this.timeout(300000);
    const size = await writeLarge(folder());
    const out = join(folder(), "out");
    const { grown, report } = await convertAlone(folder(), out);
    expect(report.nodes).to.deep.equal({ before: 2 * LAYERS, after: LAYERS });
    expect(report.fused).to.deep.equal([{ rule: "matmul", count: LAYERS }]);
    expect("skipped" in report.check && report.check.skipped).to.match(
      /^its weights take 528 MiB, more than the 512 that run unasked; --check/,
    );
    expect(grown / size).to.be.below(1.5);
    const first = await readFile(report.files[0] as string);
    const [value = 0] = randomValues(1);
    expect(first.readFloatLE(0)).to.be.closeTo(Math.fround(value * SCALE), 1e-6);
  });
});
