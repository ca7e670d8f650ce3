/** Notices when a model's weights are replaced, assigned to or disposed: what a plan packed from them is stale then. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Executor } from "./tfjs-internals.ts";

type WeightMap = Executor["weightMap"];

export class Weights {
  readonly #map: WeightMap;
  readonly #seen: readonly {
    readonly name: string;
    readonly index: number;
    readonly tensor: Tensor;
    readonly dataId: object;
  }[];

  constructor(map: WeightMap) {
    this.#map = map;
    this.#seen = Object.entries(map).flatMap(([name, tensors = []]) =>
      tensors.map((tensor, index) => ({ name, index, tensor, dataId: tensor.dataId })),
    );
  }

  /** Whether all weights are those seen at construction, and alive. */
  same(map: WeightMap): boolean {
    if (map !== this.#map) return false;
    // Variables change their data on assignment, not their identity.
    for (const { name, index, tensor, dataId } of this.#seen)
      if (map[name]?.[index] !== tensor || tensor.dataId !== dataId || tensor.isDisposed) return false;
    return true;
  }
}
