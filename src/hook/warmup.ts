/** Gets a model's plan built, checked and hot before the first frame needs it. */
import { dispose, type NamedTensorMap, tensor, util } from "@tensorflow/tfjs-core";
import { clock } from "./clock.ts";
import { dynamicReason, type Explanation, explain } from "./explain.ts";
import { hookOf } from "./install.ts";
import { loadEngine, planners } from "./planners.ts";
import { staticSignature } from "./signature.ts";
import { engine, executorOf, type LoadedModel } from "./tfjs-internals.ts";
import { Times } from "./times.ts";
import { BUDGET, SLICE } from "./trust.ts";

/** What `model.predict` takes. */
export type Inputs = Parameters<LoadedModel["predict"]>[0];

/**
 * Resolves when the plan for these inputs is built, checked and hot, or it is known that stock stays, with what `explain`
 * says then. Without inputs, random ones are made after the model's own shapes, with a batch of one.
 */
export async function warmup(model: LoadedModel, inputs?: Inputs): Promise<Explanation> {
  const hook = hookOf(model);
  if (hook === undefined || hook.guard() !== undefined) return explain(model);
  const backend = engine().backendName as string;
  if (!(backend in planners)) {
    await loadEngine(backend);
    if (hook.guard() !== undefined) return explain(model);
  }
  const own = inputs === undefined ? randomInputs(model) : undefined;
  const fed = inputs ?? (own as NamedTensorMap);
  const dynamic = dynamicReason(model) !== undefined;
  const run = async () => dispose(dynamic ? await model.executeAsync(fed) : model.predict(fed));
  try {
    if (dynamic) {
      await hook.loadAsync();
      // The first call shows what the parts of the model would be, the second what they are called with.
      await run();
      hook.asyncCalls?.ready();
    }
    await run();
    const hooks = dynamic ? (hook.asyncCalls?.kinds[0]?.split?.hooks ?? []) : [hook];
    for (const { entries } of hooks) {
      const [entry] = entries;
      if (entry === undefined) continue;
      do await turn();
      while (await entry.trust.step(true));
    }
    // A plan that was trusted unmeasured is still cold.
    const trusted = () => hooks.some(({ entries }) => entries[0]?.trust.state === "trusted");
    const times = new Times();
    while (hook.guard() === undefined && trusted() && !times.settled && times.total < BUDGET) {
      const end = clock.now() + SLICE;
      do {
        const start = clock.now();
        await run();
        times.add(clock.now() - start);
      } while (!times.settled && clock.now() < end);
      await turn();
    }
    return explain(model);
  } finally {
    for (const one of Object.values(own ?? {})) one.dispose();
  }
}

/** A turn of the event loop. Unlike background work, this keeps the process alive: someone awaits it. */
const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

function randomInputs(model: LoadedModel): NamedTensorMap {
  const signature = staticSignature(executorOf(model) as NonNullable<ReturnType<typeof executorOf>>);
  if (typeof signature === "string") throw new Error(`warmup(model) needs inputs: ${signature}.`);
  return Object.fromEntries(
    signature.fed.map(({ key, dtype, shape }) => {
      const size = util.sizeFromShape(shape as number[]);
      // Whole numbers may be indices: 0 and 1 are in most ranges.
      const values =
        dtype === "float32"
          ? Float32Array.from({ length: size }, Math.random)
          : Int32Array.from({ length: size }, () => Math.round(Math.random()));
      return [key, tensor(values, shape as number[], dtype)];
    }),
  );
}
