/** Movements that nothing has to make: what is joined is computed in its place, parts are read where they lie. */
import { type CopyAttrs, isRun, pitchOf, type Region, spanOf } from "../kernels/index-maps.ts";
import type { JoinAttrs } from "../kernels/placed.ts";
import type { Attrs, Graph, Node, Value } from "../src/graph/graph.ts";
import { sizeOf } from "../src/graph/types.ts";
import type { Placement } from "../src/rewrite/grouping/rule.ts";
import { ints, op, tensor, typed, variablesOf } from "../src/rewrite/term.ts";

/** Whether nothing but a node reads a value, once, as pixels of the channels that its maker gives it. */
function isAlone(value: Value, reader: Node): boolean {
  const { node, users } = value;
  if (users.size > 1 || users.get(reader) !== 1) return false;
  return node.op !== "view" || (node.input(0).shape?.at(-1) === value.shape?.at(-1) && isAlone(node.input(0), node));
}

const NOTHING: ReadonlySet<Value> = new Set();
const regionsOf = (node: Node): readonly Region[] => (node.attrs as unknown as CopyAttrs).regions;

/** The value whose memory a view shows. */
function rootOf(value: Value): Value {
  let root = value;
  while (root.node.op === "view") root = root.node.input(0);
  return root;
}
/** Whether the caller asks for the value, or for a view of it. */
const isAsked = (value: Value, graph: Graph): boolean =>
  graph.isOutput(value) || [...value.users.keys()].some((n) => /^(view|part)$/.test(n.op) && isAsked(n.output, graph));

/** Why an operand can't be computed inside the result, if it can't. */
function obstacle(value: Value, graph: Graph, taken: ReadonlySet<Value>): string | undefined {
  const root = rootOf(value);
  const { op: made } = root.node;
  const name = `"${value.name}"`;
  if (made === "Placeholder" || made === "Const") return `${name} is not computed by the plan`;
  if (made === "part") return `${name} is a part of another value`;
  if (taken.has(root)) return `${name} lies in another value`;
  return isAsked(root, graph) ? `${name} is asked for by the caller` : undefined;
}

function writeThrough(node: Node, graph: Graph, taken: Set<Value>): ReturnType<Placement["place"]> {
  const regions = regionsOf(node);
  const joined = regions.filter((r) => r.input >= 0);
  if (node.outputs.length > 1 || regions.length < 2) return undefined;
  const spans = regions.map(spanOf);
  let reason: string | undefined;
  const placed = joined.flatMap((region) => {
    const value = node.input(region.input);
    const at = regions.indexOf(region);
    const [from, to] = spans[at] as readonly [number, number];
    const whole = isRun(region) && sizeOf(region.extents) === sizeOf(value.shape ?? []);
    const alone = spans.every(([begin, end], i) => i === at || end <= from || begin >= to);
    if (!whole || !alone) return [];
    const why = obstacle(value, graph, taken);
    reason ??= why;
    if (why !== undefined) return [];
    taken.add(rootOf(value));
    return [at];
  });
  if (placed.length === 0) return reason;
  return [{ inputs: node.inputs, attrs: { ...node.attrs, placed } satisfies Partial<JoinAttrs> }];
}

/** Bytes of values that push others out of the cache. */
const FAR = 2 << 20;
/**
 * Whether a value is made long before its reader, from more than twice as much: it can't wait for the reader without its operands, and
 * elements that are not in the cache any more slow down the readers of all that they lie between.
 */
function isEarly({ node }: Value, reader: Node, graph: Graph): boolean {
  const bytes = (values: readonly Value[]): number => values.reduce((sum, v) => sum + 4 * sizeOf(v.shape ?? []), 0);
  const own = node.inputs.filter((v) => !v.constant && v.users.size === 1);
  const order = graph.topological();
  const between = order.slice(order.indexOf(node) + 1, order.indexOf(reader));
  return (
    bytes(own) > 2 * bytes(node.outputs) && bytes(between.flatMap((n) => (n.op === "Const" ? [] : n.outputs))) > FAR
  );
}

const writeChannels: Placement["place"] = (node, graph, _, supports) => {
  const regions = regionsOf(node);
  // Where none overwrites another, all together are as large as the result.
  const size = regions.reduce((n, r) => n + sizeOf(r.extents), 0);
  if (node.outputs.length > 1 || size !== sizeOf(node.output.shape ?? [])) return undefined;
  let reason: string | undefined;
  const parts = new Map<Node, Attrs>();
  const placed = regions.flatMap((region, at) => {
    if (region.input < 0) return [];
    const value = node.input(region.input);
    const pitch = pitchOf(region, value.shape ?? []);
    if (pitch === undefined) return [];
    const producer = rootOf(value).node;
    if (/^(Placeholder|Const)$/.test(producer.op)) return [];
    const attrs = { ...producer.attrs, pitch };
    const why =
      obstacle(value, graph, NOTHING) ??
      (!isAlone(value, node) || producer.outputs.length > 1
        ? `"${value.name}" is read elsewhere too, or as other pixels`
        : isEarly(producer.output, node, graph)
          ? `"${value.name}" is made long before from more`
          : supports(producer, attrs));
    if (why !== true) {
      reason ??= why;
      return [];
    }
    parts.set(producer, attrs);
    return [at];
  });
  if (placed.length === 0) return reason;
  return [{ inputs: node.inputs, attrs: { ...node.attrs, placed } satisfies Partial<JoinAttrs>, parts }];
};

function readInPlace(node: Node, graph: Graph): ReturnType<Placement["place"]> {
  const regions = regionsOf(node);
  if (node.inputs.length > 1 || regions.length !== node.outputs.length || regions.some((r) => r.input < 0))
    return undefined;
  if (!regions.every((r, i) => isRun(r) && sizeOf(r.extents) === sizeOf(node.outputs[i]?.shape ?? [])))
    return undefined;
  const asked = node.outputs.find((value) => isAsked(value, graph));
  if (asked) return `"${asked.name}" is asked for by the caller`;
  return regions.map((region) => ({ inputs: node.inputs, attrs: { regions: [{ ...region, output: 0 }] } }));
}

const inputs = { a: tensor(1, 3, 4, 2), b: tensor(1, 2, 4, 2), axis: typed("int32", { ...ints(1), shape: [] }) };
const POOL = { ksize: [1, 2, 2, 1], strides: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
const beside = { a: tensor(1, 3, 4, 2), b: tensor(1, 3, 4, 5), axis: typed("int32", { ...ints(3), shape: [] }) };
const cut = { x: tensor(1, 5, 4, 2), begin: ints(0, 1, 0, 0), size: ints(1, 3, 4, 2) };

export const PLACEMENTS: readonly Placement[] = [
  {
    kind: "placement",
    name: "write-through",
    family: "F11",
    exactness: "X",
    about:
      "What is joined is computed where it belongs in the result, if it is one run there: nothing is left to copy, even if others read it too.",
    of: "copy",
    kernel: "join",
    place: writeThrough,
    example: {
      title: "rows below rows",
      inputs,
      before: ((v) => op.ConcatV2(op.Softmax(v.a), op.Softmax(v.b), v.axis).example({ N: 2 }))(variablesOf(inputs)),
    },
  },
  {
    kind: "placement",
    name: "write-channels",
    family: "F11",
    exactness: "X",
    about:
      "What is joined along channels is computed between the others' channels, pixel by pixel, if nothing else reads it and its kernel can leave gaps.",
    of: "copy",
    kernel: "join",
    place: writeChannels,
    example: {
      title: "channels beside channels",
      inputs: beside,
      before: ((v) =>
        op.ConcatV2(op.MaxPool(v.a).example(POOL), op.MaxPool(v.b).example(POOL), v.axis).example({ N: 2 }))(
        variablesOf(beside),
      ),
    },
  },
  {
    kind: "placement",
    name: "read-in-place",
    family: "F9",
    exactness: "X",
    about: "A slice or split into runs of elements is read where it lies.",
    of: "copy",
    kernel: "part",
    place: readInPlace,
    example: {
      title: "rows of an image",
      inputs: cut,
      before: ((v) => op.Softmax(op.Slice(v.x, v.begin, v.size)))(variablesOf(cut)),
    },
  },
];
