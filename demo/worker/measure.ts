/** Stock against fused on one model, interleaved, on the backend that runs. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { env, type io, type NamedTensorMap, type Tensor } from "@tensorflow/tfjs-core";
import { type Counted, counting } from "../../src/cli/counted.ts";
import { interleave, type Samples } from "../../src/cli/interleave.ts";
import { compareOutputs, loadModel, plansOf, profileStock } from "../../src/cli/measure.ts";
import { type Explanation, explain, optimize, type PlanReport, warmup } from "../../src/core.ts";
import { dynamicReason } from "../../src/hook/explain.ts";
import { registerFlags } from "../../src/hook/flags.ts";
import type { Output, Progress, RunOptions, RunResult, Side } from "../types.ts";

type SideName = "stock" | "fused";

/** Thrown between two steps when the user has stopped the run. */
class Stopped extends Error {}

/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 80;

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
): Promise<RunResult | undefined> {
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
  const cold = async (fused: boolean): Promise<{ model: GraphModel; ms: number; blocking: number[] }> => {
    const start = performance.now();
    const model = await loadModel(artifacts);
    models.push(model);
    if (fused) optimize(model);
    dispose(await call(model, inputs, dynamicReason(model) !== undefined));
    return { model, ms: performance.now() - start, blocking: [] };
  };
  try {
    await phase("First run of stock");
    const stock = await cold(false);
    await phase("First run with Graphweld");
    const fused = await cold(true);
    const dynamic = dynamicReason(stock.model) !== undefined;
    await phase("Counting what stock does");
    const profiled = await profileStock(stock.model, inputs, dynamic);
    await phase("Planning and checking");
    const start = performance.now();
    await warmup(fused.model, inputs);
    const readyMs = performance.now() - start;

    await phase("Warming up");
    const before = explain(fused.model).calls.plan;
    const { samples, complete } = await timeRounds(
      {
        stock: () => timed(stock.model, inputs, dynamic, stock.blocking),
        fused: () => timed(fused.model, inputs, dynamic, fused.blocking),
      },
      runs,
      report,
      stopped,
    );
    const state = explain(fused.model);
    const plans = plansOf(state);
    const reason = plans ? plans.reason : (state.reason ?? state.plans[0]?.reason ?? "no plan was made");
    await phase("Comparing outputs").catch(() => undefined);
    const counted = await counting(() => read(fused.model, inputs, dynamic));
    const outputs = { stock: await read(stock.model, inputs, dynamic), fused: counted.result };
    const weightBytes = weightBytesOf(stock.model);
    const stockBytes = weightBytes + profiled.intermediateBytes;
    // Runs to warm up come first.
    const timings = (side: SideName, blocking: number[]) => ({
      total: samples[side],
      blocking: blocking.slice(-samples[side].length),
    });
    return {
      stock: {
        launches: profiled.kernels,
        bytes: stockBytes,
        coldMs: stock.ms,
        timings: timings("stock", stock.blocking),
      },
      fused: {
        ...(plans
          ? { ...fusedSide(plans, counted, weightBytes, profiled.outputBytes), ...pipelinesOf(state) }
          : { launches: profiled.kernels, bytes: stockBytes }),
        coldMs: fused.ms,
        timings: timings("fused", fused.blocking),
      },
      tier: plans?.tier ?? "stock",
      ...(reason === undefined ? {} : { reason }),
      readyMs,
      answered: state.calls.plan - before,
      calls: fused.blocking.length,
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

/** The weights, which stock keeps in any case, with what plans add, and what tfjs takes beside plans of parts. */
function fusedSide(
  { tier, launches, bytes }: NonNullable<ReturnType<typeof plansOf>>,
  { kernels, peakBytes }: Counted<unknown>,
  weightBytes: number,
  outputBytes: number,
): Pick<Side, "launches" | "bytes"> {
  const whole = tier === "plan";
  const own = launches.filter((l) => l.runs === "graphweld").length;
  return {
    launches: whole ? launches.length : own + kernels,
    bytes: weightBytes + bytes + (whole ? outputBytes : peakBytes),
  };
}

/** How many pipelines the plan that answers has, where its backend has pipelines. */
function pipelinesOf({ plans }: Explanation): Pick<Side, "pipelines"> {
  const plan: (PlanReport & { readonly pipelines?: number }) | undefined = plans.find((p) => p.tier === "plan");
  return plan?.pipelines === undefined ? {} : { pipelines: plan.pipelines };
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
