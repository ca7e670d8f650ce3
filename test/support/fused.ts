/** Models with fused ops, as `graphweld optimize` writes them, and what ran of them. */
import { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { fuse, wholeModel } from "../../src/cli/fuse.ts";
import { COMPOSED_CALLS, readyFused } from "../../src/cli/fused-calls.ts";
import type { GraphDef, NodeDef } from "../../src/graph/from-tfjs.ts";
import { bodyOf, fusedNode } from "../../src/graph/fused.ts";
import { weightsOf } from "../../src/graph/weights-tfjs.ts";
import { copies } from "../../src/hook/copies.ts";
import { registerFused } from "../../src/hook/fused.ts";
import { feeding, type Plain, type PlainInputs } from "../e2e/support.ts";

/** The same model with fused ops, however small they are. */
export function fusedArtifacts(artifacts: tf.io.ModelArtifacts, least = 0): tf.io.ModelArtifacts {
  const topology = artifacts.modelTopology as GraphDef;
  const weights = weightsOf(artifacts);
  const node = fuse(topology.node, weights, wholeModel(artifacts, weights) ?? expect.fail("no static model"), least);
  // What a file holds.
  return { ...artifacts, modelTopology: JSON.parse(JSON.stringify({ ...topology, node })) as object };
}

/** The kernels that a model's fused ops are for. */
export const kernelsIn = ({ modelTopology }: tf.io.ModelArtifacts): string[] =>
  (modelTopology as GraphDef).node.flatMap((def) => bodyOf(def)?.kernel ?? []);

/** Loads a model, without any plan, as an app does that has imported Graphweld. */
export async function loadFusedModel(artifacts: tf.io.ModelArtifacts): Promise<GraphModel> {
  for (const copy of copies()) registerFused(copy);
  const model = new GraphModel(tf.io.fromMemory(artifacts));
  await model.load();
  return model;
}

/** A call's results, and the kernels that it ran. */
export interface Run {
  readonly outputs: Plain[];
  readonly kernels: readonly string[];
}

/** One call, in TensorFlow.js's own profile. */
export async function profiled(
  model: GraphModel,
  inputs: PlainInputs,
  outputs?: string[],
  dynamic = false,
): Promise<Run> {
  return feeding(inputs, async (tensors) => {
    let results: tf.Tensor[] = [];
    const { kernels } = await tf.profile(async () => {
      results = [dynamic ? await model.executeAsync(tensors, outputs) : model.execute(tensors, outputs)].flat();
      return [];
    });
    const values = await Promise.all(
      results.map(async ({ dtype, shape }, i) => ({
        dtype,
        shape,
        values: (await (results[i] as tf.Tensor).data()).slice() as Float32Array,
      })),
    );
    tf.dispose(results);
    return { outputs: values, kernels: kernels.map(({ name }) => name) };
  });
}

/** Calls until kernels answer, then once more. */
export async function byKernels(
  model: GraphModel,
  inputs: PlainInputs,
  outputs?: string[],
  dynamic = false,
): Promise<Run> {
  await readyFused();
  for (let i = 0; i < COMPOSED_CALLS; i++) await profiled(model, inputs, outputs, dynamic);
  return profiled(model, inputs, outputs, dynamic);
}

export const ours = (kernels: readonly string[]): string[] => kernels.filter((name) => name.startsWith("Graphweld"));

/** A fused op in place of a product with a half: it doubles and halves twice, which is the same. */
export function fusedScale({ name }: NodeDef, [x, half]: [string, string]): NodeDef {
  const step = (own: string, op: string, input: string[]): NodeDef => ({
    name: own,
    op,
    input,
    attr: { T: { type: "DT_FLOAT" } },
  });
  return fusedNode([x, half], {
    kernel: "pointwise",
    node: [
      step(`${name}/twice`, "AddV2", ["$0", "$0"]),
      step(`${name}/half`, "Mul", [`${name}/twice`, "$1"]),
      step(name, "Mul", [`${name}/half`, "$1"]),
    ],
    outputs: [name],
    weights: [],
  });
}

/** The model `loop`, with a fused op inside its loop. */
export function fusedLoop(artifacts: tf.io.ModelArtifacts): tf.io.ModelArtifacts {
  const plain = artifacts.modelTopology as GraphDef;
  const node = plain.node.map((def) => (def.name === "loop/scaled" ? fusedScale(def, ["loop/take:1", "half"]) : def));
  return { ...artifacts, modelTopology: { ...plain, node } };
}
