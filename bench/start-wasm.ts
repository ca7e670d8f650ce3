/** tfjs's wasm backend in a page of the benchmark. */
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { ready, setBackend } from "@tensorflow/tfjs-core";

export async function startWasm(): Promise<void> {
  setWasmPaths("/wasm/");
  await setBackend("wasm");
  await ready();
}
