/**
 * Answers a model's `executeAsync`. The first call of its kind runs on stock and is watched; then the model is split, and of
 * later calls plans run the static segments, the stock executor the rest.
 */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import type { TensorType } from "../../graph/types.ts";
import type { Phase } from "../../rewrite/rule.ts";
import { drain, inTurns } from "../../rewrite/steps.ts";
import type { Segments, SplitRequest } from "../../runtime/split/segments.ts";
import { plainModel } from "../../runtime/split/splice.ts";
import type { AsyncEngine } from "../background/win.ts";
import { clock } from "../clock.ts";
import { flag, generation } from "../flags.ts";
import { isAsync, loadEngine, planners } from "../planners.ts";
import { describe, type Signature, textOf } from "../signature.ts";
import { type Executor, engine, executorOf } from "../tfjs-internals.ts";
import type { Parts } from "../weight-memory.ts";
import { observe } from "./observe.ts";
import { paced } from "./paced.ts";
import { Split, type SplitHost } from "./split.ts";

/** What is needed of the hook of a model. */
export interface AsyncHost extends SplitHost {
  readonly calls: { plan: number; stock: number };
  readonly stockAsync: Executor["executeAsync"];
  guard(): string | undefined;
  alone<T>(work: () => T): T;
  byStockAsync(why: string, run: () => Promise<Tensor[]>): Promise<Tensor[]>;
  warn(reason: string): void;
}

/** Calls that feed and ask for the same names. */
interface Kind extends SplitRequest {
  readonly key: string;
  /** The signature of the first of them. */
  readonly text: string;
  readonly generation: number;
  /** What is split: the host's model, or one that has what its fused ops stand for. */
  model?: GraphModel;
  /** Known after the first call. */
  seen?: ReadonlyMap<string, TensorType>;
  split?: Split;
  /** Under way. */
  splitting?: Promise<void> | undefined;
  segments?: Segments;
  /** Why there is no split. */
  reason?: string;
  /** Calls since the first. */
  waiting: number;
  /** Signatures of which all plans were rejected. */
  readonly hopeless: Set<string>;
}

/** Calls without a turn for the background, after which the model is split within a call, or begins to be. */
const PATIENCE = 2;
/** Signatures that are remembered as hopeless. */
const MOST_HOPELESS = 64;

export class AsyncCalls {
  readonly #host: AsyncHost;
  readonly #phases: readonly Phase[];
  /** Whether stock's executor leaves turns to the page while it runs. What an app feeds, it may dispose before the next turn. */
  paced = false;
  /** Most recently used first. */
  readonly #kinds: Kind[] = [];

  /** @param phases the rewrite rules, the first of which tell what follows from shapes */
  constructor(host: AsyncHost, phases: readonly Phase[]) {
    this.#host = host;
    this.#phases = phases;
  }

  /** The kinds of calls so far; the last used first. */
  get kinds(): readonly Readonly<Kind>[] {
    return this.#kinds;
  }

  /** All parts, where all kinds of calls are run in parts. */
  get parts(): Parts | undefined {
    const splits = this.#kinds.flatMap(({ split }) => split ?? []);
    const hooks = splits.flatMap((split) => split.hooks);
    if (splits.length < this.#kinds.length || hooks.some(({ entries }) => entries.length === 0)) return undefined;
    return { entries: hooks.flatMap(({ entries }) => entries), reads: splits.flatMap((split) => split.reads) };
  }

  /** Answers a call as the executor would, throwing what it would throw. */
  call(inputs: NamedTensorMap, outputs: string[]): Promise<Tensor[]> {
    const host = this.#host;
    const { executor, stockAsync } = host;
    const stock = (): Promise<Tensor[]> => stockAsync.call(executor, inputs, outputs);
    const signature = describe(executor, inputs, outputs, false);
    if (typeof signature === "string") return host.byStockAsync(signature, stock);
    const text = textOf(signature);
    const kind = this.#find(signature, text);
    if (typeof kind === "string") return host.byStockAsync(kind, stock);
    if (kind.seen === undefined) {
      const seen = new Map<string, TensorType>();
      const executor = this.#plain(kind);
      const plain = this.paced ? paced(executor) : executor;
      return host
        .byStockAsync("first call", () => observe(plain, stockAsync, inputs, outputs, seen))
        .then((result) => {
          kind.seen = seen;
          this.#keep(kind);
          clock.later(() => void this.#split(kind));
          return result;
        });
    }
    if (kind.waiting++ >= PATIENCE) void this.#split(kind);
    const { split } = kind;
    if (split === undefined || !fits(kind, text)) return host.byStockAsync(kind.reason ?? "not split yet", stock);
    if (kind.hopeless.has(text)) return host.byStockAsync("plans were rejected", stock);
    // Stock disposes what it kept of the run before, so this call must.
    if (executor.clonedTensorsMap != null) executor.disposeIntermediateTensors?.();
    return this.#run(kind, split, inputs, outputs, stock).finally(() => {
      if (!split.hopeless) return;
      if (kind.hopeless.size >= MOST_HOPELESS) kind.hopeless.clear();
      kind.hopeless.add(text);
    });
  }

  /** Splits the model for the last call's kind now, where that can be. Never rejects. */
  async ready(): Promise<void> {
    const [kind] = this.#kinds;
    if (kind) await this.#split(kind);
  }

  close(): void {
    for (const kind of this.#kinds.splice(0)) kind.split?.close();
  }

  async #run(
    kind: Kind,
    split: Split,
    inputs: NamedTensorMap,
    outputs: string[],
    stock: () => Promise<Tensor[]>,
  ): Promise<Tensor[]> {
    const { calls } = this.#host;
    const before = split.planned;
    try {
      const result = await split.run(inputs, outputs, this.paced ? paced : undefined);
      if (split.planned > before) calls.plan++;
      else calls.stock++;
      return result;
    } catch (error) {
      // Where the call is to blame, stock throws too.
      const result = await stock();
      calls.stock++;
      this.#fail(kind, `running its parts threw "${messageOf(error)}"`);
      return result;
    }
  }

  /** The executor of what is split. */
  #plain(kind: Kind): Executor {
    try {
      kind.model = this.#host.model;
      kind.model = plainModel(kind.model);
    } catch (error) {
      this.#fail(kind, `writing out its fused ops threw "${messageOf(error)}"`);
    }
    return executorOf(kind.model as GraphModel) as Executor;
  }

  #find(signature: Signature, text: string): Kind | string {
    const { inputs, outputs } = signature.call;
    const key = `${Object.keys(inputs)} > ${signature.outputs}`;
    const index = this.#kinds.findIndex((kind) => kind.key === key && fits(kind, text));
    const found = this.#kinds[index];
    if (found) this.#kinds.splice(index, 1);
    if (found && found.generation === generation && found.split?.usable !== false) {
      this.#kinds.unshift(found);
      return found;
    }
    found?.split?.close();
    const { nodes } = this.#host.executor.graph;
    const interior = Object.keys(inputs).find((name) => nodes[name]?.op !== "Placeholder");
    if (interior !== undefined) return `'${interior}' is fed, which is no placeholder`;
    return { key, text, generation, inputs: Object.keys(inputs), outputs, waiting: 0, hopeless: new Set() };
  }

  /** Remembers a kind of calls that stock has answered. */
  #keep(kind: Kind): void {
    // Of calls that ran at the same time, one is enough.
    if (this.#kinds.some((other) => other.key === kind.key && fits(other, kind.text))) return;
    this.#kinds.unshift(kind);
    for (const old of this.#kinds.splice(Math.max(1, flag("GRAPHWELD_PLAN_CACHE")))) old.split?.close();
  }

  /** Splits the model, where that has not been done and can be now. Never rejects. */
  #split(kind: Kind): Promise<void> {
    kind.splitting ??= this.#make(kind).finally(() => {
      kind.splitting = undefined;
    });
    return kind.splitting;
  }

  /** At once where weights are at hand; in turns of the event loop where a device has them. */
  async #make(kind: Kind): Promise<void> {
    const host = this.#host;
    const { seen, model = host.model } = kind;
    const possible = (): boolean => this.#kinds.includes(kind) && host.guard() === undefined;
    if (kind.split || kind.reason !== undefined || !seen || !possible()) return;
    const steps = Split.making(host, model, kind, seen, this.#phases.slice(0, 1));
    const alone = <R>(stretch: () => R): R => host.alone(stretch);
    const backend = engine().backendName as string;
    let weights: { release(): void } | undefined;
    try {
      if (isAsync(backend)) {
        await loadEngine(backend);
        weights = await (planners[backend] as Partial<AsyncEngine>).readable?.(model);
        if (!possible()) return;
      }
      const split = isAsync(backend) ? await inTurns(steps, alone) : alone(() => drain(steps));
      if (!this.#kinds.includes(kind)) return split.close();
      kind.split = split;
      kind.segments = split.segments;
      if (split.hooks.length === 0) this.#deny(kind, "it has no static part that is worth a plan");
    } catch (error) {
      // A model may be disposed between turns.
      if (this.#kinds.includes(kind)) this.#fail(kind, `splitting it threw "${messageOf(error)}"`);
    } finally {
      weights?.release();
    }
  }

  #fail(kind: Kind, reason: string): void {
    this.#deny(kind, reason);
    this.#host.warn(reason);
  }

  #deny(kind: Kind, reason: string): void {
    kind.split?.close();
    delete kind.split;
    kind.reason = reason;
  }
}

/** Whether a kind is for calls of a signature: loops that are written out belong to the shapes that were seen. */
const fits = ({ split, text }: Kind, signature: string): boolean => !split?.exact || text === signature;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
