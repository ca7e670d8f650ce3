/** Compute pipelines, compiled once for each device and shared by every plan whose dispatches have the same code. */
import type { Dispatch } from "../../../kernels/webgpu/kernel.ts";

interface Cache {
  readonly pipelines: Map<string, Promise<GPUComputePipeline>>;
  readonly layouts: Map<string, GPUBindGroupLayout>;
}
const caches = new WeakMap<GPUDevice, Cache>();

function cacheOf(device: GPUDevice): Cache {
  let cache = caches.get(device);
  if (!cache) {
    cache = { pipelines: new Map(), layouts: new Map() };
    caches.set(device, cache);
  }
  return cache;
}

/** The layout of a dispatch's bind group, so that groups can be made before pipelines are compiled. */
export function layoutOf(device: GPUDevice, { writes, uniforms }: Dispatch): GPUBindGroupLayout {
  const { layouts } = cacheOf(device);
  const types: GPUBufferBindingType[] = writes.map((w) => (w ? "storage" : "read-only-storage"));
  if (uniforms.length > 0) types.push("uniform");
  const key = types.join();
  let layout = layouts.get(key);
  if (!layout) {
    layout = device.createBindGroupLayout({
      entries: types.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
    });
    layouts.set(key, layout);
  }
  return layout;
}

/** The pipelines of dispatches, in order. All that are missing are compiled at once, off the main thread. */
export function compilePipelines(device: GPUDevice, dispatches: readonly Dispatch[]): Promise<GPUComputePipeline[]> {
  const { pipelines } = cacheOf(device);
  return Promise.all(
    dispatches.map((dispatch) => {
      const { code } = dispatch;
      let pipeline = pipelines.get(code);
      if (!pipeline) {
        const layout = device.createPipelineLayout({ bindGroupLayouts: [layoutOf(device, dispatch)] });
        const module = device.createShaderModule({ code });
        pipeline = device.createComputePipelineAsync({ layout, compute: { module, entryPoint: "main" } });
        pipelines.set(code, pipeline);
        // A failure is told to whoever awaits it; another plan may try again.
        pipeline.catch(() => pipelines.delete(code));
      }
      return pipeline;
    }),
  );
}
