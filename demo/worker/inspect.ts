/** Plans the loaded model for people to look at: as a whole, or where its control flow forbids that, its static parts. */
import { type GraphModel, registerOp } from "@tensorflow/tfjs-converter";
import { dynamicReason } from "../../src/hook/explain.ts";
import { observe } from "../../src/hook/segments/observe.ts";
import { describe } from "../../src/hook/signature.ts";
import { executorOf } from "../../src/hook/tfjs-internals.ts";
import type { Rules } from "../../src/plan/compile.ts";
import type { Inspection } from "../../src/runtime/inspection.ts";
import type { CallSignature, PlanOptions } from "../../src/runtime/runner.ts";
import { runSegmentNode, SEGMENT_OP } from "../../src/runtime/split/splice.ts";
import type { BackendId } from "../types.ts";
import { makeInputs } from "./inputs.ts";

/** Plans one part; parts are models of their own. */
type Inspect = (model: GraphModel, call: CallSignature) => ReturnType<typeof inspect>;

/** @param disable names of rules that must not run */
export async function inspect(
  model: GraphModel,
  backend: BackendId,
  disable: readonly string[],
): Promise<Inspection | { readonly reason: string }> {
  const { PHASES, GROUPINGS } = await import("../../patterns/index.ts");
  const plan = await inspectorOf(backend, { phases: PHASES, groupings: GROUPINGS }, { disable });

  const executor = executorOf(model);
  if (!executor) return { reason: "This version of TensorFlow.js keeps its graph elsewhere." };
  const inputs = makeInputs(model, { kind: "random" });
  try {
    const isWhole = dynamicReason(model) === undefined;
    const signature = describe(executor, inputs, executor.outputNodes, isWhole);
    if (typeof signature === "string") return { reason: `${signature}.` };
    if (isWhole) return plan(model, signature.call);
    // Which values there are, and of what types, only a call tells.
    const seen: Parameters<typeof observe>[4] = new Map();
    const outputs = await observe(executor, executor.executeAsync, inputs, [...executor.outputNodes], seen);
    for (const output of outputs) output.dispose();
    const { inspectParts } = await import("../../src/runtime/split/inspect.ts");
    registerOp(SEGMENT_OP, runSegmentNode);
    const request = { inputs: Object.keys(signature.call.inputs), outputs: executor.outputNodes };
    return inspectParts(model, request, seen, PHASES.slice(0, 1), plan);
  } finally {
    for (const t of Object.values(inputs)) t.dispose();
  }
}

async function inspectorOf(backend: BackendId, rules: Rules, options: PlanOptions): Promise<Inspect> {
  if (backend === "webgpu") {
    const { inspectWebGpu } = await import("../../src/runtime/webgpu/inspect.ts");
    return (part, call) => inspectWebGpu(part, call, rules, options);
  }
  const [{ inspectWasm }, { KERNELS }] = await Promise.all([
    import("../../src/runtime/wasm/inspect.ts"),
    import("../../kernels/index.ts"),
  ]);
  return async (part, call) => inspectWasm(part, call, { ...rules, kernels: KERNELS }, options);
}
