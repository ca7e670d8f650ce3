/** Runs the rest of a split model by tfjs's executor. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import { excluded } from "../../graph/import-rules.ts";
import { isAtHand, SELECTION } from "./selection.ts";
import { partsOf } from "./splice.ts";

/** @param around gives the executor that runs in place of the one that there is */
export type RunRest = (
  inputs: NamedTensorMap,
  outputs: string[],
  around?: <T extends object>(executor: T) => T,
) => Promise<Tensor[]>;

interface Executor {
  execute(inputs: NamedTensorMap, outputs: string[]): Tensor[];
  executeAsync(inputs: NamedTensorMap, outputs: string[]): Promise<Tensor[]>;
  /** What `executeAsync` is made of. Functions of a graph's library are run by it too, of which it says nothing. */
  _executeAsync?(inputs: NamedTensorMap, outputs: string[], isFunction: boolean): Promise<Tensor[]>;
  mapInputs?(inputs: NamedTensorMap): NamedTensorMap;
  mapOutputs?(outputs: string[]): string[];
}

/**
 * What is left of a model may be without anything of what tfjs knows to need `executeAsync`, of which tfjs would warn in each
 * call. Then it runs by `execute`, or where boxes have to be read from a device first, in the way that functions do.
 * @param source what was split: where it never needed `executeAsync`, the warning is its caller's
 */
export function restRunner(source: GraphModel, rest: GraphModel): RunRest {
  const { executor: own } = rest as unknown as { readonly executor: Executor };
  const has = (model: GraphModel, found: (op: string) => boolean): boolean =>
    partsOf(model).topology.node.some(({ op }) => found(op));
  const isDynamic = (op: string): boolean => excluded(op) !== undefined;
  if (!has(source, isDynamic) || has(rest, isDynamic))
    return (inputs, outputs, around) => (around?.(own) ?? own).executeAsync(inputs, outputs);
  const selects = has(source, (op) => SELECTION.test(op));
  return async (inputs, outputs, around) => {
    const executor = around?.(own) ?? own;
    if (!selects || isAtHand()) return executor.execute(inputs, outputs);
    const fed = executor.mapInputs?.(inputs);
    const asked = executor.mapOutputs?.(outputs);
    const asFunction = fed && asked && executor._executeAsync?.(fed, asked, true);
    return asFunction ?? executor.executeAsync(inputs, outputs);
  };
}
