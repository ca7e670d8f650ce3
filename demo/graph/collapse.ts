/**
 * What of a graph is drawn: every node where they are few, else groups that open on demand.
 *
 * Groups follow the scopes in nodes' names (`model/block_3/conv`). Where a scope has many entries side by side, as in models
 * without scopes, runs of neighbours in order of execution become groups of their own; so any graph can be drawn.
 */
import type { NodeView } from "../../src/runtime/inspection.ts";

/** Something to draw: one node, or a closed group of several. */
export interface Shown {
  readonly id: string;
  readonly title: string;
  readonly members: readonly NodeView[];
  readonly isGroup: boolean;
}
export interface ShownGraph {
  readonly nodes: readonly Shown[];
  /** Pairs of ids, without repetition. */
  readonly edges: readonly (readonly [from: string, to: string])[];
}

interface Group {
  readonly id: string;
  readonly title: string;
  readonly children: (Group | NodeView)[];
  size: number;
}

/** As many nodes as can be laid out in about a second. */
const MOST_SHOWN = 1000;
/** Entries of a group before runs of them are grouped. */
const WIDEST = 80;

const isGroup = (x: Group | NodeView): x is Group => "children" in x;

/**
 * @param turned ids of groups that the user has turned: opened where they would be closed, and the other way round
 * @param most how many nodes and groups may be shown unless the user asks for more
 */
export function collapse(
  nodes: readonly NodeView[],
  turned: ReadonlySet<string>,
  most: number = MOST_SHOWN,
): ShownGraph {
  if (nodes.length <= most) return withEdges(nodes.map(single));
  const root = treeOf(nodes);
  const open = new Set<Group>([root]);
  const closed: Group[] = [];
  let count = root.children.length;
  const enqueue = (group: Group): void => {
    closed.push(...group.children.filter(isGroup));
    closed.sort((a, b) => a.size - b.size);
  };
  enqueue(root);
  // The largest first, as far as there is room.
  for (let next = closed.pop(); next; next = closed.pop()) {
    const more = next.children.length - 1;
    if (count + more > most / 2) continue;
    open.add(next);
    count += more;
    enqueue(next);
  }
  const shown: Shown[] = [];
  const visit = (item: Group | NodeView): void => {
    if (!isGroup(item)) shown.push(single(item));
    else if (open.has(item) !== turned.has(item.id)) for (const child of item.children) visit(child);
    else shown.push({ id: item.id, title: item.title, members: leaves(item), isGroup: true });
  };
  visit(root);
  return withEdges(shown);
}

const single = (node: NodeView): Shown => ({ id: `n${node.id}`, title: node.op, members: [node], isGroup: false });

function treeOf(nodes: readonly NodeView[]): Group {
  const root: Group = { id: "g", title: "", children: [], size: nodes.length };
  const known = new Map<string, Group>([["", root]]);
  const groupOf = (path: string): Group => {
    const found = known.get(path);
    if (found) return found;
    const cut = path.lastIndexOf("/");
    const parent = groupOf(cut < 0 ? "" : path.slice(0, cut));
    const made: Group = { id: `g${path}`, title: path.slice(cut + 1), children: [], size: 0 };
    known.set(path, made);
    parent.children.push(made);
    return made;
  };
  for (const node of nodes) {
    const cut = node.name.lastIndexOf("/");
    const group = groupOf(cut < 0 ? "" : node.name.slice(0, cut));
    group.children.push(node);
  }
  return split(root);
}

/** Dissolves groups of one, groups runs of neighbours where a level is too wide, and counts. */
function split(group: Group): Group {
  const children = group.children
    .map((child) => (isGroup(child) ? split(child) : child))
    .flatMap((child) => (isGroup(child) && child.children.length === 1 ? child.children : [child]));
  let level = children;
  for (let depth = 0; level.length > WIDEST; depth++) {
    const step = Math.ceil(level.length / Math.ceil(level.length / (WIDEST / 2)));
    level = Array.from({ length: Math.ceil(level.length / step) }, (_, i): Group => {
      const run = level.slice(i * step, (i + 1) * step);
      return { id: `${group.id}#${depth}.${i}`, title: `part ${i + 1}`, children: run, size: sizeOf(run) };
    });
  }
  return { ...group, children: level, size: sizeOf(level) };
}

const sizeOf = (items: readonly (Group | NodeView)[]): number =>
  items.reduce((sum, item) => sum + (isGroup(item) ? item.size : 1), 0);

const leaves = (group: Group): NodeView[] => group.children.flatMap((c) => (isGroup(c) ? leaves(c) : [c]));

function withEdges(nodes: readonly Shown[]): ShownGraph {
  const holder = new Map(nodes.flatMap((shown) => shown.members.map((n) => [n.id, shown.id] as const)));
  const edges = new Map<string, readonly [string, string]>();
  for (const { id, members } of nodes)
    for (const member of members)
      for (const input of member.inputs) {
        const from = holder.get(input);
        if (from !== undefined && from !== id) edges.set(`${from}\n${id}`, [from, id]);
      }
  return { nodes, edges: [...edges.values()] };
}
