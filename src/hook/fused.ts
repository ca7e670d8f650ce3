/** The op of saved models that stands for a kernel of ours: what every copy of TensorFlow.js knows of it from the start. */
import { GraphModel } from "@tensorflow/tfjs-converter";
import type { io, Tensor } from "@tensorflow/tfjs-core";
import { FUSED_OP, type FusedBody, operandName } from "../graph/fused-op.ts";
import { markInternal } from "../runtime/internal.ts";
import type { RegisterOp, TfNamespace } from "./copies.ts";

/** What the executor hands to the code of an op. */
interface NodeValue {
  readonly inputs: Tensor[];
  readonly node: { readonly name: string; readonly rawAttrs: { readonly body?: { readonly graphweld?: FusedBody } } };
}

let kernels: typeof import("./fused/kernels.ts") | undefined;

/** Makes a copy of TensorFlow.js run fused ops, in models that it loads from now on. */
export const registerFused = ({ registerOp }: TfNamespace): unknown =>
  (registerOp as RegisterOp | undefined)?.(FUSED_OP, runFused);

/** Loads what runs fused ops by kernels. Never rejects: without it stock ops compute them. */
export const loadFused = (): Promise<void> =>
  import("./fused/kernels.ts").then(
    (module) => {
      kernels = module;
    },
    () => {},
  );

/** Frees kernels whose weights are gone. */
export const sweepFused = (): void => kernels?.sweep();

function runFused({ inputs, node: { name, rawAttrs } }: NodeValue): Tensor[] {
  const body = rawAttrs.body?.graphweld;
  if (!body) throw new Error(`'${name}' has no body`);
  if (kernels) return kernels.run(body, inputs);
  void loadFused();
  return compose(body, inputs);
}

const models = new WeakMap<FusedBody, GraphModel>();

/** Computes a fused op by the stock ops that it stands for, on whatever backend is active. */
export function compose(body: FusedBody, inputs: readonly Tensor[]): Tensor[] {
  let model = models.get(body);
  if (!model) {
    const node = [...inputs.map((_, i) => ({ name: operandName(i), op: "Placeholder" })), ...body.node];
    const load = () => ({ modelTopology: { node, versions: {} }, weightSpecs: [] });
    model = new GraphModel({ load } as unknown as io.IOHandler);
    markInternal(model);
    model.load();
    models.set(body, model);
  }
  const feeds = Object.fromEntries(inputs.map((tensor, i) => [operandName(i), tensor]));
  return [model.execute(feeds, body.outputs as string[])].flat();
}
