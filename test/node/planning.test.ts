/** Planning is quick, also for large models. */
import { expect } from "chai";
import { loadEngine, planners } from "../../src/hook/planners.ts";
import { staticSignature } from "../../src/hook/signature.ts";
import { executorOf } from "../../src/hook/tfjs-internals.ts";
import type { Planner } from "../../src/runtime/runner.ts";
import { loadStock, plansAnswer } from "../e2e/support.ts";
import { loadModelArtifacts } from "../support/models.ts";
import { expectWithin } from "../support/slowness.ts";

/** Milliseconds on a machine of known speed: some three times what it takes. */
const LIMIT = 1000;

describe("planning", () => {
  plansAnswer();
  before(() => loadEngine("wasm"));

  for (const name of ["handlandmark-lite", "faceres", "centernet"] as const)
    it(`of ${name} takes less than ${LIMIT} ms`, async function () {
      const model = await loadStock(await loadModelArtifacts(name));
      const signature = staticSignature(executorOf(model) as NonNullable<ReturnType<typeof executorOf>>);
      if (typeof signature === "string") throw new Error(signature);
      const build = (): number => {
        const plan = (planners.wasm as Planner)(model, signature.call);
        if ("reason" in plan) throw new Error(plan.reason);
        expect(plan.stats.launches.length).to.be.above(20);
        plan.dispose();
        return plan.stats.buildMs;
      };
      const ms = await expectWithin(LIMIT, build, "planning");
      (this.test as Mocha.Runnable).title += ` (${ms.toFixed()})`;
      model.dispose();
    });
});
