/** The page side of the comparison: one network, on all runtimes, in turn. */
import { io } from "@tensorflow/tfjs-core";
import { median, min } from "simple-statistics";
import { messageOf } from "../../src/cli/failure.ts";
import { interleave, ratioInterval } from "../../src/cli/interleave.ts";
import { randomizer } from "../../test/support/random.ts";
import { type Calibration, calibrate } from "../calibrate.ts";
import { type Agreement, compareHeads } from "./heads.ts";
import { type LoadedModel, RUNTIMES, type Runtime, type RuntimeId } from "./runtimes.ts";
import type { PeerId } from "./twins.ts";

export interface PeersRequest {
  /** URL of the tfjs model. */
  readonly model: string;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  /** URLs of its twins. */
  readonly twins: Readonly<Partial<Record<PeerId, string>>>;
  readonly runs: number;
  readonly budgetMs: number;
}

/** Milliseconds. */
export interface RuntimeTimes {
  readonly medianMs: number;
  readonly minMs: number;
  /** To fetch and compile the runtime, as far as it does that before it has a model. */
  readonly startMs: number;
  /** From the model in memory to the first result. */
  readonly firstMs: number;
  /** median / Graphweld's median: above 1, Graphweld is faster; with the interval of 95 %. */
  readonly ratio: number;
  readonly interval: readonly [low: number, high: number];
  /** Outputs beside stock's. */
  readonly agreement: Agreement;
  /** What it did instead of what its name says. */
  readonly note?: string;
}
/** Why a peer does not run the network. */
export interface RuntimeError {
  readonly error: string;
}
export interface PeersMeasurement {
  readonly runs: number;
  readonly runtimes: Readonly<Partial<Record<RuntimeId, RuntimeTimes | RuntimeError>>>;
  readonly calibration: Calibration;
}

declare global {
  interface Window {
    measurePeers(request: PeersRequest): Promise<PeersMeasurement>;
  }
}

interface Loaded extends LoadedModel {
  readonly startMs: number;
  readonly firstMs: number;
}

window.measurePeers = async ({ model, input, twins, runs, budgetMs }) => {
  const artifacts = await io.http(model).load?.();
  if (!artifacts) throw new Error(`no model at ${model}`);
  const size = input.shape.reduce((n, d) => n * d, 1);
  const feed = { ...input, values: Float32Array.from({ length: size }, randomizer(7)) };
  // Stock and Graphweld start the same backend; what the first of them waits for, both need.
  const started = new Map<() => Promise<void>, number>();
  const open = async <M>({ start, load }: Runtime<M>, from: M): Promise<Loaded> => {
    const begin = performance.now();
    await start();
    const ready = performance.now();
    const startMs = started.get(start) ?? ready - begin;
    started.set(start, startMs);
    const instance = await load(from, feed);
    await instance.run();
    return { ...instance, startMs, firstMs: performance.now() - ready };
  };
  const loaded = new Map<RuntimeId, Loaded>();
  for (const id of ["stock", "graphweld"] as const) loaded.set(id, await open(RUNTIMES[id], artifacts));
  const errors: Partial<Record<RuntimeId, RuntimeError>> = {};
  for (const [id, url] of Object.entries(twins) as [PeerId, string][])
    try {
      loaded.set(id, await open(RUNTIMES[id], await bytesOf(url)));
    } catch (error) {
      errors[id] = { error: messageOf(error) };
    }
  for (const { warm } of loaded.values()) await warm?.();
  const sides = [...loaded].map(([id, { run }]) => [id, async () => void (await run())] as const);
  const samples = await interleave(Object.fromEntries(sides) as Record<RuntimeId, () => Promise<void>>, {
    runs,
    budgetMs,
  });
  const expected = (await loaded.get("stock")?.run()) ?? [];
  const times: Partial<Record<RuntimeId, RuntimeTimes>> = {};
  for (const [id, { startMs, firstMs, run, note }] of loaded) {
    const said = note?.();
    times[id] = {
      medianMs: median(samples[id]),
      minMs: min(samples[id]),
      startMs,
      firstMs,
      ratio: median(samples[id]) / median(samples.graphweld),
      interval: ratioInterval(samples[id], samples.graphweld),
      agreement: compareHeads(await run(), expected),
      ...(said === undefined ? {} : { note: said }),
    };
  }
  return { runs: samples.graphweld.length, runtimes: { ...times, ...errors }, calibration: calibrate() };
};

async function bytesOf(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
