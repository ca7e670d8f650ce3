/** Builds plans for tfjs's WebGPU backend. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { Tensor } from "@tensorflow/tfjs-core";
import { GPU_KERNELS } from "../../../kernels/webgpu/index.ts";
import type { GpuLimits, GpuLowered } from "../../../kernels/webgpu/kernel.ts";
import { graphFromModel } from "../../graph/from-tfjs.ts";
import type { KernelCall } from "../../graph/kernel-call.ts";
import { type CompileOptions, compiling, type Rules } from "../../plan/compile.ts";
import type { Schedule } from "../../plan/schedule.ts";
import { inTurns, turn } from "../../rewrite/steps.ts";
import { describe, impurity, stockNodes, weightMap, weightTensors } from "../describe.ts";
import type { AsyncPlanner, CallSignature, Planned, PlanOptions } from "../runner.ts";
import { activeWebGpuBackend, type WebGpuBackend } from "./backend.ts";
import { WebGpuPlan } from "./plan.ts";
import { withChains } from "./small.ts";

/** Tensors that a kernel binds beside the operands of its epilogue: two inputs and two outputs. */
const OWN_BUFFERS = 4;

/** A planner that knows these rules. */
export const webGpuPlanner =
  (rules: Rules): AsyncPlanner =>
  (model, signature, options) =>
    planForWebGpu(model, signature, rules, options);

async function planForWebGpu(
  model: GraphModel,
  signature: CallSignature,
  rules: Rules,
  options: PlanOptions = {},
): Promise<Planned> {
  const start = performance.now();
  const backend = activeWebGpuBackend();
  if (typeof backend === "string") return { reason: backend };
  const weights = await readableWeights(model, backend);
  try {
    const graph = graphFromModel(model, signature);
    if ("reason" in graph) return graph;
    const impure = impurity(graph);
    if (impure) return { reason: impure };
    const nodes = stockNodes(graph);
    const compileOptions = compileOptionsOf(backend, options);
    await turn();
    const compiled = await inTurns(compiling(graph, rules, { ...compileOptions, explain: true }));
    const { log } = compiled;
    const schedule = await withChains(graph, compiled.schedule, limitsOf(backend));
    const half = options.half === true && halfOn(backend);
    const weightTensor = weightTensors(model);
    const plan = await WebGpuPlan.create({ backend, graph, schedule, weightTensor, half, wait: options.wait });
    return {
      explain: () => log,
      stats: {
        tier: "plan",
        buildMs: performance.now() - start,
        launches: schedule.steps.flatMap(describe),
        stockNodes: nodes,
        arenaBytes: plan.arenaBytes,
        packedBytes: plan.packedBytes,
        pipelines: plan.pipelines,
        ...(half ? { half } : {}),
        colours: plan.colours,
      },
      run: (inputs) => plan.run(inputs),
      tidy: plan.tidy,
      identity: () => identityOf(backend, schedule, half),
      valid: () => plan.alive,
      dispose: () => plan.dispose(),
    };
  } finally {
    weights.release();
  }
}

/** All that is encoded, and on what. Weights are the model's. */
function identityOf({ adapterInfo }: WebGpuBackend, { steps }: Schedule<GpuLowered>, half: boolean): string {
  const { vendor, architecture, device, description } = (adapterInfo ?? {}) as Partial<GPUAdapterInfo>;
  const launches = steps.flatMap((s) => (s.kind === "kernel" ? s.lowered.launches : []));
  const codes = [...new Set(launches.map((l) => l.code))];
  const encoded = launches.map((l) => [codes.indexOf(l.code), l.words, l.uniforms, l.workgroups]);
  return JSON.stringify([vendor, architecture, device, description, half, codes, encoded]);
}

/** Devices that were said to have no half precision. */
const without = new WeakSet<GPUDevice>();

/** Whether the device can hold numbers in half precision; says so once where it can't. */
function halfOn({ device }: WebGpuBackend): boolean {
  if (device.features.has("shader-f16")) return true;
  if (!without.has(device))
    console.warn("Graphweld: TensorFlow.js's WebGPU device was made without shader-f16, so plans stay in float32.");
  without.add(device);
  return false;
}

/** What compiling needs of a device. */
export function compileOptionsOf(backend: WebGpuBackend, options: PlanOptions): CompileOptions<GpuLowered> {
  const limits = limitsOf(backend);
  const kernels = new Map(GPU_KERNELS.map((k) => [k.op, (call: KernelCall) => k.lower(call, limits)]));
  const cap = `the device grants ${limits.storageBuffers} storage buffers a stage`;
  return { ...options, kernels, operands: limits.storageBuffers - OWN_BUFFERS, cap };
}

export function limitsOf({ device, adapterInfo }: WebGpuBackend): GpuLimits {
  const { maxStorageBuffersPerShaderStage, maxComputeWorkgroupsPerDimension } = device.limits;
  return {
    storageBuffers: maxStorageBuffersPerShaderStage,
    workgroups: maxComputeWorkgroupsPerDimension,
    subgroups: device.features.has("subgroups") && !!navigator.gpu.wgslLanguageFeatures?.has("subgroup_id"),
    software: /swiftshader|llvmpipe|cpu/i.test(`${adapterInfo?.architecture} ${adapterInfo?.vendor}`),
  };
}

/** How many hold copies of what stock has moved to the device, where only waiting gets it back: parts of a model share weights. */
const holders = new WeakMap<object, number>();

/** `readable` for a model's weights, if the backend is active. */
export const readableWeights = async (
  model: GraphModel,
  backend: WebGpuBackend | string = activeWebGpuBackend(),
): Promise<{ release(): void }> =>
  readable(typeof backend === "string" ? [] : Object.values(weightMap(model)).flat(), backend as WebGpuBackend);

/** Brings tensors where `dataSync` finds them at once; `release` forgets the copies. */
export async function readable(tensors: readonly Tensor[], backend: WebGpuBackend): Promise<{ release(): void }> {
  const { tensorMap } = backend;
  const moved = tensors.filter(
    ({ dataId, dtype }) =>
      dtype !== "string" && tensorMap.has(dataId) && (holders.has(dataId) || tensorMap.get(dataId).values == null),
  );
  for (const { dataId } of moved) holders.set(dataId, (holders.get(dataId) ?? 0) + 1);
  const release = (): void => {
    for (const { dataId, isDisposed } of moved.splice(0)) {
      const left = (holders.get(dataId) as number) - 1;
      if (left > 0) holders.set(dataId, left);
      else holders.delete(dataId);
      if (left > 0 || isDisposed || !tensorMap.has(dataId)) continue;
      const data = tensorMap.get(dataId);
      if (data.resource != null) data.values = null;
    }
  };
  try {
    await Promise.all(moved.map((t) => t.data()));
  } catch (error) {
    release();
    throw error;
  }
  return { release };
}
