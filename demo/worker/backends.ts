/** Which backends this device and this version of Graphweld have, and how to start them. */
import "@tensorflow/tfjs-backend-webgpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { env, ready, setBackend } from "@tensorflow/tfjs-core";
import { registerFlags } from "../../src/hook/flags.ts";
import { hasEngine, loadEngine } from "../../src/hook/planners.ts";
import { threadsObstacle } from "../threads.ts";
import { BACKENDS, type BackendId, type BackendState } from "../types.ts";

/** TensorFlow.js's names. */
const tfjsName = (id: BackendId): string => (id === "webgpu" ? "webgpu" : "wasm");

/** Every backend, with the reason where it cannot be chosen. */
export async function backendStates(): Promise<BackendState[]> {
  return Promise.all(BACKENDS.map(async (id) => ({ id, ...(await obstacle(id)) })));
}

async function obstacle(id: BackendId): Promise<Omit<BackendState, "id">> {
  if (!hasEngine(tfjsName(id))) return { reason: "This version of Graphweld has no WebGPU engine." };
  if (id === "wasm-threads") return threadsObstacle();
  if (id !== "webgpu") return {};
  if (!navigator.gpu) return { reason: "This browser has no WebGPU, or not on this page." };
  const adapter = await navigator.gpu.requestAdapter().catch(() => null);
  return adapter ? {} : { reason: "The browser has WebGPU, but found no graphics device for it." };
}

/** Starts a backend; once per worker, since TensorFlow.js chooses its wasm binary only once. */
export async function startBackend(id: BackendId): Promise<void> {
  const absolute = (url: string): string => new URL(url, self.location.href).href;
  setWasmPaths({
    "tfjs-backend-wasm.wasm": absolute(plain),
    "tfjs-backend-wasm-simd.wasm": absolute(simd),
    "tfjs-backend-wasm-threaded-simd.wasm": absolute(threaded),
  });
  registerFlags();
  if (id === "wasm") {
    env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    env().set("GRAPHWELD_WASM_THREADS", 1);
  }
  const name = tfjsName(id);
  if (!(await setBackend(name))) throw new Error(`TensorFlow.js cannot start its ${name} backend here.`);
  await ready();
  await loadEngine(name);
}
