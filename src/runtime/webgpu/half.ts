/** Which values of a plan may lie in memory as 16-bit floats: all that only its own kernels see. */
import type { Word } from "../../../kernels/kernel.ts";
import type { Dispatch, GpuLowered } from "../../../kernels/webgpu/kernel.ts";
import { halved, halves } from "../../codegen/wgsl/half.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import type { KernelStep, Schedule } from "../../plan/schedule.ts";

/** Rounds a constant. */
export type Round = (values: Float32Array) => Uint16Array;

export interface Half {
  has(value: Value): boolean;
  /** A step's dispatch over such values. */
  dispatch(dispatch: Dispatch, step: KernelStep<GpuLowered>): Dispatch;
  /** Whether a binding of it is in half precision. */
  binds(word: Word, step: KernelStep<GpuLowered>): boolean;
  readonly round?: Round;
}

/** What the caller and stock steps see stays in single precision; so do integers, truth values and uniforms. */
export function halfOf(graph: Graph, { steps, views }: Schedule<GpuLowered>): Half {
  const roots = new Map<Value, Value>();
  const rootOf = (value: Value): Value => roots.get(value) ?? value;
  for (const { node } of views) roots.set(node.output, rootOf(node.input(0)));
  const seen = new Set(
    [
      ...graph.inputs,
      ...graph.outputs.map((o) => o.value),
      ...steps.flatMap((s) => (s.kind === "stock" ? [...s.inputs, ...s.outputs] : [])),
    ].map(rootOf),
  );
  const has = (value: Value): boolean => {
    const root = rootOf(value);
    return root.type?.dtype === "float32" && (root.constant !== undefined || !seen.has(root));
  };
  /** Tables of indices are packed too, so it is the code that tells numbers. */
  const numbers = ({ code, words }: Dispatch, word: Word): boolean =>
    new RegExp(`@binding\\(${words.indexOf(word)}\\) [^\\n]*(f32>)`).test(code);
  const binds: Half["binds"] = (word, { node, lowered }) => {
    if (typeof word !== "object") return false;
    if ("input" in word) return has(node.input(word.input));
    if ("output" in word) return has(node.outputs[word.output] as Value);
    const same = (w: Word): boolean => JSON.stringify(w) === JSON.stringify(word);
    return "packed" in word && lowered.launches.every((l) => l.words.filter(same).every((w) => numbers(l, w)));
  };
  return {
    has,
    binds,
    round: halves,
    dispatch: (dispatch, step) => ({
      ...dispatch,
      code: halved(
        dispatch.code,
        dispatch.words.flatMap((word, i) => (binds(word, step) ? [i] : [])),
      ),
    }),
  };
}
