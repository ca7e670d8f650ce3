/**
 * Small steps that follow each other, in one dispatch: a workgroup does them in turn. What a few workgroups do takes less time on any
 * device than beginning another dispatch.
 */
import type { Word } from "../../../kernels/kernel.ts";
import type { Dispatch, GpuLimits, GpuLowered, Uniform } from "../../../kernels/webgpu/kernel.ts";
import { bindingsOf, canBePart, type Placed, type Slot, sequence } from "../../codegen/wgsl/sequence.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { type Shape, sizeOf } from "../../graph/types.ts";
import type { KernelStep, Schedule, Step } from "../../plan/schedule.ts";

/** Workgroups, which take turns there, and operations of a step: as much takes a few microseconds. */
const MOST = { groups: 16, flops: 5e4 };
/** Steps of a chain, for each is code of its pipeline. */
const LONGEST = 24;

type Small = KernelStep<GpuLowered>;

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
    for (let step = steps[at]; step && isSmall(step) && run.length < LONGEST; step = steps[at + run.length])
      run.push(step);
    let chain: Small | undefined;
    for (; run.length > 1 && !chain; chain || run.pop()) chain = chainOf(graph, run, rootOf, limits);
    result.push(chain ?? (steps[at] as Step<GpuLowered>));
    at += chain ? run.length : 1;
  }
  return { steps: result, views: views.filter(({ node }) => graph.nodes.has(node)) };
}

const isSmall = (step: Step<GpuLowered>): step is Small =>
  step.kind === "kernel" &&
  // Products have more to do than one workgroup should, and take long to compile.
  step.lowered.packed.length === 0 &&
  !step.lowered.scratchBytes &&
  step.lowered.flops <= MOST.flops &&
  step.lowered.launches.every(({ code, workgroups: [x, y] }) => canBePart(code) && x <= MOST.groups && y === 1);

const elementsOf = ({ shape }: Value): number => sizeOf(shape as Shape);

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
  const slots: (Slot & { readonly word: Word })[] = [];
  const keys = new Map<unknown, number>();
  const slotOf = (key: unknown, slot: () => (typeof slots)[number]): number => {
    const index = keys.get(key) ?? slots.push(slot()) - 1;
    keys.set(key, index);
    return index;
  };
  /** Where words of the chain's own lie. */
  const words = new Map<Value, { readonly slot: number; readonly offset: number }>();
  const place = (value: Value): { readonly slot: number; readonly offset: number } | undefined => {
    const known = words.get(value);
    if (known || !(value.constant || own.has(value.node))) return known;
    let found: { slot: number; offset: number };
    if (value.constant) {
      const { values } = value.constant;
      if (values.length > 1024) return undefined;
      const slot = slotOf("constants", () => ({ type: "u32", writes: false, word: { packed: 0 } }));
      found = { slot, offset: constants.length };
      constants.push(...(values instanceof Float32Array ? new Int32Array(values.slice().buffer) : values));
    } else if (leaves(value))
      found = {
        slot: slotOf(value, () => ({ type: "u32", writes: true, word: { output: outputs.push(value) - 1 } })),
        offset: 0,
      };
    else {
      found = {
        slot: slotOf("scratch", () => ({ type: "u32", writes: true, word: { scratch: true } })),
        offset: scratch,
      };
      scratch += elementsOf(value);
    }
    words.set(value, found);
    return found;
  };

  const uniforms: Uniform[] = [];
  const offsets: number[] = [];
  const parts = run.flatMap(({ node, lowered }) =>
    lowered.launches.map((launch) => {
      const types = bindingsOf(launch.code);
      const bindings = launch.words.map((word, i): Placed => {
        const { type } = types[i] as { type: string };
        const value =
          typeof word === "object" && "input" in word
            ? rootOf(node.input(word.input))
            : (node.outputs[(word as { output: number }).output] as Value);
        const placed = place(value);
        if (placed) return { slot: placed.slot, at: `at${offsets.push(placed.offset) - 1}` };
        let input = inputs.indexOf(value);
        if (input < 0) input = inputs.push(value) - 1;
        return { slot: slotOf(`${type} ${input}`, () => ({ type, writes: false, word: { input } })) };
      });
      uniforms.push(...launch.uniforms);
      return { code: launch.code, bindings, groups: launch.workgroups[0] };
    }),
  );
  if (slots.length > limits.storageBuffers) return undefined;

  const last = (run.at(-1) as Small).node;
  // What is packed counts among what it moves.
  const weights = new Set(run.flatMap((s) => s.node.inputs.filter((v) => v.constant)));
  const node = graph.add(
    "chain",
    [...inputs, ...weights],
    {},
    { name: `${last.name}/chain`, types: outputs.map((v) => v.type) },
  );
  node.origin = [...new Set(run.flatMap((s) => s.node.origin))];
  node.rules = run.flatMap((s) => s.node.rules);
  outputs.forEach((value, i) => {
    graph.replace(value, node.outputs[i] as Value);
  });
  for (const step of [...run].reverse()) graph.removeUnused(step.node);
  const launch: Dispatch = {
    code: sequence(
      parts,
      slots,
      offsets.map((_, i) => `at${i}`),
    ),
    words: slots.map((s) => s.word),
    writes: slots.map((s) => s.writes),
    uniforms: [...uniforms, ...offsets, ...parts.map((p) => p.groups)],
    workgroups: [1, 1, 1],
  };
  const packed = constants.length > 0 ? [() => Int32Array.from(constants)] : [];
  const flops = run.reduce((sum, s) => sum + s.lowered.flops, 0);
  return { kind: "kernel", node, lowered: { launches: [launch], packed, scratchBytes: 4 * scratch, flops } };
}
