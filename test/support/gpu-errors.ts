/** What WebGPU devices have reported since the last look. TensorFlow.js itself is silent about it: outputs are just zero. */

const errors: string[] = [];
const heard = new WeakSet<GPUDevice>();

/** Takes note of a device's errors from now on. */
export function listen(device: GPUDevice): void {
  if (heard.has(device)) return;
  heard.add(device);
  device.addEventListener("uncapturederror", (event) => errors.push(event.error.message));
}

/** Throws when a WebGPU device reported errors since the last call. Each spec ends with it. */
export function expectNoGpuErrors(): void {
  const told = errors.splice(0);
  if (told.length > 0) throw new Error(`WebGPU reported:\n${told.join("\n")}`);
}
