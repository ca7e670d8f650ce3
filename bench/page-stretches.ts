/** The page side of `stretches.ts`: how long `warmup` keeps a page from answering. */
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-webgpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { engine, env, io, ready, setBackend } from "@tensorflow/tfjs-core";
import { type ExampleCall, exampleInputs, loadModel } from "../src/cli/measure.ts";
import { optimize, warmup } from "../src/core.ts";
import { dynamicReason } from "../src/hook/explain.ts";
import { type FlagName, registerFlags } from "../src/hook/flags.ts";
import { loadEngine } from "../src/hook/planners.ts";

/** What runs, and what plans are checked against where that is another backend. */
export type Way = "webgpu, wasm" | "webgpu, cpu" | "wasm";

export interface Stretches {
  /** How long `warmup` took, in ms. */
  readonly total: number;
  /** The longest times without a turn of the event loop, in ms, the longest first. */
  readonly longest: readonly number[];
}

declare global {
  interface Window {
    /** @param call how to call it, where the model leaves that open */
    measureStretches(way: Way, url: string, call: ExampleCall | undefined): Promise<Stretches>;
  }
}

/** How many of the longest are told. */
const MOST = 5;

window.measureStretches = async (way, url, call) => {
  setWasmPaths("/wasm/");
  const backend = way === "wasm" ? "wasm" : "webgpu";
  if (way === "webgpu, cpu") delete engine().registryFactory.wasm;
  if (!(await setBackend(backend))) throw new Error(`this browser has no ${backend}`);
  await ready();
  registerFlags();
  env().set("GRAPHWELD_REMEMBER" satisfies FlagName, false);
  await loadEngine(backend);
  const artifacts = await io.http(url).load?.();
  if (!artifacts) throw new Error(`no model at ${url}`);
  const model = optimize(await loadModel(artifacts));
  // Models that run in parts have inputs of any extents.
  const given = call || dynamicReason(model) ? exampleInputs(model, 1, call?.inputs) : undefined;
  const stretches: number[] = [];
  const start = performance.now();
  let last = start;
  const { port1, port2 } = new MessageChannel();
  const look = (): void => {
    const now = performance.now();
    stretches.push(now - last);
    last = now;
  };
  port1.onmessage = () => {
    look();
    port2.postMessage(0);
  };
  port2.postMessage(0);
  await warmup(model, given);
  look();
  port1.close();
  return { total: last - start, longest: stretches.sort((a, b) => b - a).slice(0, MOST) };
};
