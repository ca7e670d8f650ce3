/** The page side of `stretches.ts`: how long `warmup` keeps a page from answering. */
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-webgpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { engine, env, io, ready, setBackend } from "@tensorflow/tfjs-core";
import { loadModel } from "../src/cli/measure.ts";
import { optimize, warmup } from "../src/core.ts";
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
    measureStretches(way: Way, url: string): Promise<Stretches>;
  }
}

/** How many of the longest are told. */
const MOST = 5;

window.measureStretches = async (way, url) => {
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
  await warmup(model);
  look();
  port1.close();
  return { total: last - start, longest: stretches.sort((a, b) => b - a).slice(0, MOST) };
};
