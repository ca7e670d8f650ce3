/** Sets up a tfjs backend in Node. */
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { setBackend } from "@tensorflow/tfjs-core";
import { Failure, messageOf, missingPackage } from "./failure.ts";

/** Activates `wasm` or `cpu`. @throws Failure 1 when the backend's package is missing or does not start */
export async function startBackend(name: string): Promise<void> {
  const require = createRequire(import.meta.url);
  try {
    if (name === "wasm") {
      const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
      setWasmPaths(join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist") + sep);
    } else if (name === "cpu") await import(CPU_PACKAGE);
    else throw new Failure(`the backend "${name}" cannot run here; use --backend wasm or --backend cpu`, 2);
    if (!(await setBackend(name))) throw new Error("it did not start");
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`the backend ${name} cannot be used: ${missingPackage(error) ?? messageOf(error)}`, 1);
  }
}

/** Optional: not among the peers, so the name must not be resolved when the command line is built. */
const CPU_PACKAGE = "@tensorflow/tfjs-backend-cpu";
