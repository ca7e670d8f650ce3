/** Converts in this process, and compares what models answer. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { io } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { compareOutputs, exampleInputs, loadModel, outputsOf } from "../../../src/cli/measure.ts";

/** Writes files below a folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** That two models have the same inputs and outputs, by order and shape if not by name, and answer the same. */
export async function expectSame(actual: io.ModelArtifacts, expected: io.ModelArtifacts, most: number): Promise<void> {
  const [a, b] = [await loadModel(actual), await loadModel(expected)];
  expect(a.inputs.map(({ shape, dtype }) => ({ shape, dtype }))).to.deep.equal(
    b.inputs.map(({ shape, dtype }) => ({ shape, dtype })),
  );
  const inputs = exampleInputs(b);
  const renamed = Object.fromEntries(b.inputs.map(({ name }, i) => [a.inputs[i]?.name ?? "", inputs[name] as never]));
  const [got, wanted] = [await outputsOf(a, renamed, false), await outputsOf(b, inputs, false)];
  expect(got.map((values) => values.length)).to.deep.equal(wanted.map((values) => values.length));
  expect(compareOutputs(got, wanted).maxAbsError).to.be.at.most(most);
  for (const tensor of Object.values(inputs)) tensor.dispose();
  a.dispose();
  b.dispose();
}
