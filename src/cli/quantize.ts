/** Stores weights in fewer bits, in the form that every tfjs decodes when it loads. */
import type { io } from "@tensorflow/tfjs-core";
import { bitsOfHalf } from "../graph/float16.ts";
import { type ConstantTensor, sizeOf } from "../graph/types.ts";
import type { StoredModel, StoredWeight } from "./stored-model.ts";

export const QUANTISED = ["float16", "uint8", "uint16"] as const;
export type Quantised = (typeof QUANTISED)[number];

/** Smaller tensors, biases mostly, stay as they are: they take no space to speak of, and their errors add up. */
const FEWEST_ELEMENTS = 1024;

/**
 * The model with its large float32 weights stored as `type`, each with a range of its own.
 * Weights that are not finite stay as they are.
 */
export function quantized(
  { files, weights }: StoredModel,
  type: Quantised,
): { readonly model: StoredModel; readonly tensors: number } {
  let tensors = 0;
  const stored = weights.map((weight): StoredWeight => {
    const { spec, value } = weight;
    if (spec.quantization || spec.dtype === "string") throw new Error(`"${spec.name}" has no plain values`);
    const storage = value.dtype === "float32" && sizeOf(value.shape) >= FEWEST_ELEMENTS && storageOf(value, type);
    if (!storage) return weight;
    tensors++;
    return { spec: { ...spec, quantization: storage.quantization }, value, bytes: storage.bytes };
  });
  return { model: { files, weights: stored }, tensors };
}

type Quantization = NonNullable<io.WeightsManifestEntry["quantization"]>;

function storageOf(
  value: ConstantTensor,
  dtype: Quantised,
): { bytes: () => Uint8Array; quantization: Quantization } | undefined {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of value.values) {
    if (!Number.isFinite(x)) return undefined;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  if (dtype === "float16") {
    const bytes = (): Uint8Array => new Uint8Array(Uint16Array.from(value.values, bitsOfHalf).buffer);
    return { bytes, quantization: { dtype } };
  }
  const steps = dtype === "uint8" ? 255 : 65535;
  const scale = (max - min) / steps || 1;
  // Zero is to stay zero: the range moves by less than a step.
  const start = min < 0 && max > 0 ? -Math.round(-min / scale) * scale : min;
  const bytes = (): Uint8Array => {
    const { values } = value;
    const bits = new (dtype === "uint8" ? Uint8Array : Uint16Array)(values.length);
    for (let i = 0; i < bits.length; i++)
      bits[i] = Math.min(steps, Math.max(0, Math.round(((values[i] as number) - start) / scale)));
    return new Uint8Array(bits.buffer);
  };
  return { bytes, quantization: { dtype, scale, min: start } };
}
