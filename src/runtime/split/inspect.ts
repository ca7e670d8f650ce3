/** Shows the plans of a split model as one: its graph with the static parts as planned, and what stock runs around them. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { keep, type Tensor } from "@tensorflow/tfjs-core";
import { canonicalName, type NodeDef, parseName } from "../../graph/from-tfjs.ts";
import { expandFused } from "../../graph/fused.ts";
import type { Phase } from "../../rewrite/rule.ts";
import { drain } from "../../rewrite/steps.ts";
import { type Inspection, type NodeView, type PlanView, typeText } from "../inspection.ts";
import type { CallSignature } from "../runner.ts";
import { restRunner } from "./run-rest.ts";
import { type Seen, type Segment, type SplitRequest, segmentsOf } from "./segments.ts";
import { type Settled, settling } from "./settle.ts";
import { neededBy, restModel, type SegmentModel, segmentModel } from "./splice.ts";

type Refusal = { readonly reason: string };

interface Part extends SegmentModel {
  readonly segment: Segment;
  readonly inspection: Inspection;
}

interface Internals {
  readonly artifacts: { readonly modelTopology: { readonly node: readonly NodeDef[] } };
  readonly executor: { readonly weightMap: Readonly<Record<string, readonly (Tensor | undefined)[] | undefined>> };
}
/**
 * Splits a model as its hook does, and plans each part. To be timed, the op of segments must be registered.
 * @param seen types of the values that one call had
 * @param fold the rules that compute what follows from shapes
 * @param inspect plans one part
 */
export async function inspectParts(
  model: GraphModel,
  request: SplitRequest,
  seen: Seen,
  fold: readonly Phase[],
  inspect: (part: GraphModel, call: CallSignature) => Promise<Inspection | Refusal> | Inspection | Refusal,
): Promise<Inspection | Refusal> {
  const settled = drain(settling(model, request, seen));
  const { segments, stock } = segmentsOf(settled.model, request, settled.seen, fold);
  const parts: Part[] = [];
  for (const segment of segments) {
    const made = segmentModel(settled.model, segment);
    const types = [...segment.inputs].map((value, i) => [made.inputs[i], settled.seen.get(value)]);
    const inspection = await inspect(made.model, { inputs: Object.fromEntries(types), outputs: made.outputs });
    if ("reason" in inspection) return inspection;
    parts.push({ ...made, segment, inspection });
  }
  if (parts.length === 0) return { reason: "it has no static part that is worth a plan" };
  const starts = parts.map((_, i) => parts.slice(0, i).reduce((n, p) => n + p.inspection.view.functions, 0));
  return {
    view: { ...viewOfParts(model, settled, request, parts, starts), left: stock },
    source(code) {
      const at = starts.findLastIndex((start) => start <= code);
      return (parts[at] as Part).inspection.source(code - (starts[at] as number));
    },
    async time(inputs, runs) {
      const timings: (() => Promise<number[]>)[] = [];
      const fed: Tensor[] = [];
      // One real call of the whole, of which each part gets what it would get.
      const run = parts.map(({ model: part, inputs: names, outputs, inspection }, i) => (tensors: Tensor[]) => {
        const own = tensors.map((tensor) => keep(tensor.clone()));
        fed.push(...own);
        timings[i] = () => inspection.time(Object.fromEntries(names.map((name, j) => [name, own[j] as Tensor])), runs);
        return [
          part.execute(Object.fromEntries(names.map((name, j) => [name, tensors[j] as Tensor])), [...outputs]),
        ].flat();
      });
      try {
        const rest = restModel(settled.model, segments, request, run, settled.seen);
        for (const output of await restRunner(model, rest)(inputs, [...request.outputs])) output.dispose();
        const times: number[] = [];
        for (const i of parts.keys()) times.push(...((await timings[i]?.()) ?? []));
        return times;
      } finally {
        for (const tensor of fed) tensor.dispose();
      }
    },
  };
}

/** Nodes as loaded are numbered in order; planned nodes of the parts come after them. */
function viewOfParts(
  model: GraphModel,
  settled: Settled,
  { inputs, outputs }: SplitRequest,
  parts: readonly Part[],
  starts: readonly number[],
): PlanView {
  const { executor } = model as unknown as Internals;
  const isWeight = (name: string): boolean => executor.weightMap[name] !== undefined;
  const loaded = nodesOf(model, inputs, outputs);
  const left = nodesOf(settled.model, inputs, outputs);
  const ids = new Map([...new Set([...loaded, ...left].map(({ name }) => name))].map((name, id) => [name, id]));
  // Which node gives a value, once parts are planned.
  const givers = new Map<string, number>();
  const offsets: number[] = [];
  let next = ids.size;
  for (const { inspection, segment, outputs: given } of parts) {
    const { after } = inspection.view;
    const offset = next;
    offsets.push(offset);
    next += 1 + Math.max(0, ...after.map(({ id }) => id));
    [...segment.outputs].forEach((value, i) => {
      const node = after.find(({ asked }) => asked.includes(given[i] as string));
      if (node) givers.set(value, node.id + offset);
    });
  }
  const giver = (value: string): number | undefined => givers.get(canonicalName(value)) ?? ids.get(parseName(value)[0]);

  const viewOf = (def: NodeDef, idOf: (value: string) => number | undefined): NodeView => {
    const read = (def.input ?? []).map((value) => value.replace("^", ""));
    const weights = read.filter((value) => isWeight(parseName(value)[0]));
    return {
      id: ids.get(def.name) as number,
      name: def.name,
      op: def.op,
      inputs: [...new Set(read.flatMap((value) => idOf(value) ?? []))],
      constants: weights.map((value) => {
        const [tensor] = executor.weightMap[parseName(value)[0]] ?? [];
        return `${value} ${typeText(tensor && { dtype: tensor.dtype as "float32", shape: tensor.shape })}`;
      }),
      types: [typeText(settled.seen.get(def.name))],
      origin: [def.name],
      rules: [],
      asked: outputs.filter((value) => parseName(value)[0] === def.name),
      formula: [],
    };
  };
  const owned = new Set(parts.flatMap(({ segment }) => [...segment.owned]));
  const rest = left.filter(({ name }) => !owned.has(name)).map((def) => viewOf(def, giver));
  const planned = parts.flatMap(({ inspection, segment, inputs: names }, i) => {
    const fed = new Map([...segment.inputs].map((value, j) => [names[j] as string, giver(value)]));
    const { after } = inspection.view;
    const holders = new Map(
      after.map((n) => [n.id, n.op === "Placeholder" ? fed.get(n.name) : n.id + (offsets[i] as number)]),
    );
    return after
      .filter((n) => n.op !== "Placeholder")
      .map(
        (n): NodeView => ({
          ...n,
          id: n.id + (offsets[i] as number),
          inputs: [...new Set(n.inputs.flatMap((id) => holders.get(id) ?? []))],
          asked: n.asked.filter((value) => outputs.map(canonicalName).includes(value)),
        }),
      );
  });
  const views = parts.map(({ inspection }) => inspection.view);
  return {
    before: loaded.map((def) => viewOf(def, (value) => ids.get(parseName(value)[0]))),
    after: needed([...rest, ...planned]),
    launches: views.flatMap(({ launches }, i) =>
      launches.map(({ code, ...launch }) => ({
        ...launch,
        node: launch.node + (offsets[i] as number),
        nodes: launch.nodes.map((id) => id + (offsets[i] as number)),
        ...(code === undefined ? {} : { code: code + (starts[i] as number) }),
      })),
    ),
    fired: views.flatMap(({ fired }) => fired),
    missed: views.flatMap(({ missed }) => missed),
    functions: views.reduce((n, { functions }) => n + functions, 0),
  };
}

/** What a call runs of a model as it was loaded, weights left out. */
function nodesOf(model: GraphModel, inputs: readonly string[], outputs: readonly string[]): readonly NodeDef[] {
  const { artifacts, executor } = model as unknown as Internals;
  const isWeight = (name: string): boolean => executor.weightMap[name] !== undefined;
  const roots = outputs.map((name) => parseName(name)[0]);
  const { node } = expandFused(artifacts.modelTopology);
  const order = neededBy(node, roots, (name) => isWeight(name) || inputs.includes(name));
  return order.filter(({ name }) => !isWeight(name));
}

/** Without what only parts read, which have copies of their own. */
function needed(nodes: readonly NodeView[]): NodeView[] {
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const found = new Set<number>();
  const work = nodes.filter(({ asked }) => asked.length > 0).map(({ id }) => id);
  for (let id = work.pop(); id !== undefined; id = work.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    work.push(...(byId.get(id)?.inputs ?? []));
  }
  return nodes.filter(({ id, op }) => found.has(id) || op === "Placeholder");
}
