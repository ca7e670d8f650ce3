/**
 * Measures what Graphweld gains on one model on tfjs's WebGPU backend, stock and fused interleaved: what the main thread pays for a
 * call, what is encoded, when the outputs are there, and, where the device tells, how long it computed. In Node and in pages alike.
 */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { dispose, env, type io, type NamedTensorMap, setBackend, type Tensor } from "@tensorflow/tfjs-core";
import { median, quantile } from "simple-statistics";
import { interleave, ratioInterval } from "../../src/cli/interleave.ts";
import {
  compareOutputs,
  exampleInputs,
  loadModel,
  type MeasureOptions,
  outputsOf,
  plansOf,
  profileStock,
} from "../../src/cli/measure.ts";
import type { Work } from "../../src/cli/work.ts";
import { explain, optimize, warmup } from "../../src/core.ts";
import { dynamicReason } from "../../src/hook/explain.ts";
import { type FlagName, registerFlags } from "../../src/hook/flags.ts";
import { attach } from "../../src/hook/install.ts";
import { loadEngine } from "../../src/hook/planners.ts";
import { activeWebGpuBackend, flush, type WebGpuBackend } from "../../src/runtime/webgpu/backend.ts";
import { type Ceilings, ceilingsOf } from "./ceilings.ts";
import { countEncoded, dropSubmits, type Encoded, passTime } from "./instruments.ts";

/** A median, and where the half of the samples around it lies. */
export interface Spread {
  readonly median: number;
  readonly quartiles: readonly [low: number, high: number];
}
export interface GpuSide extends Encoded {
  /** Microseconds until the call returns; models that need `executeAsync` return before anything is done, so they have none. */
  readonly mainUs?: Spread;
  /** Milliseconds until all outputs are read. */
  readonly endToEndMs: Spread;
  /** Milliseconds that the device computes, the median; where it grants timestamps. */
  readonly gpuMs?: number;
  /** Bytes of operands and results over all kernels. */
  readonly bytes: number;
  /** Largest normalised mean squared error of an output against tfjs's cpu backend. */
  readonly nmse?: number;
}
/** How many times as fast the plan is, and where that lies with 95 % confidence. */
export interface Gain {
  readonly ratio: number;
  readonly interval: readonly [low: number, high: number];
}
/** Milliseconds from the first use of a loaded model in a fresh page until its first outputs are read, once each. */
export interface ColdStart {
  readonly stock: number;
  /** A call at once, which stock answers while a plan is made. */
  readonly call: number;
  /** `warmup` first, so that the plan answers. */
  readonly warmup: number;
}
export interface GpuMeasurement {
  readonly model: string;
  readonly tier: "plan" | "parts" | "portable" | "stock";
  readonly reason?: string;
  readonly runs: number;
  readonly stock: GpuSide;
  readonly fused: GpuSide;
  readonly main?: Gain;
  readonly endToEnd: Gain;
  readonly stockLaunches: number;
  readonly cold?: ColdStart;
  /** What the device reached in the run that it was measured in, where that is not the world's. */
  readonly ceilings?: Ceilings;
  /** Cores that others used before that run. */
  readonly busyCores?: number;
  readonly work?: Work;
  /** The share of its convolutions and products that its file has in fused ops. */
  readonly shippedFused?: number;
}

export interface GpuMeasureOptions extends Omit<MeasureOptions, "threads"> {
  /** Compare with tfjs's cpu backend, which must be registered. */
  readonly reference: boolean;
  /** Runs of each side whose commands are counted and timed on the device; fewer where they take long. */
  readonly looked: number;
  readonly work?: Work;
  readonly shippedFused?: number;
}

/** Each side runs this long before anything is timed: engines optimise code while it runs. */
const WARM_MS = 150;
/** Calls of each side that are timed on the main thread. */
const CALLS = 60;
/** By then the threads of a software device, which look out for more work for a while, are asleep. */
const REST_MS = 20;

/** The active backend must be tfjs's WebGPU backend, and the global hook not installed. */
export async function measureGpu(
  name: string,
  artifacts: io.ModelArtifacts,
  { call, runs, budgetMs = Number.POSITIVE_INFINITY, reference, looked, work, shippedFused }: GpuMeasureOptions,
): Promise<GpuMeasurement> {
  const backend = activeWebGpuBackend();
  if (typeof backend === "string") throw new Error(backend);
  registerFlags();
  // Figures are of the plan, slower or not; and of the device, however small the tensors are.
  env().set("GRAPHWELD_KEEP_SLOWER" satisfies FlagName, true);
  env().set("WEBGPU_CPU_FORWARD", false);
  await loadEngine("webgpu");
  const given = call?.inputs;
  const models = { stock: await loadModel(artifacts), fused: await loadModel(artifacts) };
  // As the import does when a model loads.
  attach(models.fused);
  const dynamic = dynamicReason(models.stock) !== undefined;
  const inputs = exampleInputs(models.stock, 7, given);
  try {
    await warmup(models.fused, inputs);
    const { movedBytes } = await profileStock(models.stock, inputs, dynamic);
    const run = (model: GraphModel) => async (): Promise<void> => {
      const outputs = [dynamic ? await model.executeAsync(inputs) : model.execute(inputs)].flat() as Tensor[];
      await Promise.all(outputs.map((t) => t.data()));
      dispose(outputs);
    };
    const sides = { stock: run(models.stock), fused: run(models.fused) };
    for (const side of Object.values(sides)) {
      const start = performance.now();
      do await side();
      while (performance.now() - start < WARM_MS);
    }
    const samples = await interleave(sides, { runs, budgetMs, warmup: 0 });
    const main = dynamic ? { stock: [], fused: [] } : await mainTimes(backend, models, inputs, budgetMs / 4);
    const looks = {
      stock: await look(backend, sides.stock, looked, budgetMs / 4),
      fused: await look(backend, sides.fused, looked, budgetMs / 4),
    };
    const state = explain(models.fused);
    const plans = plansOf(state);
    const reason = plans ? plans.reason : (state.reason ?? state.plans[0]?.reason ?? "no plan was made");
    const values = {
      stock: await outputsOf(models.stock, inputs, dynamic),
      fused: await outputsOf(models.fused, inputs, dynamic),
    };
    const expected = reference ? await onCpu(artifacts, given, dynamic) : undefined;
    const bytes = {
      stock: movedBytes,
      fused: plans?.tier === "plan" ? plans.launches.reduce((sum, l) => sum + l.bytes, 0) : movedBytes,
    };
    const side = (which: keyof typeof models): GpuSide => ({
      ...looks[which],
      ...(dynamic ? {} : { mainUs: spread(main[which].map((ms) => 1000 * ms)) }),
      endToEndMs: spread(samples[which]),
      bytes: bytes[which],
      ...(expected ? { nmse: compareOutputs(values[which], expected).nmse } : {}),
    });
    return {
      model: name,
      tier: plans?.tier ?? "stock",
      ...(reason === undefined ? {} : { reason }),
      runs: samples.stock.length,
      stock: side("stock"),
      fused: side("fused"),
      ...(dynamic ? {} : { main: gainOf(main.stock, main.fused) }),
      endToEnd: gainOf(samples.stock, samples.fused),
      stockLaunches: plans?.launches.filter((l) => l.runs === "stock").length ?? 0,
      ...(work ? { work } : {}),
      ...(shippedFused === undefined ? {} : { shippedFused }),
    };
  } finally {
    dispose(inputs);
    models.stock.dispose();
    models.fused.dispose();
  }
}

/** Milliseconds of one of the ways to a first result; only the first in a page is cold. */
export async function measureCold(
  artifacts: io.ModelArtifacts,
  { call }: Pick<GpuMeasureOptions, "call">,
  way: keyof ColdStart,
): Promise<number> {
  registerFlags();
  env().set("WEBGPU_CPU_FORWARD", false);
  // What another page of this browser found is not known to a user's first.
  env().set("GRAPHWELD_REMEMBER" satisfies FlagName, false);
  await loadEngine("webgpu");
  const model = await loadModel(artifacts);
  const inputs = exampleInputs(model, 7, call?.inputs);
  if (way !== "stock") optimize(model);
  const start = performance.now();
  if (way === "warmup") await warmup(model, inputs);
  await outputsOf(model, inputs, dynamicReason(model) !== undefined);
  return performance.now() - start;
}

/** The ceilings of the active WebGPU backend's device. */
export async function ceilings(): Promise<{ readonly device: string; readonly ceilings: Ceilings }> {
  const backend = activeWebGpuBackend();
  if (typeof backend === "string") throw new Error(backend);
  const { vendor = "", architecture = "", description = "" } = (backend.adapterInfo ?? {}) as Partial<GPUAdapterInfo>;
  const device = [vendor, architecture, description].filter((part) => part !== "").join(" ");
  return { device, ceilings: await ceilingsOf(backend.device, /swiftshader|llvmpipe/i.test(device)) };
}

const spread = (values: readonly number[]): Spread => ({
  median: median([...values]),
  quartiles: [quantile([...values], 0.25), quantile([...values], 0.75)],
});

const gainOf = (stock: readonly number[], fused: readonly number[]): Gain => ({
  ratio: median([...stock]) / median([...fused]),
  interval: ratioInterval(stock, fused),
});

/**
 * Milliseconds until calls return, in turns, each when the device is idle. Where it is another process's, which takes none of this
 * thread's time, it gets nothing to do: the threads of a software device would hold the processor while the call is timed.
 */
async function mainTimes(
  backend: WebGpuBackend,
  models: Readonly<Record<"stock" | "fused", GraphModel>>,
  inputs: NamedTensorMap,
  budgetMs: number,
): Promise<Record<"stock" | "fused", number[]>> {
  const times = { stock: [] as number[], fused: [] as number[] };
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  const undo = typeof document === "undefined" ? () => {} : dropSubmits();
  try {
    const start = performance.now();
    for (let i = 0; i < CALLS && (i < 5 || performance.now() - start < budgetMs); i++)
      for (const side of i % 2 === 0 ? (["stock", "fused"] as const) : (["fused", "stock"] as const)) {
        await backend.queue.onSubmittedWorkDone();
        const called = performance.now();
        const outputs = [models[side].execute(inputs)].flat() as Tensor[];
        times[side].push(performance.now() - called);
        await Promise.all(outputs.map((t) => t.data()));
        dispose(outputs);
      }
  } finally {
    undo();
  }
  return times;
}

/** What one run encodes, and how long the device computes it. */
async function look(
  backend: WebGpuBackend,
  side: () => Promise<void>,
  runs: number,
  budgetMs: number,
): Promise<Encoded & { readonly gpuMs?: number }> {
  const times: number[] = [];
  const start = performance.now();
  let encoded: Encoded = { dispatches: 0, pipelines: 0 };
  for (let i = 0; i < runs; i++) {
    // What was encoded before belongs to no run.
    flush(backend);
    const ms = await passTime(backend.device, async () => {
      encoded = await countEncoded(side);
    });
    if (ms !== undefined) times.push(ms);
    if (performance.now() - start > budgetMs) break;
  }
  return { ...encoded, ...(times.length > 0 ? { gpuMs: median(times) } : {}) };
}

async function onCpu(
  artifacts: io.ModelArtifacts,
  given: Parameters<typeof exampleInputs>[2],
  dynamic: boolean,
): Promise<Float32Array[]> {
  await setBackend("cpu");
  try {
    const model = await loadModel(artifacts);
    const inputs = exampleInputs(model, 7, given);
    const outputs = await outputsOf(model, inputs, dynamic);
    dispose(inputs);
    model.dispose();
    return outputs;
  } finally {
    await setBackend("webgpu");
  }
}
