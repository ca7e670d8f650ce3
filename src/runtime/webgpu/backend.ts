/** The parts of tfjs's WebGPU backend that plans rest on: its device, its command encoder, and where tensors lie. */
import { engine, env, mul, type Tensor, type TensorInfo } from "@tensorflow/tfjs-core";

interface TensorData {
  /** Null where the data is on the processor only. */
  readonly resource?: unknown;
  /** What the elements are: a tensor's own may be another. */
  readonly dtype: string;
  values?: unknown;
}

export interface WebGpuBackend {
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  readonly adapterInfo?: { readonly vendor?: string; readonly architecture?: string };
  readonly tensorMap: { has(id: object): boolean; get(id: object): TensorData };
  readonly commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  /** Data that encoded commands use: not to be freed before they are submitted. */
  readonly commandQueueOwnedIds: WeakSet<object>;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  uploadToGPU(id: object): void;
  makeTensorInfo(shape: readonly number[], dtype: string, values?: unknown): TensorInfo;
}

/** The active backend as a WebGPU backend, or the reason why it can't be used as one. */
export function activeWebGpuBackend(): WebGpuBackend | string {
  const backend = engine().backend as unknown as Partial<WebGpuBackend> | null;
  const methods = [
    backend?.ensureCommandEncoderReady,
    backend?.endComputePassEncoder,
    backend?.submitQueue,
    backend?.uploadToGPU,
    backend?.makeTensorInfo,
  ];
  if (!backend?.device || !backend.queue || !backend.tensorMap || !backend.commandQueueOwnedIds)
    return "the active backend is not tfjs's WebGPU backend";
  return methods.every((m) => typeof m === "function")
    ? (backend as WebGpuBackend)
    : "this build of tfjs's WebGPU backend does not show its commands";
}

/** The buffer of a tensor that commands are about to use. Moves the data to the device when it lies elsewhere. */
export function bufferOf(backend: WebGpuBackend, { dataId }: { readonly dataId: object }): GPUBuffer {
  // Asking for it moves the data to this backend.
  const data = backend.tensorMap.get(dataId);
  if (data.resource == null) backend.uploadToGPU(dataId);
  backend.commandQueueOwnedIds.add(dataId);
  if (!(data.resource instanceof GPUBuffer)) throw new Error("a tensor's data is no buffer");
  return data.resource;
}

/**
 * A tensor whose elements are what its dtype says: itself, or a copy where stock's cast from integers to float32 has left
 * the integers as they are.
 */
export const genuine = (backend: WebGpuBackend, tensor: Tensor): Tensor =>
  tensor.dtype === "float32" && backend.tensorMap.get(tensor.dataId).dtype !== "float32" ? mul(tensor, 1) : tensor;

/** A tensor over fresh memory, tracked by the engine like any kernel's output. */
export function allocateTensor(backend: WebGpuBackend, shape: readonly number[], dtype: string): Tensor {
  const empty = shape.includes(0) ? new Float32Array(0) : undefined;
  return engine().makeTensorFromTensorInfo(backend.makeTensorInfo(shape, dtype, empty));
}

/** The compute pass that commands go into, after everything that the app has encoded; a pass of its own where it is described. */
export function openPass(backend: WebGpuBackend, own?: GPUComputePassDescriptor): GPUComputePassEncoder {
  backend.ensureCommandEncoderReady();
  if (own) backend.endComputePassEncoder();
  backend.computePassEncoder ??= (backend.commandEncoder as GPUCommandEncoder).beginComputePass(own);
  return backend.computePassEncoder;
}

/** Copies between buffers, in order with everything else. */
export function encodeCopy(backend: WebGpuBackend, from: GPUBuffer, to: GPUBuffer, bytes: number): void {
  if (bytes === 0) return;
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  (backend.commandEncoder as GPUCommandEncoder).copyBufferToBuffer(from, 0, to, 0, bytes);
}

/** Submits what is encoded, if anything is. */
export function flush(backend: WebGpuBackend): void {
  backend.endComputePassEncoder();
  if (backend.commandEncoder) backend.submitQueue();
}

/** Submits what calls before this have left to be submitted, where that is as much as the backend lets wait. */
export function makeRoom(backend: WebGpuBackend): void {
  if (backend.dispatchCountInPass > 0 && isFull(backend)) flush(backend);
}

/**
 * Counts encoded dispatches as the backend does. Where it would submit, they are when the app's turn ends: most apps read the outputs
 * at once, which submits, and a submission costs as much as encoding a plan.
 */
export function encoded(backend: WebGpuBackend, dispatches: number): void {
  backend.dispatchCountInPass += dispatches;
  if (!isFull(backend)) return;
  const { commandEncoder } = backend;
  queueMicrotask(() => {
    if (backend.commandEncoder === commandEncoder) flush(backend);
  });
}

const isFull = ({ dispatchCountInPass }: WebGpuBackend): boolean =>
  dispatchCountInPass >= Number(env().get("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE"));
