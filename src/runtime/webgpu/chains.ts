/**
 * Small steps that follow each other, in one dispatch: a workgroup does them in turn. What a few workgroups do takes less time on any
 * device than beginning another dispatch.
 */
import type { Word } from "../../../kernels/kernel.ts";
import type { GpuLimits, GpuLowered } from "../../../kernels/webgpu/kernel.ts";
import { sequence } from "../../codegen/wgsl/sequence.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { type Shape, sizeOf } from "../../graph/types.ts";
import type { Schedule, Step } from "../../plan/schedule.ts";
import { isSmall, type Small } from "./small.ts";

/** Steps of a chain, for each is code of its pipeline. */
const LONGEST = 24;
/** Elements of a constant that a chain has among its own. */
const SMALL = 1024;

/** The schedule, with runs of small steps as one step each; edits the graph, where a chain is a node. */
export function chained(graph: Graph, { steps, views }: Schedule<GpuLowered>, limits: GpuLimits): Schedule<GpuLowered> {
  const sources = new Map(views.map(({ node }) => [node.output, node.input(0)]));
  const rootOf = (value: Value): Value => {
    const source = sources.get(value);
    return source ? rootOf(source) : value;
  };
  const result: Step<GpuLowered>[] = [];
  for (let at = 0; at < steps.length; ) {
    const run: Small[] = [];
    for (let step = steps[at]; isSmall(step) && run.length < LONGEST; step = steps[at + run.length]) run.push(step);
    let chain: Small | undefined;
    for (; run.length > 1 && !chain; chain || run.pop()) chain = chainOf(graph, run, rootOf, limits);
    result.push(chain ?? (steps[at] as Step<GpuLowered>));
    at += chain ? run.length : 1;
  }
  return { steps: result, views: views.filter(({ node }) => graph.nodes.has(node)) };
}

/** One step for a run of them, unless the device can't bind what they read and write. */
function chainOf(
  graph: Graph,
  run: readonly Small[],
  rootOf: (v: Value) => Value,
  limits: GpuLimits,
): Small | undefined {
  const own = new Set(run.map(({ node }) => node));
  const leaves = (value: Value): boolean =>
    graph.isOutput(value) ||
    [...value.users.keys()].some((u) => !own.has(u) && (rootOf(u.output) === u.output || leaves(u.output)));

  const inputs: Value[] = [];
  const outputs: Value[] = [];
  const constants: number[] = [];
  let scratch = 0;
  const words: Word[] = [];
  const writes: boolean[] = [];
  const bindings = new Map<unknown, number>();
  const bind = (key: unknown, word: () => Word, written = false): number => {
    const binding = bindings.get(key) ?? words.push(word()) - 1;
    bindings.set(key, binding);
    writes[binding] = written;
    return binding;
  };
  const places = new Map<Value, readonly [binding: number, word: number]>();
  const place = (value: Value): readonly [binding: number, word: number] => {
    const { constant } = value;
    if (constant && constant.values.length <= SMALL) {
      const { values } = constant;
      const at = constants.length;
      constants.push(...(values instanceof Float32Array ? new Int32Array(values.slice().buffer) : values));
      return [bind("constants", () => ({ packed: 0 })), at];
    }
    if (!own.has(value.node)) return [bind(value, () => ({ input: inputs.push(value) - 1 })), 0];
    if (leaves(value)) return [bind(value, () => ({ output: outputs.push(value) - 1 }), true), 0];
    const at = scratch;
    scratch += sizeOf(value.shape as Shape);
    return [bind("scratch", () => ({ scratch: true }), true), at];
  };
  const parts = run.flatMap(({ node, lowered }) =>
    lowered.launches.map((launch) => ({
      ...launch,
      groups: launch.workgroups[0],
      places: launch.words.map((word) => {
        const { input, output } = word as { input?: number; output: number };
        const value = input === undefined ? (node.outputs[output] as Value) : rootOf(node.input(input));
        const known = places.get(value) ?? place(value);
        places.set(value, known);
        return known;
      }),
    })),
  );
  if (words.length > limits.storageBuffers) return undefined;

  const last = (run.at(-1) as Small).node;
  // Constants count among what it moves.
  const read = new Set([...inputs, ...run.flatMap((s) => s.node.inputs.filter((v) => v.constant))]);
  const node = graph.add("chain", [...read], {}, { name: `${last.name}/chain`, types: outputs.map((v) => v.type) });
  node.origin = [...new Set(run.flatMap((s) => s.node.origin))];
  node.rules = run.flatMap((s) => s.node.rules);
  outputs.forEach((value, i) => {
    graph.replace(value, node.outputs[i] as Value);
  });
  for (const step of [...run].reverse()) graph.removeUnused(step.node);
  return {
    kind: "kernel",
    node,
    lowered: {
      launches: [{ ...sequence(parts, writes), words, writes, workgroups: [1, 1, 1] }],
      packed: constants.length > 0 ? [() => Int32Array.from(constants)] : [],
      scratchBytes: 4 * scratch,
      flops: run.reduce((sum, s) => sum + s.lowered.flops, 0),
    },
  };
}
