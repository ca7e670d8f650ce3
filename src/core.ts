/** The public API, free of side effects. */

export type { TfNamespace } from "./hook/copies.ts";
export { type Explanation, explain, type PlanReport, type SegmentReport, type SplitReport } from "./hook/explain.ts";
export { install, optimize, uninstall } from "./hook/install.ts";
export { type Inputs, warmup } from "./hook/warmup.ts";
export const version = "0.1.0";
