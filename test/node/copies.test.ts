/** An app that bundles its own copy of tfjs has its models planned too, once it hands that copy to `install`. */
import { fileURLToPath } from "node:url";
import * as converter from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { rolldown } from "rolldown";
import { explain, install } from "../../src/core.ts";
import { byPlan, execute, expectSame, inputsFor, loadStock, plansAnswer } from "../e2e/support.ts";
import { loadModelArtifacts } from "../support/models.ts";

type OwnCopy = Pick<typeof converter, "GraphModel" | "loadGraphModel"> & Pick<typeof tf, "Tensor" | "engine">;

/** Bundles core and converter as an app's build would, and runs the result. */
async function ownCopy(): Promise<OwnCopy> {
  const entry = "virtual:app";
  const bundle = await rolldown({
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    input: { app: entry },
    platform: "node",
    plugins: [
      {
        name: "app",
        resolveId: (id) => (id === entry ? entry : null),
        load: (id) =>
          id === entry
            ? `export { Tensor, engine } from "@tensorflow/tfjs-core";
               export { GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";`
            : null,
      },
    ],
  });
  const { output } = await bundle.write({ dir: "build/own-copy", format: "esm", codeSplitting: false });
  await bundle.close();
  const { warn } = console;
  // A second core says that it sets the platform again.
  console.warn = () => {};
  try {
    return await import(new URL(`../../build/own-copy/${output[0].fileName}`, import.meta.url).href);
  } finally {
    console.warn = warn;
  }
}

describe("an app's own copy of tfjs", () => {
  plansAnswer();

  it("is another one, with the same engine, and runs by plans after install", async () => {
    const own = await ownCopy();
    expect(own.GraphModel).not.to.equal(converter.GraphModel);
    expect(own.Tensor).not.to.equal(tf.Tensor);
    expect(own.engine()).to.equal(tf.engine());

    const artifacts = await loadModelArtifacts("liveness");
    const stock = await loadStock(artifacts);
    const inputs = inputsFor(stock);
    const want = execute(stock, inputs);

    install();
    const missed = await own.loadGraphModel(tf.io.fromMemory(artifacts));
    expect(explain(missed).reason).to.equal("not hooked");
    install(own);
    const model = await own.loadGraphModel(tf.io.fromMemory(artifacts));
    expectSame(await byPlan(model, inputs), want);
    for (const one of [stock, missed, model]) one.dispose();
  });
});
