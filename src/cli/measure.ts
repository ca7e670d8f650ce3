/**
 * Measures what Graphweld gains on one model: stock and fused in one process, interleaved, with the difference of their
 * outputs. Runs in Node and in pages alike; needs an active backend.
 */
import { GraphModel } from "@tensorflow/tfjs-converter";
import { getBackend, io, type NamedTensorMap, profile, randomUniform, type Tensor } from "@tensorflow/tfjs-core";
import { median, min } from "simple-statistics";
import { explain, optimize, type PlanReport, warmup } from "../core.ts";
import { abTime } from "./ab.ts";

/** Times are milliseconds, sizes bytes. */
export interface Measurement {
  readonly model: string;
  readonly backend: string;
  /** What ran: "plan", or "stock" where the model stays with tfjs. */
  readonly tier: string;
  /** Why the model stays with tfjs. */
  readonly reason?: string;
  readonly runs: number;
  readonly stock: { readonly medianMs: number; readonly minMs: number };
  readonly fused: { readonly medianMs: number; readonly minMs: number };
  /** stock.medianMs / fused.medianMs: above 1 is faster. */
  readonly ratio: number;
  /** Largest normalised mean squared error of an output against stock: Σ(a−b)² / Σb². */
  readonly nmse: number;
  readonly maxAbsError: number;
  /** Kernels that one inference runs. */
  readonly launches: { readonly stock: number; readonly fused: number };
  /** From the start of loading to the first result. */
  readonly coldMs: { readonly stock: number; readonly fused: number };
  /** Weights, and the intermediate values at their peak; for fused, packed weights and arena come on top of the weights. */
  readonly bytes: { readonly stock: number; readonly fused: number };
  /** Time to build the plan, and how many launches of it are stock kernels. */
  readonly plan?: { readonly buildMs: number; readonly stockLaunches: number };
}

export interface MeasureOptions {
  readonly runs: number;
  readonly budgetMs?: number;
  readonly onProgress?: (done: number, total: number) => void | Promise<void>;
}

/** Random inputs as the model declares them: unknown extents are 1, floats lie in [0, 1), integers in [0, 255). */
export function exampleInputs(model: GraphModel, seed = 1): NamedTensorMap {
  return Object.fromEntries(
    model.inputs.map(({ name, shape = [], dtype }, i) => {
      const extents = shape.map((d) => (d > 0 ? d : 1));
      const integer = dtype !== "float32";
      return [name, randomUniform(extents, 0, integer ? 255 : 1, integer ? "int32" : "float32", seed + i)];
    }),
  );
}

/** Runs the model once, by `executeAsync` where its control flow needs that, and reads all outputs. */
async function outputsOf(model: GraphModel, inputs: NamedTensorMap, dynamic: boolean): Promise<Float32Array[]> {
  const result = dynamic ? await model.executeAsync(inputs) : model.execute(inputs);
  const tensors = [result].flat() as Tensor[];
  const values = tensors.map((t) => Float32Array.from(t.dataSync() as ArrayLike<number>));
  for (const t of tensors) t.dispose();
  return values;
}

/** The largest error over a model's outputs. */
export function compareOutputs(actual: readonly Float32Array[], expected: readonly Float32Array[]): { nmse: number; maxAbsError: number } {
  let nmse = 0;
  let maxAbsError = 0;
  expected.forEach((e, i) => {
    const a = actual[i];
    if (a?.length !== e.length) {
      nmse = Number.POSITIVE_INFINITY;
      return;
    }
    let error = 0;
    let power = 0;
    for (let j = 0; j < e.length; j++) {
      const d = (a[j] as number) - (e[j] as number);
      error += d * d;
      power += (e[j] as number) ** 2;
      maxAbsError = Math.max(maxAbsError, Math.abs(d));
    }
    if (error > 0) nmse = Math.max(nmse, error / Math.max(power, Number.MIN_VALUE));
  });
  return { nmse, maxAbsError };
}

async function load(artifacts: io.ModelArtifacts, fused: boolean): Promise<GraphModel> {
  const model = new GraphModel(io.fromMemory(artifacts));
  await model.load();
  if (fused) optimize(model);
  return model;
}

async function cold(artifacts: io.ModelArtifacts, fused: boolean, dynamic: boolean): Promise<{ ms: number; model: GraphModel }> {
  const start = performance.now();
  const model = await load(artifacts, fused);
  const inputs = exampleInputs(model);
  await outputsOf(model, inputs, dynamic);
  const ms = performance.now() - start;
  for (const t of Object.values(inputs)) t.dispose();
  return { ms, model };
}

/** True when `execute` refuses the model, so that it must be run by `executeAsync`. */
async function isDynamic(artifacts: io.ModelArtifacts): Promise<boolean> {
  const model = await load(artifacts, false);
  const inputs = exampleInputs(model);
  try {
    for (const t of [model.execute(inputs)].flat()) t.dispose();
    return false;
  } catch {
    return true;
  } finally {
    for (const t of Object.values(inputs)) t.dispose();
    model.dispose();
  }
}

/** What is known of a plan that answers. */
function planOf(report: PlanReport): Required<Pick<PlanReport, "buildMs" | "launches" | "packedBytes" | "arenaBytes">> | undefined {
  const { tier, buildMs, launches, packedBytes, arenaBytes } = report;
  if (tier !== "plan" || buildMs === undefined || !launches || packedBytes === undefined || arenaBytes === undefined) return undefined;
  return { buildMs, launches, packedBytes, arenaBytes };
}

/** Stock against fused on the active backend. The global hook must not be installed, or stock would be fused too. */
export async function measure(name: string, artifacts: io.ModelArtifacts, options: MeasureOptions): Promise<Measurement> {
  const dynamic = await isDynamic(artifacts);
  const stock = await cold(artifacts, false, dynamic);
  const fused = await cold(artifacts, true, dynamic);
  const inputs = exampleInputs(stock.model, 7);
  try {
    const stockProfile = await profile(async () => {
      await outputsOf(stock.model, inputs, dynamic);
      return [];
    });
    if (!dynamic) await warmup(fused.model, inputs);
    const run = (model: GraphModel) => async () => void (await outputsOf(model, inputs, dynamic));
    const samples = await abTime({
      stock: run(stock.model),
      fused: run(fused.model),
      runs: options.runs,
      ...(options.budgetMs === undefined ? {} : { budgetMs: options.budgetMs }),
      ...(options.onProgress ? { onPair: options.onProgress } : {}),
    });
    const difference = compareOutputs(await outputsOf(fused.model, inputs, dynamic), await outputsOf(stock.model, inputs, dynamic));
    const state = explain(fused.model);
    const plan = state.plans.map(planOf).find((p) => p !== undefined);
    const weightBytes = Object.values(stock.model.weights)
      .flat()
      .reduce((sum, t) => sum + t.size * 4, 0);
    const stockBytes = Math.max(weightBytes, stockProfile.peakBytes);
    const kernels = stockProfile.kernels.length;
    return {
      model: name,
      backend: getBackend(),
      tier: plan ? "plan" : "stock",
      ...(plan ? {} : { reason: state.reason ?? state.plans[0]?.reason ?? "no plan was made" }),
      runs: samples.stock.length,
      stock: { medianMs: median(samples.stock), minMs: min(samples.stock) },
      fused: { medianMs: median(samples.fused), minMs: min(samples.fused) },
      ratio: median(samples.stock) / median(samples.fused),
      ...difference,
      launches: { stock: kernels, fused: plan ? plan.launches.length : kernels },
      coldMs: { stock: stock.ms, fused: fused.ms },
      bytes: { stock: stockBytes, fused: plan ? weightBytes + plan.packedBytes + plan.arenaBytes : stockBytes },
      ...(plan
        ? { plan: { buildMs: plan.buildMs, stockLaunches: plan.launches.filter((l) => l.runs === "stock").length } }
        : {}),
    };
  } finally {
    for (const t of Object.values(inputs)) t.dispose();
    stock.model.dispose();
    fused.model.dispose();
  }
}
