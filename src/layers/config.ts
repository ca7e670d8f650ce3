/** Reads what the JSON of a Keras model says of a layer, in the spellings of Keras 2, Keras 3 and TensorFlow.js. */

/** A layer's configuration, under the names of Keras in Python. */
export type Config = Readonly<Record<string, unknown>>;

/** A model or layer as JSON. */
export interface Described {
  readonly class_name: string;
  readonly config: Config;
}

/** Thrown where a model cannot be a graph; the message is the reason, a sentence that names the layer. */
export class Unsupported extends Error {}

export const isObject = (x: unknown): x is Config => typeof x === "object" && x !== null && !Array.isArray(x);

/** A number, or the number that Keras takes when there is none. */
export const number = (config: Config, name: string, otherwise: number): number => Number(config[name] ?? otherwise);
export const text = (config: Config, name: string, otherwise: string): string => String(config[name] ?? otherwise);
/** A switch, which is on or off when left out. */
export const flag = (config: Config, name: string, otherwise = false): boolean => Boolean(config[name] ?? otherwise);

/** One number for each of `count` axes, where a single one stands for all. */
export function perAxis(value: unknown, count: number, otherwise: number): number[] {
  const list = Array.isArray(value) ? value.map(Number) : [];
  const single = Array.isArray(value) ? (list[0] ?? otherwise) : Number(value ?? otherwise);
  return Array.from({ length: count }, (_, i) => (list.length === count ? (list[i] as number) : single));
}

/** An axis, which some versions write as a list of one. */
export function axisOf(value: unknown, otherwise: number, rank: number): number {
  const axis = Number([value ?? otherwise].flat()[0]);
  return axis < 0 ? axis + rank : axis;
}

/** [before, after] for each of two axes: one number, one for each axis, or all four. */
export function margins(value: unknown): [number, number][] {
  const list = Array.isArray(value) ? value : [value ?? 1, value ?? 1];
  return list.map((one) => (Array.isArray(one) ? [Number(one[0]), Number(one[1])] : [Number(one), Number(one)]));
}

/** The name of a function, however it is written: `relu`, `{ class_name: "relu" }`, `{ config: "relu" }`. */
export function functionName(value: unknown): string {
  if (value === null || value === undefined) return "linear";
  if (!isObject(value)) return String(value);
  const { class_name, config } = value;
  return typeof config === "string" ? config : String(class_name);
}

/** The dtype of a layer, which Keras 3 writes as a policy. */
export function dtypeName(value: unknown): string {
  if (isObject(value)) return dtypeName((value.config as Config | undefined)?.name);
  return String(value ?? "float32");
}

/** The shape of an input layer, the batch first; -1 where an extent is open. */
export function inputShape(config: Config): number[] | undefined {
  const shape = config.batch_input_shape ?? config.batch_shape;
  return Array.isArray(shape) ? shape.map((d) => (d === null ? -1 : Number(d))) : undefined;
}

/** Channels come before the spatial axes. */
export const channelsFirst = (config: Config): boolean =>
  text(config, "data_format", "channels_last") === "channels_first";
