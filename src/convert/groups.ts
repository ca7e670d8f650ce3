/** Convolutions in groups, which TensorFlow has and TensorFlow.js refuses when it runs them, in ops that it runs. */
import { encodeAttrs, shapeProto, typeName } from "../graph/attrs.ts";
import type { GraphDef, NodeDef } from "../graph/from-tfjs.ts";
import { graphFromArtifacts } from "../graph/from-tfjs.ts";
import type { Node } from "../graph/graph.ts";
import { ConstantTensor } from "../graph/types.ts";
import { ints } from "./builder.ts";
import { UnsupportedModel, type UnsupportedNode } from "./source.ts";

const CHANNELS = 3;

/** A model's nodes with those convolutions written out, the constants that they need, and how many there were. */
export interface Ungrouped {
  readonly node: readonly NodeDef[];
  readonly constants: ReadonlyMap<string, ConstantTensor>;
  readonly count: number;
}

/**
 * Writes each convolution in groups as one for each group, or as a depthwise one where a group is one channel. Looks at the shapes that
 * follow from those of the inputs; a model with control flow, of which none do, is left alone.
 * @returns `undefined` where there are none
 * @throws UnsupportedModel for convolutions whose channels are not so many groups, or that compute more than a convolution
 */
export function ungrouped(
  files: Parameters<typeof graphFromArtifacts>[0],
  weights: ReadonlyMap<string, ConstantTensor>,
): Ungrouped | undefined {
  const topology = files.modelTopology as GraphDef;
  if (!topology.node.some(({ op }) => /Conv2D$/.test(op))) return undefined;
  const groups = new Map<string, number>();
  const unsupported: UnsupportedNode[] = [];
  for (const found of convolutions(files, weights)) {
    const { name, op } = found;
    const count = groupsOf(found);
    if (typeof count === "string") unsupported.push({ op, node: name, reason: count });
    else if (count > 1) groups.set(name, count);
  }
  if (unsupported.length > 0) throw new UnsupportedModel(unsupported);
  if (groups.size === 0) return undefined;

  const constants = new Map<string, ConstantTensor>();
  const taken = new Set(topology.node.map(({ name }) => name));
  const node = topology.node.flatMap((def): NodeDef[] => {
    const count = groups.get(def.name);
    return count === undefined ? [def] : written(def, count, weights, taken, constants);
  });
  return { node, constants, count: groups.size };
}

function convolutions(
  files: Parameters<typeof graphFromArtifacts>[0],
  weights: ReadonlyMap<string, ConstantTensor>,
): readonly Node[] {
  try {
    const graph = graphFromArtifacts(files, undefined, weights);
    if ("reason" in graph) return [];
    return [...graph.nodes].filter(({ op }) => op === "Conv2D" || op === "_FusedConv2D");
  } catch {
    // A damaged node: whoever works on the graph says so.
    return [];
  }
}

/** In how many groups the channels are, as far as shapes tell; or what is wrong with them: the end of a sentence. */
function groupsOf({ op, inputs, attrs }: Node): number | string {
  const [x, filter] = inputs.map(({ shape }) => shape);
  const [channels, own, outputs] = [x?.[CHANNELS] ?? -1, filter?.[2] ?? -1, filter?.[CHANNELS] ?? -1];
  if (attrs.data_format === "NCHW" || channels < 1 || own < 1 || outputs < 1 || channels === own) return 1;
  const groups = channels / own;
  if (!Number.isInteger(groups) || outputs % groups !== 0)
    return `whose filter of shape [${filter}] is not for ${channels} channels`;
  return op === "Conv2D" ? groups : `in ${groups} groups and fused with other ops (save the model without fusing them)`;
}

function written(
  { name, op, input = [], attr }: NodeDef,
  groups: number,
  weights: ReadonlyMap<string, ConstantTensor>,
  taken: Set<string>,
  constants: Map<string, ConstantTensor>,
): NodeDef[] {
  const [x, filter, ...control] = input as [string, string, ...string[]];
  const nodes: NodeDef[] = [];
  const free = (base: string): string => {
    let own = `${name}/${base}`;
    for (let n = 1; taken.has(own); n++) own = `${name}/${base}_${n}`;
    taken.add(own);
    return own;
  };
  const add = (base: string, made: Omit<NodeDef, "name">): string => {
    const own = free(base);
    nodes.push({ name: own, ...made });
    return own;
  };
  const constant = (base: string, value: ConstantTensor): string => {
    const dtype = typeName(value.dtype);
    const tensor = { dtype, tensorShape: shapeProto(value.shape) };
    const own = add(base, { op: "Const", input: [], attr: { dtype: { type: dtype }, value: { tensor } } });
    constants.set(own, value);
    return own;
  };
  const T = attr?.T ?? { type: "DT_FLOAT" };
  const shape = weights.get(filter)?.shape;
  if (shape?.[2] === 1) {
    // A filter for each channel: filters of one channel lie side by side in both forms.
    const [rows = 0, columns = 0, , outputs = 0] = shape;
    const to = constant("shape", ints([rows, columns, groups, outputs / groups]));
    const reshaped = add("filters", { op: "Reshape", input: [filter, to], attr: { T } });
    nodes.push({ name, op: "DepthwiseConv2dNative", input: [x, reshaped, ...control], attr: attr ?? {} });
    return nodes;
  }
  const axis = constant("axis", ConstantTensor.int([], [CHANNELS]));
  const split = (base: string, of: string): string =>
    add(base, { op: "Split", input: [axis, of], attr: { T, ...encodeAttrs({ num_split: groups }) } });
  const [parts, filters] = [split("inputs", x), split("filters", filter)];
  const output = (ref: string, i: number): string => (i === 0 ? ref : `${ref}:${i}`);
  const made = Array.from({ length: groups }, (_, i) =>
    add(`group_${i}`, { op, input: [output(parts, i), output(filters, i), ...control], attr: attr ?? {} }),
  );
  nodes.push({ name, op: "ConcatV2", input: [...made, axis], attr: { T, ...encodeAttrs({ N: groups }) } });
  return nodes;
}
