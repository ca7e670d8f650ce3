/** The public API, free of side effects. */
import { type Explanation, explain } from "./hook/explain.ts";
import type { Inputs, Model } from "./hook/warmup.ts";

export type { TfNamespace } from "./hook/copies.ts";
export type { PlanReport, SegmentReport, SplitReport } from "./hook/explain.ts";
export { install, optimize, uninstall } from "./hook/install.ts";
export { type Explanation, explain, type Inputs, type Model };

/**
 * Resolves when the plan for these inputs is built, checked and hot, or it is known that stock stays, with what `explain`
 * says then. Without inputs, random ones are made after the model's own shapes, with a batch of one.
 */
export const warmup = (model: Model, inputs?: Inputs): Promise<Explanation> =>
  // It needs the engine, so it is loaded with it.
  import("./hook/warmup.ts").then(
    (module) => module.warmup(model, inputs),
    () => explain(model),
  );

export const version = "0.1.0";
