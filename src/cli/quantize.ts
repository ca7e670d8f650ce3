/** Stores weights in fewer bits, in the form that every tfjs decodes when it loads. */
import { io } from "@tensorflow/tfjs-core";
import { bitsOfHalf } from "../graph/float16.ts";

export const QUANTISED = ["float16", "uint8", "uint16"] as const;
export type Quantised = (typeof QUANTISED)[number];

/** Smaller tensors, biases mostly, stay as they are: they take no space to speak of, and their errors add up. */
const FEWEST_ELEMENTS = 1024;

/**
 * The model with its large float32 weights stored as `type`, each with a range of its own.
 * Weights that are not finite stay as they are.
 */
export function quantized(
  artifacts: io.ModelArtifacts,
  type: Quantised,
): { readonly artifacts: io.ModelArtifacts; readonly tensors: number } {
  const data = new io.CompositeArrayBuffer(artifacts.weightData);
  const parts: ArrayBuffer[] = [];
  let offset = 0;
  let tensors = 0;
  const weightSpecs = (artifacts.weightSpecs ?? []).map((spec) => {
    if (spec.quantization || spec.dtype === "string") throw new Error(`"${spec.name}" has no plain values`);
    const size = spec.shape.reduce((n, d) => n * d, 1);
    const end = offset + size * (spec.dtype === "bool" ? 1 : spec.dtype === "complex64" ? 8 : 4);
    const bytes = data.slice(offset, end);
    offset = end;
    const stored = spec.dtype === "float32" && size >= FEWEST_ELEMENTS && store(new Float32Array(bytes), type);
    if (!stored) {
      parts.push(bytes);
      return spec;
    }
    parts.push(stored.bytes);
    tensors++;
    return { ...spec, quantization: stored.quantization };
  });
  return { artifacts: { ...artifacts, weightSpecs, weightData: parts }, tensors };
}

type Quantization = NonNullable<io.WeightsManifestEntry["quantization"]>;

function store(values: Float32Array, dtype: Quantised): { bytes: ArrayBuffer; quantization: Quantization } | undefined {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) return undefined;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (dtype === "float16") return { bytes: Uint16Array.from(values, bitsOfHalf).buffer, quantization: { dtype } };
  const steps = dtype === "uint8" ? 255 : 65535;
  const scale = (max - min) / steps || 1;
  // Zero is to stay zero: the range moves by less than a step.
  const start = min < 0 && max > 0 ? -Math.round(-min / scale) * scale : min;
  const bits = new (dtype === "uint8" ? Uint8Array : Uint16Array)(values.length);
  for (let i = 0; i < bits.length; i++)
    bits[i] = Math.min(steps, Math.max(0, Math.round(((values[i] as number) - start) / scale)));
  return { bytes: bits.buffer, quantization: { dtype, scale, min: start } };
}
