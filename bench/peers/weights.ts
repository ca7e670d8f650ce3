/** Tells the error of a conversion from that of other weights: the weights of one file are put into the model of another. */
import type { io } from "@tensorflow/tfjs-core";
import { type ConstantTensor, sizeOf } from "../../src/graph/types.ts";
import { weightsOf } from "../../src/graph/weights-tfjs.ts";

/** Values that differ by more, beside the largest, belong to different layers. */
const MOST_DIFFERENCE = 1e-2;

export interface Exchanged {
  readonly artifacts: io.ModelArtifacts;
  /** How many weights have a counterpart in the file, and how many of those differ from it. */
  readonly matched: number;
  readonly differing: number;
  /** The largest difference of a value, beside the largest value of its weight. */
  readonly difference: number;
}

/**
 * A model with each of its float32 weights replaced by the one of `others` that has as many values and is nearest.
 * @param others weights in the layouts of TensorFlow
 */
export function exchanged(artifacts: io.ModelArtifacts, others: Iterable<ConstantTensor>): Exchanged {
  const own = weightsOf(artifacts);
  const free = new Set([...others].filter(({ dtype }) => dtype === "float32"));
  let [matched, differing, most] = [0, 0, 0];
  const data = (artifacts.weightSpecs ?? []).map(({ name }) => {
    const weight = own.get(name) as ConstantTensor;
    if (weight.dtype !== "float32" || sizeOf(weight.shape) < 2) return weight.values;
    const rated = [...free]
      .filter(({ shape }) => sizeOf(shape) === sizeOf(weight.shape))
      .map((other) => ({ other, difference: differenceOf(weight, other) }));
    const nearest = rated.reduce((a, b) => (b.difference < a.difference ? b : a), {
      other: weight,
      difference: MOST_DIFFERENCE,
    });
    if (nearest.other === weight) return weight.values;
    free.delete(nearest.other);
    matched++;
    if (nearest.difference > 0) differing++;
    most = Math.max(most, nearest.difference);
    return nearest.other.values;
  });
  const weightSpecs = (artifacts.weightSpecs ?? []).map(({ quantization, ...spec }) => spec);
  const weightData = data.map(
    (values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice().buffer,
  );
  return { artifacts: { ...artifacts, weightSpecs, weightData }, matched, differing, difference: most };
}

function differenceOf({ values: a }: ConstantTensor, { values: b }: ConstantTensor): number {
  let [difference, largest] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number];
    difference = Math.max(difference, Math.abs(x - y));
    largest = Math.max(largest, Math.abs(x));
  }
  return difference === 0 ? 0 : difference / largest;
}
