/** Stock against fused on one model, interleaved, on the backend that runs. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { env, getBackend, type io, type NamedTensorMap, type Tensor } from "@tensorflow/tfjs-core";
import { type Counted, counting } from "../../src/cli/counted.ts";
import { interleave, type Samples } from "../../src/cli/interleave.ts";
import { compareOutputs, loadModel, memoryInUse, plansOf, profileStock } from "../../src/cli/measure.ts";
import { explain, optimize, warmup } from "../../src/core.ts";
import { dynamicReason } from "../../src/hook/explain.ts";
import { registerFlags } from "../../src/hook/flags.ts";
import type { Output, Progress, RunOptions, Side, WarmResult, WarmSide } from "../types.ts";
import { countingDispatches } from "./dispatches.ts";

type SideName = "stock" | "fused";
type InputMaker = (model: GraphModel) => NamedTensorMap;

/** Thrown between two steps when the user has stopped the run. */
class Stopped extends Error {}

/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 80;
/** Milliseconds until weights that no plan needs are gone. */
const FREEING = 100;

/**
 * Stock and Graphweld get the same inputs, which stay the caller's.
 * @param report is told of progress; results of single runs reach it in portions
 * @param stopped asked between steps
 * @returns undefined when the user stopped before anything was timed
 */
export async function measure(
  artifacts: io.ModelArtifacts,
  inputs: NamedTensorMap,
  { runs, disable }: Pick<RunOptions, "runs" | "disable">,
  report: (progress: Progress) => void,
  stopped: () => boolean,
): Promise<WarmResult | undefined> {
  registerFlags();
  env().set("GRAPHWELD_DISABLED_RULES", disable.join());
  // Slower plans are shown as such here; an app would go on with stock.
  env().set("GRAPHWELD_KEEP_SLOWER", true);
  const phase = async (text: string): Promise<void> => {
    report({ phase: text, done: 0, total: runs, stock: [], fused: [] });
    await turn();
    if (stopped()) throw new Stopped();
  };
  const models: GraphModel[] = [];
  try {
    await phase("Loading both");
    const outset = memoryInUse();
    const stock = await loadModel(artifacts);
    models.push(stock);
    const dynamic = dynamicReason(stock) !== undefined;
    await phase("Counting what stock does");
    const { result: profiled, gpu: stockGpu } = await countingDispatches(() => profileStock(stock, inputs, dynamic));
    const stockBytes = memoryInUse() - outset;
    await phase("First run with Graphweld");
    const fused = await loadModel(artifacts);
    models.push(fused);
    optimize(fused);
    await firstResult(fused, inputs);
    await phase("Planning and checking");
    const start = performance.now();
    await warmup(fused, inputs);
    const readyMs = performance.now() - start;

    await phase("Warming up");
    const before = explain(fused).calls.plan;
    const blocking: Record<SideName, number[]> = { stock: [], fused: [] };
    const { samples, complete } = await timeRounds(
      {
        stock: () => timed(stock, inputs, dynamic, blocking.stock),
        fused: () => timed(fused, inputs, dynamic, blocking.fused),
      },
      runs,
      report,
      stopped,
    );
    const state = explain(fused);
    const plans = plansOf(state);
    const reason = plans ? plans.reason : (state.reason ?? state.plans[0]?.reason ?? "no plan was made");
    await phase("Comparing outputs").catch(() => undefined);
    const { result: counted, gpu: fusedGpu } = await countingDispatches(() =>
      counting(() => read(fused, inputs, dynamic)),
    );
    const outputs = { stock: await read(stock, inputs, dynamic), fused: counted.result };
    // Weights that plans do without are freed in the background.
    await new Promise((resolve) => setTimeout(resolve, FREEING));
    // On WebGPU plans have buffers that TensorFlow.js does not count, and weights stay.
    const counts = getBackend() === "wasm";
    const heldBytes = counts ? memoryInUse() - outset - stockBytes : weightBytesOf(stock) + (plans?.bytes ?? 0);
    const stockSide = { launches: profiled.kernels, bytes: stockBytes + profiled.intermediateBytes };
    const sideOf = (side: SideName, own: Pick<Side, "launches" | "bytes">, gpu: typeof stockGpu): WarmSide => ({
      ...own,
      ...(gpu ? { launches: gpu.dispatches, pipelines: gpu.pipelines } : {}),
      // Runs to warm up come first.
      timings: { total: samples[side], blocking: blocking[side].slice(-samples[side].length) },
    });
    return {
      stock: sideOf("stock", stockSide, stockGpu),
      fused: sideOf("fused", plans ? fusedSide(plans, counted, heldBytes, profiled.outputBytes) : stockSide, fusedGpu),
      tier: plans?.tier ?? "stock",
      ...(reason === undefined ? {} : { reason }),
      readyMs,
      answered: state.calls.plan - before,
      calls: blocking.fused.length,
      ...compareOutputs(
        outputs.fused.map((o) => o.values),
        outputs.stock.map((o) => o.values),
      ),
      outputs,
      stopped: !complete,
    };
  } catch (error) {
    if (error instanceof Stopped) return undefined;
    throw error;
  } finally {
    for (const model of models) model.dispose();
  }
}

/** Times rounds until all are done or the user stops; tells which. */
async function timeRounds(
  sides: Record<SideName, () => Promise<void>>,
  runs: number,
  report: (progress: Progress) => void,
  stopped: () => boolean,
): Promise<{ samples: Samples<SideName>; complete: boolean }> {
  let samples: Samples<SideName> = { stock: [], fused: [] };
  let sent = 0;
  let last = 0;
  try {
    await interleave(sides, {
      runs,
      // Both have run already; short ones go on until they are warm.
      warmup: 1,
      onRound: async (done, total, soFar) => {
        samples = soFar;
        const now = performance.now();
        if (now - last > REPORT_EVERY || done === total) {
          const [stock, fused] = [samples.stock.slice(sent), samples.fused.slice(sent)];
          report({ phase: "Timing", done, total, stock, fused });
          [sent, last] = [done, now];
          await turn();
        }
        if (stopped()) throw new Stopped();
      },
    });
    return { samples, complete: true };
  } catch (error) {
    if (error instanceof Stopped) return { samples, complete: false };
    throw error;
  }
}

/** One run, until all outputs are read; notes how long of it the calling thread was blocked. */
async function timed(model: GraphModel, inputs: NamedTensorMap, dynamic: boolean, blocking: number[]): Promise<void> {
  const start = performance.now();
  const pending = call(model, inputs, dynamic);
  const returned = performance.now();
  const tensors = await pending;
  for (const t of tensors) await t.data();
  // What executeAsync does on the wasm backend after its first wait blocks the thread as well.
  blocking.push((dynamic ? performance.now() : returned) - start);
  dispose(tensors);
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

export const weightBytesOf = (model: GraphModel): number =>
  Object.values(model.weights)
    .flat()
    .reduce((sum, t) => sum + t.size * (t.dtype === "bool" ? 1 : 4), 0);

/** What a model and its plans hold, with what an inference adds: its outputs, or what tfjs takes beside plans of parts. */
function fusedSide(
  { tier, launches }: NonNullable<ReturnType<typeof plansOf>>,
  { kernels, peakBytes }: Counted<unknown>,
  heldBytes: number,
  outputBytes: number,
): Pick<Side, "launches" | "bytes"> {
  const whole = tier === "plan";
  const own = launches.filter((l) => l.runs === "graphweld").length;
  return {
    launches: whole ? launches.length : own + kernels,
    bytes: heldBytes + (whole ? outputBytes : peakBytes),
  };
}

/**
 * Milliseconds from the start of loading to the first result. Cold only in a worker that has run no model yet.
 * @param fused with Graphweld, whose engine is there: an app fetches it beside the model's files
 */
export async function coldStart(artifacts: io.ModelArtifacts, inputs: InputMaker, fused: boolean): Promise<number> {
  const start = performance.now();
  const model = await loadModel(artifacts);
  const loaded = performance.now();
  const tensors = inputs(model);
  try {
    // Making the input is the app's affair.
    const called = performance.now();
    if (fused) optimize(model);
    await firstResult(model, tensors);
    return loaded - start + (performance.now() - called);
  } finally {
    dispose(Object.values(tensors));
    model.dispose();
  }
}

/** Calls the model once and reads what it answers. */
async function firstResult(model: GraphModel, inputs: NamedTensorMap): Promise<void> {
  const tensors = await call(model, inputs, dynamicReason(model) !== undefined);
  for (const t of tensors) await t.data();
  dispose(tensors);
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
