/** One call signature of one model on one backend: its plan, and how trust in the plan is won with real tensors. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { type NamedTensorMap, type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import type { RewriteLog } from "../rewrite/rule.ts";
import type { Plan, PlanStats } from "../runtime/runner.ts";
import { clock } from "./clock.ts";
import { difference, type TensorValues } from "./compare.ts";
import { disabledRules, flag, generation } from "./flags.ts";
import { planners } from "./planners.ts";
import { matches, type Signature, textOf } from "./signature.ts";
import type { Executor } from "./tfjs-internals.ts";
import { Trust } from "./trust.ts";
import { Weights } from "./weights.ts";

/** Plain copies of a call: nothing in them is TensorFlow.js's, so its memory accounting stays as stock's. */
interface Memory {
  readonly inputs: Readonly<Record<string, TensorValues>>;
  readonly outputs: readonly TensorValues[];
}

/** What an entry needs of the model that it belongs to. */
interface Host {
  readonly model: GraphModel;
  readonly executor: Executor;
  readonly calls: { plan: number; stock: number };
  readonly backend: object | undefined;
  stock(inputs: NamedTensorMap, outputs: string[]): Tensor[];
  guard(): string | undefined;
  alone<T>(work: () => T): T;
  holds(entry: Entry): boolean;
  warn(reason: string): void;
  log(text: string): void;
}

export class Entry {
  readonly signature: Signature;
  readonly backend: object;
  readonly backendName: string;
  readonly trust: Trust<NamedTensorMap, Tensor[], Plan, Memory>;
  /** What the plan said of itself; kept when the plan is gone. */
  stats: PlanStats | undefined;
  #log: RewriteLog | undefined;
  /** Built on the model's word, before any call. */
  speculative = false;
  readonly #hook: Host;
  readonly #generation = generation;
  #weights: Weights | undefined;

  constructor(hook: Host, signature: Signature, backend: object, backendName: string) {
    this.#hook = hook;
    this.signature = signature;
    this.backend = backend;
    this.backendName = backendName;
    const stats = (): PlanStats | undefined => this.stats;
    this.trust = new Trust(this.#trial(), hook.calls, clock, {
      check: flag("GRAPHWELD_CHECK"),
      keepSlower: flag("GRAPHWELD_KEEP_SLOWER"),
      // Stock ops in place of stock ops often gain nothing, and then nothing is to be lost.
      get hopeful() {
        return stats()?.tier !== "portable";
      },
    });
  }

  /** Whether the engine that builds its plan is loaded. */
  get ready(): boolean {
    return planners[this.backendName] !== undefined;
  }

  /** What rules did, as far as it can still be told: asked for only by people, it is worked out when they ask. */
  get log(): RewriteLog | undefined {
    try {
      this.#log ??= this.#hook.alone(() => this.trust.plan?.explain());
    } catch (error) {
      this.#hook.log(`explaining a plan threw "${error}"`);
    }
    return this.#log;
  }

  matches(backend: object, inputs: NamedTensorMap, outputs: readonly string[]): boolean {
    return this.backend === backend && matches(this.signature, inputs, outputs);
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

  #trial(): ConstructorParameters<typeof Trust<NamedTensorMap, Tensor[], Plan, Memory>>[0] {
    const hook = this.#hook;
    const { signature } = this;
    return {
      ready: () => this.ready,
      build: () => hook.alone(() => this.#build()),
      // A plan's outputs leave the tidy; whatever it forgets, or leaves behind when it throws, does not.
      run: (plan, inputs) => tidy(() => plan.run(signature.plain ? inputs : this.#byNode(inputs))),
      stock: (inputs) => hook.stock(inputs, signature.outputs as string[]),
      capture: (inputs, outputs) => this.#capture(inputs, outputs),
      probe: (memory) => hook.alone(() => this.#probe(memory)),
      replay: (memory, body) => hook.alone(() => replay(memory.inputs, body)),
      compare: (outputs, memory) => this.#compare(outputs, memory),
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
      accepted: () => hook.log(`${textOf(signature)} runs by plan on ${this.backendName}`),
      rejected: (reason, loud) => {
        if (loud) hook.warn(reason);
        else hook.log(reason);
      },
    };
  }

  #build(): Plan | { readonly reason: string } {
    let built: Plan | { readonly reason: string } | undefined;
    tidy(() => {
      built = planners[this.backendName]?.(this.#hook.model, this.signature.call, {
        disable: disabledRules(),
        threads: flag("GRAPHWELD_WASM_THREADS"),
      });
    });
    const plan = built as Plan | { readonly reason: string };
    if ("reason" in plan) return plan;
    this.#weights = new Weights(this.#hook.executor.weightMap);
    this.stats = plan.stats;
    return plan;
  }

  #byNode(inputs: NamedTensorMap): NamedTensorMap {
    const named: NamedTensorMap = {};
    for (const { key, node } of this.signature.fed) named[node] = inputs[key] as Tensor;
    return named;
  }

  #capture(inputs: NamedTensorMap, outputs: readonly (Tensor | undefined)[]): Memory | { reason: string } {
    for (const [i, output] of outputs.entries()) {
      const name = this.signature.outputs[i];
      if (output === undefined) return { reason: `output '${name}' has no tensor` };
      if (output.dtype === "string" || output.dtype === "complex64")
        return { reason: `output '${name}' is ${output.dtype}` };
      if (output.kept || Object.values(inputs).includes(output))
        return { reason: `output '${name}' is a tensor that existed before` };
    }
    if (new Set(outputs).size < outputs.length) return { reason: "two outputs are one tensor" };
    return {
      inputs: Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, copy(input)])),
      outputs: (outputs as readonly Tensor[]).map(copy),
    };
  }

  /** Apps like to warm up with zeros, which tell a right plan from a wrong one badly: such a case gets a random twin. */
  #probe(memory: Memory): Memory | undefined {
    const floats = Object.values(memory.inputs).filter(({ dtype }) => dtype === "float32");
    if (floats.length === 0 || !floats.every(({ values }) => values.every((value) => value === values[0])))
      return undefined;
    const inputs = Object.fromEntries(
      Object.entries(memory.inputs).map(([key, one]) => [
        key,
        one.dtype === "float32" ? { ...one, values: Float32Array.from(one.values, Math.random) } : one,
      ]),
    );
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

  #compare(outputs: readonly Tensor[], memory: Memory): string | undefined {
    if (outputs.length !== memory.outputs.length)
      return `${outputs.length} outputs instead of ${memory.outputs.length}`;
    for (const [i, output] of outputs.entries()) {
      const why = difference(copy(output), memory.outputs[i] as TensorValues);
      if (why !== undefined) return `output '${this.signature.outputs[i]}' differs from stock: ${why}`;
    }
    return undefined;
  }
}

function copy(one: Tensor): TensorValues {
  return { dtype: one.dtype, shape: one.shape.slice(), values: one.dataSync().slice() };
}

/** Makes tensors of copies for as long as `body` runs. */
function replay(inputs: Memory["inputs"], body: (inputs: NamedTensorMap) => void): void {
  tidy(() => {
    const fed: NamedTensorMap = {};
    for (const [key, { values, shape, dtype }] of Object.entries(inputs))
      fed[key] = tensor(values, shape as number[], dtype);
    body(fed);
  });
}
