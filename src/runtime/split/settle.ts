/** The model that is split: control flow that is settled before a call is written out, and selections have fixed shapes. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { parseName } from "../../graph/from-tfjs.ts";
import type { Steps } from "../../rewrite/steps.ts";
import { loadInternal } from "../derived.ts";
import { type Padding, padSelections } from "./pads.ts";
import type { Seen, SplitRequest } from "./segments.ts";
import { namesOf, neededBy, partsOf, type RunSegment, segmentNode } from "./splice.ts";
import { unrolling } from "./unroll.ts";

export interface Settled {
  /** The model itself, or one that gives the same and shares its weights. */
  readonly model: GraphModel;
  readonly seen: Seen;
  /** It gives the same for inputs of the shapes that were seen only. */
  readonly exact: boolean;
}

/** `SEGMENT_OP` must be registered. */
export function* settling(source: GraphModel, request: SplitRequest, seen: Seen): Steps<Settled> {
  const { defs, topology, weight } = partsOf(source);
  const asIs = { nodes: topology.node, seen, exact: false };
  const { exact, ...unrolled } = (yield* unrolling({ defs, weight, seen, ...request })) ?? asIs;
  yield;
  const roots = [...request.inputs, ...request.outputs.map((name) => parseName(name)[0])];
  const node = (name: string, input: readonly string[], padding: Padding) =>
    segmentNode(name, input, runPadding(padding));
  const padded = padSelections(unrolled, weight, new Set(roots), node);
  if (padded.nodes === topology.node) return { model: source, seen, exact };
  yield;
  const needed = neededBy(padded.nodes, roots, (name) => weight(name) !== undefined || request.inputs.includes(name));
  const model = loadInternal(source, { node: needed, library: topology.library }, { more: namesOf(source) });
  return { model, seen: padded.seen, exact };
}

/** Selections come from the processor's side, so that reading them waits for nothing. */
function runPadding({ padded }: Padding): RunSegment {
  return (inputs) => {
    const [first] = inputs as [Tensor];
    const results = padded.map(({ operand, length, fill }) => {
      const from = inputs[operand] as Tensor;
      const values = from.dtype === "int32" ? new Int32Array(length) : new Float32Array(length);
      values.fill(fill).set(from.dataSync());
      return tensor(values, [length], from.dtype);
    });
    return [tensor(first.shape[0] as number, [], "int32"), ...results];
  };
}
