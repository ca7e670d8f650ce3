/**
 * The runtimes, each behind the same three steps: start, load, run.
 *
 * Those that are compared with are installed in `bench/` only, so this file states the little of their interfaces that it uses.
 */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { type io, type NamedTensorMap, tensor } from "@tensorflow/tfjs-core";
import { floats, loadModel, outputsOf } from "../../src/cli/measure.ts";
import { explain, optimize, warmup } from "../../src/core.ts";
import { startWasm } from "../start-wasm.ts";

/** A model's one input, the same for every runtime. */
export interface Input {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface LoadedModel {
  /** One inference: reads all outputs, keeps nothing. */
  run(): Promise<Float32Array[]>;
  /** Called once before runs are timed. */
  warm?(): Promise<unknown>;
  /** What it does instead of what its name says. */
  note?(): string | undefined;
}

export interface Runtime<Model> {
  /** Fetches and compiles the runtime itself. */
  start(): Promise<void>;
  /** Makes a model that is in memory ready to run. */
  load(model: Model, input: Input): Promise<LoadedModel>;
}

const tfjs = (fused: boolean): Runtime<io.ModelArtifacts> => ({
  start: startWasm,
  async load(artifacts, { shape, values }) {
    const model = await loadModel(artifacts);
    if (fused) optimize(model);
    const inputs: NamedTensorMap = { [model.inputs[0]?.name as string]: tensor(values, [...shape]) };
    return {
      run: () => outputsOf(model, inputs, false),
      ...(fused ? { warm: () => warmup(model, inputs), note: () => stockReason(model) } : {}),
    };
  },
});

function stockReason(model: GraphModel): string | undefined {
  const { reason, plans } = explain(model);
  if (plans.some((p) => p.tier === "plan")) return undefined;
  return `runs on stock: ${reason ?? plans[0]?.reason ?? "no plan was made"}`;
}

interface LiteRtTensor {
  toTypedArray(): ArrayLike<number>;
  delete(): void;
}
interface LiteRt {
  loadLiteRt(folder: string, options: { threads: boolean }): Promise<unknown>;
  loadAndCompile(
    model: Uint8Array,
    options: { accelerator: "wasm"; cpuOptions: { numThreads: number } },
  ): Promise<{ run(input: LiteRtTensor): Promise<LiteRtTensor[]> }>;
  readonly Tensor: new (values: Float32Array, shape: readonly number[]) => LiteRtTensor;
}

/** Fetched in the page, not bundled: it is no dependency of the library. */
const fetched = <T>(url: string): (() => Promise<T>) => {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= import(url) as Promise<T>;
    return loaded;
  };
};

const liteRt = fetched<LiteRt>("/litert.js");
const litert: Runtime<Uint8Array> = {
  async start() {
    await (await liteRt()).loadLiteRt("/litert/", { threads: false });
  },
  async load(bytes, { shape, values }) {
    const { loadAndCompile, Tensor } = await liteRt();
    const options = { accelerator: "wasm", cpuOptions: { numThreads: 1 } } as const;
    const model = await loadAndCompile(bytes, options);
    const input = new Tensor(values, shape);
    return {
      async run() {
        const outputs = await model.run(input);
        return outputs.map((t) => {
          const read = floats(t.toTypedArray());
          t.delete();
          return read;
        });
      },
    };
  },
};

interface Ort {
  readonly env: { readonly wasm: { numThreads: number; wasmPaths: string } };
  readonly Tensor: new (type: "float32", values: Float32Array, shape: readonly number[]) => object;
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: { executionProviders: readonly string[]; logSeverityLevel: number },
    ): Promise<{
      readonly inputNames: readonly string[];
      readonly outputNames: readonly string[];
      run(inputs: Readonly<Record<string, object>>): Promise<Readonly<Record<string, { readonly data: Float32Array }>>>;
    }>;
  };
}

const ort = fetched<Ort>("/ort/ort.wasm.min.mjs");
/** Errors only: it has remarks about many models. */
const ORT_ERRORS = 3;
const onnxruntime: Runtime<Uint8Array> = {
  async start() {
    const { env } = await ort();
    env.wasm.numThreads = 1;
    env.wasm.wasmPaths = "/ort/";
  },
  async load(bytes, { shape, values }) {
    const { InferenceSession, Tensor } = await ort();
    const options = { executionProviders: ["wasm"], logSeverityLevel: ORT_ERRORS };
    const session = await InferenceSession.create(bytes, options);
    const inputs = { [session.inputNames[0] as string]: new Tensor("float32", values, shape) };
    return {
      async run() {
        const outputs = await session.run(inputs);
        return session.outputNames.map((name) => floats(outputs[name]?.data ?? []));
      },
    };
  },
};

/** `converted` is Graphweld on the model that `graphweld convert` has made of LiteRT.js's file. */
export const RUNTIMES = {
  stock: tfjs(false),
  graphweld: tfjs(true),
  converted: tfjs(true),
  litert,
  onnxruntime,
} as const;
export type RuntimeId = keyof typeof RUNTIMES;
