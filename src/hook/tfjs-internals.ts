/** The parts of TensorFlow.js that the hook leans on and that its typings hide, named and typed in one place. */
import type { GraphModel, loadGraphModelSync } from "@tensorflow/tfjs-converter";
import { type DataType, env, type NamedTensorMap, type Tensor, engine as tfEngine } from "@tensorflow/tfjs-core";

/** A model from either loader; their types differ in what `load` returns. */
export type LoadedModel = GraphModel | ReturnType<typeof loadGraphModelSync>;

export interface EngineInternals {
  readonly backendName: string | null | undefined;
  /** Unlike `engine().backend`, reading it starts nothing. */
  readonly backendInstance: object | null | undefined;
  readonly pendingBackendInit: unknown;
  /** Live backends by name. */
  readonly registry: Readonly<Record<string, object | undefined>>;
  /** Backends that can be started. */
  readonly registryFactory?: Readonly<Record<string, unknown>>;
  readonly state: { readonly gradientDepth: number; readonly profiling: boolean };
}

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly GraphNode[];
}

/** What a signature says of one input or output: the node, and the table that a captured input stands for. */
interface SignatureEntry {
  readonly name: string;
  readonly resourceId?: unknown;
}

export interface Executor {
  readonly graph: { readonly nodes: Readonly<Record<string, GraphNode | undefined>> };
  readonly weightMap: Readonly<Record<string, readonly Tensor[] | undefined>>;
  readonly inputs: readonly { readonly name: string; readonly shape?: unknown; readonly dtype?: DataType }[];
  /** The names under which a model's caller feeds `inputs`. */
  readonly inputNodes: readonly string[];
  readonly outputNodes: readonly string[];
  readonly _signature?: {
    readonly inputs?: Readonly<Record<string, SignatureEntry | undefined>>;
    readonly outputs?: Readonly<Record<string, SignatureEntry | undefined>>;
  } | null;
  /** What KEEP_INTERMEDIATE_TENSORS kept of the last run. */
  readonly clonedTensorsMap?: object | null;
  disposeIntermediateTensors?(): void;
  execute(inputs: NamedTensorMap, outputs: string[]): Tensor[];
  executeAsync(inputs: NamedTensorMap, outputs: string[]): Promise<Tensor[]>;
}

/** The shared engine, seen from inside. */
export const engine: () => EngineInternals = () => tfEngine() as unknown as EngineInternals;

/** A loaded model's executor. */
export function executorOf(model: LoadedModel): Executor | undefined {
  return (model as unknown as { executor?: Executor }).executor;
}

/** The flags that were set or asked for, and no others: read in each call, where no flag's own function should be called. */
export const tfFlags = (): Readonly<Record<string, unknown>> => env().getFlags();

/** The first internal that is not as expected, as in another version or a build with mangled names. */
export function unexpected(model: LoadedModel): string | undefined {
  const executor = executorOf(model);
  const state = engine().state;
  const checks: Record<string, boolean> = {
    "model.executor": typeof executor === "object" && executor !== null,
    "executor.execute": typeof executor?.execute === "function",
    "executor.executeAsync": typeof executor?.executeAsync === "function",
    "executor.graph": typeof executor?.graph?.nodes === "object",
    "executor.weightMap": typeof executor?.weightMap === "object",
    "executor.inputs": Array.isArray(executor?.inputs) && Array.isArray(executor.inputNodes),
    "executor.outputNodes": Array.isArray(executor?.outputNodes),
    "engine.state": typeof state?.gradientDepth === "number" && typeof state.profiling === "boolean",
    "engine.registry": typeof engine().registry === "object",
    "model.dispose": typeof model.dispose === "function",
  };
  return Object.keys(checks).find((name) => !checks[name]);
}

/** Splits `node`, `node:1` or `node:output:1` as the executor does. */
export function parseName(name: string): readonly [node: string, index: number] {
  const parts = name.split(":");
  return parts.length === 1 ? [name, 0] : [parts[0] as string, Number(parts[parts.length - 1])];
}
