/** How plans scale: the same plan for one thread and for several, interleaved in one process or page. */
import type { io, Tensor } from "@tensorflow/tfjs-core";
import { median, min } from "simple-statistics";
import { interleave } from "../src/cli/interleave.ts";
import { exampleInputs, loadModel } from "../src/cli/measure.ts";
import { loadEngine, planners } from "../src/hook/planners.ts";
import { staticSignature } from "../src/hook/signature.ts";
import { executorOf } from "../src/hook/tfjs-internals.ts";
import type { Planner } from "../src/runtime/runner.ts";

/** Milliseconds per inference, outputs read. */
export interface Scaling {
  readonly model: string;
  readonly threads: number;
  readonly one: { readonly medianMs: number; readonly minMs: number };
  readonly many: { readonly medianMs: number; readonly minMs: number };
  /** Whether the outputs are the same to the bit. */
  readonly same: boolean;
}
export interface ScalingOptions {
  readonly threads: number;
  readonly runs: number;
  readonly budgetMs: number;
}

/** Needs the wasm backend to be active, and a model whose input shapes are fixed but for the batch. */
export async function measureScaling(
  name: string,
  artifacts: io.ModelArtifacts,
  { threads, runs, budgetMs }: ScalingOptions,
): Promise<Scaling> {
  const model = await loadModel(artifacts);
  const executor = executorOf(model);
  const signature = executor && staticSignature(executor);
  if (!signature || typeof signature === "string") throw new Error(`${name}: ${signature}`);
  const fed = Object.values(exampleInputs(model, 7));
  const inputs = Object.fromEntries(Object.keys(signature.call.inputs).map((key, i) => [key, fed[i] as Tensor]));
  await loadEngine("wasm");
  const plans = [1, threads].map((count) => {
    const plan = (planners.wasm as Planner)(model, signature.call, { threads: count });
    if ("reason" in plan) throw new Error(`${name}: ${plan.reason}`);
    return plan;
  });
  const [one, many] = plans as [(typeof plans)[number], (typeof plans)[number]];
  const run = (plan: typeof one): Float32Array[] =>
    plan.run(inputs).map((t) => {
      const values = t.dataSync() as Float32Array;
      t.dispose();
      return values;
    });
  // Until all code is optimised, and the workers are there.
  for (const end = performance.now() + 1000; performance.now() < end; await new Promise((r) => setTimeout(r)))
    for (const plan of plans) run(plan);
  const samples = await interleave({ one: () => void run(one), many: () => void run(many) }, { runs, budgetMs });
  const [a, b] = [run(one), run(many)];
  const same = a.every((values, i) => values.every((x, j) => Object.is(x, b[i]?.[j])));
  for (const plan of plans) plan.dispose();
  for (const tensor of fed) tensor.dispose();
  model.dispose();
  const figures = (times: number[]) => ({ medianMs: median(times), minMs: min(times) });
  return { model: name, threads, one: figures(samples.one), many: figures(samples.many), same };
}
