/**
 * Keras models as graphs: `Sequential` and functional ones, in the JSON of Keras 2, Keras 3 and TensorFlow.js.
 *
 * The batch stays open. Weights become constants that keep their names, so that who loads the graph can share them.
 */
import type { Graph, Value } from "../graph/graph.ts";
import type { DType, Shape } from "../graph/types.ts";
import { type FindWeight, type KerasVersion, LayerBuilder } from "./builder.ts";
import { type Config, type Described, dtypeName, inputShape, isObject, Unsupported } from "./config.ts";
import { LAYERS } from "./table.ts";

export type { FindWeight, KerasVersion } from "./builder.ts";

/** An input or output of the model, under its layer's name. */
export interface Port {
  readonly name: string;
  readonly dtype: DType;
  /** -1 where an extent is open, as that of the batch is. */
  readonly shape: Shape;
}

export interface LayersGraph {
  /** Has a placeholder for each input, of that name, and gives the outputs under theirs. */
  readonly graph: Graph;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

export interface LayersOptions {
  /**
   * Compute what this Keras in Python does where TensorFlow.js differs: bilinear upsampling, dilated depthwise convolutions, defaults,
   * and, from 3 on, the hard sigmoid.
   */
  readonly keras?: KerasVersion;
}

/** Where a value of a functional model comes from: a layer, which of its calls, which of its outputs. */
interface Origin {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}

const MODELS = new Set(["Sequential", "Functional", "Model"]);

/**
 * The graph of a model's inference.
 * @param model its JSON: what `model_config` of a file holds, or `toJSON` of a loaded model gives
 * @returns the graph, or a sentence that names the layer which keeps it from being one
 */
export function graphFromLayers(
  model: unknown,
  weight: FindWeight,
  { keras }: LayersOptions = {},
): LayersGraph | { readonly reason: string } {
  try {
    const described = describedOf(model);
    const builder = new LayerBuilder(weight, keras);
    const { graph } = builder;
    const { inputs, outputs } = network(builder, described);
    const names = new Set<string>();
    for (const { name, value } of outputs) {
      let free = name;
      for (let i = 1; names.has(free); i++) free = `${name}_${i}`;
      names.add(free);
      graph.outputs.push({ name: free, value });
    }
    return { graph, inputs: inputs.map(port), outputs: graph.outputs.map(port) };
  } catch (error) {
    if (error instanceof Unsupported) return { reason: error.message };
    throw error;
  }
}

interface Named {
  readonly name: string;
  readonly value: Value;
}
const port = ({ name, value: { type } }: Named): Port => ({
  name,
  dtype: type?.dtype ?? "float32",
  shape: type?.shape ?? [],
});

function describedOf(model: unknown): Described {
  const { class_name, config } = isObject(model) ? model : {};
  if (typeof class_name !== "string" || !(isObject(config) || Array.isArray(config)))
    throw new Unsupported("The model is not described as Keras describes models.");
  return { class_name, config: (Array.isArray(config) ? { layers: config } : config) as Config };
}

/** Layers of a model; a damaged list ends in a refusal. */
function layersOf({ config }: Described): readonly (Described & Config)[] {
  const { layers } = config;
  if (!Array.isArray(layers) || !layers.every((one) => isObject(one) && isObject(one.config)))
    throw new Unsupported("The model has no list of layers.");
  return layers;
}

const nameOf = (layer: Described & Config): string => String(layer.name ?? layer.config.name ?? layer.class_name);

/** Writes a model; its inputs are those given, or placeholders. */
function network(
  b: LayerBuilder,
  model: Described,
  given?: readonly Value[],
): { readonly inputs: readonly Named[]; readonly outputs: readonly Named[] } {
  if (!MODELS.has(model.class_name))
    throw new Unsupported(`The model is a ${model.class_name}, which is neither sequential nor functional.`);
  return model.class_name === "Sequential" ? sequential(b, model, given) : functional(b, model, given);
}

/** The input of a model, as its layer declares it. */
function placeholder(b: LayerBuilder, name: string, config: Config): Named {
  const shape = inputShape(config);
  if (!shape) throw new Unsupported(`The layer "${name}" does not say what shape its input has.`);
  const given = dtypeName(config.dtype);
  // TensorFlow.js has no other numbers.
  const dtype = (["bool", "int32", "float32"] as const).find((one) => given.includes(one.replace("32", "")));
  if (!dtype) throw new Unsupported(`The layer "${name}" takes ${given}.`);
  const type = { dtype, shape: [-1, ...shape.slice(1)] };
  const { output } = b.graph.add("Placeholder", [], type, { name, types: [type] });
  return { name: output.node.name, value: output };
}

function sequential(b: LayerBuilder, model: Described, given?: readonly Value[]) {
  const layers = layersOf(model);
  const [first] = layers;
  if (!first) throw new Unsupported("The model has no layers.");
  let input: Named;
  if (given) input = { name: nameOf(first), value: given[0] as Value };
  else if (first.class_name === "InputLayer") input = placeholder(b, nameOf(first), first.config);
  else input = placeholder(b, `${nameOf(first)}_input`, inputConfig(first));
  let values: readonly Value[] = [input.value];
  for (const layer of layers)
    if (layer.class_name !== "InputLayer") values = call(b, layer, values as readonly [Value, ...Value[]]);
  const name = nameOf(layers.at(-1) as Described & Config);
  return { inputs: [input], outputs: values.map((value) => ({ name, value })) };
}

/** Where the first layer of a sequential model says what it takes; a model in its place says it in its own first layer. */
function inputConfig(layer: Described & Config): Config {
  if (!MODELS.has(layer.class_name) || inputShape(layer.config)) return layer.config;
  const inner = layersOf(layer)[0];
  return inner ? inputConfig(inner) : layer.config;
}

function functional(b: LayerBuilder, model: Described, given?: readonly Value[]) {
  const layers = new Map(layersOf(model).map((layer) => [nameOf(layer), layer]));
  const ports = origins(model.config.input_layers);
  const inputs = ports.map(({ layer }, i): Named => {
    const value = given?.[i];
    return value ? { name: layer, value } : placeholder(b, layer, layers.get(layer)?.config ?? {});
  });
  const done = new Map(
    ports.map(({ layer }, i): [string, readonly Value[]] => [`${layer} 0`, [(inputs[i] as Named).value]]),
  );
  const open = new Set<string>();
  const ends = origins(model.config.output_layers);
  // Some versions count a model's making as its first call. What a call gives is always read, or it would not be in the file.
  const read = [...ends, ...[...layers.values()].flatMap((layer) => callsOf(layer).flat())];
  const first = new Set(read.filter(({ call }) => call === 0).map(({ layer }) => layer));

  /** The outputs of one call of a layer. Depth first; models are not so deep that this recursion hurts. */
  const outputsOf = ({ layer, call: index }: Origin): readonly Value[] => {
    const key = `${layer} ${index}`;
    const known = done.get(key);
    if (known) return known;
    const described = layers.get(layer);
    const made = described && MODELS.has(described.class_name) && !first.has(layer) ? 1 : 0;
    const sources = described && callsOf(described)[index - made];
    if (!described || !sources)
      throw new Unsupported(`The model has no layer "${layer}" that is called ${index + 1} times.`);
    if (open.has(key)) throw new Unsupported(`The layer "${layer}" reads its own output.`);
    open.add(key);
    const values = call(b, described, sources.map(pick) as unknown as readonly [Value, ...Value[]]);
    open.delete(key);
    done.set(key, values);
    return values;
  };
  const pick = (origin: Origin): Value => {
    const value = outputsOf(origin)[origin.output];
    if (!value) throw new Unsupported(`The layer "${origin.layer}" has no output ${origin.output}.`);
    return value;
  };
  const outputs = ends.map((origin) => ({ name: origin.layer, value: pick(origin) }));
  return { inputs, outputs };
}

/** Writes one call of a layer, which may be a model. */
function call(b: LayerBuilder, layer: Described & Config, inputs: readonly [Value, ...Value[]]): readonly Value[] {
  const { class_name, config } = layer;
  const inner = b.inside(nameOf(layer));
  if (MODELS.has(class_name)) return network(inner, layer, inputs).outputs.map(({ value }) => value);
  if (class_name === "TimeDistributed") return [timeDistributed(inner, inputs[0], config)];
  const write = Object.hasOwn(LAYERS, class_name) ? LAYERS[class_name] : undefined;
  return write ? write(inner, inputs, config) : inner.refuse(`is a ${class_name}, which is not known here`);
}

/** Applies a layer to each step: steps and batch are one axis meanwhile. */
function timeDistributed(b: LayerBuilder, x: Value, config: Config): Value {
  const layer = config.layer as Described & Config;
  const [steps, ...rest] = b.extents(x) as [number, ...number[]];
  const [y] = call(b, layer, [b.reshape(x, [-1, ...rest])]) as [Value];
  return b.reshape(y, [-1, steps, ...b.extents(y)]);
}

/** `[name, call, output]`, or a list of such. */
function origins(value: unknown): Origin[] {
  // Keras goes through what has names in the order of these.
  if (isObject(value))
    return Object.keys(value)
      .sort()
      .flatMap((key) => origins(value[key]));
  if (!Array.isArray(value)) throw new Unsupported("The model does not say what its inputs and outputs are.");
  const list = typeof value[0] === "string" ? [value] : value;
  return list.map((one: readonly unknown[]) => ({
    layer: String(one[0]),
    call: Number(one[1] ?? 0),
    output: Number(one[2] ?? 0),
  }));
}

/** What a layer reads in each of its calls. */
function callsOf({ inbound_nodes: calls }: Described & Config): Origin[][] {
  if (!Array.isArray(calls)) return [];
  return calls.map((one: unknown) => (isObject(one) ? tensorsIn([one.args, one.kwargs]) : origins(one)));
}

/** Keras 3 writes the arguments of a call, with a description in place of each tensor. */
function tensorsIn(value: unknown): Origin[] {
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  if (!isObject(value)) return [];
  if (value.class_name !== "__keras_tensor__") return Object.values(value).flatMap(tensorsIn);
  return origins((value.config as Config).keras_history);
}
