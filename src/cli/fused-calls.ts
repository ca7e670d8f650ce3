/** Calls of models that have fused ops of ours. */
import { getBackend, type io } from "@tensorflow/tfjs-core";
import type { GraphDef } from "../graph/from-tfjs.ts";
import { FUSED_OP } from "../graph/fused-op.ts";
import { loadFused } from "../hook/fused.ts";

/** How many calls stock ops answer before kernels do: the first, and the one that kernels are held against. */
export const COMPOSED_CALLS = 2;

export const hasFused = ({ modelTopology }: Pick<io.ModelArtifacts, "modelTopology">): boolean =>
  (modelTopology as GraphDef).node.some(({ op }) => op === FUSED_OP);

/** Does something in which kernels answer from the first call on, unseen by stock: whoever asks for that compares. */
export async function withKernelsAtOnce<T>(work: () => Promise<T>): Promise<T> {
  const { buildAtOnce } = await import("../hook/fused/kernels.ts");
  buildAtOnce(true);
  try {
    return await work();
  } finally {
    buildAtOnce(false);
  }
}

/** Loads what builds kernels for the active backend, which an app that runs its first call does. */
export async function readyFused(): Promise<void> {
  await loadFused();
  const { load } = await import("../hook/fused/kernels.ts");
  await load(getBackend());
}
