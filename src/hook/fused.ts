/** The op of saved models that stands for a kernel of ours: what every copy of TensorFlow.js knows of it from the start. */
import { GraphModel } from "@tensorflow/tfjs-converter";
import { io, type Tensor } from "@tensorflow/tfjs-core";
import { FUSED_OP, type FusedBody, operandName } from "../graph/fused-op.ts";
import { markInternal } from "../runtime/internal.ts";
import type { RegisterOp, TfNamespace } from "./copies.ts";
import { executorOf, type LoadedModel } from "./tfjs-internals.ts";

/** What the executor hands to the code of an op. */
interface NodeValue {
  readonly inputs: Tensor[];
  readonly node: { readonly name: string; readonly rawAttrs: { readonly body?: { readonly graphweld?: FusedBody } } };
}

let kernels: typeof import("./fused/kernels.ts") | undefined;
let loading: Promise<void> | undefined;

/** Makes a copy of TensorFlow.js run fused ops; those of models that are loaded already, it does not know. */
export function registerFused({ registerOp }: TfNamespace): void {
  if (typeof registerOp === "function") (registerOp as RegisterOp)(FUSED_OP, runFused);
}

/** Whether a model has fused ops outside of functions. */
export const hasFused = (model: LoadedModel): boolean =>
  Object.values(executorOf(model)?.graph.nodes ?? {}).some((node) => node?.op === FUSED_OP);

/** Loads what runs fused ops by kernels, on the backends named. Never rejects: without it stock ops compute them. */
export async function loadFused(backends: readonly string[]): Promise<void> {
  loading ??= import("./fused/kernels.ts").then(
    (module) => {
      kernels = module;
    },
    () => {},
  );
  await loading;
  await Promise.all(backends.map((name) => kernels?.load(name)));
}

/** Frees kernels whose weights are gone. */
export const sweepFused = (): void => kernels?.sweep();

function runFused(value: unknown): Tensor[] {
  const { inputs, node } = value as NodeValue;
  const body = node.rawAttrs?.body?.graphweld;
  if (!body) throw new Error(`'${node.name}' (${FUSED_OP}) has no body: the model is damaged`);
  if (kernels) return kernels.run(body, inputs);
  void loadFused([]);
  return compose(body, inputs);
}

const models = new WeakMap<FusedBody, GraphModel<io.IOHandlerSync>>();

/** Computes a fused op by the stock ops that it stands for, on whatever backend is active. */
export function compose(body: FusedBody, inputs: readonly Tensor[]): Tensor[] {
  let model = models.get(body);
  if (!model) {
    const node = [...inputs.map((_, i) => ({ name: operandName(i), op: "Placeholder", attr: {} })), ...body.node];
    model = new GraphModel(
      io.fromMemorySync({ modelTopology: { node, versions: {} }, weightSpecs: [], weightData: new ArrayBuffer(0) }),
    );
    markInternal(model);
    model.load();
    models.set(body, model);
  }
  const feeds = Object.fromEntries(inputs.map((t, i) => [operandName(i), t]));
  return [model.execute(feeds, body.outputs as string[])].flat();
}
