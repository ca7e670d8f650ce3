/** Runs graph models by plan and by stock, and tells which path answered, for specs of the whole way of a model. */
import { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain, optimize, type PlanReport, uninstall, warmup } from "../../src/core.ts";
import { FLAGS, type FlagName, flag, registerFlags } from "../../src/hook/flags.ts";
import { activeWasmBackend, memoryOf, type WasmBackend } from "../../src/runtime/wasm/backend.ts";
import { type GraphSpec, modelArtifacts } from "../support/graphdef.ts";
import { randomFloats } from "../support/random.ts";
import { ready } from "../support/tf.ts";
import { until } from "../support/until.ts";

/** A tensor's content, on no backend. */
export interface Plain {
  readonly dtype: tf.DataType;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
}
export type PlainInputs = Readonly<Record<string, Plain>>;

/** Largest normalised mean square error of an output against stock. */
const TOLERANCE = 1e-9;

export const set = (name: FlagName, value: boolean | number | string): void => tf.env().set(name, value);

/** Around each spec: plans answer once compared, are built when a call asks for them, and nothing stays hooked. */
export function plansAnswer(): void {
  beforeEach(async () => {
    await ready("wasm");
    registerFlags();
    set("GRAPHWELD_KEEP_SLOWER", true);
    set("GRAPHWELD_PLAN_AT_LOAD", false);
  });
  afterEach(() => {
    uninstall();
    for (const name of Object.keys(FLAGS) as FlagName[])
      if (flag(name) !== FLAGS[name].value) set(name, FLAGS[name].value);
  });
}

/** What each spec warns of, rather than printing it. */
export function keepWarnings(): readonly string[] {
  const { warn } = console;
  const warnings: string[] = [];
  beforeEach(() => {
    warnings.length = 0;
    console.warn = (text: string) => void warnings.push(text);
  });
  afterEach(() => {
    console.warn = warn;
  });
  return warnings;
}

/** Inputs after the model's own shapes, open extents 1: floats in [0, 1), the same every time. */
export function inputsFor(model: GraphModel, seed = 1): PlainInputs {
  return Object.fromEntries(
    model.inputs.map(({ name, shape = [], dtype }, i) => {
      const extents = shape.map((d) => Math.max(d, 1));
      const unit = randomFloats(tf.util.sizeFromShape(extents), seed + i).map((x) => (x + 1) / 2);
      const values = dtype === "int32" ? Int32Array.from(unit, (x) => Math.floor(255 * x)) : unit;
      return [name, { dtype, shape: extents, values }];
    }),
  );
}

/** Hands the inputs to `body` as tensors of the current backend. */
export function feeding<T>(inputs: PlainInputs, body: (tensors: tf.NamedTensorMap) => T): T {
  const tensors: tf.NamedTensorMap = {};
  for (const [name, { values, shape, dtype }] of Object.entries(inputs))
    tensors[name] = tf.tensor(values, [...shape], dtype);
  const free = () => tf.dispose(tensors);
  try {
    const result = body(tensors);
    if (result instanceof Promise) return result.finally(free) as T;
    free();
    return result;
  } catch (error) {
    free();
    throw error;
  }
}

/** The content of a call's results, which are disposed. */
export function plain(results: tf.Tensor | tf.Tensor[]): Plain[] {
  const list = [results].flat();
  const content = list.map((t) => ({ dtype: t.dtype, shape: t.shape.slice(), values: t.dataSync().slice() }));
  tf.dispose(list);
  return content;
}

/** One call of `execute`. */
export function execute(model: GraphModel, inputs: PlainInputs, outputs?: string[]): Plain[] {
  return feeding(inputs, (tensors) => plain(model.execute(tensors, outputs)));
}

/** Asserts that outputs are those of stock: types and shapes alike, integers equal, floats up to rounding. */
export function expectSame(got: readonly Plain[], want: readonly Plain[]): void {
  expect(got.map(({ dtype, shape }) => `${dtype}[${shape}]`)).to.deep.equal(
    want.map(({ dtype, shape }) => `${dtype}[${shape}]`),
  );
  got.forEach(({ dtype, values }, i) => {
    const expected = (want[i] as Plain).values;
    if (dtype === "float32") expect(nmse(values, expected), `error of output ${i}`).to.be.at.most(TOLERANCE);
    else expect([...values], `output ${i}`).to.deep.equal([...expected]);
  });
}

/** Normalised mean square error; infinite where values are not finite in the same places. */
function nmse(got: ArrayLike<number>, want: ArrayLike<number>): number {
  let error = 0;
  let power = 0;
  for (let i = 0; i < want.length; i++) {
    const [a, b] = [got[i] as number, want[i] as number];
    if (Object.is(a, b)) power += Number.isFinite(b) ? b * b : 0;
    else if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.POSITIVE_INFINITY;
    else {
      error += (a - b) ** 2;
      power += b * b;
    }
  }
  return error === 0 ? 0 : error / power;
}

/** Loads a model that Graphweld does not touch: to be called before `install`. */
export async function loadStock(artifacts: tf.io.ModelArtifacts): Promise<GraphModel> {
  const model = new GraphModel(tf.io.fromMemory(artifacts));
  await model.load();
  expect(explain(model).reason).to.equal("not hooked");
  return model;
}

/** Loads a model and attaches Graphweld to it alone. */
export async function loadOptimized(artifacts: tf.io.ModelArtifacts): Promise<GraphModel> {
  return optimize(await loadStock(artifacts));
}

/** A plan's account, once it answers. Fails with the reason where stock stays. */
export function planOf(
  model: GraphModel,
): PlanReport & Required<Pick<PlanReport, "launches" | "buildMs" | "stockNodes">> {
  const { reason, plans } = explain(model);
  const [plan] = plans;
  if (plan?.tier !== "plan") expect.fail(`stock answers: ${reason ?? plan?.reason ?? plan?.state ?? "no plan"}`);
  return plan as ReturnType<typeof planOf>;
}

/** Calls that plan and stock answered during `body`. */
export async function pathsOf(model: GraphModel, body: () => unknown): Promise<{ plan: number; stock: number }> {
  const before = explain(model).calls;
  await body();
  const after = explain(model).calls;
  return { plan: after.plan - before.plan, stock: after.stock - before.stock };
}

/** What `runBoth` found. */
export interface Both {
  readonly model: GraphModel;
  readonly plan: ReturnType<typeof planOf>;
  /** Ops of the plan that run on stock, sorted, one each. */
  readonly stockOps: readonly string[];
  readonly outputs: readonly Plain[];
}

/** Runs a small graph on stock wasm and by plan, and asserts that the plan answered, with the same outputs. */
export async function runBoth(spec: GraphSpec, inputs: PlainInputs, outputs?: string[]): Promise<Both> {
  const artifacts = modelArtifacts(spec);
  const stock = await loadStock(artifacts);
  const want = execute(stock, inputs, outputs);
  stock.dispose();
  const model = await loadOptimized(artifacts);
  const got = await byPlan(model, inputs, outputs);
  expectSame(got, want);
  const plan = planOf(model);
  const stockOps = [...new Set(plan.launches.filter((l) => l.runs === "stock").map((l) => l.op))].sort();
  return { model, plan, stockOps, outputs: got };
}

/** Calls, with a turn for the background after each, until a plan answers or is turned down. */
export async function planned(model: GraphModel, call: () => void): Promise<void> {
  await until(
    async () => (await pathsOf(model, call)).plan > 0 || explain(model).plans[0]?.state === "rejected",
    "a plan answers or is turned down",
  );
}

/** Calls until a plan for this call is trusted, then once more, and asserts that this call was the plan's. */
export async function byPlan(model: GraphModel, inputs: PlainInputs, outputs?: string[]): Promise<Plain[]> {
  if (outputs === undefined) await feeding(inputs, (tensors) => warmup(model, tensors));
  else await planned(model, () => void execute(model, inputs, outputs));
  planOf(model);
  let got: Plain[] = [];
  const paths = await pathsOf(model, () => {
    got = execute(model, inputs, outputs);
  });
  expect(paths).to.deep.equal({ plan: 1, stock: 0 });
  return got;
}

/** Shorthand for an input. */
export const floats = (shape: readonly number[], values: readonly number[] | Float32Array): Plain => ({
  dtype: "float32",
  shape,
  values: Float32Array.from(values),
});
export const integers = (shape: readonly number[], values: readonly number[]): Plain => ({
  dtype: "int32",
  shape,
  values: Int32Array.from(values),
});

/** The wasm backend, which must be active. */
export function wasmBackend(): WasmBackend & { numDataIds(): number } {
  const backend = activeWasmBackend();
  if (typeof backend === "string") throw new Error(backend);
  return backend as ReturnType<typeof wasmBackend>;
}

/** Everything that must be as it was after predictions: tfjs's accounting, the backend's, and the size of its memory. */
export function memory(): Record<"tensors" | "buffers" | "bytes" | "dataIds" | "heap", number> {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  const backend = wasmBackend();
  const heap = (memoryOf(backend) as WebAssembly.Memory).buffer.byteLength;
  return { tensors: numTensors, buffers: numDataBuffers, bytes: numBytes, dataIds: backend.numDataIds(), heap };
}
