/** The worker: TensorFlow.js, Graphweld and one model, so that the page stays smooth while they run. */

import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { io } from "@tensorflow/tfjs-core";
import { expose, transfer } from "comlink";
import { loadModel } from "../../src/cli/measure.ts";
import type { Inspection } from "../../src/runtime/inspection.ts";
import { indented } from "../format.ts";
import type {
  BackendId,
  BackendState,
  InputSource,
  ModelFacts,
  ModelSource,
  Planned,
  Progress,
  RunOptions,
  WarmResult,
} from "../types.ts";
import { backendStates, startBackend } from "./backends.ts";
import { inputsOf, makeInputs, pictureInput } from "./inputs.ts";
import { inspect } from "./inspect.ts";
import { coldStart, measure, weightBytesOf } from "./measure.ts";
import { readModel } from "./source.ts";

interface Loaded {
  readonly artifacts: io.ModelArtifacts;
  readonly model: GraphModel;
}

let backend: BackendId = "wasm";
let loaded: Loaded | undefined;
let inspection: Inspection | undefined;
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
    const start = performance.now();
    const made = await inspect(model, backend, disable);
    if ("reason" in made) return made;
    inspection = made;
    return { ...made.view, planMs: performance.now() - start };
  },

  /** The generated code of a launch of the last plan, as text. */
  async code(code: number): Promise<string> {
    const source = plan().source(code);
    if (typeof source === "string") return indented(source);
    const { disassemble } = await import("./disassemble.ts");
    return disassemble(source);
  },

  /** Milliseconds of each launch of the last plan, on random input. */
  async times(runs: number): Promise<number[]> {
    const { model } = needed();
    const inputs = makeInputs(model, { kind: "random" });
    try {
      return await plan().time(inputs, runs);
    } finally {
      for (const t of Object.values(inputs)) t.dispose();
    }
  },

  /** The loaded model as it came. */
  artifacts: (): io.ModelArtifacts => needed().artifacts,

  /** Milliseconds until a model's first result. */
  coldStart: (artifacts: io.ModelArtifacts, input: InputSource, fused: boolean): Promise<number> =>
    coldStart(artifacts, (model) => makeInputs(model, input), fused),

  async run(options: RunOptions, report: (progress: Progress) => void): Promise<WarmResult | undefined> {
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

function plan(): Inspection {
  if (!inspection) throw new Error("There is no plan to look at.");
  return inspection;
}

expose(api);
