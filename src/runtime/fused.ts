/** What runs a fused op of a saved model alone, outside of any plan. */
import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import type { Work } from "../../kernels/kernel.ts";
import { graphFromArtifacts } from "../graph/from-tfjs.ts";
import { type FusedBody, operandName } from "../graph/fused-op.ts";
import type { Graph } from "../graph/graph.ts";
import type { KernelTensor } from "../graph/kernel-call.ts";
import type { DType } from "../graph/types.ts";
import { ConstantTensor } from "../graph/types.ts";
import type { Schedule } from "../plan/schedule.ts";

/** A fused op compiled for operands of fixed types, and for its weights. */
export interface FusedKernel {
  /** Takes operands by `operandName`; gives fresh tensors, in the order of the body's outputs. */
  run(operands: NamedTensorMap): Tensor[];
  /** Safe to call twice, and after the backend is gone. */
  dispose(): void;
}
export type Built = FusedKernel | { readonly reason: string };

/** Builds it for the active backend, or says why that has no kernel for it. Throws, or rejects, when something fails. */
export type BuildFused = (body: FusedBody, operands: readonly Tensor[]) => Built | Promise<Built>;

/** The graph of a fused op for operands of these types. Throws where it is damaged. */
export function fusedGraph({ node, outputs, weights }: FusedBody, operands: readonly KernelTensor[]): Graph {
  const isWeight = (i: number): boolean => weights.includes(i);
  const leaves = operands.map((_, i) => ({ name: operandName(i), op: isWeight(i) ? "Const" : "Placeholder" }));
  const named = operands.map((operand, i) => [operandName(i), operand] as const);
  const constants = named.flatMap(([name, { constant }], i) =>
    isWeight(i) && constant ? [[name, constant] as const] : [],
  );
  const inputs = Object.fromEntries(named.filter((_, i) => !isWeight(i)));
  const files = { modelTopology: { node: [...leaves, ...node] } };
  const graph = graphFromArtifacts(files, { inputs, outputs }, new Map(constants));
  if ("reason" in graph) throw new Error(graph.reason);
  return graph;
}

/** Tensors as operands; weights are read when their values are asked for. */
export const operandsOf = ({ weights }: FusedBody, tensors: readonly Tensor[]): KernelTensor[] =>
  tensors.map((tensor, i) => {
    const type = { dtype: tensor.dtype as DType, shape: tensor.shape.slice() };
    if (!weights.includes(i)) return type;
    return { ...type, constant: new ConstantTensor(type.dtype, type.shape, () => tensor.dataSync() as Float32Array) };
  });

/** Why kernels of ours alone cannot run it, if they can't. */
export function leftToStock({ steps }: Schedule<Work>): string | undefined {
  for (const step of steps) if (step.kind === "stock") return [...step.reasons.values()][0] ?? "it is a stock op";
  return steps.length === 0 ? "nothing is left to compute" : undefined;
}
