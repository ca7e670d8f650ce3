/** Puts Graphweld between an app and its layers models. */
import { layersCalls, runningOf } from "../layers.ts";
import { message } from "../verdict.ts";
import { LayersCalls, type PredictLoop, type Runnable } from "./calls.ts";

type Dispose = (this: Runnable) => { readonly refCountAfterDispose: number };
/** Puts a method in the place of another, which it gets. */
type Replace = (object: object, key: string, make: (stock: never) => unknown) => void;

/** Until when which models are to be optimized. */
const chosen = new WeakMap<object, () => boolean>();

/**
 * Patches a class of layers models.
 * @param remember is told of each model that is optimized
 * @param valid whether the patch still holds
 * @param chosenOne its prototype, for all models of the class, or one of them
 */
export function patchLayers(
  prototype: object,
  replace: Replace,
  remember: (calls: LayersCalls) => void,
  valid: () => boolean,
  chosenOne: object = prototype,
): void {
  chosen.set(chosenOne, valid);
  const isChosen = (model: object): boolean => [model, prototype].some((one) => chosen.get(one)?.());
  replace(
    prototype,
    "predictLoop",
    (stock: PredictLoop): PredictLoop =>
      function (...call) {
        if (isChosen(this)) attach(this, stock, remember);
        const calls = layersCalls.get(this);
        return typeof calls === "object" ? calls.predictLoop(...call) : stock.apply(this, call);
      },
  );
  replace(
    prototype,
    "dispose",
    (stock: Dispose): Dispose =>
      function () {
        const result = stock.call(this);
        const calls = layersCalls.get(runningOf(this));
        if (result.refCountAfterDispose === 0 && typeof calls === "object") calls.restore();
        return result;
      },
  );
}

/** Optimizes one model, whether or not its class is patched. */
export function optimizeLayers(
  model: object & { build?(): void; getClassName?(): string },
  replace: Replace,
  remember: (calls: LayersCalls) => void,
  valid: () => boolean,
): void {
  // A sequential model makes the one inside when it is first called, or asked to.
  if (model.getClassName?.() === "Sequential" && runningOf(model) === model) model.build?.();
  const running = runningOf(model);
  patchLayers(Object.getPrototypeOf(running), replace, remember, valid, running);
}

function attach(model: Runnable, stock: PredictLoop, remember: (calls: LayersCalls) => void): void {
  if (layersCalls.has(model)) return;
  try {
    const calls = new LayersCalls(model, stock);
    layersCalls.set(model, calls);
    remember(calls);
  } catch (error) {
    layersCalls.set(model, message(error));
  }
}
