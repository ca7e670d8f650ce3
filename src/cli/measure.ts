/**
 * Measures what Graphweld gains on one model: stock and fused in one process, interleaved, with the difference of their
 * outputs. Runs in Node and in pages alike; needs an active backend.
 */
import { GraphModel } from "@tensorflow/tfjs-converter";
import {
  env,
  getBackend,
  io,
  memory,
  type NamedTensorMap,
  profile,
  randomUniform,
  type Tensor,
  tensor,
  util,
} from "@tensorflow/tfjs-core";
import { median, min } from "simple-statistics";
import { type Explanation, explain, optimize, type PlanReport, warmup } from "../core.ts";
import { copies } from "../hook/copies.ts";
import { type FlagName, registerFlags } from "../hook/flags.ts";
import { registerFused } from "../hook/fused.ts";
import { loadEngine } from "../hook/planners.ts";
import type { LaunchInfo } from "../runtime/runner.ts";
import { activeWasmBackend, memoryOf } from "../runtime/wasm/backend.ts";
import { isShared } from "../runtime/wasm/functions.ts";
import { counting, VIEWS } from "./counted.ts";
import { Failure, messageOf } from "./failure.ts";
import { hasFused, readyFused } from "./fused-calls.ts";
import { heapInUse } from "./heap.ts";
import { interleave, ratioInterval } from "./interleave.ts";

/** Times are milliseconds, sizes bytes. */
export interface Measurement {
  readonly model: string;
  readonly backend: string;
  /** What ran: "plan", "portable", "parts" where plans run parts of a model that needs `executeAsync`, or "stock". */
  readonly tier: "plan" | "portable" | "parts" | "stock";
  /** Why the model stays with tfjs, or what of it. */
  readonly reason?: string;
  readonly runs: number;
  readonly stock: { readonly medianMs: number; readonly minMs: number };
  readonly fused: { readonly medianMs: number; readonly minMs: number };
  /** stock.medianMs / fused.medianMs: above 1 is faster. */
  readonly ratio: number;
  /** Where the ratio lies with 95 % confidence: a bootstrap over the interleaved rounds. */
  readonly interval: readonly [low: number, high: number];
  /** Largest normalised mean squared error of an output against stock: Σ(a−b)² / Σb². */
  readonly nmse: number;
  readonly maxAbsError: number;
  /** Kernels that one inference runs, ours and tfjs's. */
  readonly launches: { readonly stock: number; readonly fused: number };
  /** From the start of loading the model to the first result. The engine is there: an app fetches it while it waits for files. */
  readonly coldMs: { readonly stock: number; readonly fused: number };
  /** Most that tfjs's memory, and a plan's, hold for the model during an inference, its input excluded; for fused, once plans answer. */
  readonly bytes: { readonly stock: number; readonly fused: number };
  /** Time to build the plan, how many launches of it are stock kernels, and for how many threads it is laid out. */
  readonly plan?: { readonly buildMs: number; readonly stockLaunches: number; readonly threads: number };
}

/** How to call a model: values for inputs, as plain data. */
export interface ExampleCall {
  readonly inputs: Readonly<Record<string, ExampleInput>>;
}
export interface ExampleInput {
  readonly dtype: "float32" | "int32" | "bool";
  readonly shape: readonly number[];
  /** Random values lie in between, the end excluded. */
  readonly range?: readonly [number, number];
  readonly values?: readonly number[];
}

export interface MeasureOptions {
  /** Where the declared inputs do not say enough. */
  readonly call?: ExampleCall;
  readonly runs: number;
  readonly budgetMs?: number;
  /** `GRAPHWELD_WASM_THREADS`; 1 unless given, which is what stock has in Node and in pages that are not isolated. */
  readonly threads?: number;
  readonly onProgress?: (done: number, total: number) => void | Promise<void>;
}

/** The most values of an input: far more than any picture has. */
const MOST_VALUES = 2 ** 28;

/**
 * Random inputs as the model declares them: unknown extents are 1, floats lie in [0, 1), integers in [0, 255).
 * @throws Failure 1 when the model takes something else, or more than memory holds
 */
export function exampleInputs(model: GraphModel, seed = 1, given?: ExampleCall["inputs"]): NamedTensorMap {
  if (given)
    return Object.fromEntries(Object.entries(given).map(([name, input], i) => [name, exampleTensor(input, seed + i)]));
  return Object.fromEntries(
    model.inputs.map(({ name, shape = [], dtype }, i) => {
      const extents = shape.map((d) => (d > 0 ? d : 1));
      if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool")
        throw new Failure(`the input "${name}" takes ${dtype}, which cannot be made up`, 1);
      if (util.sizeFromShape(extents) > MOST_VALUES)
        throw new Failure(`the input "${name}" takes [${shape}] values, too many to be made up`, 1);
      const end = { float32: 1, int32: 255, bool: 2 }[dtype];
      return [name, randomUniform(extents, 0, end, dtype, seed + i)];
    }),
  );
}

function exampleTensor({ dtype, shape, range = [0, 1], values }: ExampleInput, seed: number): Tensor {
  if (values) return tensor([...values], [...shape], dtype);
  return randomUniform([...shape], range[0], range[1], dtype, seed);
}

/** Runs the model once, by `executeAsync` where its control flow needs that, and reads all outputs. */
export async function outputsOf(model: GraphModel, inputs: NamedTensorMap, dynamic: boolean): Promise<Float32Array[]> {
  const result = dynamic ? await model.executeAsync(inputs) : model.execute(inputs);
  const tensors = [result].flat() as Tensor[];
  const values = await Promise.all(tensors.map(async (t) => floats(await t.data())));
  for (const t of tensors) t.dispose();
  return values;
}

/** What was read, as floats. Floats stay as they are: runtimes give a copy, and another one would be timed with the model. */
export const floats = (read: ArrayLike<number>): Float32Array =>
  read instanceof Float32Array ? read : Float32Array.from(read);

/** Stands for an error without bound, for JSON has no infinity. */
const UNBOUNDED = Number.MAX_VALUE;

/** The largest error over a model's outputs. Values that are the same, infinite or not a number, do not differ. */
export function compareOutputs(
  actual: readonly Float32Array[],
  expected: readonly Float32Array[],
): { nmse: number; maxAbsError: number } {
  let nmse = 0;
  let maxAbsError = 0;
  expected.forEach((e, i) => {
    const a = actual[i] ?? [];
    let error = a.length === e.length ? 0 : Number.POSITIVE_INFINITY;
    let power = 0;
    for (let j = 0; j < e.length; j++) {
      const [x, y] = [a[j] ?? Number.NaN, e[j] as number];
      if (Number.isFinite(y)) power += y * y;
      if (Object.is(x, y) || x === y) continue;
      const d = Math.abs(x - y);
      error += Number.isFinite(d) ? d * d : Number.POSITIVE_INFINITY;
      maxAbsError = Math.max(maxAbsError, Number.isFinite(d) ? d : UNBOUNDED);
    }
    if (error > 0) nmse = Math.max(nmse, Math.min(error / power, UNBOUNDED));
  });
  return { nmse, maxAbsError };
}

/** Loads a model from memory. @param name what to call it in errors @throws Failure 2 when TensorFlow.js refuses it */
export async function loadModel(artifacts: io.ModelArtifacts, name: string = "the model"): Promise<GraphModel> {
  try {
    for (const copy of copies()) registerFused(copy);
    const model = new GraphModel(io.fromMemory(artifacts));
    await model.load();
    if (hasFused(artifacts)) await readyFused();
    return model;
  } catch (error) {
    throw new Failure(`TensorFlow.js cannot load ${name}: ${messageOf(error)}`, 2);
  }
}

async function load(artifacts: io.ModelArtifacts, fused: boolean): Promise<GraphModel> {
  const model = await loadModel(artifacts);
  if (fused) optimize(model);
  return model;
}

/** Milliseconds from the start of loading until the first result has been read, and the model. */
export async function firstResult(
  artifacts: io.ModelArtifacts,
  fused: boolean,
  dynamic: boolean,
  given: ExampleCall["inputs"] | undefined,
): Promise<{ ms: number; model: GraphModel }> {
  const start = performance.now();
  const model = await load(artifacts, fused);
  const inputs = exampleInputs(model, 1, given);
  await outputsOf(model, inputs, dynamic);
  const ms = performance.now() - start;
  for (const t of Object.values(inputs)) t.dispose();
  return { ms, model };
}

/** True when `execute` refuses the model, so that it must be run by `executeAsync`. */
async function isDynamic(artifacts: io.ModelArtifacts, given: ExampleCall["inputs"] | undefined): Promise<boolean> {
  const model = await load(artifacts, false);
  const inputs = exampleInputs(model, 1, given);
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

/** What is known of the plans that answer: the whole model's, or those of its parts. */
export interface Plans {
  readonly tier: "plan" | "portable" | "parts";
  /** What stays with tfjs. */
  readonly reason?: string;
  readonly buildMs: number;
  readonly launches: readonly LaunchInfo[];
  /** Packed weights and intermediate values. */
  readonly bytes: number;
  /** The most that one of them is laid out for. */
  readonly threads: number;
}

/** The plans that answer a model's last kind of calls, if any do. */
export function plansOf({ plans, splits }: Explanation): Plans | undefined {
  const answers = (reports: readonly PlanReport[]) => reports.filter(({ tier }) => tier !== "stock").slice(0, 1);
  const whole = answers(plans);
  const [split] = splits ?? [];
  const parts = (split?.segments ?? []).flatMap((segment) => answers(segment.plans).map((plan) => ({ segment, plan })));
  const found = whole.length > 0 ? whole : parts.map(({ plan }) => plan);
  if (found.length === 0) return undefined;
  const sum = (value: (plan: PlanReport) => number | undefined) => found.reduce((n, plan) => n + (value(plan) ?? 0), 0);
  const nodes = parts.reduce((n, { segment }) => n + segment.nodes, 0);
  const rest = split?.stock.reduce((n, { count }) => n + count, 0) ?? 0;
  return {
    ...(whole[0]
      ? { tier: whole[0].tier as "plan" | "portable" }
      : { tier: "parts", reason: `${nodes} of ${nodes + rest} nodes by plan, the rest by tfjs` }),
    buildMs: sum((plan) => plan.buildMs),
    launches: found.flatMap(({ launches = [] }) => launches),
    threads: Math.max(...found.map(({ threads = 1 }) => threads)),
    bytes: sum((plan) => plan.packedBytes) + sum((plan) => plan.arenaBytes),
  };
}

/** What one inference of stock takes: kernels, and bytes beside the weights and inputs. */
export async function profileStock(model: GraphModel, inputs: NamedTensorMap, dynamic: boolean) {
  const before = memory().numBytes;
  let outputBytes = 0;
  const { kernels, peakBytes } = await profile(async () => {
    for (const values of await outputsOf(model, inputs, dynamic)) outputBytes += values.byteLength;
    return [];
  });
  const moved = kernels.filter(({ name }) => !VIEWS.has(name)).flatMap((k) => [...k.inputShapes, ...k.outputShapes]);
  return {
    kernels: kernels.length,
    intermediateBytes: Math.max(0, peakBytes - before),
    outputBytes,
    /** Operands and results of all kernels, four bytes an element. */
    movedBytes: moved.reduce((sum, shape) => sum + (shape ? 4 * util.sizeFromShape(shape) : 0), 0),
  };
}
/** Bytes that tensors, and on wasm all else, take in the active backend's memory. */
export function memoryInUse(): number {
  const backend = activeWasmBackend();
  return typeof backend === "string" ? memory().numBytes : heapInUse(backend);
}

function memoryIsShared(): boolean {
  const backend = activeWasmBackend();
  const heap = typeof backend === "string" ? undefined : memoryOf(backend);
  return heap !== undefined && isShared(heap);
}

/** Stock against fused on the active backend. The global hook must not be installed, or stock would be fused too. */
export async function measure(
  name: string,
  artifacts: io.ModelArtifacts,
  options: MeasureOptions,
): Promise<Measurement> {
  const given = options.call?.inputs;
  registerFlags();
  env().set("GRAPHWELD_WASM_THREADS" satisfies FlagName, options.threads ?? 1);
  const dynamic = await isDynamic(artifacts, given);
  await loadEngine(getBackend());
  const outset = memoryInUse();
  const stock = await firstResult(artifacts, false, dynamic, given);
  const stockBytes = memoryInUse() - outset;
  const fused = await firstResult(artifacts, true, dynamic, given);
  const inputs = exampleInputs(stock.model, 7, given);
  const inputBytes = Object.values(inputs).reduce((sum, t) => sum + t.size * 4, 0);
  try {
    const { kernels, intermediateBytes, outputBytes } = await profileStock(stock.model, inputs, dynamic);
    await warmup(fused.model, inputs);
    const run = (model: GraphModel) => async () => void (await outputsOf(model, inputs, dynamic));
    const samples = await interleave(
      { stock: run(stock.model), fused: run(fused.model) },
      {
        runs: options.runs,
        ...(options.budgetMs === undefined ? {} : { budgetMs: options.budgetMs }),
        ...(options.onProgress ? { onRound: options.onProgress } : {}),
      },
    );
    const { result: ours, ...rest } = await counting(() => outputsOf(fused.model, inputs, dynamic));
    const theirs = await outputsOf(stock.model, inputs, dynamic);
    // Weights that plans do without are freed in the background.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const inUse = memoryInUse();
    const state = explain(fused.model);
    const plans = plansOf(state);
    // Where tfjs's memory can't be shared, plans for several threads have their own.
    const apart = plans && plans.threads > 1 && !memoryIsShared() ? plans.bytes : 0;
    const fusedBytes = inUse - outset - stockBytes - inputBytes + apart;
    const reason = plans ? plans.reason : (state.reason ?? state.plans[0]?.reason ?? "no plan was made");
    const bytes = stockBytes + intermediateBytes;
    const own = plans?.launches.filter((l) => l.runs === "graphweld").length ?? 0;
    return {
      model: name,
      backend: getBackend(),
      tier: plans?.tier ?? "stock",
      ...(reason === undefined ? {} : { reason }),
      runs: samples.stock.length,
      stock: { medianMs: median(samples.stock), minMs: min(samples.stock) },
      fused: { medianMs: median(samples.fused), minMs: min(samples.fused) },
      ratio: median(samples.stock) / median(samples.fused),
      interval: ratioInterval(samples.stock, samples.fused),
      ...compareOutputs(ours, theirs),
      launches: { stock: kernels, fused: plans?.tier === "plan" ? plans.launches.length : own + rest.kernels },
      coldMs: { stock: stock.ms, fused: fused.ms },
      bytes: {
        stock: bytes,
        fused: plans ? fusedBytes + (plans.tier === "plan" ? outputBytes : rest.peakBytes) : bytes,
      },
      ...(plans
        ? { plan: { buildMs: plans.buildMs, stockLaunches: plans.launches.length - own, threads: plans.threads } }
        : {}),
    };
  } finally {
    for (const t of Object.values(inputs)) t.dispose();
    stock.model.dispose();
    fused.model.dispose();
  }
}
