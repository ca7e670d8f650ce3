/** Small graph models, fake planners and a clean slate around each spec of the hook. */
import { type GraphModel, loadGraphModelSync } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { explain } from "../../src/hook/explain.ts";
import { FLAGS, type FlagName, flag } from "../../src/hook/flags.ts";
import { install, uninstall } from "../../src/hook/install.ts";
import { planners } from "../../src/hook/planners.ts";
import { executorOf } from "../../src/hook/tfjs-internals.ts";
import { RewriteLog } from "../../src/rewrite/rule.ts";
import type { CallSignature, Plan, Planner } from "../../src/runtime/runner.ts";
import { type BackendName, ready } from "../support/tf.ts";

type Attributes = Record<string, unknown>;

/** One node of a GraphDef in JSON. */
export function node(op: string, name: string, input: string[] = [], attr: Attributes = {}) {
  return { op, name, input, attr };
}

export function placeholder(name: string, shape: readonly number[] | undefined, dtype = "DT_FLOAT") {
  const dims = shape && { shape: { shape: { dim: shape.map((size) => ({ size: String(size) })) } } };
  return node("Placeholder", name, [], { dtype: { type: dtype }, ...dims });
}

/** Float weights by name: shape and values. */
export type Weights = Record<string, { shape: number[]; values: number[] }>;

/** What an IO handler would load, with a Const node for each weight. */
export function artifacts(
  nodes: ReturnType<typeof node>[],
  weights: Weights = {},
  more: Partial<tf.io.ModelArtifacts> = {},
): tf.io.ModelArtifacts {
  const constants = Object.keys(weights).map((name) => node("Const", name, [], { dtype: { type: "DT_FLOAT" } }));
  return {
    modelTopology: { node: [...constants, ...nodes], versions: { producer: 1, minConsumer: 1 } },
    weightSpecs: Object.entries(weights).map(([name, { shape }]) => ({ name, shape, dtype: "float32" as const })),
    weightData: Float32Array.from(Object.values(weights).flatMap(({ values }) => values)).buffer,
    ...more,
  };
}

/** `out = relu(x · w + b)`, with x of [-1, 2]. */
export function dense(more: Partial<tf.io.ModelArtifacts> = {}): tf.io.ModelArtifacts {
  return artifacts(
    [
      placeholder("x", [-1, 2]),
      node("MatMul", "product", ["x", "w"]),
      node("BiasAdd", "sum", ["product", "b"]),
      node("Relu", "out", ["sum"]),
    ],
    { w: { shape: [2, 2], values: [1, 2, 3, 4] }, b: { shape: [2], values: [0.5, -20] } },
    more,
  );
}

/** What `dense` gives for rows of x. */
export const denseOf = (rows: number[][]): number[] =>
  rows.flatMap(([p, q]) => [Math.max(p! + 3 * q! + 0.5, 0), Math.max(2 * p! + 4 * q! - 20, 0)]);

/** Loads a model; typed as most loaders type it. */
export const load = (from: tf.io.ModelArtifacts): GraphModel => loadGraphModelSync(from) as unknown as GraphModel;

/** How a fake planner misbehaves. */
export interface Fake {
  readonly reason?: string;
  readonly build?: () => void;
  /** Called within each run, before or instead of the results. */
  readonly run?: (outputs: tf.Tensor[]) => tf.Tensor[];
  readonly valid?: () => boolean;
}

/** A planner whose plans are the stock executor in disguise, and what happened to them. */
export function fakePlanner(fake: Fake = {}) {
  const seen = { signatures: [] as CallSignature[], live: 0, built: 0, runs: 0 };
  const planner: Planner = (model, signature): Plan | { reason: string } => {
    seen.signatures.push(signature);
    fake.build?.();
    if (fake.reason !== undefined) return { reason: fake.reason };
    seen.built++;
    seen.live++;
    let disposed = false;
    const executor = executorOf(model)!;
    const { execute } = Object.getPrototypeOf(executor) as typeof executor;
    return {
      stats: {
        buildMs: 1,
        launches: [
          { op: "Dense", node: "out", runs: "graphweld", replaced: ["product", "sum", "out"], rules: ["fused-dense"] },
        ],
        stockNodes: 3,
        arenaBytes: 64,
        packedBytes: 24,
      },
      log: new RewriteLog(),
      run(inputs) {
        if (disposed) throw new Error("run after dispose");
        seen.runs++;
        const outputs = execute.call(executor, inputs, [...signature.outputs]);
        return fake.run?.(outputs) ?? outputs;
      },
      valid: () => fake.valid?.() ?? true,
      dispose() {
        if (!disposed) seen.live--;
        disposed = true;
      },
    };
  };
  return { planner, seen };
}

/** A clean slate around each spec: flags, planners, hook. Returns the warnings of the running spec. */
export function cleanSlate(backend: BackendName = "cpu"): { warnings: string[] } {
  const slate = { warnings: [] as string[] };
  const { warn } = console;
  before(() => ready(backend));
  beforeEach(async () => {
    await ready(backend);
    slate.warnings = [];
    console.warn = (...args: unknown[]) => void slate.warnings.push(args.join(" "));
    install();
    set("GRAPHWELD_KEEP_SLOWER", true);
  });
  afterEach(() => {
    uninstall();
    for (const name of Object.keys(planners)) delete planners[name];
    for (const name of Object.keys(FLAGS) as FlagName[])
      if (flag(name) !== FLAGS[name].value) set(name, FLAGS[name].value);
    console.warn = warn;
  });
  return slate;
}

export const set = (name: FlagName | "DEBUG" | "KEEP_INTERMEDIATE_TENSORS", value: boolean | number | string): void =>
  tf.env().set(name, value);

/** Lets the background finish. */
export async function idle(turns = 6): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Runs a model and gives plain values, one array per output. */
export function predict(model: GraphModel, inputs: Parameters<GraphModel["predict"]>[0]): number[][] {
  return values(() => model.predict(inputs));
}

/** The values of a call's results, which are disposed. */
export function values(call: () => tf.Tensor | tf.Tensor[] | tf.NamedTensorMap): number[][] {
  const result = call();
  const list = result instanceof tf.Tensor ? [result] : Object.values(result);
  const plain = list.map((one) => [...one.dataSync()]);
  tf.dispose(list);
  return plain;
}

/** How many calls ran by plan and by stock since the last look. */
export function paths(model: GraphModel): { plan: number; stock: number } {
  const { plan, stock } = explain(model).calls;
  const [plan0, stock0] = looked.get(model) ?? [0, 0];
  looked.set(model, [plan, stock]);
  return { plan: plan - plan0, stock: stock - stock0 };
}
const looked = new WeakMap<GraphModel, [number, number]>();

/** Calls a model until its plan is trusted, and forgets those calls. */
export async function trusted(model: GraphModel, inputs: Parameters<GraphModel["predict"]>[0]): Promise<void> {
  predict(model, inputs);
  await idle();
  const { state, reason } = explain(model).plans[0] ?? {};
  if (state !== "trusted") throw new Error(`The plan is ${state}: ${reason}`);
  paths(model);
}

/** tfjs's accounting, without what backends add. */
export function memory(): { tensors: number; buffers: number; bytes: number } {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { tensors: numTensors, buffers: numDataBuffers, bytes: numBytes };
}
