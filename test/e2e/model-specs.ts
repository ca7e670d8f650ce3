/** Declares the specs of one real model: right, by plan, and in fewer launches than stock has kernels. */
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain, install, warmup } from "../../src/core.ts";
import { loadModelArtifacts, type ModelName } from "../support/models.ts";
import { ready } from "../support/tf.ts";
import {
  execute,
  expectSame,
  feeding,
  inputsFor,
  loadStock,
  memory,
  type Plain,
  pathsOf,
  plain,
  planOf,
} from "./support.ts";

export interface ModelSpec {
  readonly name: ModelName;
  /** Launches of the plan, at most: what fusion has reached. */
  readonly launches: number;
  /** Ops that may run on stock inside the plan. */
  readonly stockOps?: readonly string[];
  /** Whose outputs are held to be right; the cpu backend is the plainest, and slow. */
  readonly reference?: "cpu" | "wasm";
}

export function modelSpecs({ name, launches, stockOps = [], reference = "cpu" }: ModelSpec): void {
  it(`${name} runs by plan with stock's outputs`, async () => {
    const artifacts = await loadModelArtifacts(name);
    await ready(reference);
    const stock = await loadStock(artifacts);
    const inputs = inputsFor(stock);
    const want = execute(stock, inputs);
    stock.dispose();

    await ready("wasm");
    const kernels = await stockKernels(artifacts);
    install();
    const model = await loadGraphModel(tf.io.fromMemory(artifacts));
    await feeding(inputs, async (tensors) => {
      await warmup(model, tensors);
      const before = memory();
      let predicted: Plain[] = [];
      let executed: Plain[] = [];
      const paths = await pathsOf(model, () => {
        executed = plain(model.execute(tensors));
        predicted = plain(model.predict(tensors) as tf.Tensor | tf.Tensor[]);
      });
      expect(paths).to.deep.equal({ plan: 2, stock: 0 });
      expect(memory()).to.deep.equal(before);
      expectSame(executed, want);
      expectSame(predicted, executed);
    });

    const plan = planOf(model);
    expect(plan.launches.length).to.be.at.most(launches).and.below(kernels);
    expect(stockOps).to.include.members(plan.launches.filter((l) => l.runs === "stock").map((l) => l.op));
    expect(explain(model).plans).to.have.length(1);
    model.dispose();
  });
}

/** How many kernels stock runs for one prediction. */
async function stockKernels(artifacts: tf.io.ModelArtifacts): Promise<number> {
  const model = await loadStock(artifacts);
  const { kernels } = await feeding(inputsFor(model), (tensors) =>
    tf.profile(() => {
      tf.dispose(model.execute(tensors));
      return [];
    }),
  );
  model.dispose();
  return kernels.length;
}
