/** What the hook asks of a runtime: build a plan for one call signature of one model, run it, free it. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { DataType, NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import type { Features } from "../codegen/wasm/features.ts";
import type { RewriteLog } from "../rewrite/rule.ts";

/** What a plan is made for; a call with any other key needs another plan. */
export interface CallSignature {
  /** Fed nodes by name, with concrete shapes. */
  readonly inputs: Readonly<Record<string, { readonly dtype: DataType; readonly shape: readonly number[] }>>;
  /** Names of the nodes asked for, in order, as the executor sees them. */
  readonly outputs: readonly string[];
}

/** One line of the launch list. */
export interface LaunchInfo {
  /** Kernel op, or the stock op that runs in its place. */
  readonly op: string;
  /** Name of the node whose value it computes. */
  readonly node: string;
  /** "graphweld" for a generated kernel, "stock" for tfjs's own. */
  readonly runs: "graphweld" | "stock";
  /** Nodes of the loaded graph that it replaces. */
  readonly replaced: readonly string[];
  /** The rules that made it, in order. */
  readonly rules: readonly string[];
  /** How the kernel computes it, where that is not its usual way. */
  readonly algorithm?: string;
  /** Why a stock kernel runs it. */
  readonly reason?: string;
  /** Bytes of its operands and results, four an element: what it moves at least. The first of a kernel's launches has all. */
  readonly bytes: number;
}

export interface PlanStats {
  /** `portable` where stock ops compute it all. */
  readonly tier: "plan" | "portable";
  readonly buildMs: number;
  readonly launches: readonly LaunchInfo[];
  /** Nodes that the stock executor would run for the same outputs, without constants and placeholders. */
  readonly stockNodes: number;
  readonly arenaBytes: number;
  readonly packedBytes: number;
  /** Whether it computes with weights and intermediate values in half precision. */
  readonly half?: boolean;
  /** On wasm: how many threads it is laid out for. */
  readonly threads?: number;
  /** On a GPU: how many distinct pipelines it has. */
  readonly pipelines?: number;
  /** On a GPU: how many buffers the arena has. */
  readonly colours?: number;
}

export interface Plan {
  readonly stats: PlanStats;
  /** What rules did to the graph, and where they nearly fired. Looks at the graph once more, so it takes about as long as planning. */
  explain(): RewriteLog;
  /**
   * Runs the plan. Inputs must have the signature's dtypes and shapes; outputs are fresh tensors, tracked by the engine as
   * the stock executor's are. Allocates nothing else in the engine.
   */
  run(inputs: NamedTensorMap): Tensor[];
  /** Whether a run leaves no tensor behind, even one that throws; else callers run it in a `tidy`. */
  readonly tidy?: boolean;
  /** A text that differs where what the plan computes, or the device, does; none where nothing is to be remembered of it. */
  identity?(): string;
  /** False when the backend that the plan was built on is gone. Callers watch the weights themselves. */
  valid(): boolean;
  /** Weights of the model that runs read where tfjs keeps them. */
  readonly reads?: ReadonlySet<Tensor>;
  /**
   * Frees tfjs's copy of a weight that no plan reads; what asks for its data brings it back. `undefined` where it has to stay.
   * Works beyond the plan's life.
   */
  freeWeight?(name: string, tensor: Tensor): FreedWeight | undefined;
  /** Frees the plan's memory. Safe to call twice, and after the backend is gone. */
  dispose(): void;
}

/** A weight whose data is not in tfjs's memory. */
export interface FreedWeight {
  readonly bytes: number;
  /** Whether that is still so. */
  readonly freed: boolean;
  /** Brings the data back. */
  restore(): void;
  /** Readies the tensor for being disposed. */
  drop(): void;
}

/**
 * Builds a plan for the active backend, or says in one sentence why the model stays on the stock executor.
 * Throws only on a bug; callers treat a throw as a reason.
 */
export type Planner = (model: GraphModel, signature: CallSignature, options?: PlanOptions) => Planned;
export type Planned = Plan | { readonly reason: string };

/** The same for a backend that compiles and reads back in its own time. */
export type AsyncPlanner = (...args: Parameters<Planner>) => Promise<Planned>;

export interface PlanOptions {
  /** Names of rules that must not run. */
  readonly disable?: readonly string[];
  /** How many threads may share the work; 0, as by default, for as many as seem right. */
  readonly threads?: number;
  /** On WebGPU: half precision in memory, where the device has it. */
  readonly half?: boolean;
  /** On WebGPU: awaited after each pipeline that is under way, with its promise, before the next. Without it all are compiled at once. */
  readonly wait?: ((compiling: Promise<unknown>) => Promise<void>) | undefined;
  /** WebAssembly extensions to use, in place of those that the engine has. */
  readonly features?: Features;
}
