/** The text of a model.json: whether it is a graph model, and how many bytes its weights take. */
import type { io } from "@tensorflow/tfjs-core";

export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly io.WeightsManifestEntry[];
}
/** What a graph model's JSON holds at least. */
export interface GraphModelJson {
  readonly modelTopology: { readonly node: readonly { readonly name: string; readonly op: string }[] };
  readonly weightsManifest: readonly WeightGroup[];
}

/** Bytes of one stored element. */
const STORED_BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, complex64: 8 };
/** Quantised weights are stored in their quantised type. */
const QUANTISED_BYTES: Readonly<Record<string, number>> = { uint8: 1, uint16: 2, float16: 2 };

type Fields = Readonly<Record<string, unknown>>;
const isObject = (x: unknown): x is Fields => typeof x === "object" && x !== null && !Array.isArray(x);
const isText = (x: unknown): x is string => typeof x === "string";

/** Whether a `modelTopology` describes layers. */
export const describesLayers = (topology: unknown): boolean =>
  isObject(topology) && ["model_config", "class_name", "keras_version"].some((key) => key in topology);

/**
 * The JSON as a graph model, or what is wrong with it: the end of a sentence that begins with the file's name.
 * @param layers whether it may describe layers in place of nodes
 */
export function graphModelOf(json: unknown, layers = false): GraphModelJson | string {
  if (!isObject(json)) return "is not a tfjs graph model: it holds no JSON object";
  const { format, modelTopology: topology, weightsManifest: manifest } = json;
  const isLayers = format === "layers-model" || describesLayers(topology);
  if (isLayers && !layers) return "is a layers model, of which `graphweld convert` makes a graph model";
  if (!isObject(topology) || !(isLayers || Array.isArray(topology.node)))
    return "is not a tfjs graph model: it has no modelTopology with nodes";
  for (const [i, node] of isLayers ? [] : (topology.node as unknown[]).entries()) {
    const inputs = isObject(node) ? (node.input ?? []) : undefined;
    if (!isObject(node) || !isText(node.name) || !isText(node.op) || !Array.isArray(inputs) || !inputs.every(isText))
      return `is damaged: node ${i} of its modelTopology has no name, no op or no list of inputs`;
  }
  if (!Array.isArray(manifest)) return "is not a whole graph model: it has no weightsManifest";
  for (const [i, group] of manifest.entries()) {
    if (!isObject(group) || !Array.isArray(group.paths) || !group.paths.every(isText) || !Array.isArray(group.weights))
      return `is damaged: group ${i} of its weightsManifest has no paths or no weights`;
    for (const weight of group.weights) {
      const wrong = isObject(weight) ? wrongIn(weight) : "is no object";
      if (wrong) return `is damaged: the weight "${isObject(weight) ? weight.name : weight}" ${wrong}`;
    }
  }
  return json as unknown as GraphModelJson;
}

function wrongIn({ name, shape, dtype, quantization }: Fields): string | undefined {
  if (!isText(name)) return "has no name";
  if (!Array.isArray(shape) || !shape.every((d) => Number.isSafeInteger(d) && d >= 0)) return "has no proper shape";
  if (!isText(dtype) || !(dtype === "string" || Object.hasOwn(STORED_BYTES, dtype)))
    return `has the unknown dtype ${JSON.stringify(dtype)}`;
  if (quantization === undefined) return undefined;
  if (!isObject(quantization) || !Object.hasOwn(QUANTISED_BYTES, String(quantization.dtype)))
    return "has an unknown quantization";
  const linear = quantization.dtype !== "float16";
  if (linear && !(Number.isFinite(quantization.scale) && Number.isFinite(quantization.min)))
    return "is quantised without a scale and a min";
  return dtype === "float32" || (linear && dtype === "int32") ? undefined : `is quantised, but of dtype ${dtype}`;
}

/** The bytes that weights take, or why their shards do not hold them: the end of a sentence. */
export function bytesOf(weights: readonly io.WeightsManifestEntry[], shards: readonly ArrayBuffer[]): number | string {
  const length = shards.reduce((n, shard) => n + shard.byteLength, 0);
  let end = 0;
  for (const { name, shape, dtype, quantization } of weights) {
    const count = shape.reduce((a, b) => a * b, 1);
    if (dtype !== "string")
      end += count * ((quantization ? QUANTISED_BYTES[quantization.dtype] : STORED_BYTES[dtype]) ?? 0);
    // Each string is stored after its length.
    else for (let i = 0; i < count && end <= length; i++) end += 4 + (end + 4 <= length ? wordAt(shards, end) : 0);
    if (end > length) return `are too short: "${name}" ends at byte ${end} of ${length}`;
  }
  return end;
}

/** The 32-bit number, little endian, at an offset of what shards hold together. */
function wordAt(shards: readonly ArrayBuffer[], offset: number): number {
  const bytes = new Uint8Array(4);
  let start = 0;
  for (const shard of shards) {
    const from = Math.max(0, offset - start);
    const part = new Uint8Array(shard).subarray(from, Math.max(from, offset + 4 - start));
    bytes.set(part, Math.max(0, start - offset));
    start += shard.byteLength;
  }
  return new DataView(bytes.buffer).getUint32(0, true);
}
