/** What the page does: starts workers, loads models, plans and runs. One job at a time; a newer one replaces an older. */
import { effect, untracked } from "@preact/signals";
import { proxy, type Remote, releaseProxy, wrap } from "comlink";
import { pictureFor } from "./input.ts";
import { modelById } from "./models.ts";
import * as state from "./state.ts";
import type { BackendId, InputSource, ModelSource, Progress } from "./types.ts";
import type { WorkerApi } from "./worker/main.ts";

interface Engine {
  readonly api: Remote<WorkerApi>;
  readonly backend: BackendId;
  /** Rejects when the worker dies. */
  readonly died: Promise<never>;
  end(): void;
}

let engine: Engine | undefined;
/** Workers that measure first results: each runs one model once. */
let helpers: Engine[] = [];
/** Counts jobs, so that one can see that it is no longer wanted. */
let job = 0;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Why a worker's answers do not come: the page has ended it. */
class Ended extends Error {}

function startWorker(backend: BackendId): Engine {
  const worker = new Worker(new URL("./worker/main.ts", import.meta.url), { type: "module" });
  const api = wrap<WorkerApi>(worker);
  let end = (): void => undefined;
  const died = new Promise<never>((_, reject) => {
    end = () => reject(new Ended());
    worker.onerror = (event) =>
      reject(new Error(`The worker stopped: ${event.message || "its code could not be loaded"}`));
  });
  died.catch(() => undefined);
  return {
    api,
    backend,
    died,
    end() {
      api[releaseProxy]();
      worker.terminate();
      end();
    },
  };
}

/** Runs a job of the worker; what fails is shown, unless a newer job has begun. */
async function work(title: string, body: (engine: Engine, current: () => boolean) => Promise<void>): Promise<void> {
  const mine = ++job;
  const current = (): boolean => mine === job;
  state.problem.value = undefined;
  const used = engine ?? startWorker(state.backend.value);
  engine = used;
  try {
    await Promise.race([body(used, current), used.died]);
  } catch (error) {
    if (current()) state.problem.value = { title, text: messageOf(error) };
  } finally {
    if (current()) state.activity.value = undefined;
  }
}

function sourceOf(): ModelSource {
  const dropped = state.files.value;
  if (state.model.value === "" && dropped) return { kind: "files", ...dropped };
  const bundled = modelById(state.model.value);
  if (!bundled) return { kind: "url", name: nameOf(state.model.value), url: state.model.value };
  return { kind: "url", name: bundled.title, url: new URL(`models/${bundled.id}.json`, document.baseURI).href };
}

/** A model's name from its address: the file's, or its folder's where that is just `model.json`. */
function nameOf(address: string): string {
  const parts = new URL(address).pathname.split("/").filter(Boolean);
  const file = parts.at(-1) ?? address;
  return file === "model.json" ? (parts.at(-2) ?? file) : file.replace(/\.json$/, "");
}

/** Loads the chosen model on the chosen backend, and plans it. */
async function load(): Promise<void> {
  endHelpers();
  // A worker that is busy, has died, or runs another backend is of no use.
  if (engine && (state.activity.value || state.problem.value || engine.backend !== state.backend.value)) {
    engine.end();
    engine = undefined;
  }
  state.facts.value = undefined;
  state.planned.value = undefined;
  state.launchTimes.value = undefined;
  state.result.value = undefined;
  state.samples.value = { stock: [], fused: [] };
  state.activity.value = { kind: "loading", text: "Loading the model" };
  const started = engine !== undefined;
  await work("The model cannot be used", async ({ api, backend }, current) => {
    if (!started) {
      const known = await api.backends();
      if (!current()) return;
      state.backends.value = known;
      const reason = known.find((b) => b.id === backend)?.reason;
      if (reason) {
        state.problem.value = { title: "This backend cannot be used here", text: reason };
        return;
      }
      await api.start(backend);
    }
    const facts = await api.load(sourceOf());
    if (!current()) return;
    state.facts.value = facts;
    await planNow(api, current);
  });
}

async function planNow(api: Remote<WorkerApi>, current: () => boolean): Promise<void> {
  state.activity.value = { kind: "planning", text: "Planning" };
  const { rulesOff } = await import("./rules.ts");
  const planned = await api.plan(rulesOff(state.off.value));
  if (!current()) return;
  state.planned.value = planned;
  state.launchTimes.value = undefined;
}

/** Times stock against Graphweld with the present settings. */
export async function run(): Promise<void> {
  const facts = state.facts.value;
  if (!facts || state.activity.value?.kind === "running") return;
  const settings = state.settings();
  state.view.value = "compare";
  state.result.value = undefined;
  state.samples.value = { stock: [], fused: [] };
  state.activity.value = { kind: "running", text: "Starting", done: 0, total: settings.runs };
  await work("The run failed", async ({ api }, current) => {
    const { rulesOff } = await import("./rules.ts");
    const picture = facts.picture && (await pictureFor(settings.input, facts.picture, modelById(settings.model)));
    // Reports have a channel of their own, on which the last may come after the result.
    let over = false;
    const report = ({ phase, done, total, stock, fused }: Progress): void => {
      if (over || !current()) return;
      state.activity.value = { kind: "running", text: phase, done, total };
      if (stock.length + fused.length === 0) return;
      const before = state.samples.value;
      state.samples.value = { stock: [...before.stock, ...stock], fused: [...before.fused, ...fused] };
    };
    const source: InputSource = picture ? { kind: "picture", picture, range: settings.range } : { kind: "random" };
    report({ phase: "First results, in new workers", done: 0, total: settings.runs, stock: [], fused: [] });
    const cold = await coldStarts(api, source);
    if (!cold || !current()) return;
    const options = { input: source, runs: settings.runs, disable: rulesOff(state.off.value) };
    const result = await api.run(options, proxy(report));
    over = true;
    if (!result || !current()) return;
    state.samples.value = { stock: result.stock.timings.total, fused: result.fused.timings.total };
    const finished = {
      ...result,
      stock: { ...result.stock, coldMs: cold.stock },
      fused: { ...result.fused, coldMs: cold.fused },
      settings,
      modelName: facts.name,
      picture,
    };
    state.result.value = finished;
    state.history.value = [finished, ...state.history.value].slice(0, MOST_KEPT);
  });
}

/** Times the first result of both sides, each in a worker that has run nothing before; nothing when that is stopped. */
async function coldStarts(
  api: Remote<WorkerApi>,
  input: InputSource,
): Promise<{ stock: number; fused: number } | undefined> {
  const backend = state.backend.value;
  const own = [startWorker(backend), startWorker(backend)] as const;
  helpers = [...own];
  try {
    const all = async (): Promise<{ stock: number; fused: number }> => {
      // Files that are fetched anew may have changed, and take their time.
      const [artifacts] = await Promise.all([api.artifacts(), ...own.map((e) => e.api.start(backend))]);
      // One after the other.
      const stock = await own[0].api.coldStart(artifacts, input, false);
      return { stock, fused: await own[1].api.coldStart(artifacts, input, true) };
    };
    return await Promise.race([all(), ...own.map((e) => e.died)]);
  } catch (error) {
    if (error instanceof Ended) return undefined;
    throw error;
  } finally {
    endHelpers();
  }
}

function endHelpers(): void {
  for (const helper of helpers.splice(0)) helper.end();
}

/** Finished runs that stay in the list. */
const MOST_KEPT = 8;

/** How long a run may take to answer a stop before its worker is ended, in ms. */
const PATIENCE = 3000;

/** Ends a run after the pair that is under way; what was timed stays. */
export async function stop(): Promise<void> {
  const stopped = engine;
  if (!stopped) return;
  const mine = job;
  void stopped.api.stop();
  endHelpers();
  await new Promise((done) => setTimeout(done, PATIENCE));
  if (mine !== job || !state.activity.value) return;
  await load();
}

/** Times each launch of the plan that is shown. */
export async function timeLaunches(): Promise<void> {
  state.activity.value = { kind: "planning", text: "Timing each launch" };
  await work("The launches cannot be timed", async ({ api }, current) => {
    const times = await api.times(30);
    if (current()) state.launchTimes.value = times;
  });
}

/** The generated code of a launch, as text. */
export async function codeOf(code: number): Promise<string> {
  if (!engine) throw new Error("There is no plan to look at.");
  return engine.api.code(code);
}

/** How long to wait for further switches before planning again, in ms. */
const SETTLE = 120;

/** Loads and plans whenever what they depend on changes. */
export function followState(): void {
  // For styles, and for whoever waits for the page.
  effect(() => {
    document.documentElement.dataset.state = state.activity.value?.kind ?? "idle";
  });
  effect(() => {
    void [state.model.value, state.files.value, state.backend.value];
    untracked(() => void load());
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let seen = state.off.value;
  effect(() => {
    const off = state.off.value;
    if (off === seen) return;
    seen = off;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!state.facts.value) return;
      void work("The model cannot be planned", ({ api }, current) => planNow(api, current));
    }, SETTLE);
  });
}
