/** The page's state. Views read it; `actions.ts` changes it. */
import { computed, effect, type Signal, signal } from "@preact/signals";
import type { PlanView } from "../src/runtime/inspection.ts";
import { type InputChoice, readAddress, type Settings, type View, writeAddress } from "./address.ts";
import { modelById } from "./models.ts";
import { threadsObstacle } from "./threads.ts";
import type { BackendId, BackendState, ModelFacts, NamedFile, PixelRange, Planned, RunResult } from "./types.ts";

const initial = readAddress(location.search);

export const view: Signal<View> = signal(initial.view);
/** A bundled model's id, an address, or empty for `files`. */
export const model: Signal<string> = signal(initial.model);
export const files: Signal<{ readonly name: string; readonly files: readonly NamedFile[] } | undefined> =
  signal(undefined);
export const backend: Signal<BackendId> = signal(initial.backend);
export const input: Signal<InputChoice> = signal(initial.input);
export const runs: Signal<number> = signal(initial.runs);
/** Names of families and declarations that are switched off. */
export const off: Signal<ReadonlySet<string>> = signal(new Set(initial.off));
/** How pixels become numbers for models that the page does not know. */
export const range: Signal<PixelRange> = signal(initial.range);

/** As far as is known: the worker tells of all, and a reason that came later would move what is below it. */
export const backends: Signal<readonly BackendState[]> = signal([{ id: "wasm-threads", ...threadsObstacle() }]);
export const facts: Signal<ModelFacts | undefined> = signal(undefined);
export const planned: Signal<Planned | undefined> = signal(undefined);
/** The plan, where there is one. */
export const plan: Signal<(PlanView & { readonly planMs: number }) | undefined> = computed(() => {
  const now = planned.value;
  return now && !("reason" in now) ? now : undefined;
}) as Signal<(PlanView & { readonly planMs: number }) | undefined>;
/** Milliseconds of each launch of the plan. */
export const launchTimes: Signal<readonly number[] | undefined> = signal(undefined);

/** What the page is busy with, if it is; a run can be stopped. */
export interface Activity {
  readonly text: string;
  readonly kind: "loading" | "planning" | "running";
  readonly done?: number;
  readonly total?: number;
}
export const activity: Signal<Activity | undefined> = signal(undefined);
export const problem: Signal<{ readonly title: string; readonly text: string } | undefined> = signal(undefined);

/** Runs of both sides so far, in ms. */
export const samples: Signal<{ readonly stock: readonly number[]; readonly fused: readonly number[] }> = signal({
  stock: [],
  fused: [],
});
/** What was compared, for the report. */
export interface Finished extends RunResult {
  readonly settings: Settings;
  readonly modelName: string;
  /** The picture that was fed, as the model saw it. */
  readonly picture: ImageBitmap | undefined;
}
export const result: Signal<Finished | undefined> = signal(undefined);

/** Runs of this visit, the last first. */
export const history: Signal<readonly Finished[]> = signal([]);

export const settings = (): Settings => ({
  view: view.value,
  model: model.value,
  backend: backend.value,
  input: input.value,
  range: modelById(model.value)?.range ?? range.value,
  runs: runs.value,
  off: [...off.value].sort(),
});

/** Keeps the address up to date. */
export function followAddress(): void {
  effect(() => window.history.replaceState(null, "", `?${writeAddress(settings())}`));
}
