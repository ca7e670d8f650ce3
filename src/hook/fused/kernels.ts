/**
 * The kernels behind fused ops, as TensorFlow.js knows them: registered for wasm and WebGPU, and run by its own executor.
 *
 * For each op, each set of operand types and each set of weights, one is built, held against the stock ops that the op stands
 * for on the operands of a real call, and kept. Stock ops answer until then, and for good where anything is wrong.
 */
import {
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  registerKernel,
  type Tensor,
  engine as tfEngine,
} from "@tensorflow/tfjs-core";
import { type FusedBody, operandName } from "../../graph/fused-op.ts";
import type { BuildFused, Built, FusedKernel } from "../../runtime/fused.ts";
import type { PlanOptions } from "../../runtime/runner.ts";
import { difference, type TensorValues } from "../compare.ts";
import { disabledRules, flag, generation, registerFlags } from "../flags.ts";
import { compose } from "../fused.ts";
import { engine } from "../tfjs-internals.ts";

registerFlags();
const options = (): PlanOptions => ({ disable: disabledRules(), threads: flag("GRAPHWELD_WASM_THREADS") });

/** How a backend's kernels are built, and how their results are read where that takes waiting. */
interface Builder {
  readonly build: BuildFused;
  readonly read?: (tensors: readonly Tensor[]) => Promise<TensorValues[]>;
}
const LOADERS: Readonly<Record<string, () => Promise<Builder>>> = {
  wasm: async () => {
    const [{ fusedForWasm }, { PHASES, GROUPINGS }, { KERNELS }] = await Promise.all([
      import("../../runtime/wasm/fused.ts"),
      import("../../../patterns/index.ts"),
      import("../../../kernels/index.ts"),
    ]);
    return { build: fusedForWasm({ phases: PHASES, groupings: GROUPINGS, kernels: KERNELS }, options) };
  },
  webgpu: async () => {
    const [{ fusedForWebGpu }, { PHASES, GROUPINGS }, { snapshot }] = await Promise.all([
      import("../../runtime/webgpu/fused.ts"),
      import("../../../patterns/index.ts"),
      import("../background/snapshot.ts"),
    ]);
    return { build: fusedForWebGpu({ phases: PHASES, groupings: GROUPINGS }, options), read: snapshot };
  },
};
const builders = new Map<string, Builder>();
const loading = new Map<string, Promise<void>>();

/** One kernel, or what will be one. */
interface Instance {
  readonly body: FusedBody;
  readonly backend: object;
  readonly generation: number;
  readonly types: readonly { readonly dtype: string; readonly shape: readonly number[] }[];
  /** In the order of `body.weights`. */
  readonly weights: readonly Tensor[];
  calls: number;
  /** It is `new` until it is built, and `built` until it is found right. */
  state: "new" | "waiting" | "built" | "right" | "refused";
  kernel?: FusedKernel;
}
/** Most recently used first. */
const known = new WeakMap<FusedBody, Instance[]>();
const live = new Set<Instance>();
const registered = new Map<string, string>();
let warned = false;
let atOnce = false;

/** Whether kernels answer from the first call on, without being held against stock: for tools, which compare what they give. */
export function buildAtOnce(on: boolean): void {
  atOnce = on;
}

/** Loads what builds kernels for a backend, where there are any. Never rejects. */
export async function load(backend: string): Promise<void> {
  const loader = LOADERS[backend];
  if (!loader) return;
  let promise = loading.get(backend);
  promise ??= loader().then(
    (builder) => void builders.set(backend, builder),
    (error) => warn(`what builds them for ${backend} could not be loaded: ${error}`),
  );
  loading.set(backend, promise);
  await promise;
}

/** Runs a fused op by its registered kernel; where the backend has none, or a gradient is asked for, by stock ops. */
export function run(body: FusedBody, inputs: readonly Tensor[]): Tensor[] {
  const { backendName, state } = engine();
  if (state.gradientDepth > 0 || !LOADERS[backendName ?? ""]) return compose(body, inputs);
  const named: NamedTensorMap = {};
  for (let i = 0; i < inputs.length; i++) named[operandName(i)] = inputs[i] as Tensor;
  const result: Tensor | Tensor[] = tfEngine().runKernel(kernelOf(body), named, { body } as unknown as NamedAttrMap);
  return [result].flat();
}

/** Frees kernels whose weights, or whose backend, are gone. */
export function sweep(): void {
  const backends = Object.values(engine().registry);
  for (const one of live) if (one.weights.some((t) => t.isDisposed) || !backends.includes(one.backend)) drop(one);
}

/** The name under which TensorFlow.js has a fused op's kernel, registered when it is met for the first time. */
function kernelOf({ kernel }: FusedBody): string {
  let kernelName = registered.get(kernel);
  if (kernelName === undefined) {
    kernelName = `Graphweld${kernel.replace(/(^|-)\w/g, (start) => start.slice(-1).toUpperCase())}`;
    // Another copy of Graphweld may have been here.
    for (const backendName of Object.keys(LOADERS))
      if (!getKernel(kernelName, backendName))
        registerKernel({
          kernelName,
          backendName,
          kernelFunc: ({ inputs, attrs }) =>
            answer((attrs as unknown as { readonly body: FusedBody }).body, inputs as NamedTensorMap),
        });
    registered.set(kernel, kernelName);
  }
  return kernelName;
}

function answer(body: FusedBody, named: NamedTensorMap): Tensor[] {
  const inputs = Object.values(named);
  const one = find(body, inputs);
  try {
    if (atOnce) make(one, inputs);
    if (one.state === "right") return (one.kernel as FusedKernel).run(named);
  } catch (error) {
    refuse(one, error);
  }
  const want = compose(body, inputs);
  try {
    advance(one, named, want);
  } catch (error) {
    refuse(one, error);
  }
  return want;
}

/** Does the next thing on the way to a kernel that answers; `want` is what stock ops gave in this call. */
function advance(one: Instance, named: NamedTensorMap, want: readonly Tensor[]): void {
  const name = engine().backendName as string;
  const builder = builders.get(name);
  // An op that runs once is not worth a kernel.
  if (one.calls++ === 0 || !builder) return void load(name);
  make(one, Object.values(named));
  if (one.state !== "built") return;
  const got = (one.kernel as FusedKernel).run(named);
  try {
    if (builder.read) {
      one.state = "waiting";
      Promise.all([builder.read(got), builder.read(want)]).then(
        (values) => judge(one, ...values),
        (error) => refuse(one, error),
      );
    } else judge(one, got.map(copy), want.map(copy));
  } finally {
    for (const t of got) t.dispose();
  }
}

/** Builds its kernel, where that is still to be done. */
function make(one: Instance, inputs: readonly Tensor[]): void {
  const built = one.state === "new" && builders.get(engine().backendName as string)?.build(one.body, inputs);
  if (built instanceof Promise) {
    one.state = "waiting";
    built.then(
      (kernel) => settle(one, kernel),
      (error) => refuse(one, error),
    );
  } else if (built) settle(one, built);
}

function settle(one: Instance, built: Built): void {
  if ("reason" in built) {
    // Other kernels than on the backend that it was fused for: nothing is wrong.
    one.state = "refused";
    return;
  }
  one.kernel = built;
  one.state = !atOnce && flag("GRAPHWELD_CHECK") ? "built" : "right";
  if (!live.has(one)) drop(one);
}

function judge(one: Instance, got: readonly TensorValues[], want: readonly TensorValues[]): void {
  const why = want.map((values, i) => difference(got[i] as TensorValues, values)).find((text) => text !== undefined);
  if (why === undefined) one.state = "right";
  else refuse(one, `its result differs from stock: ${why}`);
}

const copy = (t: Tensor): TensorValues => ({ dtype: t.dtype, shape: t.shape, values: t.dataSync() });

/** Stock ops compute it from now on. */
function refuse(one: Instance, error: unknown): void {
  one.state = "refused";
  const { body, kernel } = one;
  // What fails because its model is gone is nobody's concern.
  if (live.has(one))
    warn(`"${body.outputs[0]}" (${body.kernel}) ${error instanceof Error ? `threw "${error.message}"` : error}`);
  delete one.kernel;
  kernel?.dispose();
}

function warn(reason: string): void {
  if (!warned) console.warn(`Graphweld: fused ops run as the stock ops that they stand for: ${reason}.`);
  warned = true;
}

function find(body: FusedBody, inputs: readonly Tensor[]): Instance {
  const backend = engine().backendInstance as object;
  const list = known.get(body) ?? [];
  known.set(body, list);
  const at = list.findIndex((one) => fits(one, backend, inputs));
  if (at > 0) list.unshift(...list.splice(at, 1));
  if (at >= 0) return list[0] as Instance;
  const one: Instance = {
    body,
    backend,
    generation,
    types: inputs.map(({ dtype, shape }) => ({ dtype, shape: shape.slice() })),
    weights: body.weights.map((i) => inputs[i] as Tensor),
    calls: 0,
    state: "new",
  };
  sweep();
  list.unshift(one);
  live.add(one);
  for (const old of list.slice(Math.max(1, flag("GRAPHWELD_PLAN_CACHE")))) drop(old);
  return one;
}

function fits(one: Instance, backend: object, inputs: readonly Tensor[]): boolean {
  const { types, weights, body } = one;
  if (one.backend !== backend || one.generation !== generation) return false;
  for (let i = 0; i < types.length; i++) {
    const [{ dtype, shape }, type] = [inputs[i] as Tensor, types[i] as Instance["types"][number]];
    if (dtype !== type.dtype || shape.length !== type.shape.length) return false;
    for (let d = 0; d < shape.length; d++) if (shape[d] !== type.shape[d]) return false;
  }
  for (let i = 0; i < weights.length; i++)
    if ((inputs[body.weights[i] as number] as Tensor).dataId !== (weights[i] as Tensor).dataId) return false;
  return true;
}

function drop(one: Instance): void {
  live.delete(one);
  const list = known.get(one.body);
  const at = list?.indexOf(one) ?? -1;
  if (at >= 0) list?.splice(at, 1);
  one.kernel?.dispose();
  delete one.kernel;
  one.state = "refused";
}
