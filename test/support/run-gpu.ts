/** Runs the dispatches of one kernel call on the WebGPU backend's device, in buffers of their own. */
import * as tf from "@tensorflow/tfjs-core";
import type { Word } from "../../kernels/kernel.ts";
import type { Dispatch, GpuKernel, GpuLimits, KernelCall } from "../../kernels/webgpu/kernel.ts";
import { sizeOf } from "../../src/graph/types.ts";
import type { WebGpuBackend } from "../../src/runtime/webgpu/backend.ts";
import { compilePipelines, layoutOf } from "../../src/runtime/webgpu/pipelines.ts";

/** A pattern that no kernel writes: a NaN as float, negative as integer. */
const SENTINEL = 0xffc0dead;

/** The limits that every device grants, tiles as for a GPU or as for a program. */
export const limitsFor = (software: boolean): GpuLimits => ({ storageBuffers: 8, workgroups: 65535, software });

/** Gives the outputs. Throws the kernel's reason when it cannot run the call, and the device's when it complains. */
export async function runGpuKernel(
  kernel: GpuKernel,
  call: KernelCall,
  inputs: readonly (Float32Array | Int32Array)[],
  limits: GpuLimits,
): Promise<Float32Array[]> {
  const lowered = kernel.lower(call, limits);
  if (typeof lowered === "string") throw new Error(lowered);
  const { device } = tf.backend() as unknown as WebGpuBackend;
  const buffers: GPUBuffer[] = [];
  const create = (bytes: number, usage: number): GPUBuffer => {
    const buffer = device.createBuffer({ size: Math.max(16, bytes), usage });
    buffers.push(buffer);
    return buffer;
  };
  const { STORAGE, COPY_DST, COPY_SRC, UNIFORM, MAP_READ } = GPUBufferUsage;
  const filled = (values: ArrayBufferView & { length: number }): GPUBuffer => {
    const buffer = create(values.byteLength, STORAGE | COPY_DST);
    if (values.length > 0) device.queue.writeBuffer(buffer, 0, values.buffer, values.byteOffset, values.byteLength);
    return buffer;
  };
  device.pushErrorScope("validation");
  try {
    const ins = inputs.map(filled);
    const packed = lowered.packed.map((pack) => filled(pack()));
    const outs = call.outputs.map(({ shape }) => {
      const buffer = create(4 * sizeOf(shape), STORAGE | COPY_SRC | COPY_DST);
      device.queue.writeBuffer(buffer, 0, new Uint32Array(buffer.size / 4).fill(SENTINEL));
      return buffer;
    });
    const scratch = create(lowered.scratchBytes ?? 0, STORAGE);
    const bufferFor = (word: Word): GPUBuffer => {
      if (typeof word !== "object") throw new Error("a binding must be a buffer");
      if ("input" in word) return ins[word.input] as GPUBuffer;
      if ("output" in word) return outs[word.output] as GPUBuffer;
      return "packed" in word ? (packed[word.packed] as GPUBuffer) : scratch;
    };
    const pipelines = await compilePipelines(device, lowered.launches);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    lowered.launches.forEach((dispatch, i) => {
      const bindings: GPUBufferBinding[] = dispatch.words.map((w) => ({ buffer: bufferFor(w) }));
      if (dispatch.uniforms.length > 0) bindings.push({ buffer: uniformBuffer(dispatch) });
      pass.setPipeline(pipelines[i] as GPUComputePipeline);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout: layoutOf(device, dispatch),
          entries: bindings.map((resource, binding) => ({ binding, resource })),
        }),
      );
      pass.dispatchWorkgroups(...dispatch.workgroups);
    });
    pass.end();
    const staging = outs.map((from) => {
      const to = create(from.size, COPY_DST | MAP_READ);
      encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
      return to;
    });
    device.queue.submit([encoder.finish()]);
    const error = await device.popErrorScope();
    if (error) throw new Error(`${error.message}\n${lowered.launches.map((l) => l.code).join("\n")}`);
    await Promise.all(staging.map((b) => b.mapAsync(GPUMapMode.READ)));
    return staging.map(
      (b, i) => new Float32Array(b.getMappedRange().slice(0), 0, sizeOf(call.outputs[i]?.shape ?? [])),
    );
  } finally {
    for (const buffer of buffers) buffer.destroy();
  }

  function uniformBuffer({ uniforms }: Dispatch): GPUBuffer {
    const block = new DataView(new ArrayBuffer(16 * Math.ceil(uniforms.length / 4)));
    uniforms.forEach((value, i) => {
      if (typeof value === "number") block.setInt32(4 * i, value, true);
      else block.setFloat32(4 * i, value.f32, true);
    });
    const buffer = create(block.byteLength, UNIFORM | COPY_DST);
    device.queue.writeBuffer(buffer, 0, block.buffer);
    return buffer;
  }
}
