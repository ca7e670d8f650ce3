/** Stands in one model's `executor.execute` and `executeAsync`: per call, a trusted plan answers, stock everything else. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import { isInternal } from "../runtime/internal.ts";
import { clock } from "./clock.ts";
import { Entry } from "./entry.ts";
import { flag } from "./flags.ts";
import { sweepFused } from "./fused.ts";
import { hasEngine, loadEngine } from "./planners.ts";
import type { AsyncCalls } from "./segments/async-calls.ts";
import { loadAsyncCalls } from "./segments/load.ts";
import { describe, dynamicNode, type Signature, staticSignature, textOf } from "./signature.ts";
import { type Executor, engine, executorOf, tfFlags } from "./tfjs-internals.ts";
import { WeightMemory } from "./weight-memory.ts";
import { showWeights } from "./weights.ts";

/** Which path answered how many calls, and why stock did where no plan was concerned. */
export interface CallCounts {
  plan: number;
  stock: number;
  readonly reasons: Record<string, number>;
}

/** An app that has not called a model this long after loading it has time for a plan. Others want their first result now. */
export const PAUSE_MS = 100;

/** Marks the functions that Graphweld put in place, so that a second copy of it keeps away. */
export const MARK: unique symbol = Symbol.for("graphweld");

export class ModelHook {
  readonly model: GraphModel;
  readonly executor: Executor;
  readonly calls: CallCounts = { plan: 0, stock: 0, reasons: {} };
  /** Most recently used first. */
  readonly entries: Entry[] = [];
  readonly stockAsync: Executor["executeAsync"];
  /** Answers `executeAsync`, once it is loaded. */
  asyncCalls: AsyncCalls | undefined;
  /** A part's weights are the whole's. */
  readonly weightMemory: WeightMemory;
  readonly #stock: Executor["execute"];
  readonly #label: string;
  #loading: Promise<void> | undefined;
  readonly #undo: (() => void)[] = [];
  /** Calls by signature that found the cache full. */
  readonly #turnedAway = new Map<string, number>();
  #evictions = 0;
  #busy = false;
  /** Told of calls in place of answering them. */
  #announced: ((entry: Entry, inputs: NamedTensorMap) => void) | undefined;
  #off = false;
  #warned = false;

  readonly #isPart: boolean;

  /** Hooks a loaded model, or a part of the model of `whole`. Warnings call it `label`. */
  constructor(model: GraphModel, label: string = labelOf(model), whole?: ModelHook) {
    this.model = model;
    this.#isPart = whole !== undefined;
    this.weightMemory = whole?.weightMemory ?? new WeightMemory(this);
    this.executor = executorOf(model) as Executor;
    this.#label = label;
    this.#stock = this.executor.execute;
    const hook = this;
    const { executeAsync } = this.executor;
    this.stockAsync = function (this: Executor, inputs, outputs) {
      // Where a weight is asked for, the app gets the tensor itself.
      if (outputs.some((name) => hook.executor.weightMap[name.split(":")[0] as string])) hook.weightMemory.pin();
      return hook.weightMemory.during(() => executeAsync.call(this, inputs, outputs));
    };
    this.#override(this.executor, "execute", (inputs: NamedTensorMap, outputs: string[]) =>
      hook.execute(inputs, outputs),
    );
    this.#override(this.executor, "executeAsync", (inputs: NamedTensorMap, outputs: string[]) =>
      hook.executeAsync(inputs, outputs),
    );
    const { dispose, save } = model;
    this.#override(model, "dispose", function (this: GraphModel) {
      hook.weightMemory.drop();
      hook.restore();
      dispose.call(this);
      sweepFused();
    });
    // What is saved may be sent away, and with it what weights are brought back from.
    this.#override(model, "save", function (this: GraphModel, ...to) {
      hook.weightMemory.pin();
      return save.apply(this, to);
    });
    Object.defineProperty(model, "weights", {
      configurable: true,
      get: () => {
        hook.weightMemory.pin();
        showWeights(hook.executor.weightMap);
        return hook.executor.weightMap;
      },
    });
    this.#undo.push(() => void delete (model as { weights?: unknown }).weights);
    if (isInternal(model) && !whole) this.weightMemory.pin();
    if (flag("GRAPHWELD_PLAN_AT_LOAD")) clock.idle(() => this.#planAhead(), PAUSE_MS);
  }

  /** The active backend, where it has started. */
  get backend(): object | undefined {
    const { backendInstance, pendingBackendInit } = engine();
    return pendingBackendInit == null ? (backendInstance ?? undefined) : undefined;
  }

  /** Answers a call as the executor would, throwing what it would throw. */
  execute(inputs: NamedTensorMap, outputs: string[]): Tensor[] {
    const why = this.guard();
    if (why !== undefined) return this.#byStock(why, inputs, outputs);
    const entry = this.#find(inputs, outputs);
    if (this.#announced) return this.#announce(inputs, outputs, entry);
    if (entry === undefined) return this.#first(inputs, outputs);
    for (const key in inputs) if (inputs[key]?.isDisposed) return this.#byStock("disposed input", inputs, outputs);
    // Stock disposes what it kept of the run before, so a plan's call must.
    if (this.executor.clonedTensorsMap != null) this.executor.disposeIntermediateTensors?.();
    return entry.trust.call(inputs);
  }

  /**
   * Gets a plan ready for a call before anyone makes it, where the backend wins trust in the background: stock does not run on it.
   * @param call makes the call, which gives nothing
   * @returns false where only a call that stock answers will do
   */
  async prepare(call: () => unknown): Promise<boolean> {
    let done: Promise<boolean> | undefined;
    this.#announced = (entry, inputs) => {
      done = entry.trust.prepare?.(inputs);
    };
    try {
      call();
    } finally {
      this.#announced = undefined;
    }
    return (await done) ?? false;
  }

  /** Answers an asynchronous call as the executor would: static parts of the model may run by plan. */
  executeAsync(inputs: NamedTensorMap, outputs: string[]): Promise<Tensor[]> {
    const why = this.guard() ?? (this.asyncCalls ? undefined : "first call");
    if (why === undefined) return (this.asyncCalls as AsyncCalls).call(inputs, outputs);
    if (!this.#off) void this.loadAsync();
    return this.byStockAsync(why, () => this.stockAsync.call(this.executor, inputs, outputs));
  }

  /** Resolves when `executeAsync` may run static parts by plan, where the backend has plans. Never rejects. */
  loadAsync(): Promise<void> {
    this.#loading ??= loadAsyncCalls(this).then(
      (calls) => {
        if (!this.#off) this.asyncCalls = calls;
      },
      (error) => this.log(`what splits models could not be loaded: ${error}`),
    );
    return this.#loading;
  }

  /** For a model that as a whole can have no plan: `loadAsync`. */
  prepareParts(): Promise<void> | undefined {
    return dynamicNode(this.executor, this.executor.outputNodes, []) && this.loadAsync();
  }

  /** Hooks a model that was made of a part of this one. */
  hookPart(model: GraphModel): ModelHook {
    return new ModelHook(model, `a static part of ${this.#label}`, this);
  }

  /** Whether the model still runs through this hook. */
  get active(): boolean {
    return !this.#off && this.executor === executorOf(this.model);
  }

  /** Why no call at all may run by a plan right now. */
  guard(): string | undefined {
    if (this.#off) return "not hooked";
    if (this.#busy) return "a plan is being made";
    const flags = tfFlags();
    if (flags.GRAPHWELD_ENABLED === false) return "disabled";
    const { backendName, state } = engine();
    if (backendName == null || !hasEngine(backendName)) return `backend ${backendName}`;
    const { backend } = this;
    if (backend === undefined) return "backend not ready";
    if (state.gradientDepth > 0) return "gradients";
    if (state.profiling) return "profiling";
    if (flags.DEBUG) return "debug mode";
    if (flags.KEEP_INTERMEDIATE_TENSORS) return "intermediate tensors are kept";
    if ((backend as { activeTimers?: unknown }).activeTimers != null) return "timing";
    return undefined;
  }

  /** Runs the stock executor. */
  stock(inputs: NamedTensorMap, outputs: string[]): Tensor[] {
    this.weightMemory.restore();
    return this.#stock.call(this.executor, inputs, outputs);
  }

  /** Does Graphweld's own work; a call on the model meanwhile, say by a planner that probes it, is stock's. */
  alone<T>(work: () => T): T {
    const before = this.#busy;
    this.#busy = true;
    try {
      return work();
    } finally {
      this.#busy = before;
    }
  }

  freeWeights(): void {
    this.weightMemory.free();
  }

  holds(entry: Entry): boolean {
    return this.entries.includes(entry);
  }

  /** Tells the user, once per model, that stock stays where a plan was meant to be. */
  warn(reason: string): void {
    if (this.#warned) this.log(reason);
    else console.warn(`Graphweld: ${this.#label} stays on stock TensorFlow.js: ${reason}.`);
    this.#warned = true;
  }

  log(text: string, always = false): void {
    if (always || flag("GRAPHWELD_VERBOSE")) console.info(`Graphweld: ${this.#label}: ${text}.`);
  }

  /** Frees all plans and puts the stock functions back, unless someone else has replaced ours. */
  restore(): void {
    this.#off = true;
    for (const entry of this.entries.splice(0)) entry.trust.close();
    this.asyncCalls?.close();
    if (this.#isPart) this.weightMemory.restore();
    else this.weightMemory.pin();
    for (const undo of this.#undo.splice(0)) undo();
  }

  /** Awaits a call of stock's, and counts it. */
  async byStockAsync(why: string, run: () => Promise<Tensor[]>): Promise<Tensor[]> {
    const result = await run();
    this.#count(why);
    return result;
  }

  #byStock(why: string, inputs: NamedTensorMap, outputs: string[]): Tensor[] {
    const result = this.stock(inputs, outputs);
    this.#count(why);
    return result;
  }

  #count(why: string): void {
    this.calls.stock++;
    this.calls.reasons[why] = (this.calls.reasons[why] ?? 0) + 1;
  }

  /** The call's entry, if it has one that is still good. */
  #find(inputs: NamedTensorMap, outputs: readonly string[]): Entry | undefined {
    const backend = this.backend as object;
    const { entries } = this;
    let index = 0;
    while (index < entries.length && !(entries[index] as Entry).matches(backend, inputs, outputs)) index++;
    const entry = entries[index];
    if (entry === undefined) return undefined;
    if (!entry.usable) {
      this.#drop(entry);
      return undefined;
    }
    if (index > 0) entries.unshift(...entries.splice(index, 1));
    entry.speculative = false;
    return entry;
  }

  #announce(inputs: NamedTensorMap, outputs: string[], known: Entry | undefined): Tensor[] {
    const signature = known?.signature ?? describe(this.executor, inputs, outputs);
    if (typeof signature !== "string" && (known || this.#admit(signature)))
      this.#announced?.(known ?? this.#add(signature), inputs);
    return [];
  }

  /** Stock answers the first call of a signature. Where it throws, no harm is done yet. */
  #first(inputs: NamedTensorMap, outputs: string[]): Tensor[] {
    const signature = describe(this.executor, inputs, outputs);
    if (typeof signature === "string") return this.#byStock(signature, inputs, outputs);
    const start = clock.now();
    const result = this.#byStock("first call", inputs, outputs);
    const ms = clock.now() - start;
    if (this.#admit(signature)) this.#add(signature).trust.saw(inputs, result, ms);
    return result;
  }

  /**
   * Whether a new signature may have a plan. Where an app uses more signatures than there is room for, each eviction raises
   * the number of calls that the next one must show, for building plans over and over would cost more than they save.
   */
  #admit(signature: Signature): boolean {
    const { registry } = engine();
    // Plans of a removed backend, and plans that were made ahead for shapes that the app does not use.
    for (const old of this.entries.slice())
      if (registry[old.backendName] !== old.backend || old.speculative) this.#drop(old);
    const room = Math.max(1, flag("GRAPHWELD_PLAN_CACHE"));
    if (this.entries.length < room) return true;
    const text = textOf(signature);
    const calls = (this.#turnedAway.get(text) ?? 0) + 1;
    if (calls < 2 ** (1 + Math.min(this.#evictions, 10))) {
      if (this.#turnedAway.size >= 64) this.#turnedAway.clear();
      this.#turnedAway.set(text, calls);
      return false;
    }
    this.#turnedAway.delete(text);
    this.#evictions++;
    for (const old of this.entries.slice(room - 1)) this.#drop(old);
    return true;
  }

  #add(signature: Signature): Entry {
    const { backendName, registry } = engine();
    const name = backendName as string;
    const entry = new Entry(this, signature, registry[name] as object, name);
    this.entries.unshift(entry);
    if (!entry.ready) void loadEngine(name).then(() => entry.trust.schedule());
    return entry;
  }

  #drop(entry: Entry): void {
    const index = this.entries.indexOf(entry);
    if (index >= 0) this.entries.splice(index, 1);
    entry.trust.close();
  }

  /** Builds the plan before the first call, where the model fixes what that call will be. */
  #planAhead(): void {
    if (this.entries.length > 0 || this.guard() !== undefined) return;
    if (this.prepareParts() !== undefined) return;
    const signature = staticSignature(this.executor);
    if (typeof signature === "string") return;
    const entry = this.#add(signature);
    entry.speculative = true;
    void entry.trust.step();
  }

  #override<T extends object, K extends keyof T>(object: T, key: K, value: T[K]): void {
    const own = Object.getOwnPropertyDescriptor(object, key);
    Object.defineProperty(value, MARK, { value: true });
    Object.defineProperty(object, key, { value, writable: true, configurable: true, enumerable: false });
    this.#undo.push(() => {
      if (object[key] !== value) return;
      if (own === undefined) delete object[key];
      else Object.defineProperty(object, key, own);
    });
  }
}

function labelOf(model: GraphModel): string {
  const { modelUrl } = model as unknown as { modelUrl?: unknown };
  return typeof modelUrl === "string" ? `model '${modelUrl}'` : "a model";
}
