/** Converts a model: reads it, rewrites it, stores its weights in fewer bits, compares, writes; and tells what came of it. */
import type { GraphDef } from "../graph/from-tfjs.ts";
import { bodyOf } from "../graph/fused.ts";
import { ConstantTensor, sizeOf } from "../graph/types.ts";
import { impurity } from "../runtime/describe.ts";
import { type Difference, type Reference, referenceOf } from "./check-model.ts";
import type { RuleCount } from "./explanation.ts";
import { counted } from "./explanation.ts";
import { Failure, messageOf } from "./failure.ts";
import { launchesOf, wholeModel } from "./fuse.ts";
import { withFusedOps, withoutFusedOps } from "./fused.ts";
import { hasFused } from "./fused-calls.ts";
import { modelName } from "./model-files.ts";
import { optimized } from "./optimized.ts";
import type { Progress } from "./progress.ts";
import { type Quantised, quantized } from "./quantize.ts";
import { checkOps, readSource, sourceFile } from "./sources.ts";
import { constantsOf, type StoredModel, tooLargeToRun } from "./stored-model.ts";
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
  /**
   * Whether plain tfjs must run the result on any backend: it is held to the ops that tfjs has.
   * Otherwise fused ops of ours stand for what our kernels compute, and the result runs where Graphweld is imported.
   */
  readonly portable: boolean;
  /** Whether a model that can be neither rewritten nor fused is written as it is. */
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
  /** Kernels of one inference: in tfjs's own executor, and in the plan that Graphweld makes of the result. */
  readonly launches?: BeforeAfter & { readonly planned?: number };
  readonly rewrites: number;
  readonly fired: readonly RuleCount[];
  /** Fused ops, by the kernel that each is for. */
  readonly fused: readonly RuleCount[];
  /** What an app must import, beside tfjs, to run the result: Graphweld where there are fused ops, else nothing. */
  readonly requires: readonly "graphweld"[];
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
/** Bytes of values that are kept once read: enough for what rules look at more than once. */
const KEPT_BYTES = 64 * 2 ** 20;

/** @throws Failure where anything is wrong; nothing is written then */
export async function convertModel(options: ConversionOptions, bar: Progress): Promise<Report> {
  const { model, out, quantize } = options;
  await bar.update(0, STEPS, "reading");
  ConstantTensor.keepAtMost(KEPT_BYTES);
  await checkTarget(out, await sourceFile(model));
  const source = await readSource(model);
  await bar.update(1, STEPS, "rewriting");
  const { model: plain, fired, rewrites, reason } = rewritten(source.model, options);
  const fused = options.portable ? undefined : await withFusedOps(plain);
  if (options.portable) checkStock(model, plain);
  const noFused = fused && "reason" in fused ? fused.reason : undefined;
  const candidates = [
    ...(fused && !("reason" in fused) ? [fused] : []),
    ...(plain === source.model && !options.asItIs ? [] : [plain]),
  ];
  if (candidates.length === 0)
    throw new Failure(`${model} cannot be optimized: ${[reason, noFused].filter(Boolean).join("; ")}`, 1);
  await bar.update(2, STEPS, "checking");
  const reference = await referenceFor(source.model, candidates[0] as StoredModel, options);
  const { model: result, difference: checked, reason: differs } = await equivalent(candidates, reference, options);
  await bar.update(3, STEPS, "measuring");
  const unfused = differs ?? noFused;
  const stored = quantize ? quantized(result, quantize) : undefined;
  const error = stored && !("skipped" in reference) ? await reference.compare(stored.model) : undefined;
  const planned = reason === undefined ? plannedLaunches(result) : undefined;
  const flops = [source.model, result].map(flopsOf);
  const [before, after] = [source.model, result].map(sizesOf) as [Sizes, Sizes];
  await bar.update(4, STEPS, "writing");
  const written = await writeModel(out, stored?.model ?? result, options.shardBytes);
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
    fused: kernelsOf(result),
    requires: hasFused(result.files) ? ["graphweld"] : [],
    notes: [
      ...source.notes,
      ...(reason === undefined ? [] : [`not rewritten: ${reason}`]),
      ...(unfused === undefined ? [] : [`no fused ops, so that it runs without Graphweld too: ${unfused}`]),
    ],
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
function checkStock(model: string, { files }: StoredModel): void {
  try {
    checkOps(files);
  } catch (error) {
    throw new Failure(`${model} is not portable, for TensorFlow.js has nothing for ${messageOf(error)}`, 1);
  }
}

interface Rewritten {
  readonly model: StoredModel;
  readonly rewrites: number;
  readonly fired: readonly RuleCount[];
  /** Why it was left as it is. */
  readonly reason?: string;
}

/** In stock ops. */
function rewritten(source: StoredModel, { model }: ConversionOptions): Rewritten {
  const result = understood(model, () => optimized(source));
  if (!("reason" in result)) return result;
  return { model: withoutFusedOps(source), rewrites: 0, fired: [], reason: result.reason };
}

/** How many fused ops a model has, by kernel. */
function kernelsOf({ files }: StoredModel): RuleCount[] {
  const { node } = files.modelTopology as GraphDef;
  return counted(node.flatMap((def) => bodyOf(def)?.kernel ?? []));
}

/** What is thrown over a node tells of its attributes and shapes, of which damaged files hold any. */
function understood<T>(model: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Failure(`${model} is damaged, or uses an op in an unknown way: ${messageOf(error)}`, 2);
  }
}

async function referenceFor(
  source: StoredModel,
  result: StoredModel,
  { model, check }: ConversionOptions,
): Promise<Reference | { readonly skipped: string }> {
  if (check === false) return { skipped: "--no-check" };
  if (result === source) return { skipped: "it is written as it was read" };
  const large = tooLargeToRun(source);
  if (check === undefined && large !== undefined) return { skipped: `${large}; --check INPUT.npy runs it` };
  return referenceOf(model, source, check);
}

interface Checked {
  readonly model: StoredModel;
  readonly difference?: Difference;
  /** Why it is not the first candidate. */
  readonly reason?: string;
}

/**
 * The first of these that answers as the source does; just the first where nothing is compared.
 * @throws Failure where none does
 */
async function equivalent(
  candidates: readonly StoredModel[],
  reference: Reference | { readonly skipped: string },
  { model: name }: ConversionOptions,
): Promise<Checked> {
  if ("skipped" in reference) return { model: candidates[0] as StoredModel };
  let wrong = "";
  for (const model of candidates) {
    const found = await reference.compare(model).catch((error) => messageOf(error));
    if (typeof found !== "string" && found.isRounding)
      return { model, difference: found, ...(wrong && { reason: `with them it answers differently (${wrong})` }) };
    wrong = typeof found === "string" ? found : `NMSE ${found.nmse.toExponential(1)} on ${reference.backend}`;
  }
  throw new Failure(
    `the optimized ${name} answers differently (${wrong}), so nothing was written; --no-check writes it all the same`,
    1,
  );
}

/** How many launches Graphweld's plan has; `undefined` where there is no plan. */
function plannedLaunches(model: StoredModel): number | undefined {
  try {
    const whole = wholeModel(model.files, constantsOf(model));
    return whole && !whole.parts.some(({ graph }) => impurity(graph)) ? launchesOf(whole) : undefined;
  } catch {
    // What shapes or rules do not fit gets no plan where it runs either.
    return undefined;
  }
}

function flopsOf(model: StoredModel): number | undefined {
  const work = workOfModel(model.files, undefined, constantsOf(model));
  return work && work.dense + work.depthwise;
}

interface Sizes {
  readonly nodes: number;
  readonly parameters: number;
}
function sizesOf({ files, weights }: StoredModel): Sizes {
  const { node } = files.modelTopology as GraphDef;
  return {
    nodes: node.filter(({ op }) => op !== "Const" && op !== "Placeholder" && op !== "NoOp").length,
    parameters: weights.reduce((n, { spec }) => n + sizeOf(spec.shape), 0),
  };
}
