/** A launch costs next to nothing: what a call into wasm costs from JavaScript. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { type GraphSpec, modelArtifacts, node, placeholder } from "../support/graphdef.ts";
import { byPlan, floats, loadOptimized, pathsOf, planOf, plansAnswer } from "./support.ts";

/** Microseconds of a launch, the kernel's own work on four elements included. */
const LIMIT = 0.3;
const FEW = 100;
const MANY = 400;
/** Calls timed at a stretch: about a millisecond, so that the clock's resolution does not matter. */
const CALLS = 50;
/** Each batch may be the undisturbed one; the first few are slow, for engines optimise what is hot. */
const BATCHES = 60;

/** A chain of ops of which no two can become one kernel. */
function chain(length: number): GraphSpec {
  const links = Array.from({ length }, (_, i) => [`s${i}`, node("Softmax", [i === 0 ? "x" : `s${i - 1}`])] as const);
  return { x: placeholder([1, 4]), ...Object.fromEntries(links) };
}

async function chainModel(length: number): Promise<GraphModel> {
  const model = await loadOptimized(modelArtifacts(chain(length)));
  await byPlan(model, { x: floats([1, 4], [1, 2, 3, 4]) });
  expect(planOf(model).launches.map((l) => l.runs)).to.deep.equal(Array(length).fill("graphweld"));
  return model;
}

describe("launch cost", () => {
  plansAnswer();

  it(`is at most ${LIMIT} µs`, async function () {
    const [few, many] = [await chainModel(FEW), await chainModel(MANY)];
    const x = tf.tensor2d([[1, 2, 3, 4]]);
    /** Microseconds of one call, the average of a batch. */
    const time = (model: GraphModel): number => {
      const start = performance.now();
      for (let i = 0; i < CALLS; i++) (model.predict(x) as tf.Tensor).dispose();
      return (1000 * (performance.now() - start)) / CALLS;
    };
    let fewBest = Number.POSITIVE_INFINITY;
    let manyBest = Number.POSITIVE_INFINITY;
    const paths = await pathsOf(many, () => {
      for (let i = 0; i < BATCHES; i++) {
        fewBest = Math.min(fewBest, time(few));
        manyBest = Math.min(manyBest, time(many));
      }
    });
    expect(paths).to.deep.equal({ plan: BATCHES * CALLS, stock: 0 });
    const cost = (manyBest - fewBest) / (MANY - FEW);
    (this.test as Mocha.Runnable).title += ` (${cost.toFixed(3)} µs)`;
    expect(cost).to.be.above(0).and.at.most(LIMIT);
    x.dispose();
    few.dispose();
    many.dispose();
  });
});
