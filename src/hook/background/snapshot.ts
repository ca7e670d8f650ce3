/** Copies of tensors that never touch TensorFlow.js's accounting, taken without waiting for a GPU. */
import { type DataType, engine, type Tensor } from "@tensorflow/tfjs-core";
import { turn } from "../../rewrite/steps.ts";
import type { TensorValues } from "../compare.ts";

/** What is needed of a backend whose data lies in `GPUBuffer`s. */
export interface GpuBackend {
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  readonly commandEncoder: GPUCommandEncoder | null;
  readonly tensorMap: {
    has(id: object): boolean;
    get(id: object): {
      readonly dtype: DataType;
      readonly resource?: unknown;
      readonly values?: ArrayLike<number> | null;
    };
  };
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

const READ = 1;
const MAP_READ = 1;
const COPY_DST = 8;

/** The same of a backend that draws: WebGL. */
interface GlBackend {
  readonly gpgpu: { readonly gl: WebGLRenderingContext };
}
type Backend = GpuBackend | GlBackend;

/** Resolves when all that was asked of the device so far is computed. */
export async function settle(): Promise<unknown> {
  const backend = engine().backend as unknown as Backend;
  if ("gpgpu" in backend) {
    // Reading a pixel waits for whatever was drawn before. A fence would not hold up the page, but is looked at too seldom to time by.
    const { gl } = backend.gpgpu;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    return gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  }
  backend.endComputePassEncoder();
  if (backend.commandEncoder) backend.submitQueue();
  return backend.queue.onSubmittedWorkDone();
}

/** Values of tensors as they are now. They may be disposed as soon as this returns its promise. */
export function snapshot(tensors: readonly Tensor[]): Promise<TensorValues[]> {
  const backend = engine().backend as unknown as Backend;
  if ("gpgpu" in backend)
    return Promise.all(
      tensors.map(async (tensor) => {
        const { dtype, shape } = tensor;
        const values = (await tensor.data()).slice() as TensorValues["values"];
        return { dtype, shape: shape.slice(), values };
      }),
    );
  const staged: GPUBuffer[] = [];
  const reads = tensors.map(({ dataId, dtype, size }): (() => TensorValues["values"]) => {
    const { resource, values, dtype: held } = backend.tensorMap.get(dataId);
    if (values != null || size === 0) return () => typed(dtype, values ?? []);
    const staging = backend.device.createBuffer({ size: 4 * size, usage: MAP_READ | COPY_DST });
    staged.push(staging);
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.commandEncoder?.copyBufferToBuffer(resource as GPUBuffer, 0, staging, 0, 4 * size);
    return () => {
      const bytes = staging.getMappedRange().slice(0);
      // Stock casts to float32 leave integers where they are.
      return typed(dtype, held === "float32" ? new Float32Array(bytes) : new Int32Array(bytes));
    };
  });
  const shapes = tensors.map(({ dtype, shape }) => ({ dtype, shape: shape.slice() }));
  const ready = reads.map((read, i) => ({ ...(shapes[i] as (typeof shapes)[number]), read }));
  if (staged.length > 0) backend.submitQueue();
  // What the app reads of the same call comes with this, and before all that follows from it.
  return Promise.all(staged.map((buffer) => buffer.mapAsync(READ)))
    .then(turn)
    .then(() => ready.map(({ dtype, shape, read }) => ({ dtype, shape, values: read() })))
    .finally(() => {
      for (const buffer of staged) buffer.destroy();
    });
}

const typed = (dtype: DataType, values: ArrayLike<number>): TensorValues["values"] =>
  dtype === "float32" ? new Float32Array(values) : dtype === "bool" ? new Uint8Array(values) : new Int32Array(values);
