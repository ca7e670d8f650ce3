/** A launch costs next to nothing: what a call into wasm costs from JavaScript. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { median } from "simple-statistics";
import { type GraphSpec, modelArtifacts, node, placeholder } from "../support/graphdef.ts";
import { expectWithin } from "../support/slowness.ts";
import { byPlan, floats, loadOptimized, pathsOf, planOf, plansAnswer } from "./support.ts";

/** Microseconds of a launch, the kernel's own work on four elements included. */
const LIMIT = 0.3;
const FEW = 100;
const MANY = 400;
/** Calls timed at a stretch: about a millisecond, so that the clock's resolution does not matter. */
const CALLS = 50;
/** Batches of either model in a measurement, and measurements: the first few are slow, for engines optimise what is hot. */
const [BATCHES, MEASUREMENTS] = [9, 60];

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
    let batches = 0;
    /** Microseconds of a launch; what is not positive was disturbed. */
    const cost = (): number => {
      const times = Array.from({ length: BATCHES }, () => [time(few), time(many)] as const);
      batches += BATCHES;
      const more = median(times.map(([, ms]) => ms)) - median(times.map(([ms]) => ms));
      return more > 0 ? more / (MANY - FEW) : Number.POSITIVE_INFINITY;
    };
    let found = 0;
    const paths = await pathsOf(many, async () => {
      found = await expectWithin(LIMIT, cost, "a launch", MEASUREMENTS);
    });
    expect(paths).to.deep.equal({ plan: batches * CALLS, stock: 0 });
    (this.test as Mocha.Runnable).title += ` (${found.toFixed(3)} µs)`;
    x.dispose();
    few.dispose();
    many.dispose();
  });
});
