/**
 * Layers models behind the hook: each becomes a graph model that shares its weights, in which the model's own `predictLoop` stands
 * for the stock executor. So it is compared with, timed against and answered for by what the app would run without Graphweld.
 */
import { GraphModel } from "@tensorflow/tfjs-converter";
import { concat, type NamedTensorMap, slice, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { writeGraph } from "../../graph/to-tfjs.ts";
import { ConstantTensor, type DType } from "../../graph/types.ts";
import { type FindWeight, graphFromLayers, type Port } from "../../layers/model.ts";
import { HiddenTensors } from "../../runtime/hidden.ts";
import { markInternal } from "../../runtime/internal.ts";
import { type LayersModel, layersCalls } from "../layers.ts";
import { ModelHook } from "../model-hook.ts";
import { type Executor, executorOf } from "../tfjs-internals.ts";
import { Weights } from "../weights.ts";

/** Runs a model batch by batch; all predictions go through it. */
export type PredictLoop = (
  this: Runnable,
  inputs: Tensor | Tensor[],
  batchSize: number,
  verbose?: boolean,
) => Tensor | Tensor[];
/** A layers model as it runs. */
export interface Runnable extends LayersModel, Layer {
  dispose(): { readonly refCountAfterDispose: number };
}
interface LayerVariable {
  readonly name: string;
  readonly originalName: string;
  read(): Tensor;
}
/** A layer or model from inside. */
interface Layer {
  readonly name: string;
  readonly layers?: readonly Layer[];
  readonly layer?: Layer;
  readonly forwardLayer?: Layer;
  readonly backwardLayer?: Layer;
  readonly weights: readonly LayerVariable[];
  /** Set by `setCallHook`. */
  readonly _callHook?: unknown;
}

/** Times that weights may change before plans wait for longer and longer. */
const MOST_CHANGES = 10;

export class LayersCalls {
  readonly hook: ModelHook;
  readonly #model: Runnable;
  readonly #stock: PredictLoop;
  readonly #executor: Executor;
  readonly #inputs: readonly Port[];
  readonly #outputs: string[];
  readonly #constants: HiddenTensors;
  #seen: Weights | undefined;
  #changes = 0;
  #rest = 0;

  /** @throws when the model cannot be a graph, with the reason */
  constructor(model: Runnable, stock: PredictLoop) {
    this.#model = model;
    this.#stock = stock;
    const variables = new Map<string, LayerVariable>();
    const made = graphFromLayers(model.toJSON(undefined, false), finder(model, variables));
    if ("reason" in made) throw new Error(made.reason);
    this.#inputs = made.inputs;
    this.#outputs = made.outputs.map(({ name }) => name);
    const { topology, constants } = writeGraph(made.graph);
    const own = constants.filter(({ weight }) => weight === undefined);
    this.#constants = new HiddenTensors(own.map(({ value }) => value));
    const graph = new GraphModel({
      load: () => ({ modelTopology: topology, weightSpecs: [], weightData: new ArrayBuffer(0) }),
    } as never);
    markInternal(graph);
    graph.load();
    this.#executor = executorOf(graph) as Executor;
    const weightMap: Record<string, readonly Tensor[]> = {};
    for (const { name, weight } of constants)
      if (weight !== undefined) weightMap[name] = [(variables.get(weight) as LayerVariable).read()];
    own.forEach(({ name }, i) => {
      weightMap[name] = [this.#constants.tensors[i] as Tensor];
    });
    Object.assign(this.#executor, { weightMap });
    this.#executor.execute = (inputs) => this.#byStock(inputs);
    this.hook = new ModelHook(graph, `the layers model '${model.name}'`);
  }

  /** In the place of the model's own. */
  predictLoop(...call: Parameters<PredictLoop>): Tensor | Tensor[] {
    return this.#run(...call) ?? this.#stock.apply(this.#model, call);
  }

  /** Frees all that was made for the model, which is stock's from now on. */
  restore(): void {
    this.hook.restore();
    this.#constants.dispose();
    layersCalls.delete(this.#model);
  }

  /** Answers for as many batches as it takes; `undefined` where that is stock's alone. */
  #run(inputs: Tensor | Tensor[], batchSize: number, verbose?: boolean): Tensor | Tensor[] | undefined {
    if (verbose) return undefined;
    const list = [inputs].flat();
    const samples = list[0]?.shape[0] ?? 0;
    const fits = list.every((x, i) => x.shape[0] === samples && x.dtype === this.#inputs[i]?.dtype);
    if (!fits || samples === 0 || list.length !== this.#inputs.length || !this.#settled()) return undefined;
    if (this.#model.layers?.some(({ _callHook }) => _callHook != null)) return undefined;
    const outputs = samples <= batchSize ? this.#batch(list) : this.#batches(list, samples, batchSize);
    return outputs.length === 1 ? (outputs[0] as Tensor) : outputs;
  }

  #batches(list: readonly Tensor[], samples: number, size: number): Tensor[] {
    return tidy(() => {
      const parts: Tensor[][] = [];
      for (let at = 0; at < samples; at += size)
        parts.push(
          tidy(() =>
            this.#batch(
              list.map((x) =>
                slice(x, [at, ...x.shape.slice(1).fill(0)], [Math.min(size, samples - at), ...x.shape.slice(1)]),
              ),
            ),
          ),
        );
      return this.#outputs.map((_, i) => concat(parts.map((part) => part[i] as Tensor)));
    });
  }

  #batch(list: readonly Tensor[]): Tensor[] {
    const named = Object.fromEntries(this.#inputs.map(({ name }, i) => [name, list[i] as Tensor]));
    return this.hook.execute(named, this.#outputs);
  }

  #byStock(inputs: NamedTensorMap): Tensor[] {
    const list = this.#inputs.map(({ name }) => inputs[name] as Tensor);
    const size = list[0]?.shape[0] ?? 1;
    return [this.#stock.call(this.#model, list.length === 1 ? (list[0] as Tensor) : list, size)].flat();
  }

  /** Whether weights have stayed the same for long enough: while a model is trained, plans would be built in vain. */
  #settled(): boolean {
    const { weightMap } = this.#executor;
    if (!this.#seen?.same(weightMap)) {
      if (this.#seen) {
        this.#changes = Math.min(this.#changes + 1, MOST_CHANGES);
        this.#rest = 2 ** this.#changes - 1;
      }
      this.#seen = new Weights(weightMap);
    }
    return this.#rest === 0 || this.#rest-- === 0;
  }
}

/** Finds a model's weights, and remembers the variables that hold them. */
function finder(model: Layer, variables: Map<string, LayerVariable>): FindWeight {
  return (path, weight) => {
    let at: Layer | undefined = model;
    for (const name of path) {
      const inner: readonly (Layer | undefined)[] = at?.layers ?? [at?.layer, at?.forwardLayer, at?.backwardLayer];
      at = inner.find((one) => one?.name === name);
    }
    const found = at?.weights.find(({ originalName }) => originalName.split("/").at(-1) === weight);
    if (!found) return undefined;
    const tensor = found.read();
    variables.set(found.name, found);
    const { dtype, shape } = tensor;
    return {
      name: found.name,
      value: new ConstantTensor(dtype as DType, shape, () => tensor.dataSync() as Float32Array),
    };
  };
}
