/**
 * Which engine builds plans for which TensorFlow.js backend.
 *
 * An engine is most of Graphweld's code: three chunks (rewriting, planning and code generation; the rules; the backend's
 * kernels), loaded where its backend is registered, so that apps on other backends do not pay for them.
 */
import type { Planner } from "../runtime/runner.ts";
import type { AsyncEngine } from "./background/win.ts";
import { flag } from "./flags.ts";

const ENGINES: Readonly<Record<string, () => Promise<Planner | AsyncEngine>>> = {
  wasm: async () => {
    const [{ wasmPlanner }, rules, { KERNELS }] = await Promise.all([
      import("../runtime/wasm/planner.ts"),
      import("../../patterns/index.ts"),
      import("../../kernels/index.ts"),
    ]);
    return wasmPlanner({ phases: rules.PHASES, groupings: rules.GROUPINGS, kernels: KERNELS });
  },
  webgpu: async () => {
    const [{ readableWeights, webGpuPlanner }, { asyncEngine }, rules] = await Promise.all([
      import("../runtime/webgpu/planner.ts"),
      import("./background/win.ts"),
      import("../../patterns/index.ts"),
    ]);
    return asyncEngine(webGpuPlanner({ phases: rules.PHASES, groupings: rules.GROUPINGS }), readableWeights);
  },
};

/** For all other backends: rewritten graphs, in ops that every backend has. */
async function portable(backend: string): Promise<Planner | AsyncEngine> {
  const [{ portablePlanner }, rules] = await Promise.all([
    import("../runtime/portable/planner.ts"),
    import("../../patterns/index.ts"),
  ]);
  const planner = portablePlanner(rules.STOCK_PHASES);
  const made = isAsync(backend)
    ? (await import("./background/win.ts")).asyncEngine(async (...call) => planner(...call))
    : planner;
  portables.add(made);
  return made;
}
const portables = new WeakSet<Planner | AsyncEngine>();

/** Whether a backend computes and reads back in its own time: plans for it are built and checked in the background only. */
export const isAsync = (backend: string): boolean => backend === "webgpu" || backend === "webgl";

/** Planners by backend name, of the engines that are loaded. */
export const planners: Record<string, Planner | AsyncEngine> = {};

const loading = new Map<string, Promise<void>>();

/** Whether there are kernels of ours for a backend. */
export function hasKernels(backend: string): boolean {
  const planner = planners[backend];
  return backend in ENGINES || (planner !== undefined && !portables.has(planner));
}

/** Whether models on this backend can have plans, now or when the engine is loaded. */
export const hasEngine = (backend: string): boolean => hasKernels(backend) || flag("GRAPHWELD_PORTABLE");

/** Loads the engine of a backend, once. Never rejects: where it cannot be had, planning throws the reason. */
export function loadEngine(backend: string): Promise<void> {
  const load = ENGINES[backend] ?? portable;
  if (backend in planners || !hasEngine(backend)) return Promise.resolve();
  let promise = loading.get(backend);
  if (promise === undefined) {
    promise = load(backend)
      .catch((error): Planner => {
        return () => {
          throw new Error(`the engine for ${backend} could not be loaded: ${error}`);
        };
      })
      .then((planner) => {
        planners[backend] = planner;
        loading.delete(backend);
      });
    loading.set(backend, promise);
  }
  return promise;
}
