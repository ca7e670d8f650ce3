/** Which runtime builds plans for which TensorFlow.js backend. */
import type { Planner } from "../runtime/runner.ts";

/** Planner by backend name. Models on a backend without one run on stock. */
export const planners: Record<string, Planner> = {};
