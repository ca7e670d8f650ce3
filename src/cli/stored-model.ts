/** A model between reading and writing: each weight's bytes are read when they are wanted, so that it is never in memory twice. */
import type { io } from "@tensorflow/tfjs-core";
import { type ConstantTensor, sizeOf } from "../graph/types.ts";
import { storedBytes, weightsOf } from "../graph/weights-tfjs.ts";

export interface StoredWeight {
  readonly spec: io.WeightsManifestEntry;
  readonly value: ConstantTensor;
  /** The bytes to store, which are those of the value unless it is quantised. */
  readonly bytes: () => Uint8Array;
}
export interface StoredModel {
  /** The model's files but for its weights. */
  readonly files: Omit<io.ModelArtifacts, "weightSpecs" | "weightData">;
  readonly weights: readonly StoredWeight[];
}

/** A model whose files are in memory. */
export function storedModel({ weightSpecs = [], weightData, ...files }: io.ModelArtifacts): StoredModel {
  const data = { weightSpecs, ...(weightData === undefined ? {} : { weightData }) };
  const values = weightsOf(data);
  const bytes = storedBytes(data);
  return {
    files,
    weights: weightSpecs.map((spec, i) => ({
      spec,
      value: values.get(spec.name) as ConstantTensor,
      bytes: () => new Uint8Array((bytes[i] as () => ArrayBuffer)()),
    })),
  };
}

/** A weight whose stored bytes are its values. */
export function plainWeight(name: string, value: ConstantTensor): StoredWeight {
  const bytes = (): Uint8Array => {
    const { buffer, byteOffset, byteLength } = value.values;
    return new Uint8Array(buffer, byteOffset, byteLength);
  };
  return { spec: { name, shape: [...value.shape], dtype: value.dtype as "float32" }, value, bytes };
}

export function constantsOf({ weights }: StoredModel): ReadonlyMap<string, ConstantTensor> {
  return new Map(weights.map(({ spec, value }) => [spec.name, value]));
}

/** The model as TensorFlow.js loads it: one weight after the other. */
export function loadable({ files, weights }: StoredModel): io.ModelArtifacts {
  return {
    ...files,
    weightSpecs: weights.map(({ spec }) => spec),
    getWeightStream: () => {
      let next = 0;
      return new ReadableStream<ArrayBuffer>({
        pull(controller) {
          const weight = weights[next++];
          if (weight) controller.enqueue(weight.bytes().slice().buffer as ArrayBuffer);
          else controller.close();
        },
      });
    },
  };
}

/** The largest weights of a model that is run without being asked to: a run takes its time. */
const MOST_MIB = 512;

/** Why a model is not run unless that is asked for, if it is not. */
export function tooLargeToRun(model: StoredModel): string | undefined {
  const mib = bytesInMemory(model) / 2 ** 20;
  return mib <= MOST_MIB
    ? undefined
    : `its weights take ${mib.toFixed(0)} MiB, more than the ${MOST_MIB} that run unasked`;
}

/** Bytes that the weights take in memory, as the numbers that they stand for. */
export function bytesInMemory({ weights }: StoredModel): number {
  return weights.reduce((n, { spec }) => n + sizeOf(spec.shape) * (spec.dtype === "bool" ? 1 : 4), 0);
}
