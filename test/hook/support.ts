/** Small graph models, fake planners and a clean slate around each spec of the hook. */
import { GraphModel, loadGraphModelSync } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { clock } from "../../src/hook/clock.ts";
import { explain } from "../../src/hook/explain.ts";
import { FLAGS, type FlagName, flag } from "../../src/hook/flags.ts";
import { install, uninstall } from "../../src/hook/install.ts";
import { PAUSE_MS } from "../../src/hook/model-hook.ts";
import { planners } from "../../src/hook/planners.ts";
import { executorOf } from "../../src/hook/tfjs-internals.ts";
import { RewriteLog } from "../../src/rewrite/rule.ts";
import type { CallSignature, LaunchInfo, Plan, Planner } from "../../src/runtime/runner.ts";
import { type GraphSpec, modelArtifacts, node, placeholder, weight } from "../support/graphdef.ts";
import { type BackendName, ready } from "../support/tf.ts";
import { until } from "../support/until.ts";

/** The one launch of the plans that specs make. */
export const LAUNCH = {
  op: "Dense",
  node: "out",
  runs: "graphweld",
  replaced: ["product", "sum", "out"],
  rules: ["fused-dense"],
  bytes: 96,
} as const satisfies LaunchInfo;

/** What an IO handler would load for a small graph. */
export const artifacts = (spec: GraphSpec, more: Partial<tf.io.ModelArtifacts> = {}): tf.io.ModelArtifacts => ({
  ...modelArtifacts(spec),
  ...more,
});

/** `out = relu(x · w + b)`, with x of [-1, 2]. */
export const dense = (more?: Partial<tf.io.ModelArtifacts>): tf.io.ModelArtifacts =>
  artifacts(
    {
      w: weight([2, 2], [1, 2, 3, 4]),
      b: weight([2], [0.5, -20]),
      x: placeholder([-1, 2]),
      product: node("MatMul", ["x", "w"]),
      sum: node("BiasAdd", ["product", "b"]),
      out: node("Relu", ["sum"]),
    },
    more,
  );

/** `dense` without its graph. */
export const computeDense = ({ x }: tf.NamedTensorMap): tf.Tensor[] => [
  tf.tidy(() => tf.relu(tf.add(tf.matMul(x!, tf.tensor2d([1, 2, 3, 4], [2, 2])), tf.tensor1d([0.5, -20])))),
];

/** What `dense` gives for rows of x. */
export const denseOf = (rows: number[][]): number[] =>
  rows.flatMap(([p, q]) => [Math.max(p! + 3 * q! + 0.5, 0), Math.max(2 * p! + 4 * q! - 20, 0)]);

/** Loads a model; typed as most loaders type it. */
export const load = (from: tf.io.ModelArtifacts): GraphModel => loadGraphModelSync(from) as unknown as GraphModel;

/** How a fake planner misbehaves. */
export interface Fake {
  readonly reason?: string;
  readonly build?: () => void;
  /** Computes the outputs in place of the stock executor. */
  readonly compute?: (inputs: tf.NamedTensorMap) => tf.Tensor[];
  /** Called within each run, with the outputs, which it may replace. */
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
        tier: "plan",
        buildMs: 1,
        launches: [LAUNCH],
        stockNodes: 3,
        arenaBytes: 64,
        packedBytes: 24,
        threads: 1,
      },
      explain: () => new RewriteLog(),
      run(inputs) {
        if (disposed) throw new Error("run after dispose");
        seen.runs++;
        const outputs = fake.compute?.(inputs) ?? execute.call(executor, inputs, [...signature.outputs]);
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

/** What a spec behind the hook sees of the world, and how it moves time on. */
export interface Slate {
  /** Of the running spec. */
  warnings: string[];
  /** Lets the app take its time, which it never does by itself, however slow the machine is. */
  pause(): void;
  /** From here on time passes for the hook as the spec says, and a little with every look at the clock. */
  stopClock(): { pass(ms: number): void };
}

/** A clean slate around each spec: flags, planners, hook, and a clock on which apps do not pause. */
export function cleanSlate(backend: BackendName = "cpu"): Slate {
  const pauses: (() => void)[] = [];
  const slate: Slate = {
    warnings: [],
    pause() {
      for (const task of pauses.splice(0)) task();
    },
    stopClock() {
      let time = 0;
      clock.now = () => {
        time += 0.05;
        return time;
      };
      return {
        pass: (ms) => {
          time += ms;
        },
      };
    },
  };
  const { warn } = console;
  const { now, idle: whenIdle } = clock;
  const real = { ...planners };
  const reset = () => {
    for (const name of Object.keys(planners)) delete planners[name];
  };
  // Other spec files of the same run may rely on an installed hook.
  let installed = false;
  before(() => {
    installed = isInstalled();
  });
  after(() => {
    Object.assign(planners, real);
    if (installed) install();
  });
  beforeEach(async () => {
    await ready(backend);
    slate.warnings = [];
    reset();
    console.warn = (...args: unknown[]) => void slate.warnings.push(args.join(" "));
    clock.idle = (task, ms) => {
      if (ms !== PAUSE_MS) throw new Error(`An app's pause is ${ms} ms.`);
      pauses.push(task);
    };
    install();
    set("GRAPHWELD_KEEP_SLOWER", true);
    // Specs bring plans of their own.
    set("GRAPHWELD_PORTABLE", false);
  });
  afterEach(() => {
    uninstall();
    reset();
    for (const name of Object.keys(FLAGS) as FlagName[])
      if (flag(name) !== FLAGS[name].value) set(name, FLAGS[name].value);
    console.warn = warn;
    Object.assign(clock, { now, idle: whenIdle });
    pauses.length = 0;
  });
  return slate;
}

/** Whether the imported converter is patched. */
function isInstalled(): boolean {
  const { loadWithWeightMap } = GraphModel.prototype as unknown as { loadWithWeightMap: object };
  return Symbol.for("graphweld") in loadWithWeightMap;
}

export const set = (name: FlagName | "DEBUG" | "KEEP_INTERMEDIATE_TENSORS", value: boolean | number | string): void =>
  tf.env().set(name, value);

/** Lets the background go on: each turn is one step of it at least, for timers that are due earlier come first. */
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
  const latest = () => explain(model).plans[0];
  await until(() => !/pending|checking/.test(latest()?.state ?? ""), "a plan is decided on");
  const { state, reason } = latest() ?? {};
  if (state !== "trusted") throw new Error(`The plan is ${state}: ${reason}`);
  paths(model);
}

/** tfjs's accounting, without what backends add. */
export function memory(): { tensors: number; buffers: number; bytes: number } {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { tensors: numTensors, buffers: numDataBuffers, bytes: numBytes };
}
