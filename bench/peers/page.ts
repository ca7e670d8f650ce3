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
  readonly shape: readonly number[];
  /** URLs of its twins. */
  readonly twins: Readonly<Partial<Record<PeerId, string>>>;
  /** URL of the tfjs model that LiteRT.js's twin was converted to. */
  readonly converted?: string;
  readonly runs: number;
  readonly budgetMs: number;
}

/** How many times as fast one side is, and the interval of 95 %. */
export interface Ratio {
  readonly ratio: number;
  readonly interval: readonly [low: number, high: number];
}
/** Milliseconds. The ratio is of the median to Graphweld's: above 1, Graphweld is faster. */
export interface RuntimeTimes extends Ratio {
  readonly medianMs: number;
  readonly minMs: number;
  /** To fetch and compile the runtime, as far as it does that before it has a model. */
  readonly startMs: number;
  /** From the model in memory to the first result. */
  readonly firstMs: number;
  /** The same of the model that this runtime's file was converted to, and the outputs of this runtime beside that one's. */
  readonly converted?: Ratio & { readonly agreement: Agreement; readonly largest: number };
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

window.measurePeers = async ({ model, shape, twins, converted, runs, budgetMs }) => {
  const artifacts = await artifactsOf(model);
  const size = shape.reduce((n, d) => n * d, 1);
  const feed = { shape, values: Float32Array.from({ length: size }, randomizer(7)) };
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
  if (converted) loaded.set("converted", await open(RUNTIMES.converted, await artifactsOf(converted)));
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
  const outputs = new Map<RuntimeId, Float32Array[]>();
  for (const [id, { run }] of loaded) outputs.set(id, await run());
  const [expected = [], ours] = [outputs.get("stock"), outputs.get("converted")];
  const beside = (id: RuntimeId, side: RuntimeId): Ratio => ({
    ratio: median(samples[id]) / median(samples[side]),
    interval: ratioInterval(samples[id], samples[side]),
  });
  const times: Partial<Record<RuntimeId, RuntimeTimes>> = {};
  for (const [id, { startMs, firstMs, note }] of loaded) {
    const said = note?.();
    const own = outputs.get(id) ?? [];
    times[id] = {
      medianMs: median(samples[id]),
      minMs: min(samples[id]),
      startMs,
      firstMs,
      ...beside(id, "graphweld"),
      ...(id === "litert" && ours
        ? {
            converted: {
              ...beside(id, "converted"),
              agreement: compareHeads(ours, own),
              largest: own.reduce((most, head) => head.reduce((m, x) => Math.max(m, Math.abs(x)), most), 0),
            },
          }
        : {}),
      agreement: compareHeads(own, expected),
      ...(said === undefined ? {} : { note: said }),
    };
  }
  return { runs: samples.graphweld.length, runtimes: { ...times, ...errors }, calibration: calibrate() };
};

async function artifactsOf(url: string): Promise<io.ModelArtifacts> {
  const artifacts = await io.http(url).load?.();
  if (!artifacts) throw new Error(`no model at ${url}`);
  return artifacts;
}

async function bytesOf(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
