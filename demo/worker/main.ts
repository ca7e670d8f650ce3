/** The worker: TensorFlow.js, Graphweld and one model, so that the page stays smooth while they run. */

import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { io } from "@tensorflow/tfjs-core";
import { expose, transfer } from "comlink";
import { loadModel } from "../../src/cli/measure.ts";
import { dynamicReason } from "../../src/hook/explain.ts";
import { describe } from "../../src/hook/signature.ts";
import { executorOf } from "../../src/hook/tfjs-internals.ts";
import type { CallSignature } from "../../src/runtime/runner.ts";
import type { WasmInspection } from "../../src/runtime/wasm/inspect.ts";
import type {
  BackendId,
  BackendState,
  ModelFacts,
  ModelSource,
  Planned,
  Progress,
  RunOptions,
  RunResult,
} from "../types.ts";
import { backendStates, startBackend } from "./backends.ts";
import { inputsOf, makeInputs, pictureInput } from "./inputs.ts";
import { measure, weightBytesOf } from "./measure.ts";
import { readModel } from "./source.ts";

interface Loaded {
  readonly artifacts: io.ModelArtifacts;
  readonly model: GraphModel;
}

let backend: BackendId = "wasm";
let loaded: Loaded | undefined;
let inspection: WasmInspection | undefined;
let stopRequested = false;

const api = {
  backends: (): Promise<BackendState[]> => backendStates(),

  async start(id: BackendId): Promise<void> {
    backend = id;
    await startBackend(id);
  },

  /** @throws Error with a message for the user */
  async load(source: ModelSource): Promise<ModelFacts> {
    const artifacts = await readModel(source);
    const model = await loadModel(artifacts);
    loaded?.model.dispose();
    loaded = { artifacts, model };
    inspection = undefined;
    const inputs = inputsOf(model);
    const picture = pictureInput(inputs);
    return {
      name: source.name,
      nodes: (artifacts.modelTopology as { node: unknown[] }).node.length,
      weightBytes: weightBytesOf(model),
      inputs,
      outputs: model.outputs.map(({ name, dtype, shape }) => ({ name, dtype, shape: shape ?? [] })),
      ...(picture ? { picture: { height: picture.shape[1] as number, width: picture.shape[2] as number } } : {}),
    };
  },

  /** Plans the loaded model without these rules. */
  async plan(disable: readonly string[]): Promise<Planned> {
    const { model } = needed();
    const call = signatureOf(model);
    if (typeof call === "string") return { reason: call };
    if (backend === "webgpu") return { reason: "Plans on WebGPU cannot be shown yet." };
    const [{ inspectWasm }, { PHASES, GROUPINGS }, { KERNELS }] = await Promise.all([
      import("../../src/runtime/wasm/inspect.ts"),
      import("../../patterns/index.ts"),
      import("../../kernels/index.ts"),
    ]);
    const start = performance.now();
    const catalogue = { phases: PHASES, groupings: GROUPINGS, kernels: KERNELS };
    const made = inspectWasm(model, call, catalogue, { disable });
    if ("reason" in made) return made;
    inspection = made;
    return { ...made.view, planMs: performance.now() - start };
  },

  /** The generated code of a launch of the last plan, as text. */
  async code(code: number): Promise<string> {
    const { disassemble } = await import("./disassemble.ts");
    return disassemble(plan().module(code));
  },

  /** Milliseconds of each launch of the last plan, on random input. */
  times(runs: number): number[] {
    const { model } = needed();
    const inputs = makeInputs(model, { kind: "random" });
    try {
      return plan().time(inputs, runs);
    } finally {
      for (const t of Object.values(inputs)) t.dispose();
    }
  },

  async run(options: RunOptions, report: (progress: Progress) => void): Promise<RunResult | undefined> {
    stopRequested = false;
    const { artifacts, model } = needed();
    const inputs = makeInputs(model, options.input);
    try {
      const result = await measure(artifacts, inputs, options, report, () => stopRequested);
      if (!result) return undefined;
      const buffers = [...result.outputs.stock, ...result.outputs.fused].map((o) => o.values.buffer);
      return transfer(result, buffers);
    } finally {
      for (const t of Object.values(inputs)) t.dispose();
    }
  },

  stop(): void {
    stopRequested = true;
  },
};
export type WorkerApi = typeof api;

function needed(): Loaded {
  if (!loaded) throw new Error("No model is loaded.");
  return loaded;
}

function plan(): WasmInspection {
  if (!inspection) throw new Error("There is no plan to look at.");
  return inspection;
}

/** The call that the page makes of a model, or why no plan is made for it. */
function signatureOf(model: GraphModel): CallSignature | string {
  const dynamic = dynamicReason(model);
  if (dynamic) return dynamic;
  const executor = executorOf(model);
  if (!executor) return "this version of TensorFlow.js keeps its graph elsewhere";
  const inputs = makeInputs(model, { kind: "random" });
  try {
    const signature = describe(executor, inputs, executor.outputNodes);
    return typeof signature === "string" ? signature : signature.call;
  } finally {
    for (const t of Object.values(inputs)) t.dispose();
  }
}

expose(api);
