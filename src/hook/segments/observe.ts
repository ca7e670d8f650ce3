/** Watches one call of the stock executor: which values it had, and of what types. */
import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import type { DType, TensorType } from "../../graph/types.ts";
import type { Executor, GraphNode } from "../tfjs-internals.ts";

/** What the executor hands on when a node is done; its own arguments follow. */
type NodeDone = [
  node: GraphNode,
  stack: unknown,
  context: { readonly currentContextId: string },
  tensors: Readonly<Record<string, readonly (Tensor | undefined)[] | undefined>>,
  ...rest: unknown[],
];

/**
 * Runs a call as stock does. Notes the types of all values outside of loops, by name, in `seen`.
 * The executor stays as it is: what runs is an object that inherits from it.
 */
export function observe(
  executor: Executor,
  run: Executor["executeAsync"],
  inputs: NamedTensorMap,
  outputs: string[],
  seen: Map<string, TensorType>,
): Promise<Tensor[]> {
  const { processChildNodes } = executor as unknown as { processChildNodes(...done: NodeDone): void };
  const watched = Object.create(executor, {
    processChildNodes: {
      value(...done: NodeDone) {
        const [{ name }, , { currentContextId }, tensors] = done;
        if (currentContextId === "")
          for (const [i, tensor] of (tensors[name] ?? []).entries())
            if (tensor)
              seen.set(i === 0 ? name : `${name}:${i}`, { dtype: tensor.dtype as DType, shape: tensor.shape.slice() });
        processChildNodes.apply(this, done);
      },
    },
  });
  return run.call(watched, inputs, outputs);
}
