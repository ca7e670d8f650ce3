/** Puts Graphweld between an app and its graph models, and takes it away again. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { isInternal } from "../runtime/internal.ts";
import { clock } from "./clock.ts";
import { copies, type TfNamespace } from "./copies.ts";
import { registerFlags } from "./flags.ts";
import { registerFused } from "./fused.ts";
import { isLayers, type LayersModel, layersHookOf, watchLayers } from "./layers.ts";
import { MARK, ModelHook } from "./model-hook.ts";
import { hasEngine, hasKernels, loadEngine, planners } from "./planners.ts";
import { type Executor, engine, executorOf, type LoadedModel, unexpected } from "./tfjs-internals.ts";
import { showWeights } from "./weights.ts";

type Loader = (this: GraphModel, ...args: unknown[]) => unknown;
type Prototype = Record<string, Loader | undefined>;

const hooks = new WeakMap<LoadedModel, ModelHook>();
/** All that is to be undone with models, for `uninstall`; weak, so that a forgotten model can be collected. */
const live = new Set<WeakRef<{ restore(): void }>>();
/** Each takes one of our methods back. */
const patches: (() => void)[] = [];
/** How long loading a model may wait for an engine, in ms: it is fetched beside the model, so it seldom does. */
const PATIENCE_MS = 1000;
let warned = false;
/** Counts calls of `uninstall`: what is loaded for longer than that comes too late. */
let uninstalled = 0;

/**
 * Makes all graph models loaded from now on faster: those of the imported converter, of a global `tf`, and of the `tf`
 * given, which is needed only where an app has several copies of TensorFlow.js; and all layers models. Safe to call again. Never throws.
 */
export function install(tf?: TfNamespace): void {
  watchLayers(replace, (prototype) =>
    withLayers(({ patchLayers }, valid) => patchLayers(prototype, replace, remember, valid)),
  );
  const known = copies(tf);
  known.forEach(registerFused);
  for (const GraphModelClass of new Set(known.map((copy) => copy.GraphModel))) {
    try {
      registerFlags();
      if (typeof GraphModelClass === "function") patch(GraphModelClass.prototype as object);
      // On its way while the app starts its backend and loads its model.
      clock.later(() => {
        for (const name of registered()) void loadEngine(name);
      });
    } catch (error) {
      warnOnce(error);
    }
  }
}

/** Undoes `install` and `optimize`: all models run on stock again, also those loaded before. */
export function uninstall(): void {
  uninstalled++;
  for (const undo of patches.splice(0)) undo();
  for (const ref of live) ref.deref()?.restore();
  live.clear();
}

/** Attaches Graphweld to a model that was loaded without it. Returns the model. */
export function optimize<M extends LoadedModel | LayersModel>(model: M): M {
  try {
    registerFlags();
    if (isLayers(model)) withLayers(({ optimizeLayers }, valid) => optimizeLayers(model, replace, remember, valid));
    else {
      attach(model);
      // The app may have asked for them before.
      showWeights((executorOf(model) as Executor).weightMap);
    }
  } catch (error) {
    warnOnce(error);
  }
  return model;
}

/** Does something with what answers for layers models once that is loaded. Where it cannot be had, stock goes on. */
function withLayers(work: (layers: typeof import("./layers/patch.ts"), valid: () => boolean) => void): void {
  const before = uninstalled;
  const valid = () => before === uninstalled;
  import("./layers/patch.ts").then((layers) => {
    if (valid()) work(layers, valid);
  }, warnOnce);
}

function remember(one: { restore(): void }): void {
  for (const ref of live) if (ref.deref() === undefined) live.delete(ref);
  live.add(new WeakRef(one));
}

/** The hook of a model, while it has one. */
export function hookOf(model: LoadedModel | LayersModel): ModelHook | undefined {
  const layers = layersHookOf(model);
  const hook = typeof layers === "object" ? layers : hooks.get(model as LoadedModel);
  return hook?.active ? hook : undefined;
}

function patch(prototype: object): void {
  // Older converters load streamed weights elsewhere, and everything else by `loadSync`.
  const key = ["loadWithWeightMap", "loadSync"].find((name) => typeof (prototype as Prototype)[name] === "function");
  if (key === undefined) {
    warnOnce("this version of its converter loads models in another way");
    return;
  }
  wrap(prototype, key, (result, model) => {
    attach(model);
    return result;
  });
  // So that a loop over a model that was just loaded meets the engine.
  wrap(prototype, "load", (result, model) => {
    if (!(result instanceof Promise) || isInternal(model)) return result;
    const engines = registered();
    const waited = engines.filter((name) => !(name in planners)).map(loadEngine);
    return result.then(async (loaded) => {
      const parts = engines.length > 0 ? hookOf(model)?.prepareParts() : undefined;
      if (parts) waited.push(parts);
      if (waited.length > 0) await patience(waited);
      return loaded;
    });
  });
}

/** The backend that is active or, before that, those that may be: where there are kernels of ours for any, only those. */
function registered(): string[] {
  const { backendName, registryFactory = {} } = engine();
  const names = (backendName == null ? Object.keys(registryFactory) : [backendName]).filter(hasEngine);
  const best = names.filter(hasKernels);
  return best.length > 0 ? best : names;
}

/** Resolves when all is there, or when loading a model should wait no longer. Never rejects. */
async function patience(waited: readonly Promise<void>[]): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([Promise.all(waited), limit]);
  clearTimeout(timer);
}

/** Wraps a method: `then` sees what the stock method returned, and whatever it throws is only warned of. */
function wrap(prototype: object, key: string, then: (result: unknown, model: LoadedModel) => unknown): void {
  replace(
    prototype,
    key,
    (stock: Loader): Loader =>
      function (...args) {
        const result = stock.apply(this, args);
        try {
          return then(result, this);
        } catch (error) {
          warnOnce(String(error));
          return result;
        }
      },
  );
}

/** Puts a method in the place of another, until `uninstall`. */
function replace(object: object, key: string, make: (stock: never) => unknown): void {
  const stock = (object as Prototype)[key];
  if (stock === undefined || MARK in stock) return;
  const ours = make(stock as never) as Loader;
  let active = true;
  const patched: Loader = function (this: GraphModel, ...args) {
    return (active ? ours : stock).apply(this, args);
  };
  Object.defineProperty(patched, MARK, { value: true });
  const own = Object.getOwnPropertyDescriptor(object, key);
  Object.defineProperty(object, key, { value: patched, writable: true, configurable: true, enumerable: false });
  patches.push(() => {
    // Where someone has wrapped ours since, ours stays below, and does nothing.
    active = false;
    if ((object as Prototype)[key] !== patched) return;
    if (own === undefined) delete (object as Prototype)[key];
    else Object.defineProperty(object, key, own);
  });
}

/** Hooks a model that was just loaded. */
export function attach(model: LoadedModel): void {
  if (hookOf(model) !== undefined || isInternal(model)) return;
  const missing = unexpected(model);
  if (missing !== undefined) throw new Error(`${missing} is not what it is in version 4.22`);
  // Another copy of Graphweld was here first.
  if (MARK in (executorOf(model) as { execute: object }).execute) return;
  hooks.get(model)?.restore();
  const hook = new ModelHook(model as GraphModel);
  hooks.set(model, hook);
  remember(hook);
}

function warnOnce(error: unknown): void {
  if (warned) return;
  warned = true;
  const reason = error instanceof Error ? error.message : String(error);
  console.warn(`Graphweld is not active, models run on stock TensorFlow.js: ${reason}.`);
}
