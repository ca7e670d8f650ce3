/** Sets up a TensorFlow.js backend the same way in Node and in the browser. */
import * as tf from "@tensorflow/tfjs-core";
import type * as Dawn from "./dawn.ts";
import { listen } from "./gpu-errors.ts";
import { inNode } from "./world.ts";

/** The backends that specs run on; WebGL in pages only. */
export type BackendName = "cpu" | "wasm" | "webgl" | "webgpu";

const loaders: Record<BackendName, () => Promise<unknown>> = {
  cpu: () => import("@tensorflow/tfjs-backend-cpu"),
  wasm: async () => {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    setWasmPaths(await wasmDirectory());
  },
  webgl: () => import("@tensorflow/tfjs-backend-webgl"),
  webgpu: async () => {
    // By an address that the browser's bundle does not follow.
    if (inNode) await ((await import(new URL("./dawn.ts", import.meta.url).href)) as typeof Dawn).installDawn();
    await import("@tensorflow/tfjs-backend-webgpu");
  },
};
const loaded = new Map<BackendName, Promise<unknown>>();

/**
 * Makes a backend the current one and waits until it can run.
 * On WebGPU, small tensors are kept off the cpu backend, or the specs would not test WebGPU at all.
 */
export async function ready(backend: BackendName): Promise<void> {
  if (!loaded.has(backend)) loaded.set(backend, loaders[backend]());
  await loaded.get(backend);
  if (!(await tf.setBackend(backend))) throw new Error(`The ${backend} backend did not start.`);
  await tf.ready();
  // Worked out during a spec of debug mode, and remembered, it would have later specs read results that are disposed.
  tf.env().set("CHECK_COMPUTATION_FOR_ERRORS", false);
  if (backend === "webgpu") {
    tf.env().set("WEBGPU_CPU_FORWARD", false);
    listen((tf.backend() as unknown as { device: GPUDevice }).device);
  }
}

/**
 * Has cpu started, and wasm look as if the app had none, as Graphweld would prefer it.
 * @returns what shows wasm again
 */
export async function onlyCpu(): Promise<() => Promise<void>> {
  await ready("cpu");
  const { registry, registryFactory } = tf.engine();
  const { wasm } = registry;
  const factory = registryFactory.wasm;
  delete registry.wasm;
  delete registryFactory.wasm;
  return async () => {
    if (wasm) registry.wasm = wasm;
    if (factory) registryFactory.wasm = factory;
  };
}

/** Where the backend finds its `.wasm` files: a folder in Node, a path of the test server in the browser. */
async function wasmDirectory(): Promise<string> {
  if (!inNode) return "/wasm/";
  const { createRequire } = await import("node:module");
  const { dirname } = await import("node:path");
  return `${dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"))}/`;
}
