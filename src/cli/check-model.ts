/** Runs a converted model beside its source, on stock tfjs and the same input. */
import type { NamedTensorMap } from "@tensorflow/tfjs-core";
import { dynamicReason } from "../hook/explain.ts";
import { sweepFused } from "../hook/fused.ts";
import { counting } from "./counted.ts";
import { Failure, messageOf } from "./failure.ts";
import { hasFused, withKernelsAtOnce } from "./fused-calls.ts";
import { loadLean } from "./lean-model.ts";
import { compareOutputs, exampleInputs, outputsOf } from "./measure.ts";
import { startBackend } from "./node-backend.ts";
import { readNpy } from "./npy.ts";
import type { StoredModel } from "./stored-model.ts";

/** How far two models' outputs are apart, and how many kernels that compute or move something a call of each runs. */
export interface Difference {
  readonly nmse: number;
  readonly maxAbsError: number;
  readonly kernels: number;
  /** Whether no output differs by more than rounding. */
  readonly isRounding: boolean;
}

/** What a source answers on some input. */
export interface Reference {
  readonly backend: string;
  readonly kernels: number;
  /** How far a model's answers on the same input are from the source's. @throws Error when it does not run */
  readonly compare: (model: StoredModel) => Promise<Difference>;
}

/** Normalised mean squared error that rewriting may make: rounding, as far as a plan may differ from stock. */
const TOLERANCE = 1e-8;
/** An error that any output may have: what float32 rounds numbers near 1 by. Probabilities near 0 are not told apart further. */
const FLOOR = 1e-7;

/** Where models are compared: the first that runs the source. cpu has more kernels, but they are plain loops. */
const BACKENDS = ["wasm", "cpu"];

/**
 * Runs a model on random input, or on that of a .npy file; or says why it does not run on random input.
 * @param name the model's file
 * @throws Failure when the file is none, or the model does not run on it
 */
export async function referenceOf(
  name: string,
  source: StoredModel,
  file: string | undefined,
): Promise<Reference | { readonly skipped: string }> {
  const reasons: string[] = [];
  for (const backend of BACKENDS) {
    const problem = await startBackend(backend).then(() => "", messageOf);
    const found = problem ? { skipped: problem } : await referenceOn(backend, name, source, file);
    if (!("skipped" in found)) return found;
    reasons.push(found.skipped);
  }
  if (file !== undefined) throw new Failure(`the model does not run on ${file}: ${reasons[0]}`, 2);
  return { skipped: `the source does not run on random input: ${reasons[0]}` };
}

/** The same on one backend, which has started. */
async function referenceOn(
  backend: string,
  name: string,
  source: StoredModel,
  file: string | undefined,
): Promise<Reference | { readonly skipped: string }> {
  const model = await loadLean(source, name);
  let inputs: NamedTensorMap = {};
  if (file !== undefined) {
    const [input, ...others] = model.inputs;
    if (!input || others.length > 0)
      throw new Failure(`--check takes one array, but the model has ${model.inputs.length} inputs`, 2);
    inputs = { [input.name]: await readNpy(file) };
  }
  const dynamic = dynamicReason(model) !== undefined;
  const run = await counting(() => {
    if (file === undefined) inputs = exampleInputs(model);
    return outputsOf(model, inputs, dynamic);
  }).catch((error) => ({ skipped: messageOf(error) }));
  model.dispose();
  if ("skipped" in run) return run;
  const compare = async (result: StoredModel): Promise<Difference> => {
    const other = await loadLean(result);
    try {
      const call = () => counting(() => outputsOf(other, inputs, dynamic));
      const { result: got, kernels, views } = await (hasFused(result.files) ? withKernelsAtOnce(call) : call());
      const isRounding = run.result.every((expected, i) => {
        const { nmse, maxAbsError } = compareOutputs(got.slice(i, i + 1), [expected]);
        return nmse <= TOLERANCE || maxAbsError <= FLOOR;
      });
      return { ...compareOutputs(got, run.result), kernels: kernels - views, isRounding };
    } finally {
      other.dispose();
      // What kernels have packed of large weights takes up to four times their size.
      sweepFused();
    }
  };
  return { backend, kernels: run.kernels - run.views, compare };
}
