/**
 * Notices when a model's weights are replaced, assigned to or disposed: what a plan packed from them is stale then.
 *
 * A call must not pay for looking at each weight. So the tensors tell of what is done to them, and only then, or where the app may
 * hold the map in which they could be replaced, are all looked at.
 */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Executor } from "./tfjs-internals.ts";

type WeightMap = Executor["weightMap"];

/** Counts what is done to the tensors that are watched. */
let changes = 0;
const watched = new WeakSet<Tensor>();
/** Maps that apps may hold. */
const shown = new WeakSet<WeightMap>();

/** Takes note that the app may replace weights in this map from now on. */
export const showWeights = (map: WeightMap): unknown => shown.add(map);

/** Has a tensor count when it is disposed or, as a variable, assigned to: whoever does so calls these methods. */
function watch(tensor: Tensor & { assign?: unknown }): void {
  if (watched.has(tensor)) return;
  watched.add(tensor);
  for (const name of ["dispose", "assign"] as const) {
    const stock = tensor[name] as ((...args: unknown[]) => unknown) | undefined;
    const value = function (this: Tensor, ...args: unknown[]): unknown {
      changes++;
      return stock?.apply(this, args);
    };
    if (stock) Object.defineProperty(tensor, name, { value, configurable: true, writable: true });
  }
}

export class Weights {
  readonly #map: WeightMap;
  readonly #seen: readonly {
    readonly name: string;
    readonly index: number;
    readonly tensor: Tensor;
    readonly dataId: object;
  }[];
  /** How many changes there were when all were seen to be the same. */
  #changes = -1;

  constructor(map: WeightMap) {
    this.#map = map;
    this.#seen = Object.entries(map).flatMap(([name, tensors = []]) =>
      tensors.map((tensor, index) => ({ name, index, tensor, dataId: tensor.dataId })),
    );
    for (const { tensor } of this.#seen) watch(tensor);
  }

  /** Whether all weights are those seen at construction, and alive. */
  same(map: WeightMap): boolean {
    if (map !== this.#map) return false;
    if (this.#changes === changes && !shown.has(map)) return true;
    // Variables change their data on assignment, not their identity.
    for (const { name, index, tensor, dataId } of this.#seen)
      if (map[name]?.[index] !== tensor || tensor.dataId !== dataId || tensor.isDisposed) return false;
    this.#changes = changes;
    return true;
  }
}
