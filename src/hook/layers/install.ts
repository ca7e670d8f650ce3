/**
 * Puts Graphweld between an app and its layers models. Their class is found in TensorFlow.js's registry of classes, so that the
 * package need not be there.
 */
import { serialization, type Tensor } from "@tensorflow/tfjs-core";
import type { ModelHook } from "../model-hook.ts";
import type { LayersCalls } from "./calls.ts";

/** What is used of a layers model. */
export interface LayersModel {
  readonly name: string;
  toJSON(unused?: never, asString?: boolean): unknown;
}
/** Any method, as what replaces it sees it. */
type Method = (this: never, ...args: never[]) => unknown;
/** Runs a model batch by batch; all predictions go through it. */
export type PredictLoop = (
  this: LayersModel,
  inputs: Tensor | Tensor[],
  batchSize: number,
  verbose?: boolean,
) => Tensor | Tensor[];

type Known = LayersCalls | string;
const known = new WeakMap<object, Known>();
let onHook: (hook: ModelHook) => void = () => {};
let loading = false;
let Calls: typeof LayersCalls | undefined;

/** The model that runs: a sequential model has one inside. */
const runningOf = (model: object): object => (model as { readonly model?: object }).model ?? model;

/** The hook of a layers model, or why it has none. */
export function layersHookOf(model: object): ModelHook | string | undefined {
  const found = known.get(runningOf(model));
  return typeof found === "object" ? found.hook : found;
}

/** Patches the class of layers models, now or when it is registered. `wrap` puts a method in the place of another. */
export function installLayers(
  wrap: (object: object, key: string, make: (stock: Method) => unknown) => void,
  added: (hook: ModelHook) => void,
): void {
  onHook = added;
  const map = serialization.SerializationMap;
  const patch = (): void => {
    const found = map.getMap().classNameMap.Model?.[0] as { prototype?: object } | undefined;
    if (found?.prototype && "predictLoop" in found.prototype) {
      wrap(found.prototype, "predictLoop", (stock) => predictLoop(stock as PredictLoop));
      wrap(found.prototype, "dispose", (stock) => dispose(stock as Dispose));
    }
  };
  wrap(map, "register", (stock) => (type: object) => {
    (stock as (type: object) => void).call(map, type);
    patch();
  });
  patch();
}

/** Stock answers until what plans layers models is loaded, and wherever that throws. */
const predictLoop = (stock: PredictLoop): PredictLoop =>
  function (inputs, batchSize, verbose) {
    if (!loading) {
      loading = true;
      void import("./calls.ts").then(
        (module) => {
          Calls = module.LayersCalls;
        },
        () => {
          // Stock goes on.
        },
      );
    }
    const answer = Calls && !verbose ? callsOf(this, stock, Calls)?.run(inputs, batchSize) : undefined;
    return answer ?? stock.call(this, inputs, batchSize, verbose);
  };

function callsOf(model: LayersModel, stock: PredictLoop, Made: typeof LayersCalls): LayersCalls | undefined {
  let found = known.get(model);
  // After `uninstall`.
  if (typeof found === "object" && !found.hook.active) {
    found.close();
    found = undefined;
  }
  if (found === undefined) {
    try {
      found = new Made(model, stock);
      onHook(found.hook);
    } catch (error) {
      found = error instanceof Error ? error.message : String(error);
    }
    known.set(model, found);
  }
  return typeof found === "object" ? found : undefined;
}

type Dispose = (this: LayersModel) => { readonly refCountAfterDispose: number };
const dispose = (stock: Dispose) =>
  function (this: LayersModel) {
    const result = stock.call(this);
    const found = known.get(runningOf(this));
    if (result.refCountAfterDispose === 0 && typeof found === "object") found.close();
    return result;
  };
