/** Which runtime builds plans for which TensorFlow.js backend. */
import type { Planner } from "../runtime/runner.ts";
import { planForWasm } from "../runtime/wasm/planner.ts";

/** Planner by backend name. Models on a backend without one run on stock. */
export const planners: Record<string, Planner> = { wasm: planForWasm };
