/**
 * Gives the results of non-max suppression a fixed shape, where the model pads them itself: as the object detection API writes
 * it, with `concat([chosen, zeros([most - shape(chosen)[0]])])`. What is computed from the padded results is static then.
 */
import { type NodeDef, parseName } from "../../graph/from-tfjs.ts";
import type { ConstantTensor, TensorType } from "../../graph/types.ts";
import { SELECTION } from "./selection.ts";

/** What a padding node makes of the values that it reads. */
export interface Padding {
  /** Which of its operands, to how many elements, with what. */
  readonly padded: readonly { readonly operand: number; readonly length: number; readonly fill: number }[];
}
/** Makes a padding node: its outputs are how many elements there are, then the padded operands. */
export type PaddingNode = (name: string, input: readonly string[], padding: Padding) => NodeDef;

export interface Padded {
  readonly nodes: readonly NodeDef[];
  readonly seen: ReadonlyMap<string, TensorType>;
}

/**
 * @param weight the value of a weight
 * @param keep names of nodes that stay as they are
 */
export function padSelections(
  { nodes, seen }: Padded,
  weight: (name: string) => ConstantTensor | undefined,
  keep: ReadonlySet<string>,
  node: PaddingNode,
): Padded {
  const defs = new Map(nodes.map((def) => [def.name, def]));
  const scalar = (value = ""): number | undefined => {
    const { shape, values } = weight(value) ?? {};
    return shape?.every((d) => d === 1) ? values?.[0] : undefined;
  };
  const is = (value: string | undefined, of: RegExp): NodeDef | undefined => {
    const [name, output] = parseName(value ?? "");
    const def = output === 0 ? defs.get(name) : undefined;
    return def && of.test(def.op) ? def : undefined;
  };
  /** The selection whose number of elements a value is. */
  const counted = (value: string | undefined): NodeDef | undefined => {
    const slice = is(value, /^StridedSlice$/);
    const [shape, ...ranges] = slice?.input ?? [];
    const masks = Object.entries(slice?.attr ?? {}).filter(([, { i }]) => Number(i ?? 0) !== 0);
    const first = ranges.map(scalar).join() === "0,1,1" && masks.map(([name]) => name).join() === "shrink_axis_mask";
    const [source, output] = parseName(is(first ? shape : undefined, /^Shape$/)?.input?.[0] ?? "");
    const def = defs.get(source);
    return def && SELECTION.test(def.op) && output <= 1 ? def : undefined;
  };
  const renamed = new Map<string, string>();
  const added: NodeDef[] = [];
  const types = new Map(seen);
  for (const def of nodes) {
    const most = SELECTION.test(def.op) ? scalar(def.input?.[2]) : undefined;
    if (most === undefined) continue;
    const padded: Padding["padded"][number][] = [];
    const name = `${def.name}/padded`;
    const counts = nodes.filter((other) => !keep.has(other.name) && counted(other.name) === def);
    for (const concat of nodes) {
      const [chosen, zeros, axis] = concat.op === "ConcatV2" && concat.input?.length === 3 ? concat.input : [];
      const [source, operand] = parseName(chosen ?? "");
      const type = seen.get(operand === 0 ? source : `${source}:${operand}`);
      const [dims, value] = is(zeros, /^Fill$/)?.input ?? [];
      const fill = scalar(value);
      const vector = is(dims, /^(Reshape|ExpandDims|Pack)$/);
      const [from, taken] = is(vector?.input?.[0], /^Sub$/)?.input ?? [];
      const length = scalar(from) ?? -1;
      if (source !== def.name || operand > 1 || !type || fill === undefined) continue;
      if (![0, -1].includes(scalar(axis) ?? 1)) continue;
      if (length < most || counted(taken) !== def || keep.has(concat.name)) continue;
      padded.push({ operand, length, fill });
      renamed.set(concat.name, `${name}:${padded.length}`);
      types.set(`${name}:${padded.length}`, { dtype: type.dtype, shape: [length] });
    }
    if (padded.length === 0 || defs.has(name)) continue;
    for (const count of counts) renamed.set(count.name, name);
    types.set(name, { dtype: "int32", shape: [] });
    const input = [0, 1].filter((o) => padded.some(({ operand }) => operand === o));
    const operands = padded.map((one) => ({ ...one, operand: input.indexOf(one.operand) }));
    const values = input.map((o) => (o === 0 ? def.name : `${def.name}:${o}`));
    added.push(node(name, values, { padded: operands }));
  }
  if (added.length === 0) return { nodes, seen };
  const others = nodes.filter(({ name }) => !renamed.has(name));
  return {
    nodes: [...others.map((def) => reading(def, renamed)), ...added],
    seen: types,
  };
}

function reading(def: NodeDef, renamed: ReadonlyMap<string, string>): NodeDef {
  if (!def.input?.some((value) => renamed.has(parseName(value)[0]))) return def;
  return { ...def, input: def.input.map((value) => renamed.get(parseName(value)[0]) ?? value) };
}
