/** Calls of `executeAsync`, with and without Graphweld. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain, type SplitReport } from "../../src/core.ts";
import { randomFloats } from "../support/random.ts";
import { until } from "../support/until.ts";
import {
  expectSame,
  feeding,
  floats,
  loadOptimized,
  loadStock,
  memory,
  type Plain,
  type PlainInputs,
  pathsOf,
  plain,
} from "./support.ts";

export const BY_PLAN = { plan: 1, stock: 0 };
export const BY_STOCK = { plan: 0, stock: 1 };

/** Pictures of the size that the models in `control-flow.ts` take. */
export const image = (batch = 1, seed: number = batch): { readonly x: Plain } => ({
  x: floats([batch, 8, 8, 3], randomFloats(batch * 192, seed)),
});

/** The same with a choice between branches. */
export const chosen = (choice: boolean, batch = 1): PlainInputs => ({
  ...image(batch),
  choice: { dtype: "bool", shape: [], values: Uint8Array.of(Number(choice)) },
});

/** One call of `executeAsync`. */
export const call = (model: GraphModel, inputs: PlainInputs, outputs?: string[]): Promise<Plain[]> =>
  feeding(inputs, async (tensors) => plain(await model.executeAsync(tensors, outputs)));

export const split = (model: GraphModel): SplitReport =>
  explain(model).splits?.[0] ?? expect.fail("the model is not split");
export const tiers = (model: GraphModel): string[][] =>
  split(model).segments.map(({ plans }) => plans.map(({ tier, reason }) => reason ?? tier));

/** Calls until plans answer, then once more; asserts the path, the values, and that memory is as it was. */
export async function byPlan(
  model: GraphModel,
  stock: GraphModel,
  inputs: PlainInputs,
  outputs?: string[],
): Promise<Plain[]> {
  const want = await call(stock, inputs, outputs);
  // The first turns may go into loading what splits models.
  const planned = () => explain(model).splits?.[0]?.segments.every(({ plans }) => plans[0]?.tier === "plan");
  await until(async () => {
    const { plan } = await pathsOf(model, async () => expectSame(await call(model, inputs, outputs), want));
    return plan === 1 && planned() === true;
  }, "plans answer");
  const before = memory();
  let got: Plain[] = [];
  const paths = await pathsOf(model, async () => {
    got = await call(model, inputs, outputs);
  });
  expect(paths).to.deep.equal(BY_PLAN);
  expect(memory()).to.deep.equal(before);
  expectSame(got, want);
  return got;
}

/** The same model twice: stock alone, and with Graphweld. */
export async function pair(
  artifacts: tf.io.ModelArtifacts,
): Promise<{ model: GraphModel; stock: GraphModel; free(): void }> {
  const [stock, model] = [await loadStock(artifacts), await loadOptimized(artifacts)];
  return {
    model,
    stock,
    free() {
      stock.dispose();
      model.dispose();
    },
  };
}
