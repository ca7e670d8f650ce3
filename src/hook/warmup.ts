/** Gets a model's plan built, checked and hot before the first frame needs it. */
import { type DataType, dispose, type NamedTensorMap, type Tensor, tensor, util } from "@tensorflow/tfjs-core";
import { turn } from "../rewrite/steps.ts";
import { clock } from "./clock.ts";
import { dynamicReason, type Explanation, explain } from "./explain.ts";
import { hookOf } from "./install.ts";
import { isLayers, type LayersModel } from "./layers.ts";
import type { ModelHook } from "./model-hook.ts";
import { isAsync, loadEngine } from "./planners.ts";
import { staticSignature } from "./signature.ts";
import { engine, executorOf, type LoadedModel } from "./tfjs-internals.ts";
import { Times } from "./times.ts";
import { BUDGET, SLICE } from "./trust.ts";

/** A graph model or a layers model. */
export type Model = LoadedModel | LayersModel;
/** What `model.predict` takes; of layers models, one tensor or a list. */
export type Inputs = Parameters<LoadedModel["predict"]>[0];

/** See `core.ts`. */
export async function warmup(model: Model, inputs?: Inputs): Promise<Explanation> {
  const layers = isLayers(model);
  const hook = (): ModelHook | undefined => {
    const found = hookOf(model);
    return found?.guard() === undefined ? found : undefined;
  };
  if (layers) await import("./layers/patch.ts");
  else if (!hook()) return explain(model);
  const own = inputs === undefined ? randomInputs(model) : {};
  const fed = inputs ?? (layers ? Object.values(own) : own);
  const dynamic = dynamicReason(model) !== undefined;
  const run = async () =>
    dispose(dynamic ? await (model as LoadedModel).executeAsync(fed) : model.predict(fed as Tensor[]));
  let calls: ModelHook["asyncCalls"];
  try {
    await turn();
    // Of a layers model, the first call makes the hook.
    if (layers) await run();
    if (hook()) await loadEngine(engine().backendName as string);
    const hooked = hook();
    if (!hooked) return explain(model);
    if (dynamic) {
      await hooked.loadAsync();
      // The first call shows what the parts of the model would be, the second what they are called with.
      calls = hooked.asyncCalls;
      if (calls) calls.paced = isAsync(engine().backendName as string);
      await run();
      await calls?.ready();
      await turn();
    }
    const ready =
      !layers && !dynamic && (await hooked.prepare(() => (model as LoadedModel).execute(fed as NamedTensorMap)));
    if (!ready) await run();
    const hooks = dynamic ? (hooked.asyncCalls?.kinds[0]?.split?.hooks ?? []) : [hooked];
    for (const { entries } of hooks) {
      const [entry] = entries;
      if (entry === undefined) continue;
      do await turn();
      while (await entry.trust.step(true));
    }
    // A plan that was trusted unmeasured is still cold, but for one that is another device's work.
    const trusted = () =>
      !isAsync(engine().backendName as string) && hooks.some(({ entries }) => entries[0]?.trust.state === "trusted");
    const times = new Times();
    while (hook() && trusted() && !times.settled && times.total < BUDGET) {
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
    if (calls) calls.paced = false;
    for (const one of Object.values(own)) one.dispose();
  }
}

function randomInputs(model: Model): NamedTensorMap {
  return Object.fromEntries(
    portsOf(model).map(({ key, dtype, shape }) => {
      const size = util.sizeFromShape(shape as number[]);
      // Whole numbers may be indices: 0 and 1 are in most ranges.
      const values =
        dtype === "float32"
          ? new Float32Array(size).map(Math.random)
          : new Int32Array(size).map(() => Math.round(Math.random()));
      return [key, tensor(values, shape as number[], dtype)];
    }),
  );
}

/** What the model says of its inputs. */
function portsOf(model: Model): readonly { key: string; dtype: DataType; shape: readonly number[] }[] {
  const needs = (why: string): never => {
    throw new Error(`warmup(model) needs inputs: ${why}.`);
  };
  if (isLayers(model))
    return model.inputs.map(({ name, dtype, shape }) => ({
      key: name,
      dtype,
      shape: shape.map((d, axis) => d ?? (axis === 0 ? 1 : needs(`input '${name}' has no fixed shape`))),
    }));
  const signature = staticSignature(executorOf(model) as NonNullable<ReturnType<typeof executorOf>>);
  return typeof signature === "string" ? needs(signature) : signature.fed;
}
