/** Whether the nodes that a model's outputs need are all there, and in an order in which they can run. */
import { ancestors, type NodeDef, parseName } from "../graph/from-tfjs.ts";
import { BadModel } from "./source.ts";

/** A node of any form of a GraphDef. */
interface AnyNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
}

const LOOPS = /^(Switch|Merge|Enter|Exit|NextIteration|LoopCond)$/;
/** Whether the graph has edges that lead back. */
export const hasLoops = (nodes: readonly AnyNode[]): boolean => nodes.some(({ op }) => LOOPS.test(op));

/** Nodes that nothing reads. */
export function sinks(nodes: readonly AnyNode[]): string[] {
  const read = new Set(nodes.flatMap(({ input = [] }) => input.map((each) => parseName(each.replace("^", ""))[0])));
  return nodes
    .filter(({ name, op }) => !read.has(name) && !/^(Const|NoOp|Placeholder|Assert|SaveV2)$/.test(op))
    .map(({ name }) => name);
}

/** Attributes that say how windows lie. */
const WINDOWS = ["strides", "stride", "dilations", "dilation", "rates", "ksize"];
/** No picture has more pixels in a row. */
const MOST_STEP = 2 ** 20;

/** That windows move, and no further than pictures go: kernels that trust it would never end. @throws BadModel */
export function checkWindows(nodes: readonly NodeDef[]): void {
  for (const { name, attr } of nodes)
    for (const key of WINDOWS) {
      const { i, list } = attr?.[key] ?? {};
      const steps = [i ?? list?.i ?? []].flat().map(Number);
      if (!steps.every((step) => Number.isInteger(step) && step >= 1 && step <= MOST_STEP))
        throw new BadModel(`is damaged: "${name}" has the ${key} [${steps}]`);
    }
}

/**
 * The nodes that outputs need, producers before their readers.
 * @param isLeaf whether a node needs nothing
 * @param follows whether an input counts
 * @throws BadModel where one is missing, two have the same name, or a node needs itself
 */
export function neededNodes<N extends AnyNode>(
  nodes: readonly N[],
  outputs: readonly string[],
  isLeaf: (name: string) => boolean,
  follows?: (input: string) => boolean,
): readonly N[] {
  const defs = new Map<string, N>();
  for (const node of nodes) {
    if (!node.name || !node.op) throw new BadModel(`is damaged: node "${node.name}" (${node.op}) lacks its name or op`);
    if (defs.has(node.name)) throw new BadModel(`is damaged: two nodes are called "${node.name}"`);
    defs.set(node.name, node);
  }
  const needed = ancestors(defs as unknown as ReadonlyMap<string, NodeDef>, outputs, isLeaf, follows);
  if ("reason" in needed) throw new BadModel(`is damaged: ${needed.reason}`);
  const order = needed as unknown as readonly N[];
  if (!hasLoops(nodes)) refuseCycles(order, isLeaf);
  return order;
}

function refuseCycles(order: readonly AnyNode[], isLeaf: (name: string) => boolean): void {
  const before = new Set<string>();
  for (const { name, input = [] } of order) {
    const inputs = isLeaf(name) ? [] : input.filter((each) => !each.startsWith("^"));
    if (!inputs.every((each) => before.has(parseName(each)[0])))
      throw new BadModel(`is damaged: the graph has a cycle through "${name}"`);
    before.add(name);
  }
}
