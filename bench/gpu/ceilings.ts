/** What a device can do at best: arithmetic in registers, and copying what fits no cache. Shares of figures refer to these. */
import { passTime } from "./instruments.ts";

export interface Ceilings {
  /** GFLOP/s of fused multiply-adds on vectors of four float32. */
  readonly arithmetic: number;
  /** GB/s, read and written bytes both counted. */
  readonly bandwidth: number;
}

const SIZE = 256;
const CHAINS = 8;
const STEPS = 64;
/** Repeats inside the shader are a uniform, so that a slow device takes no longer than a fast one. */
const ARITHMETIC = `
@group(0) @binding(0) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(1) var<uniform> repeats: u32;
@compute @workgroup_size(${SIZE}) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let a = vec4<f32>(f32(id.x & 7u) * 0.125);
${chains((c) => `  var s${c} = a + ${c}.0;`)}
  for (var r = 0u; r < repeats; r++) {
${Array.from({ length: STEPS / CHAINS }, () => chains((c) => `    s${c} = fma(s${c}, a, a);`)).join("\n")}
  }
  y[id.x] = ${Array.from({ length: CHAINS }, (_, c) => `s${c}`).join(" + ")};
}`;
const COPY = `
@group(0) @binding(0) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(1) var<uniform> repeats: u32;
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;
@compute @workgroup_size(${SIZE}) fn main(
  @builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>
) {
  for (var r = 0u; r < repeats; r++) { let i = r * groups.x * ${SIZE}u + id.x; y[i] = x[i]; }
}`;

function chains(line: (chain: number) => string): string {
  return Array.from({ length: CHAINS }, (_, c) => line(c)).join("\n");
}

/** Runs that a rate is the best of. */
const RUNS = 5;
/** A run of arithmetic is made at least this long, in milliseconds. */
const LEAST_MS = 5;
const GROUPS = 2048;
const COPIED = { gpu: 256 * 2 ** 20, software: 32 * 2 ** 20 };

/** Measures a device that nothing else uses. */
export async function ceilingsOf(device: GPUDevice, software: boolean): Promise<Ceilings> {
  const groups = software ? 64 : GROUPS;
  const run = async (code: string, repeats: number, bytes: number, count: number): Promise<number> => {
    const module = device.createShaderModule({ code });
    const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
    const usage = GPUBufferUsage.STORAGE;
    const buffers = Array.from({ length: code === COPY ? 2 : 1 }, () => device.createBuffer({ size: bytes, usage }));
    const uniform = device.createBuffer({ size: 16, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    device.queue.writeBuffer(uniform, 0, Uint32Array.of(repeats));
    const [y, x] = buffers as [GPUBuffer, GPUBuffer?];
    const entries = [y, uniform, ...(x ? [x] : [])].map((buffer, binding) => ({ binding, resource: { buffer } }));
    const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < RUNS; i++) {
      const start = performance.now();
      const once = async (): Promise<void> => {
        const encoder = device.createCommandEncoder();
        const pass = encoder.beginComputePass();
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, group);
        pass.dispatchWorkgroups(count);
        pass.end();
        device.queue.submit([encoder.finish()]);
        await device.queue.onSubmittedWorkDone();
      };
      const timed = await passTime(device, once);
      best = Math.min(best, timed || performance.now() - start);
    }
    for (const buffer of [...buffers, uniform]) buffer.destroy();
    return best;
  };
  let repeats = 1;
  let ms = 0;
  while (ms < LEAST_MS) {
    repeats *= ms > 0 ? Math.min(64, Math.ceil((1.5 * LEAST_MS) / ms)) : 16;
    ms = await run(ARITHMETIC, repeats, 16 * SIZE * groups, groups);
  }
  const bytes = Math.min(software ? COPIED.software : COPIED.gpu, device.limits.maxStorageBufferBindingSize);
  const copies = bytes / (16 * SIZE * groups);
  const copied = await run(COPY, copies, bytes, groups);
  return {
    arithmetic: (2 * 4 * STEPS * repeats * SIZE * groups) / ms / 1e6,
    bandwidth: (2 * bytes) / copied / 1e6,
  };
}
