/** Converts a model: reads it, rewrites it, stores its weights in fewer bits, compares, writes; and tells what came of it. */
import type { io } from "@tensorflow/tfjs-core";
import type { GraphDef } from "../graph/from-tfjs.ts";
import { type Difference, type Reference, referenceOf } from "./check-model.ts";
import type { RuleCount } from "./explanation.ts";
import { explainModel } from "./explanation.ts";
import { Failure, messageOf } from "./failure.ts";
import { modelName } from "./model-files.ts";
import { optimized } from "./optimized.ts";
import type { Progress } from "./progress.ts";
import { type Quantised, quantized } from "./quantize.ts";
import { checkOps, readSource, sourceFile } from "./sources.ts";
import { workOfModel } from "./work.ts";
import { checkTarget, writeModel } from "./write-model.ts";

export interface ConversionOptions {
  readonly model: string;
  readonly out: string;
  /** A .npy file to compare on; random input without one; `false` compares nothing. */
  readonly check: string | false | undefined;
  readonly quantize?: Quantised;
  /** The largest file of weights. */
  readonly shardBytes?: number;
  /** Whether the result must run on any backend of tfjs: it is held to the ops that tfjs has, and compared on its cpu backend. */
  readonly portable: boolean;
  /** Whether a model that cannot be rewritten, as those with control flow, is written as it is. */
  readonly asItIs: boolean;
}

interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}
export interface Report {
  readonly model: string;
  readonly format: string;
  readonly out: string;
  /** Ops that compute something. */
  readonly nodes: BeforeAfter;
  /** Elements of all weights. */
  readonly parameters: BeforeAfter;
  readonly weightBytes: BeforeAfter;
  /** Of convolutions and matrix products, in one inference; not known for models with control flow. */
  readonly flops?: BeforeAfter;
  /** Kernels of one inference: on stock tfjs, and in the plan that Graphweld makes of the result. */
  readonly launches?: BeforeAfter & { readonly planned?: number };
  readonly rewrites: number;
  readonly fired: readonly RuleCount[];
  readonly notes: readonly string[];
  readonly quantized?: {
    readonly as: Quantised;
    readonly tensors: number;
    readonly nmse?: number;
    readonly maxAbsError?: number;
  };
  readonly check:
    | { readonly backend: string; readonly nmse: number; readonly maxAbsError: number }
    | { readonly skipped: string };
  readonly files: readonly string[];
}

const STEPS = 5;

/** @throws Failure where anything is wrong; nothing is written then */
export async function convertModel(options: ConversionOptions, bar: Progress): Promise<Report> {
  const { model, out, quantize } = options;
  await bar.update(0, STEPS, "reading");
  await checkTarget(out, await sourceFile(model));
  const source = await readSource(model);
  await bar.update(1, STEPS, "rewriting");
  const { artifacts, fired, rewrites, reason } = rewritten(source.artifacts, options);
  if (options.portable) checkStock(model, artifacts);
  await bar.update(2, STEPS, "checking");
  const reference = await referenceFor(source.artifacts, options, reason);
  const checked = "skipped" in reference ? undefined : await sameOutputs(reference, artifacts, options);
  await bar.update(3, STEPS, "measuring");
  const stored = quantize ? quantized(artifacts, quantize) : undefined;
  const error = stored && !("skipped" in reference) ? await reference.compare(stored.artifacts) : undefined;
  const planned = reason === undefined ? await plannedLaunches(artifacts) : undefined;
  const flops = [source.artifacts, artifacts].map((each) => flopsOf(each));
  const [before, after] = [source.artifacts, artifacts].map(sizesOf) as [Sizes, Sizes];
  await bar.update(4, STEPS, "writing");
  const written = await writeModel(out, stored?.artifacts ?? artifacts, options.shardBytes);
  bar.stop();
  return {
    model: modelName(model),
    format: source.format,
    out,
    nodes: { before: before.nodes, after: after.nodes },
    parameters: { before: before.parameters, after: after.parameters },
    weightBytes: { before: source.weightBytes, after: written.weightBytes },
    ...(flops[0] === undefined || flops[1] === undefined ? {} : { flops: { before: flops[0], after: flops[1] } }),
    ...(checked && !("skipped" in reference)
      ? {
          launches: {
            before: reference.kernels,
            after: checked.kernels,
            ...(planned === undefined ? {} : { planned }),
          },
        }
      : {}),
    rewrites,
    fired,
    notes: [...source.notes, ...(reason === undefined ? [] : [`not rewritten: ${reason}`])],
    ...(stored
      ? {
          quantized: {
            as: quantize as Quantised,
            tensors: stored.tensors,
            ...(error ? { nmse: error.nmse, maxAbsError: error.maxAbsError } : {}),
          },
        }
      : {}),
    check:
      "skipped" in reference
        ? reference
        : { backend: reference.backend, nmse: checked?.nmse ?? 0, maxAbsError: checked?.maxAbsError ?? 0 },
    files: written.files,
  };
}

/** @throws Failure for ops that only a tfjs with Graphweld would have */
function checkStock(model: string, artifacts: io.ModelArtifacts): void {
  try {
    checkOps(artifacts);
  } catch (error) {
    throw new Failure(`${model} is not portable, for TensorFlow.js has nothing for ${messageOf(error)}`, 1);
  }
}

interface Rewritten {
  readonly artifacts: io.ModelArtifacts;
  readonly rewrites: number;
  readonly fired: readonly RuleCount[];
  /** Why it was left as it is. */
  readonly reason?: string;
}

function rewritten(source: io.ModelArtifacts, { model, asItIs }: ConversionOptions): Rewritten {
  const result = optimized(source);
  if (!("reason" in result)) return result;
  if (!asItIs) throw new Failure(`${model} cannot be optimized: ${result.reason}`, 1);
  return { artifacts: source, rewrites: 0, fired: [], reason: result.reason };
}

async function referenceFor(
  source: io.ModelArtifacts,
  { check, portable }: ConversionOptions,
  reason: string | undefined,
): Promise<Reference | { readonly skipped: string }> {
  if (check === false) return { skipped: "--no-check" };
  if (reason !== undefined) return { skipped: "it is written as it was read" };
  // The fastest, but where any is meant the one whose kernels are plain loops.
  return referenceOf(source, check, portable ? ["cpu"] : ["wasm", "cpu"]);
}

async function sameOutputs(
  reference: Reference,
  artifacts: io.ModelArtifacts,
  { model }: ConversionOptions,
): Promise<Difference> {
  const found = await reference.compare(artifacts).catch((error) => messageOf(error));
  if (typeof found !== "string" && found.isRounding) return found;
  const wrong = typeof found === "string" ? found : `NMSE ${found.nmse.toExponential(1)} on ${reference.backend}`;
  throw new Failure(
    `the optimized ${model} answers differently (${wrong}), so nothing was written; --no-check writes it all the same`,
    1,
  );
}

/** How many launches Graphweld's plan has; `undefined` where there is no plan, or no backend to make one for. */
async function plannedLaunches(artifacts: io.ModelArtifacts): Promise<number | undefined> {
  try {
    const explanation = await explainModel("", artifacts);
    return explanation.tier === "stock" ? undefined : explanation.launches.length;
  } catch {
    return undefined;
  }
}

function flopsOf(artifacts: io.ModelArtifacts): number | undefined {
  const work = workOfModel(artifacts);
  return work && work.dense + work.depthwise;
}

interface Sizes {
  readonly nodes: number;
  readonly parameters: number;
}
function sizesOf({ modelTopology, weightSpecs = [] }: io.ModelArtifacts): Sizes {
  const { node } = modelTopology as GraphDef;
  return {
    nodes: node.filter(({ op }) => op !== "Const" && op !== "Placeholder" && op !== "NoOp").length,
    parameters: weightSpecs.reduce((n, { shape }) => n + shape.reduce((size, d) => size * d, 1), 0),
  };
}
