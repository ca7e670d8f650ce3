/** Stock against fused on one model, interleaved, on the backend that runs. */
import { GraphModel } from "@tensorflow/tfjs-converter";
import { env, io, memory, type NamedTensorMap, profile, type Tensor } from "@tensorflow/tfjs-core";
import { abTime } from "../../src/cli/ab.ts";
import { compareOutputs } from "../../src/cli/measure.ts";
import { explain, optimize, warmup } from "../../src/core.ts";
import { dynamicReason, type PlanReport } from "../../src/hook/explain.ts";
import { registerFlags } from "../../src/hook/flags.ts";
import type { Output, Progress, RunOptions, RunResult, Side } from "../types.ts";

interface Recorder {
  readonly total: number[];
  readonly blocking: number[];
}

/** Thrown between two pairs when the user has stopped the run. */
class Stopped extends Error {}

/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 80;

export async function loadGraphModel(artifacts: io.ModelArtifacts): Promise<GraphModel> {
  try {
    const model = new GraphModel(io.fromMemory(artifacts));
    await model.load();
    return model;
  } catch (error) {
    throw new Error(`TensorFlow.js cannot load this model: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * Stock and Graphweld get the same inputs, which stay the caller's.
 * @param report is told of progress; results of single runs reach it in portions
 * @param stopped asked between pairs
 */
export async function measure(
  artifacts: io.ModelArtifacts,
  inputs: NamedTensorMap,
  { runs, disable }: Pick<RunOptions, "runs" | "disable">,
  report: (progress: Progress) => void,
  stopped: () => boolean,
): Promise<RunResult> {
  registerFlags();
  env().set("GRAPHWELD_DISABLED_RULES", disable.join());
  // Slower plans are shown as such here; an app would go on with stock.
  env().set("GRAPHWELD_KEEP_SLOWER", true);
  const phase = async (text: string): Promise<void> => {
    report({ phase: text, done: 0, total: runs, stock: [], fused: [] });
    await turn();
    if (stopped()) throw new Error("Stopped before anything was timed.");
  };
  const models: GraphModel[] = [];
  const cold = async (fused: boolean): Promise<{ model: GraphModel; ms: number }> => {
    const start = performance.now();
    const model = await loadGraphModel(artifacts);
    models.push(model);
    if (fused) optimize(model);
    dispose(await call(model, inputs, dynamicReason(model) !== undefined));
    return { model, ms: performance.now() - start };
  };
  try {
    await phase("First run of stock");
    const stock = await cold(false);
    await phase("First run with Graphweld");
    const fused = await cold(true);
    const dynamic = dynamicReason(stock.model) !== undefined;
    await phase("Counting what stock does");
    const counted = await countStock(stock.model, inputs, dynamic);
    await phase("Planning and checking");
    const start = performance.now();
    if (!dynamic) await warmup(fused.model, inputs);
    const readyMs = performance.now() - start;

    let calls: number | undefined;
    const recorders = { stock: recorder(), fused: recorder() };
    const complete = await timePairs(
      (record) => timed(stock.model, inputs, dynamic, recorders.stock, record),
      (record) => {
        if (record) calls ??= explain(fused.model).calls.plan;
        return timed(fused.model, inputs, dynamic, recorders.fused, record);
      },
      recorders,
      runs,
      report,
      stopped,
    );
    const state = explain(fused.model);
    const plan = state.plans.find((p) => p.tier === "plan");
    const answered = state.calls.plan - (calls ?? state.calls.plan);
    await phase("Comparing outputs").catch(() => undefined);
    const outputs = {
      stock: await read(stock.model, inputs, dynamic),
      fused: await read(fused.model, inputs, dynamic),
    };
    return {
      stock: { ...counted, coldMs: stock.ms, timings: recorders.stock },
      fused: { ...fusedSide(counted, plan), coldMs: fused.ms, timings: recorders.fused },
      tier: plan ? "plan" : "stock",
      ...(plan ? {} : { reason: state.reason ?? state.plans[0]?.reason ?? "no plan was made" }),
      readyMs,
      answered,
      ...compareOutputs(
        outputs.fused.map((o) => o.values),
        outputs.stock.map((o) => o.values),
      ),
      outputs,
      stopped: !complete,
    };
  } finally {
    for (const model of models) model.dispose();
  }
}

const recorder = (): Recorder => ({ total: [], blocking: [] });

/** Times pairs until all are done or the user stops. Returns whether all are. */
async function timePairs(
  stock: (record: boolean) => Promise<void>,
  fused: (record: boolean) => Promise<void>,
  recorders: { stock: Recorder; fused: Recorder },
  runs: number,
  report: (progress: Progress) => void,
  stopped: () => boolean,
): Promise<boolean> {
  let sent = 0;
  let last = 0;
  const warmup = 3;
  const left = { stock: warmup, fused: warmup };
  try {
    await abTime({
      stock: () => stock(left.stock-- <= 0),
      fused: () => fused(left.fused-- <= 0),
      runs,
      warmup,
      onPair: async (done, total) => {
        const now = performance.now();
        if (now - last > REPORT_EVERY || done === total) {
          const portion = (side: Recorder): number[] => side.total.slice(sent, done);
          report({ phase: "Timing", done, total, stock: portion(recorders.stock), fused: portion(recorders.fused) });
          [sent, last] = [done, now];
          await turn();
        }
        if (stopped()) throw new Stopped();
      },
    });
    return true;
  } catch (error) {
    if (error instanceof Stopped) return false;
    throw error;
  }
}

/** One run from the call until all outputs are read. */
async function timed(
  model: GraphModel,
  inputs: NamedTensorMap,
  dynamic: boolean,
  { total, blocking }: Recorder,
  record: boolean,
): Promise<void> {
  const start = performance.now();
  const pending = call(model, inputs, dynamic);
  const returned = performance.now();
  const tensors = await pending;
  for (const t of tensors) await t.data();
  const end = performance.now();
  dispose(tensors);
  if (!record) return;
  total.push(end - start);
  blocking.push(dynamic ? end - start : returned - start);
}

/** Calls the model, by `executeAsync` where its control flow needs that; throws and rejects alike. */
function call(model: GraphModel, inputs: NamedTensorMap, dynamic: boolean): Promise<Tensor[]> {
  if (dynamic) return model.executeAsync(inputs).then((r) => [r].flat());
  return Promise.resolve([model.execute(inputs)].flat());
}

async function read(model: GraphModel, inputs: NamedTensorMap, dynamic: boolean): Promise<Output[]> {
  const tensors = await call(model, inputs, dynamic);
  const outputs = await Promise.all(
    tensors.map(async (t, i): Promise<Output> => {
      const values = Float32Array.from((await t.data()) as ArrayLike<number>);
      return { name: model.outputs[i]?.name ?? `output ${i}`, dtype: t.dtype, shape: t.shape.slice(), values };
    }),
  );
  dispose(tensors);
  return outputs;
}

/** What one inference of stock takes. */
async function countStock(
  model: GraphModel,
  inputs: NamedTensorMap,
  dynamic: boolean,
): Promise<Pick<Side, "launches" | "bytes"> & { outputBytes: number; weightBytes: number }> {
  const before = memory().numBytes;
  let outputBytes = 0;
  const { kernels, peakBytes } = await profile(async () => {
    for (const { values } of await read(model, inputs, dynamic)) outputBytes += values.byteLength;
    return [];
  });
  const weightBytes = weightBytesOf(model);
  return { launches: kernels.length, bytes: weightBytes + Math.max(0, peakBytes - before), outputBytes, weightBytes };
}

export const weightBytesOf = (model: GraphModel): number =>
  Object.values(model.weights)
    .flat()
    .reduce((sum, t) => sum + t.size * (t.dtype === "bool" ? 1 : 4), 0);

/** The weights, which stock keeps in any case, with what a plan adds; where none answers, it is all as in stock. */
function fusedSide(
  stock: Awaited<ReturnType<typeof countStock>>,
  plan: PlanReport | undefined,
): Omit<Side, "coldMs" | "timings"> {
  if (!plan) return { launches: stock.launches, bytes: stock.bytes };
  const { launches = [], packedBytes = 0, arenaBytes = 0 } = plan;
  const pipelines = (plan as { pipelines?: number }).pipelines;
  return {
    launches: launches.length,
    bytes: stock.weightBytes + packedBytes + arenaBytes + stock.outputBytes,
    ...(pipelines === undefined ? {} : { pipelines }),
  };
}

const dispose = (tensors: readonly Tensor[]): void => {
  for (const t of tensors) t.dispose();
};

/** A turn of the event loop, in which messages of the page arrive; unlike timers, it is never clamped. */
const turn = (): Promise<void> =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(undefined);
  });
