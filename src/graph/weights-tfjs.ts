/** Weights of a model's files: the bytes and quantisation of a manifest, decoded when a constant's values are asked for. */
import { io } from "@tensorflow/tfjs-core";
import { halfFromBits } from "./float16.ts";
import { zeros } from "./ops/moves.ts";
import { ConstantTensor, type DType, sizeOf, type Values } from "./types.ts";

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
  complex64: 8,
};

/** Every weight of a model by name. Throws on a model whose weights are a stream. */
export function weightsOf(artifacts: io.ModelArtifacts): Map<string, ConstantTensor> {
  const readers = weightReaders(artifacts);
  return new Map(
    (artifacts.weightSpecs ?? []).map(({ name, dtype, shape }) => [
      name,
      new ConstantTensor(dtype as DType, shape, readers.get(name) as () => Values),
    ]),
  );
}

/** What decodes each weight of a model, by name, each time that it is called. Throws on a model whose weights are a stream. */
export function weightReaders(artifacts: io.ModelArtifacts): Map<string, () => Values> {
  const bytes = storedBytes(artifacts);
  return new Map(
    (artifacts.weightSpecs ?? []).map((spec, i) => [spec.name, () => decode(spec, (bytes[i] as () => ArrayBuffer)())]),
  );
}

/** What copies the bytes of each of a model's weights as they are stored, each time that it is called. */
export function storedBytes({ weightSpecs = [], weightData }: io.ModelArtifacts): (() => ArrayBuffer)[] {
  if (!weightData) {
    if (weightSpecs.length > 0) throw new Error("the model's weights are a stream; read them first");
    return [];
  }
  const data = new io.CompositeArrayBuffer(weightData);
  let offset = 0;
  return weightSpecs.map((spec) => {
    const start = offset;
    const size = sizeOf(spec.shape);
    offset +=
      spec.dtype === "string"
        ? stringBytes(data, start, size)
        : size * (BYTES[spec.quantization?.dtype ?? spec.dtype] as number);
    const end = offset;
    return () => data.slice(start, end);
  });
}

/** Strings are stored one after the other, each after its length. */
function stringBytes(data: io.CompositeArrayBuffer, start: number, count: number): number {
  let at = start;
  for (let i = 0; i < count; i++) at += 4 + (new Uint32Array(data.slice(at, at + 4))[0] as number);
  return at - start;
}

function decode({ dtype, quantization }: io.WeightsManifestEntry, bytes: ArrayBuffer): Values {
  if (!quantization) {
    if (dtype === "float32") return new Float32Array(bytes);
    if (dtype === "int32") return new Int32Array(bytes);
    if (dtype === "bool") return new Uint8Array(bytes);
    throw new Error(`no constants of dtype ${dtype}`);
  }
  if (quantization.dtype === "float16") return Float32Array.from(new Uint16Array(bytes), halfFromBits);
  const stored = quantization.dtype === "uint8" ? new Uint8Array(bytes) : new Uint16Array(bytes);
  const { scale = 1, min = 0 } = quantization;
  const values = zeros(dtype as DType, stored.length);
  for (let i = 0; i < stored.length; i++) {
    const x = (stored[i] as number) * scale + min;
    values[i] = dtype === "int32" ? Math.round(x) : x;
  }
  return values;
}
