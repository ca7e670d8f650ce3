/** One call signature of one model on one backend: its plan, and how trust in the plan is won with real tensors. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { type NamedTensorMap, type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import type { RewriteLog } from "../rewrite/rule.ts";
import type { Plan, Planned, PlanStats } from "../runtime/runner.ts";
import { clock } from "./clock.ts";
import { difference, HALF_TOLERANCE, type TensorValues } from "./compare.ts";
import { disabledRules, flag, generation } from "./flags.ts";
import { isAsync, planners } from "./planners.ts";
import { matches, type Signature, tensorOf, textOf } from "./signature.ts";
import type { Executor } from "./tfjs-internals.ts";
import { Times } from "./times.ts";
import { type Answering, type Trial, Trust, type TrustOptions } from "./trust.ts";
import { Weights } from "./weights.ts";

/** Plain copies of a call: nothing in them is TensorFlow.js's, so its memory accounting stays as stock's. */
export interface Memory {
  readonly inputs: Readonly<Record<string, TensorValues>>;
  readonly outputs: readonly TensorValues[];
}

/** What an entry needs of the model that it belongs to. */
export interface Host {
  readonly model: GraphModel;
  readonly executor: Executor;
  readonly calls: { plan: number; stock: number };
  readonly backend: object | undefined;
  stock(inputs: NamedTensorMap, outputs: string[]): Tensor[];
  guard(): string | undefined;
  alone<T>(work: () => T): T;
  holds(entry: Entry): boolean;
  warn(reason: string): void;
  /** To the console, where the app asks for it, or `always`. */
  log(text: string, always?: boolean): void;
  /** Told when a plan answers, or has read weights. */
  freeWeights(): void;
}

type Answers = Answering<NamedTensorMap, Tensor[], Plan>;

/** What an engine that wins trust in its own way needs of an entry. */
export interface Court {
  readonly host: Host;
  readonly signature: Signature;
  readonly common: Omit<Trial<NamedTensorMap, Tensor[], Plan, Memory>, "build" | "capture" | "probe" | "compare">;
  /** Takes note of what was built. */
  built(plan: Planned): Planned;
  /** Why no plan can stand in for a call that gave these outputs. */
  refusal(inputs: NamedTensorMap, outputs: readonly (Tensor | undefined)[]): string | undefined;
  /** How outputs differ from the captured ones. */
  differ(outputs: readonly TensorValues[], memory: Memory): string | undefined;
}

export class Entry {
  readonly signature: Signature;
  readonly backend: object;
  readonly backendName: string;
  /** What the plan said of itself; kept when the plan is gone. */
  stats: PlanStats | undefined;
  #log: RewriteLog | undefined;
  /** Built on the model's word, before any call. */
  speculative = false;
  readonly #hook: Host;
  readonly #generation = generation;
  #weights: Weights | undefined;
  #trust: Answers | undefined;
  /** The largest error of a plan in half precision that was found. */
  #error = 0;

  constructor(hook: Host, signature: Signature, backend: object, backendName: string) {
    this.#hook = hook;
    this.signature = signature;
    this.backend = backend;
    this.backendName = backendName;
    // Made at once where it can be, so that it sees the first call.
    this.#trust = isAsync(backendName) ? undefined : this.#win();
  }

  /** Who answers calls. Until an engine that wins trust in its own way is loaded, that is stock, unseen. */
  get trust(): Answers {
    if (this.#trust !== undefined) return this.#trust;
    if (!this.ready) return this.#unseen();
    this.#trust = this.#win();
    return this.#trust;
  }

  /** Whether the engine that builds its plan is loaded. */
  get ready(): boolean {
    return planners[this.backendName] !== undefined;
  }

  /** What rules did, as far as it can still be told: asked for only by people, it is worked out when they ask. */
  get log(): RewriteLog | undefined {
    if (this.#log === undefined) this.#hook.freeWeights();
    try {
      this.#log ??= this.#hook.alone(() => this.trust.plan?.explain());
    } catch (error) {
      this.#hook.log(`explaining a plan threw "${error}"`);
    }
    return this.#log;
  }

  matches(backend: object, inputs: NamedTensorMap, outputs: readonly string[]): boolean {
    return this.backend === backend && matches(this.#hook.executor, this.signature, inputs, outputs);
  }

  /** False when what the plan was built from is gone: the entry must be closed and made anew. */
  get usable(): boolean {
    if (this.#generation !== generation) return false;
    const { plan } = this.trust;
    if (plan === undefined) return true;
    try {
      return this.#weights?.same(this.#hook.executor.weightMap) === true && plan.valid();
    } catch {
      return false;
    }
  }

  #win(): Answers {
    const stats = (): PlanStats | undefined => this.stats;
    const options: TrustOptions = {
      check: flag("GRAPHWELD_CHECK"),
      keepSlower: flag("GRAPHWELD_KEEP_SLOWER"),
      // Stock ops in place of stock ops often gain nothing, and then nothing is to be lost.
      get hopeful() {
        return stats()?.tier !== "portable";
      },
    };
    const host = this.#hook;
    const common = this.#common();
    const engine = planners[this.backendName];
    if (typeof engine !== "object")
      return new Trust<NamedTensorMap, Tensor[], Plan, Memory>(
        { ...common, ...this.#atOnce() },
        host.calls,
        clock,
        options,
      );
    return engine.trust(
      {
        host,
        signature: this.signature,
        common,
        built: (plan) => this.#built(plan),
        refusal: (inputs, outputs) => this.#refusal(inputs, outputs),
        differ: (outputs, memory) => this.#differ(outputs, memory),
      },
      options,
    );
  }

  /** Nothing is known yet: stock answers. */
  #unseen(): Answers {
    const host = this.#hook;
    const nothing = () => {};
    return {
      state: "pending",
      reason: undefined,
      plan: undefined,
      planTimes: new Times(),
      stockTimes: new Times(),
      call: (inputs) => {
        const outputs = host.stock(inputs, this.signature.outputs as string[]);
        host.calls.stock++;
        return outputs;
      },
      saw: nothing,
      schedule: nothing,
      step: () => false,
      close: nothing,
    };
  }

  /** What all kinds of trust ask. */
  #common() {
    const hook = this.#hook;
    const { signature } = this;
    return {
      ready: () => this.ready,
      // A plan's outputs leave the tidy; whatever it forgets, or leaves behind when it throws, does not.
      run: (plan, inputs) => {
        const named = this.#byNode(inputs);
        return plan.tidy ? plan.run(named) : tidy(() => plan.run(named));
      },
      stock: (inputs) => hook.stock(inputs, signature.outputs as string[]),
      replay: (memory, body) => hook.alone(() => replay(memory.inputs, body)),
      drop: (outputs) => {
        for (const output of outputs) output.dispose();
      },
      calm: () => hook.guard() === undefined && hook.backend === this.backend && hook.holds(this) && this.usable,
      dispose: (plan) => {
        try {
          plan.dispose();
        } catch (error) {
          hook.log(`disposing a plan threw "${error}"`);
        }
      },
      accepted: () => {
        hook.log(`${textOf(signature)} runs by plan on ${this.backendName}`);
        if (this.stats?.half && this.#error > 0)
          hook.log(
            `in half precision, with a mean square error of ${this.#error.toExponential(1)} of stock's values`,
            true,
          );
        hook.freeWeights();
      },
      rejected: (reason, loud) => {
        if (loud) hook.warn(reason);
        else hook.log(reason);
      },
    } satisfies Partial<Trial<NamedTensorMap, Tensor[], Plan, Memory>>;
  }

  #atOnce() {
    const hook = this.#hook;
    return {
      build: () => hook.alone(() => this.#build()),
      capture: (inputs, outputs) => {
        const reason = this.#refusal(inputs, outputs);
        if (reason !== undefined) return { reason };
        return { inputs: each(inputs, copy), outputs: (outputs as readonly Tensor[]).map(copy) };
      },
      probe: (memory) => hook.alone(() => this.#probe(memory)),
      compare: (outputs, memory) => this.#differ(outputs.map(copy), memory),
    } satisfies Partial<Trial<NamedTensorMap, Tensor[], Plan, Memory>>;
  }

  #build(): Planned {
    let built: Planned | undefined;
    tidy(() => {
      const planner = planners[this.backendName];
      if (typeof planner === "function")
        built = planner(this.#hook.model, this.signature.call, {
          disable: disabledRules(),
          threads: flag("GRAPHWELD_WASM_THREADS"),
        });
    });
    return this.#built(built as Planned);
  }

  #built(plan: Planned): Planned {
    if ("reason" in plan) return plan;
    this.#weights = new Weights(this.#hook.executor.weightMap);
    this.stats = plan.stats;
    return plan;
  }

  #byNode(inputs: NamedTensorMap): NamedTensorMap {
    const { plain, fed } = this.signature;
    let named: NamedTensorMap | undefined = plain ? inputs : undefined;
    for (const { node } of fed) if (named && !named[node]) named = undefined;
    if (named) return named;
    named = {};
    for (const one of fed) named[one.node] = tensorOf(this.#hook.executor, inputs, one) as Tensor;
    return named;
  }

  /** Why no plan can stand in for a call that gave these outputs. */
  #refusal(inputs: NamedTensorMap, outputs: readonly (Tensor | undefined)[]): string | undefined {
    for (const [i, output] of outputs.entries()) {
      const name = this.signature.outputs[i];
      if (output === undefined) return `output '${name}' has no tensor`;
      if (output.dtype === "string" || output.dtype === "complex64") return `output '${name}' is ${output.dtype}`;
      if (output.kept || Object.values(inputs).includes(output))
        return `output '${name}' is a tensor that existed before`;
    }
    return new Set(outputs).size < outputs.length ? "two outputs are one tensor" : undefined;
  }

  #probe(memory: Memory): Memory | undefined {
    const inputs = twin(memory);
    if (inputs === undefined) return undefined;
    let outputs: TensorValues[] = [];
    try {
      replay(inputs, (fed) => {
        outputs = this.#hook.stock(fed, this.signature.outputs as string[]).map(copy);
      });
    } catch {
      return undefined;
    }
    return { inputs, outputs };
  }

  #differ(outputs: readonly TensorValues[], memory: Memory): string | undefined {
    if (outputs.length !== memory.outputs.length)
      return `${outputs.length} outputs instead of ${memory.outputs.length}`;
    for (const [i, output] of outputs.entries()) {
      const why = difference(
        output,
        memory.outputs[i] as TensorValues,
        this.stats?.half ? HALF_TOLERANCE : undefined,
        (error) => {
          this.#error = Math.max(this.#error, error);
        },
      );
      if (why !== undefined) return `output '${this.signature.outputs[i]}' differs from stock: ${why}`;
    }
    return undefined;
  }
}

function copy(one: Tensor): TensorValues {
  return { dtype: one.dtype, shape: one.shape.slice(), values: one.dataSync().slice() };
}

const each = <A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

/** Random inputs where the captured ones tell a right plan from a wrong one badly: apps like to warm up with zeros. */
export function twin(memory: Memory): Memory["inputs"] | undefined {
  const floats = Object.values(memory.inputs).filter(({ dtype }) => dtype === "float32");
  if (floats.length === 0 || !floats.every(({ values }) => values.every((value) => value === values[0])))
    return undefined;
  return each(memory.inputs, (one) =>
    one.dtype === "float32" ? { ...one, values: Float32Array.from(one.values, Math.random) } : one,
  );
}

/** Makes tensors of copies for as long as `body` runs. */
export function replay(inputs: Memory["inputs"], body: (inputs: NamedTensorMap) => void): void {
  tidy(() => {
    body(each(inputs, ({ values, shape, dtype }) => tensor(values, shape as number[], dtype)));
  });
}
